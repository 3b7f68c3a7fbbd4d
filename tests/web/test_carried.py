"""What a browser carries along: little of it, masked, and nothing else than questions."""

import pytest

from klimatsvar.web.ask.conversation import resumed
from klimatsvar.web.carried import bounded, carried


def test_the_newest_questions_are_carried() -> None:
    assert carried(["1", "2", "3", "4", "5", "6"]) == ("2", "3", "4", "5", "6")
    assert bounded(["a" * 999, "b", "c"]) == ("b", "c")
    assert bounded(["a" * 999, "b"]) == ("a" * 999, "b")
    assert carried(["Jag är 850709-9805"]) == ("Jag är [personnummer]",)


@pytest.mark.parametrize("sent", [None, "text", 3, {"0": "a"}, [1, None, ["a"]]])
def test_what_is_no_question_is_left_out(sent: object) -> None:
    assert carried(sent) == ()


@pytest.mark.parametrize(
    ("asked", "goes_on_from"), [(3, 3), (10_000, 10_000), (10_001, 0), (-1, 0), ("3", 0), (True, 0)]
)
def test_a_conversation_goes_on_where_the_browser_says_it_was(
    asked: object, goes_on_from: int
) -> None:
    now = resumed({"asked": asked, "questions": ["Vad är en park?"]})
    assert (now.asked, now.questions, now.html) == (goes_on_from, ("Vad är en park?",), "")
