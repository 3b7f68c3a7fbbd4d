"""What the page keeps in memory has a bound."""

from pathlib import Path

from gradio.routes import App
from starlette.routing import Mount

from serving import made_app
from toy_service import toy_assistant


def test_a_further_conversation_takes_the_place_of_the_longest_unused(tmp_path: Path) -> None:
    assistant, settings = toy_assistant(tmp_path)
    app = made_app(assistant, settings.model_copy(update={"conversations": 3}))
    (mounted,) = [route.app for route in app.routes if isinstance(route, Mount)]
    assert isinstance(mounted, App)
    page = mounted.get_blocks()
    holder, unread = page.state_holder, page._queue.pending_messages_per_session
    assert holder is mounted.state_holder
    for session in ("a", "b", "c", "a", "d"):
        assert holder[session].components
        unread[session] = None
    assert list(holder.session_data) == ["c", "a", "d"]
    assert set(holder.time_last_used) == {"c", "a", "d"}
    assert set(unread) == {"c", "a", "d"}


def test_so_many_are_kept_when_nothing_is_set(tmp_path: Path) -> None:
    assistant, settings = toy_assistant(tmp_path)
    (mounted,) = [r.app for r in made_app(assistant, settings).routes if isinstance(r, Mount)]
    assert mounted.get_blocks().state_holder.capacity == settings.conversations == 200
