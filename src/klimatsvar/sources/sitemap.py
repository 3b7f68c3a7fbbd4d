"""Read a site map: which pages a site has, as sitemaps.org says."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from klimatsvar.corpus.about import whole_date
from klimatsvar.errors import DocumentError, SourceError
from klimatsvar.sources.client import MOST_BYTES, Client

_MOST_MAPS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a site map names."""

    address: str
    date: str | None


def read_sitemap(client: Client, address: str) -> list[Entry]:
    """Return the pages of a site map and of those that it names. Raises SourceError."""
    entries: list[Entry] = []
    waiting, seen = [address], {address}
    while waiting:
        here = waiting.pop()
        try:
            response = client.ask(here)
        except DocumentError as error:
            raise SourceError("sitemap_not_read", address=here, reason=error.message) from error
        if response.status != 200:
            raise SourceError("source_answered", address=here, status=response.status)
        for is_map, entry in _entries(here, _unpacked(here, response.content)):
            if not is_map:
                entries.append(entry)
            elif entry.address not in seen and len(seen) < _MOST_MAPS:
                seen.add(entry.address)
                waiting.append(entry.address)
    return entries


def _unpacked(address: str, content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            unpacked = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError("sitemap_wrong", address=address) from error
    if len(unpacked) > MOST_BYTES:
        raise SourceError("sitemap_wrong", address=address)
    return unpacked


def _entries(address: str, content: bytes) -> Iterator[tuple[bool, Entry]]:
    """Yield each entry, and whether it is a site map itself."""
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):  # a list of addresses
        for line in content.decode("utf-8-sig", "replace").split():
            yield False, Entry(line, None)
        return
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise SourceError("sitemap_wrong", address=address) from error
    kind = _local(root.tag)
    if kind not in ("urlset", "sitemapindex"):
        raise SourceError("sitemap_wrong", address=address)
    for each in root:
        known = {_local(part.tag): (part.text or "").strip() for part in each}
        if known.get("loc"):
            yield kind == "sitemapindex", Entry(known["loc"], _day(known.get("lastmod", "")))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _day(moment: str) -> str | None:
    try:
        return whole_date(moment[:10])
    except ValueError:
        return None
