"""Sessions are forgotten when they have lain unused, whatever the time of day is set to."""

from klimatsvar.web.forgetting import Idleness


def test_a_session_is_over_when_nothing_has_been_done_in_it_for_so_long() -> None:
    now = 50.0
    idle = Idleness(lambda: now)
    assert idle.over(60, {"a": 1, "b": 1}) == []
    now = 80.0
    assert idle.over(60, {"a": 1, "b": 2}) == []  # b was used
    now = 109.9
    assert idle.over(60, {"a": 1, "b": 2}) == []
    now = 110.0
    assert idle.over(60, {"a": 1, "b": 2}) == ["a"]
    now = 140.0
    assert idle.over(60, {"a": 1, "b": 2, "c": 1}) == ["a", "b"]


def test_a_session_that_has_gone_is_not_remembered() -> None:
    now = 0.0
    idle = Idleness(lambda: now)
    idle.over(60, {"a": 1})
    idle.over(60, {})
    now = 60.0
    assert idle.over(60, {"a": 1}) == []
