"""What the page keeps in memory has a bound."""

from pathlib import Path

import httpx
import pytest
from gradio.routes import App
from starlette.routing import Mount

from klimatsvar.web.gate.places import Places
from klimatsvar.web.gradio_workarounds.queue import uses_of_sessions
from serving import made_app, serving_app
from toy_service import toy_assistant

QUESTION = "Vad kostar ett månadskort på bussen?"


def test_who_begins_one_conversation_after_the_other_pushes_out_their_own(tmp_path: Path) -> None:
    assistant, settings = toy_assistant(tmp_path)
    changed = {"conversations": 4, "questions_per_minute": 0}
    app = made_app(assistant, settings.model_copy(update=changed))
    (mounted,) = [route.app for route in app.routes if isinstance(route, Mount)]
    assert isinstance(mounted, App)
    page = mounted.get_blocks()
    kept = page.state_holder.session_data
    (quiet, *_) = [id for id, fn in page.fns.items() if fn.name == "further"]

    with serving_app(app) as url, httpx.Client(base_url=url, timeout=60) as http:

        def use(session: str) -> None:
            client = {"x-forwarded-for": session[0]}
            body = {"fn_index": quiet, "data": [None], "session_hash": session}
            http.post("/gradio_api/queue/join", json=body, headers=client).raise_for_status()
            http.get("/gradio_api/queue/data", params={"session_hash": session})

        use("a1")
        use("b1")
        for _ in range(3):
            body, client = {"data": [QUESTION]}, {"x-forwarded-for": "c"}
            called = http.post("/gradio_api/call/ask", json=body, headers=client).json()
            http.get(f"/gradio_api/call/ask/{called['event_id']}")
        assert (len(kept), [*kept][:2]) == (4, ["a1", "b1"])
        use("a1")
        use("d1")
        assert (len(kept), [*kept][2:]) == (4, ["a1", "d1"])
        assert kept.keys() == uses_of_sessions(page).keys()


@pytest.mark.parametrize(
    ("uses", "gone"),
    [
        ("a1 a2 a3", "a1"),
        ("a1 a2 a1 a3", "a2"),
        ("a1 b1 c1 d1 e1", "a1"),
        ("a1 b1 a2 c1 a3", "a1"),
        ("a1 a2 b1 b2", ""),
    ],
)
def test_the_longest_unused_goes_of_ones_own_first(uses: str, gone: str) -> None:
    places = Places(4)
    left = [one for session in uses.split() for one in places.used(session, session[0])]
    assert " ".join(left) == gone


def test_where_one_is_kept_it_is_anyones() -> None:
    places = Places(1)
    assert [places.used(session, "a") for session in ("a1", "a1", "a2")] == [[], [], ["a1"]]


def test_so_many_are_kept_when_nothing_is_set(tmp_path: Path) -> None:
    assistant, settings = toy_assistant(tmp_path)
    (mounted,) = [r.app for r in made_app(assistant, settings).routes if isinstance(r, Mount)]
    assert mounted.get_blocks().state_holder.capacity == settings.conversations + 10 == 210
