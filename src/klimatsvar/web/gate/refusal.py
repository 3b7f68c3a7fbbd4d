"""What is answered to a request that the door does not take: a page, or JSON for programs."""

from fastapi import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.web.gate.door import Reason
from klimatsvar.web.html.addresses import inner_path
from klimatsvar.web.html.frame import language_of, page, preferred_language

_STATUS: dict[Reason, int] = {
    "too_large": 413,
    "too_slow": 408,
    "not_json": 422,
    "too_many": 429,
    "too_many_sources": 429,
    "busy": 503,
}


def refuse(settings: Settings, scope: Scope, reason: Reason, seconds: int) -> Response:
    """Return the answer: why, and after how many seconds to try again, 0 if that won't help."""
    request = Request(scope)
    path = inner_path(scope)
    for_people = path == "/enkel" or path.startswith(("/kalla/", "/dokument"))
    words = texts(language_of(request) if for_people else preferred_language(request))
    told = words[f"door_{reason}"].format(seconds=seconds)
    if for_people:
        response: Response = page(
            "door.html",
            words["door_title"],
            request,
            settings,
            status=_STATUS[reason],
            told=told,
            asked=path == "/enkel",
        )
    elif reason == "not_json":  # as FastAPI tells what is wrong with a body
        fault = {"type": "json_invalid", "loc": ["body"], "msg": told}
        response = JSONResponse({"detail": [fault]}, _STATUS[reason])
    else:
        response = JSONResponse({"detail": told}, _STATUS[reason])
    if reason == "too_slow":  # what still comes is no request
        response.headers["connection"] = "close"
    if seconds:
        response.headers["retry-after"] = str(seconds)
    return response
