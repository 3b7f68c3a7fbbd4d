"""A folder by WebDAV, as Nextcloud, SharePoint and others offer it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from klimatsvar.corpus.read import LOADERS
from klimatsvar.errors import DocumentError, SourceError
from klimatsvar.sources.client import Client
from klimatsvar.sources.source import Fetched, Found, GoneError, Marks
from klimatsvar.texts.messages import Message

_ASKED = (
    b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop>'
    b"<resourcetype/><getetag/><getlastmodified/></prop></propfind>"
)
_MOST_FOLDERS = 10_000
_ODD = re.compile(r'[\x00-\x1f\x7f-\x9f\\:*?"<>|]')


class WebDav:
    """The files below a folder, with its folders."""

    links = False

    def __init__(self, address: str, client: Client) -> None:
        """``address`` is of the folder; ask by ``client``."""
        self._top = address if address.endswith("/") else f"{address}/"
        self._client = client
        self._marks: dict[str, Marks] = {}

    def found(self) -> Sequence[Found]:
        """Return the files that can be read. Raises SourceError."""
        files = []
        waiting, seen = [self._top], {self._top}
        while waiting:
            for address, is_folder, marks in self._members(waiting.pop()):
                if not address.startswith(self._top) or self._is_hidden(address):
                    continue
                if not is_folder:
                    self._marks[address] = marks
                    files.append(self._found(address))
                elif address not in seen:
                    seen.add(address)
                    waiting.append(address)
                    if len(seen) > _MOST_FOLDERS:
                        raise SourceError("source_answer_wrong", address=self._top)
        return files

    def fetch(self, one: Found, marks: Marks) -> Fetched | None:
        """Return a file: see ``Source.fetch``."""
        new = self._marks[one.address]
        if new == marks and (new.etag or new.modified):
            return None
        response = self._client.ask(one.address)
        if response.status in (404, 410):
            raise GoneError
        if response.status != 200:
            raise DocumentError("page_answered", status=response.status)
        return Fetched(response.content, "", new)

    def _found(self, address: str) -> Found:
        name = self._name(address)
        known = PurePosixPath(name).suffix.lower() in LOADERS
        suffix = PurePosixPath(name).suffix or "?"
        refused = None if known else Message.of("source_kind", kind=suffix)
        return Found(address, name, None, refused)

    def _name(self, address: str) -> str:
        name = unicodedata.normalize("NFC", unquote(address.removeprefix(self._top)))
        return "/".join(_ODD.sub("-", part) for part in name.split("/") if part not in ("", ".."))

    def _is_hidden(self, address: str) -> bool:
        parts = self._name(address).split("/")
        return any(part.startswith((".", "~$")) for part in parts if part)

    def _members(self, folder: str) -> Iterator[tuple[str, bool, Marks]]:
        """Yield what lies in a folder: its address, whether it is a folder, and its marks."""
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        try:
            response = self._client.ask(folder, "PROPFIND", headers, _ASKED)
        except DocumentError as error:
            raise SourceError("folder_not_listed", address=folder, reason=error.message) from error
        if response.status != 207:
            raise SourceError("source_answered", address=folder, status=response.status)
        try:
            root = fromstring(response.content)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise SourceError("source_answer_wrong", address=folder) from error
        for member in root.iter("{DAV:}response"):
            href = (member.findtext("{DAV:}href") or "").strip()
            address = urljoin(folder, urlsplit(href).path)
            is_folder = member.find(".//{DAV:}resourcetype/{DAV:}collection") is not None
            etag = member.findtext(".//{DAV:}getetag") or ""
            modified = member.findtext(".//{DAV:}getlastmodified") or ""
            if is_folder and not address.endswith("/"):
                address += "/"
            yield address, is_folder, Marks(etag, modified)
