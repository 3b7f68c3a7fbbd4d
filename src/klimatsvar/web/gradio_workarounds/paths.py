"""Which of Gradio's paths are needed, what they do, and which headers it must not see."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_NEEDED = re.compile(
    r"/(?:en|config|theme\.css|favicon\.ico|robots\.txt)?"
    r"|/(?:assets|static|svelte)/.+"
    r"|/gradio_api/(?:info|app_id|startup-events|cancel|reset)"
    r"|/gradio_api/queue/(?:join|data)|/gradio_api/(?:call|heartbeat)/.+"
)
_CALL = re.compile(r"/gradio_api/(?:queue/join|call/.+|cancel|reset)")
_ENDING = ("/gradio_api/cancel", "/gradio_api/reset")
_BELIEVED = {b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server"}


def is_needed(path: str) -> bool:
    """Tell whether the page or gradio_client needs a path of Gradio's.

    Gradio 6.31 has more of them, for uploads, saved sessions and proxying, and can't be told to
    leave them out.
    """
    return _NEEDED.fullmatch(path) is not None


def is_call(path: str) -> bool:
    """Tell whether what is sent to a path calls a function of the page, or ends such a call.

    Gradio 6.31 has no limit on how often a client may, and several paths that do.
    """
    return _CALL.fullmatch(path) is not None


def is_ending(path: str) -> bool:
    """Tell whether what is sent to a path ends a call, and so calls nothing."""
    return path in _ENDING


def is_stream(path: str) -> bool:
    """Tell whether what a path answers may go on for good: Gradio's answers, as they come."""
    return path.startswith("/gradio_api/")


def is_page_stream(path: str) -> bool:
    """Tell whether a path, below any other, answers with what a page's functions give."""
    return path.endswith("/gradio_api/queue/data")


def called(path: str, sent: Mapping[str, Any]) -> Any:
    """Return the id of the function that a call names, None if it names none by id.

    Only the page itself does so, when it joins the queue (Gradio 6.31).
    """
    return sent.get("fn_index") if path == "/gradio_api/queue/join" else None


def without_believed(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request without those from which the page would take its address.

    Gradio 6.31 believes them from anyone. What a trusted proxy says is in the scope already.
    """
    return [pair for pair in headers if pair[0] not in _BELIEVED]
