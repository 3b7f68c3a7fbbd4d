"""Turns that ask nothing, told from questions."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from klimatsvar.answer.acts import ACTS, MOST_WORDS, QUESTION, Act, Acts
from klimatsvar.model.encoder import Encoder

GOLD = Path(__file__).parents[1] / "gold"


@pytest.fixture(scope="module")
def acts() -> Acts:
    return Acts.load()


@pytest.fixture(scope="module")
def told(acts: Acts, encoder: Encoder) -> dict[str, Act | None]:
    """What each turn of the tests below is told to do, encoded at once."""
    turns = [*NOTHING, *SOMETHING]
    return dict(zip(turns, acts.told(turns, encoder), strict=True))


NOTHING: dict[str, Act] = {
    "Hej": "greeting",
    "Hej!": "greeting",
    "مرحبا": "greeting",
    "Tack!": "thanks",
    "Dziękuję bardzo": "thanks",
    "Hej då": "bye",
    "ok": "ok",
    "👍": "ok",
    "asdf": "noise",
    "???": "noise",
    "vad kan du?": "capabilities",
    "Bist du ein Mensch?": "capabilities",
    "kan jag prata med en människa?": "human",
    "Voinko puhua ihmisen kanssa?": "human",
    "förklara enklare": "simpler",
    "vad menar du?": "simpler",
    "på engelska, tack": "language",
    "بالعربية من فضلك": "language",
    "stämmer det?": "doubt",
    "hur vet du det?": "doubt",
    "How do you know that?": "doubt",
    "upprepa": "repeat",
    "Det svarade inte på min fråga": "complaint",
}
SOMETHING = (
    "Hej, vad kostar energirådgivning?",
    "Tack vare vem blev Prästhöjden byggt?",
    "Tack! Och hur mycket kostar det?",
    "Vad kan du säga om elbussarna?",
    "Kan jag prata med en energirådgivare?",
    "Stämmer det att utsläppen har minskat?",
    "Förklara vad ett klimatkontrakt är",
    "Varför inte?",
    "och 2040 då?",
    "solceller",
    "2030?",
)


@pytest.mark.parametrize("turn", NOTHING)
def test_what_a_turn_does_is_told(told: dict[str, Act | None], turn: str) -> None:
    assert told[turn] == NOTHING[turn]


@pytest.mark.parametrize("turn", SOMETHING)
def test_a_question_asks_however_it_begins(told: dict[str, Act | None], turn: str) -> None:
    assert told[turn] is None


def rows(name: str) -> Iterator[dict[str, str]]:
    return map(json.loads, (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines())


def test_no_question_is_taken_for_small_talk(acts: Acts, encoder: Encoder) -> None:
    questions = {
        question
        for name in ("questions", "conversations", "languages")
        for row in rows(name)
        for question in (row["question"], *row["history"])
    }
    assert set(acts.told(sorted(questions), encoder)) == {None}


def test_the_figures_of_turns_kept_aside_hold(acts: Acts, encoder: Encoder) -> None:
    kept = list(rows("turns-held"))
    told = acts.told([row["turn"] for row in kept], encoder)
    nothing = [(row.get("act"), act) for row, act in zip(kept, told, strict=True)]
    talk = [(own, act) for own, act in nothing if own]
    taken = [act for own, act in nothing if own is None and act]
    assert (len(talk), len(nothing) - len(talk)) == (152, 53)
    assert abs(sum(act is not None for _, act in talk) - 132) <= 2
    assert abs(sum(own == act for own, act in talk) - 112) <= 2
    assert len(taken) <= 3


def test_a_turn_is_told_from_the_threshold_on(acts: Acts, encoder: Encoder) -> None:
    [likely] = acts.probabilities(["Tack!"], encoder.encode_queries(["Tack!"]))
    assert set(acts.names) == {*ACTS, QUESTION}
    nothing = 1 - likely[acts.names.index(QUESTION)]
    assert replace(acts, threshold=nothing - 1e-6).told(["Tack!"], encoder) == ["thanks"]
    assert replace(acts, threshold=nothing + 1e-6).told(["Tack!"], encoder) == [None]


def test_signs_alone_ask_nothing_however_likely(acts: Acts, encoder: Encoder) -> None:
    surest = replace(acts, threshold=1.0)
    assert surest.told(["?", "👍", "Tack!"], encoder) == ["noise", "ok", None]


def test_a_long_turn_asks_something(acts: Acts, encoder: Encoder) -> None:
    longest = "tack " * MOST_WORDS
    assert acts.told([longest, longest + "tack"], encoder) == ["noise", None]


def test_of_another_models_vectors_nothing_is_told(acts: Acts, encoder: Encoder) -> None:
    assert replace(acts, model="another").told(["Hej!", "👍"], encoder) == [None, None]
