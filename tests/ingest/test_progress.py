"""How much of a build is left, from what was done."""

from dataclasses import replace

from klimatsvar.corpus.read import Reading
from klimatsvar.ingest.progress import Advance, Step
from weighing import prose

DOCUMENT = prose("Ett stycke text. " * 40)
CHARACTERS = len(DOCUMENT.text)


def reading(id: str) -> Reading:
    return Reading(id, replace(DOCUMENT, id=id))


def test_unread_files_count_by_their_size() -> None:
    steps: list[Step] = []
    advance = Advance({"a": 100, "b": 100, "c": 200}, steps.append)
    advance.read(reading("a"))
    advance.is_cut(CHARACTERS, ["x" * 500] * 2)
    advance.encoded(2, 1000)
    assert steps == [
        Step("read", 1, 3, 0.25),
        Step("encode", 2, 8, 0.25),  # one of four, by bytes
    ]


def test_files_that_were_read_count_by_their_text() -> None:
    steps: list[Step] = []
    advance = Advance({"a": 100, "b": 900}, steps.append)
    advance.seen(reading("b"))  # in another process, before it is its turn
    advance.read(reading("a"))
    advance.is_cut(CHARACTERS, ["x" * 500] * 2)
    advance.encoded(1, 500)
    assert steps[-1] == Step("encode", 1, 4, 0.25)
    advance.encoded(1, 500)
    assert steps[-1] == Step("encode", 2, 4, 0.5)


def test_a_copy_gives_nothing_to_encode() -> None:
    steps: list[Step] = []
    advance = Advance({"a": 100, "b": 100}, steps.append)
    for id in ("a", "b"):
        advance.read(reading(id))
    advance.left_out("b")
    advance.is_cut(CHARACTERS, ["x" * 500] * 2)
    advance.encoded(1, 500)
    assert steps[-1] == Step("encode", 1, 2, 0.5)
    advance.encoded(1, 500)
    advance.done()
    assert steps[-1] == Step("encode", 2, 2, 1.0)


def test_each_text_counts_beside_its_characters() -> None:
    steps: list[Step] = []
    advance = Advance({"a": 100}, steps.append)
    advance.read(reading("a"))
    advance.is_cut(CHARACTERS, ["x" * 900, *["x" * 150] * 4])
    advance.encoded(1, 900)
    assert steps[-1].share == 1000 / (1000 + 4 * 250)


def test_a_build_without_texts_shows_no_encoding() -> None:
    steps: list[Step] = []
    Advance({}, steps.append).done()
    assert steps == []
