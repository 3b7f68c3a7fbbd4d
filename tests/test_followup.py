"""Follow-up questions."""

import pytest

from klimatsvar.followup import is_elliptical, standalone

EARLIER = ["Vad är trygghetsboendet Prästhöjden?"]


@pytest.mark.parametrize(
    "question",
    [
        "Och när invigdes det?",
        "När invigdes det?",
        "Hur många då?",
        "Vem ritade det?",
        "Men varför?",
        "And when did it open?",
        "Vad kostar det?",
    ],
)
def test_questions_that_lean_on_the_one_before(question: str) -> None:
    assert is_elliptical(question)
    assert standalone(question, EARLIER) == f"{EARLIER[0]} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Vilka parter ingår i omställningsteamet?",
        "Hur mycket ska utsläppen minska per år?",
        "Vad gör det kommunala bolaget Fristadbostäder?",
        "När blev Fristadbostäder fossilfritt?",
        "Vilka mål gäller för cykling 2040?",
    ],
)
def test_a_new_topic_is_not_dragged_along(question: str) -> None:
    assert not is_elliptical(question)
    assert standalone(question, EARLIER) == question


def test_without_a_conversation_nothing_is_added() -> None:
    assert standalone("Och när invigdes det?", []) == "Och när invigdes det?"


def test_a_chain_of_follow_ups_leans_on_the_last_complete_question() -> None:
    history = [*EARLIER, "Och när invigdes det?"]
    assert standalone("Vem ritade det?", history) == f"{EARLIER[0]} Vem ritade det?"
