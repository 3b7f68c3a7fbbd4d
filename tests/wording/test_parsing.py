"""Reading sentences out of what a model writes, whole, broken or wrapped."""

import json

import hypothesis.strategies as st
import pytest
from hypothesis import given

from klimatsvar.wording.parsing import Draft, Reader, Support, read_object

FIRST = Draft('Borås "grönt" har {23} bussar.', (Support(1, "23 bussar, och ]}"),))
SECOND = Draft("Åtta är el.", (Support(2, "åtta \\ el"), Support(1, "bussar")))


def written(draft: Draft) -> str:
    support = [{"passage": s.passage, "quote": s.quote} for s in draft.support]
    return json.dumps({"text": draft.text, "support": support}, ensure_ascii=False)


ONE, TWO = written(FIRST), written(SECOND)
WHOLE = f'{{"sentences": [{ONE}, {TWO}]}}'


def read(text: str, step: int = 1) -> tuple[list[Draft], str | None]:
    """Return the sentences and the fault of ``text`` that comes ``step`` characters at a time."""
    reader = Reader()
    pieces = [text[at : at + step] for at in range(0, len(text), step)]
    return [draft for piece in pieces for draft in reader.feed(piece)], reader.fault()


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```\n",
        f"Here is the \"answer:\n\n{WHOLE} Hope it's fine {{",
        f"[{ONE},{TWO}]",
        f"{ONE}\n{TWO}",
        f'{{"sentences": [{ONE}, {TWO},],}}',
        WHOLE.replace("}]}", "} , ]\n,}"),
        f"\n <think>First {ONE} or {{</think>\n{WHOLE}",
        f"}}]{WHOLE}",
    ],
    ids="plain fence prose list lines commas more-commas thought closed-first".split(),
)
def test_sentences_are_read_whatever_stands_around_them(text: str) -> None:
    fault = "cut_off" if text.endswith("{") else None
    for step in (1, 5, len(text)):
        assert read(text, step) == ([FIRST, SECOND], fault)


def test_a_sentence_comes_with_its_last_brace_and_not_before() -> None:
    reader = Reader()
    end = WHOLE.index(ONE) + len(ONE)
    assert list(reader.feed(WHOLE[: end - 1])) == []
    assert list(reader.feed(WHOLE[end - 1 : end])) == [FIRST]
    assert list(reader.feed(WHOLE[end:])) == [SECOND]


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 40))
def test_what_is_cut_off_gives_whole_sentences_only(length: int, step: int) -> None:
    complete = [FIRST, SECOND][: sum(WHOLE.index(s) + len(s) <= length for s in (ONE, TWO))]
    assert read(WHOLE[:length], step) == (complete, "cut_off" if length else "empty")


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    read(text, 3)
    read_object(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ('{"sentences": []}', "empty"),
        ("Jag vet inte.", "malformed"),
        ('{"sentences": [{"text": 3, "support": []}]}', "malformed"),
        ('{"sentences": [{"text": "Utan stöd."}]}', "malformed"),
        ('{"sentences": [{"text": "\\ud800", "support": []}]}', "malformed"),
        ("{" * 5000 + "}" * 5000, "malformed"),
        ("<think>Hm", "cut_off"),
        ("<thi", "cut_off"),
    ],
)
def test_what_is_no_answer_is_named(text: str, fault: str) -> None:
    assert read(text, 100) == ([], fault)


def test_support_that_is_none_is_left_out() -> None:
    support = '[3, {"passage": "[2]", "quote": "ja"}, {"passage": "två", "quote": "nej"}, {"x": 1}]'
    read_drafts, _ = read(f'{{"text": " Hej. ", "support": {support}}}')
    assert read_drafts == [Draft("Hej.", (Support(2, "ja"),))]


def test_a_line_break_within_a_string_is_read_as_space() -> None:
    assert read_object('{"text": "en\nrad"}') == {"text": "en rad"}


def test_the_outermost_object_is_the_answer() -> None:
    assert read_object('Så: {"a": {"b": "c"}}') == {"a": {"b": "c"}}
    assert read_object("nej") == {}
