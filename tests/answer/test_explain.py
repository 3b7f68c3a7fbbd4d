"""Explaining an answer, and naming the stage to look at."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from klimatsvar.answer.calibration import Calibration, Thresholds, Weighing, Weights
from klimatsvar.answer.consider import consider
from klimatsvar.answer.explain import Explanation, explain
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.weigh import Parts
from klimatsvar.cli.explaining import print_explanation
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from toy import ToyEncoder, write_corpus, write_two


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_LANGUAGE", "en")


def explained(question: str, parts: Parts, *history: str, language: str = "sv") -> Explanation:
    considered = consider(question, history, parts, count=10)
    return explain(question, language, None, considered, parts)


def printed(told: Explanation) -> str:
    to = Console(file=(file := io.StringIO()), width=200, soft_wrap=True, highlight=False)
    print_explanation(told, to)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


TOY = """
Language: sv
Limits: none
Conversation: searched for alone, as ”Går buss till rymden?”
Word stems that the corpus has, with weight: buss 0.7
Word stems that it lacks: gar 1.8, rymd 1.8

Passages found: best first
score  dense  lexical  weighed  document  heading
0.903  0.894    0.048        2  a.md      Resor
0.000  0.000    0.000        1  b.md      Natur

Sentences weighed, best first, and what became of each; [1] is the first quotation
score  share  became       features beside the mean          document  sentence
 4.89   0.76  quoted [1]   cosine +1.7, passage_cosine +0.3  a.md      Ta buss till jobbet.
 3.72   0.24  joined [1]   cosine +0.6, passage_cosine +0.3  a.md      Ta buss eller cykel till skolan.
 0.00   0.01  less likely  cosine -2.3, passage_cosine -0.6  b.md      I skog och mark finns stigar.

Confidence: 0.7311, sure from 0.5000, possible from 0.1000: grounded
Look at: threshold: the confidence lies close to one."""  # noqa: E501


def test_a_toy_is_explained_to_the_word(tmp_path: Path) -> None:
    ingest(write_two(tmp_path / "corpus"), tmp_path / "index", ToyEncoder(), passage_tokens=50)
    ranking = {"cosine": 4, "passage_cosine": 1}
    weights = Weights(ranking, {"cosine": 5}, -4)
    weighing = Weighing("", weights, weights, Thresholds(0.5, 0.1))
    calibration = Calibration(weighing, weighing)
    fitted = replace(Fitted.load(), calibration=calibration)
    parts = Parts(Index.open(tmp_path / "index", ToyEncoder()), ToyEncoder(), fitted)
    assert printed(explained("Går buss till rymden?", parts)) == TOY


def test_a_limit_is_told_before_anything_is_searched(parts: Parts) -> None:
    told = explain("Hjälp!", "sv", "emergency", None, parts)
    assert told.verdict == "limits"
    assert printed(told) == (
        "\nLanguage: sv\nLimits: emergency\n"
        "Look at: limits: the question is refused without a search (limits.py)."
    )


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Parts:
    """Three documents of a sentence each; all answers are shown."""
    folder = tmp_path_factory.mktemp("explained")
    corpus = write_corpus(
        folder / "corpus",
        park="# Parken\n\nViskans park är fem kilometer lång.",
        buss="# Bussar\n\nTio elbussar går på linje 2 i Borås sedan sommaren 2019.",
        sol="# Solpaneler\n\nSolpaneler på skolans tak ger elektricitet.",
    )
    ingest(corpus, folder / "index", encoder, passage_tokens=200)
    return Parts(Index.open(folder / "index", encoder), encoder, Fitted.load(), sure_from=0.0)


PARK = "Hur lång är Viskans park?"


def test_a_clear_answer_has_no_stage_to_look_at(parts: Parts) -> None:
    told = explained(PARK, parts)
    assert told.verdict == "none"
    assert (told.sentences[0].fate, told.sentences[0].quotation) == ("quoted", 1)
    assert sorted((term.stem, term.known) for term in told.terms) == [
        ("lang", True),
        ("park", True),
        ("viskan", True),
    ]
    assert sum(sentence.share for sentence in told.sentences) == pytest.approx(1)


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [(0.66, "none"), (0.67, "threshold"), (1.49, "threshold"), (1.51, "choice")],
)
def test_a_confidence_close_to_the_threshold_is_told(
    parts: Parts, factor: float, verdict: str
) -> None:
    confidence = explained(PARK, parts).confidence
    told = explained(
        PARK, replace(parts, sure_from=factor * confidence, possible_from=factor * confidence)
    )
    assert told.verdict == verdict


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Three documents; of their stems, one that a document has weighs 0.981, that all have 0.134.

    One that none has weighs 2.079. No answer is shown.
    """
    folder = tmp_path_factory.mktemp("words")
    corpus = write_corpus(
        folder / "corpus",
        a="# A\n\nI skog växer lind, ek, asp, vide och fura.",
        b="# B\n\nDär växer gran, fura och vide.",
        c="# C\n\nSe vide och fura.",
    )
    ingest(corpus, folder / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(folder / "index", ToyEncoder())
    weights = Weights({"cosine": 4}, {"cosine": 5}, -4)
    weighing = Weighing("", weights, weights, Thresholds(0.5, 0.1))
    calibration = Calibration(weighing, weighing)
    fitted = replace(Fitted.load(), calibration=calibration)
    return Parts(index, ToyEncoder(), fitted, sure_from=2.0, possible_from=2.0)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Tall, lind, ek, asp, vide?", "coverage"),  # lacks 2.079 of 5.156, 0.403
        ("Tall, lind, ek, asp, vide, fura?", "choice"),  # of 5.290, 0.393
        ("Skog, gran?", "choice"),  # the best passage lacks 0.981 of 1.962, a half
        ("Skog, lind, gran, kastanj?", "coverage"),
    ],
)
def test_the_weight_of_the_words_that_are_lacking_decides(
    words: Parts, question: str, verdict: str
) -> None:
    assert explained(question, words).verdict == verdict


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Hur förnyar jag mitt pass?", "coverage"),
        ("Ger elbussar elektricitet i parken på sommaren?", "retrieval"),
        (PARK, "choice"),
    ],
)
def test_a_refusal_far_below_the_threshold_tells_its_stage(
    parts: Parts, question: str, verdict: str
) -> None:
    assert explained(question, replace(parts, sure_from=2.0, possible_from=2.0)).verdict == verdict


def test_words_say_nothing_about_questions_in_other_languages(parts: Parts) -> None:
    refusing = replace(parts, sure_from=2.0, possible_from=2.0)
    assert explained("How do I renew my passport?", refusing, language="en").verdict == "choice"


def test_finding_nothing_is_a_matter_of_coverage(parts: Parts) -> None:
    considered = consider(PARK, [], parts, count=10, without=parts.index.documents)
    told = explain(PARK, "sv", None, considered, parts)
    assert (told.verdict, told.passages, told.sentences) == ("coverage", (), ())
    assert "Passages found: none" in printed(told)


def test_a_follow_up_is_told_with_what_was_searched_for(parts: Parts) -> None:
    told = explained("Och hur lång är den?", parts, "Var ligger Viskans park?")
    assert (told.follow_up, told.searched) == (
        True,
        "Var ligger Viskans park? Och hur lång är den?",
    )
