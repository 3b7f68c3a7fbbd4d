"""Whether a request was sent by a page of our own, as browsers tell."""

from urllib.parse import urlsplit

from starlette.requests import Request


def is_from_own_page(request: Request) -> bool:
    """Tell whether a page of this service sent a request; false where nothing tells it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    try:
        origin = urlsplit(request.headers.get("origin", "")).netloc
    except ValueError:
        return False
    return bool(origin) and origin == request.headers.get("host")
