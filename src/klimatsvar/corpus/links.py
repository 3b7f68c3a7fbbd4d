"""Links to the web, as they stand in documents and settings."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is safe to follow, and the host that the reader sees."""

    url: str
    host: str


def web_link(url: str | None) -> Link | None:
    """Return a link for an absolute http or https address, None for anything else.

    What browsers and programs read apart is refused: a backslash, which a browser takes for the
    end of the host, and a name before the host ("https://boras.se@evil.example").
    """
    if not url or not url.isprintable() or any(char.isspace() or char == "\\" for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises for one that is none
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return Link(url, host.removeprefix("www."))
