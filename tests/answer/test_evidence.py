"""What is known of each sentence of the passages found."""

from pathlib import Path

import pytest

from klimatsvar.answer.evidence import FEATURES, Evidence, gather
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.language.terms import terms
from toy import ToyEncoder, write_corpus


def gathered(folder: Path, question: str, **texts: str) -> Evidence:
    encoder = ToyEncoder()
    ingest(write_corpus(folder / "corpus", **texts), folder / "index", encoder, passage_tokens=50)
    index = Index.open(folder / "index", encoder)
    query = make_query(question, question, encoder, index.vocabulary)
    return gather(query, retrieve(query, index, 6), index)


def values(evidence: Evidence, feature: str) -> dict[str, float]:
    column = evidence.features[:, FEATURES.index(feature)]
    return dict(zip((c.text for c in evidence.candidates), column.tolist(), strict=True))


PLAN = "# Plan\n\nEn buss går. Den går ofta.\n\n## Cykel\n\nMål för leden:\n\n- den byggs"
OTHER = "# Annat\n\nI skog växer lind."


def test_stems_are_met_in_the_sentence_before_it_above_it_or_in_its_lead_in(
    tmp_path: Path,
) -> None:
    evidence = gathered(tmp_path, "Buss, cykel, plan, led?", plan=PLAN, annat=OTHER)
    met = values(evidence, "met")
    asked = weights_of(tmp_path, "Buss, cykel, plan, led?")
    total = sum(asked.values())
    assert met["En buss går."] == pytest.approx((asked["buss"] + asked["plan"]) / total)
    assert met["Den går ofta."] == met["En buss går."]  # the one before it has the bus
    assert met["den byggs"] == pytest.approx(1 - asked["buss"] / total)  # title, heading, lead-in
    assert met["I skog växer lind."] == 0


def weights_of(folder: Path, question: str) -> dict[str, float]:
    """Return the weights of the question's stems in the index that ``gathered`` made."""
    weights = Index.open(folder / "index", ToyEncoder()).weights(terms(question))
    return {term: weight for term, weight in weights.items() if term[0] != "#"}


@pytest.mark.parametrize(
    ("question", "named"),
    [("Går det en buss?", 1.0), ("Är Viskan ren?", 1.0), ("Är Viskan ren 2030?", 0.5)],
)
def test_names_and_numbers_are_looked_for_in_the_whole_passage(
    tmp_path: Path, question: str, named: float
) -> None:
    evidence = gathered(tmp_path, question, a="# A\n\nViskan rinner. Det är bra.")
    assert values(evidence, "names") == {"Viskan rinner.": named, "Det är bra.": named}


@pytest.mark.parametrize(
    ("question", "other"),
    [("Hur blir det 2030?", 1.0), ("Hur blir det 2025?", 0.0), ("Hur blir det?", 0.0)],
)
@pytest.mark.parametrize("mark", ["", "¹"])  # of a footnote
def test_another_year_than_the_one_asked_about_is_told(
    tmp_path: Path, question: str, other: float, mark: str
) -> None:
    evidence = gathered(
        tmp_path, question, a=f"# A\n\nDet blir bra 2025{mark} och 2026{mark}. Det blir så."
    )
    assert values(evidence, "other_year") == {
        f"Det blir bra 2025{mark} och 2026{mark}.": other,
        "Det blir så.": 0.0,
    }
