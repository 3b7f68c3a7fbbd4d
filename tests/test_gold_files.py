"""The files of gold questions: whole, and as many and as mixed as promised."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from gold_parts import read_parts
from klimatsvar.assistant import Assistant
from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.evaluate import GoldQuestion, read_numbered
from klimatsvar.types import Document

GOLD = Path(__file__).parent / "gold"
ANSWERED = {"number", "when", "who", "where", "what", "how", "why", "yes-no", "list"}
IN_VAIN = {
    "other-year", "other-actor-or-place", "missing-detail", "false-premise", "near-subject",
    "off-subject",
}  # fmt: skip
PLANS = {"granvik-klimatplan.pdf", "hedarne-handlingsplan.docx", "ljungaby-klimatarbete.html"}


def read(*names: str) -> list[GoldQuestion]:
    return list(chain(*(read_numbered(GOLD / f"{name}.jsonl").values() for name in names)))


def residents() -> list[GoldQuestion]:
    return read("residents", "residents-held", "plans", "plans-held")


def test_they_are_as_many_as_promised() -> None:
    asked = residents()
    assert sum(gold.answerable for gold in asked) >= 400
    assert sum(not gold.answerable for gold in asked) >= 300
    assert sum(gold.language != "sv" for gold in asked) >= 0.15 * len(asked)
    assert len({gold.id for gold in asked}) == len({gold.question for gold in asked}) == len(asked)


def test_a_fifth_is_kept_aside() -> None:
    for name in ("residents", "plans"):
        own, aside = len(read(name)), len(read(f"{name}-held"))
        assert aside == (own + aside) // 5


def test_each_is_of_a_kind() -> None:
    kinds = Counter((gold.answerable, gold.kind) for gold in residents())
    assert {kind for answerable, kind in kinds if answerable} == ANSWERED
    assert {kind for answerable, kind in kinds if not answerable} == IN_VAIN
    assert min(kinds[False, kind] for kind in IN_VAIN) >= 50


def test_every_answer_stands_in_the_documents_that_answer(assistant: Assistant) -> None:
    corpus = ("questions", "spelling", "languages", "comparisons", "residents", "conversations")
    asked = read(*corpus, "residents-held", "conversations-held")
    assert list(lacking(asked, dict(assistant.index.documents))) == []


def test_questions_of_parts_are_as_many_and_as_mixed_as_promised() -> None:
    own, aside = list(read_parts("parts")), list(read_parts("parts-held"))
    assert (len(own), len(aside)) == (43, 20)
    kinds = Counter(one.kind for one in (*own, *aside))
    assert kinds == {"two-parts": 24, "comparison": 21, "one": 10, "yes-no": 8}
    gone = Counter(
        next((n for n, part in enumerate(one.parts) if not part.answers), None)
        for one in (*own, *aside)
        if one.kind == "two-parts"
    )
    assert gone == {None: 9, 0: 7, 1: 8}
    assert Counter(one.language for one in (*own, *aside)) == {"sv": 54, "en": 9}


@pytest.mark.parametrize("name", ["parts", "parts-held"])
def test_parts_stand_in_the_question_and_their_answers_in_the_documents(
    name: str, assistant: Assistant
) -> None:
    documents = assistant.index.documents.values()
    texts = [" ".join(document.text.split()).casefold() for document in documents]
    for one in read_parts(name):
        for part in one.parts:
            assert part.asks in one.question
            for words in part.answers:
                assert any(words.casefold() in text for text in texts), words


def test_every_answer_stands_in_the_plans() -> None:
    readings = [read_file(file, Metadata()) for file in corpus_files(GOLD / "plans")]
    documents = {r.id: r.document for r in readings if r.document}
    assert set(documents) == PLANS
    assert list(lacking(read("plans", "plans-held"), documents)) == []


def lacking(asked: list[GoldQuestion], documents: dict[str, Document]) -> Iterator[str]:
    """Yield the ids of questions none of whose answers stands in the first document."""
    for gold in asked:
        if gold.answerable:
            text = documents[gold.documents[0]].text.lower()
            if not any(answer.text.lower() in text for answer in gold.answers):
                yield gold.id


@pytest.mark.parametrize("name", ["residents", "plans"])
def test_those_with_and_without_an_answer_look_alike(name: str) -> None:
    asked = [gold for gold in read(name, f"{name}-held") if gold.language == "sv"]

    def opens_with_hur(answerable: bool) -> float:
        own = [gold for gold in asked if gold.answerable == answerable]
        return sum(gold.question.lower().startswith("hur") for gold in own) / len(own)

    assert opens_with_hur(True) == pytest.approx(opens_with_hur(False), abs=0.12)
