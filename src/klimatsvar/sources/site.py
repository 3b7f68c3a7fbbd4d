"""A web site, by its site map or by a list of addresses."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from protego import Protego

from klimatsvar.corpus.links import web_link
from klimatsvar.corpus.read import LOADERS
from klimatsvar.errors import DocumentError, SourceError
from klimatsvar.settings import DocumentSource
from klimatsvar.sources.client import AGENT, Client
from klimatsvar.sources.pages import changed_on, kept_page, page_name
from klimatsvar.sources.sitemap import Entry, read_sitemap
from klimatsvar.sources.source import Fetched, Found, GoneError, Marks
from klimatsvar.texts.messages import Message

_PAGES = ("text/html", "application/xhtml+xml")
_MOST_OF_A_PAGE = 10_000_000
"""Bytes; a page is taken apart in memory."""
_LONGEST_PAUSE = 60.0
"""Seconds between two questions, whatever a site asks for."""


class Site:
    """Pages, and files that can be read, of one or several hosts."""

    links = True

    def __init__(self, settings: DocumentSource, client: Client) -> None:
        """Ask by ``client``."""
        self._settings = settings
        self._client = client
        self._robots: dict[str, Protego | None] = {}

    def found(self) -> Sequence[Found]:
        """Return the pages, without those that are not asked for. Raises SourceError."""
        sitemap = self._settings.sitemap
        if sitemap is None:
            entries = [Entry(str(address), None) for address in self._settings.addresses]
        else:
            self._rules(_origin(str(sitemap)))  # for the pace
            entries = read_sitemap(self._client, str(sitemap))
        only = self._settings.only
        wanted = {e.address: e for e in entries if not only or e.address.startswith(only)}
        return [self._found(entry) for entry in wanted.values()]

    def _found(self, entry: Entry) -> Found:
        refused = None
        sitemap = self._settings.sitemap
        if not web_link(entry.address):
            refused = Message.of("source_address_wrong")
        elif sitemap is not None and _origin(entry.address) != _origin(str(sitemap)):
            refused = Message.of("source_of_other_host")
        return Found(entry.address, page_name(entry.address), entry.date, refused)

    def fetch(self, one: Found, marks: Marks) -> Fetched | None:
        """Return a page: see ``Source.fetch``."""
        rules = self._rules(_origin(one.address))
        if rules is None or not rules.can_fetch(one.address, AGENT):
            raise DocumentError("source_robots")
        headers = {"If-None-Match": marks.etag, "If-Modified-Since": marks.modified}
        response = self._client.ask(
            one.address, headers={name: value for name, value in headers.items() if value}
        )
        if response.status == 304:
            return None
        if response.status in (404, 410):
            raise GoneError
        if response.status != 200:
            raise DocumentError("page_answered", status=response.status)
        kind = response.headers.get("content-type", "")
        new = Marks(response.headers.get("etag", ""), response.headers.get("last-modified", ""))
        date = changed_on(new.modified) if new.modified else None
        if kind.partition(";")[0].strip().lower() in _PAGES:
            if len(response.content) > _MOST_OF_A_PAGE:
                raise DocumentError("file_too_large", most=_MOST_OF_A_PAGE // 10**6)
            return Fetched(kept_page(response.content, kind), ".html", new, date)
        suffix = PurePosixPath(urlsplit(one.address).path).suffix.lower()
        if suffix not in LOADERS:
            raise DocumentError("source_kind", kind=kind or "?")
        return Fetched(response.content, suffix, new, date)

    def _rules(self, origin: str) -> Protego | None:
        """Return what a host's robots.txt asks of us, and keep the pace that it asks for.

        None where it can't say: then nothing is asked for.
        """
        if origin not in self._robots:
            self._robots[origin] = rules = self._read_rules(origin)
            asked = (rules and rules.crawl_delay(AGENT)) or 0
            self._client.pause = max(self._client.pause, min(asked, _LONGEST_PAUSE))
        return self._robots[origin]

    def _read_rules(self, origin: str) -> Protego | None:
        try:
            response = self._client.ask(f"{origin}/robots.txt")
        except (DocumentError, SourceError):
            return None
        if response.status == 200:
            return Protego.parse(response.content.decode("utf-8-sig", "replace"))
        return Protego.parse("") if 400 <= response.status < 500 else None


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
