"""Forms of Office's files whose names the libraries don't know: strict ones, Word's with macros."""

import io
import re
import zipfile
from pathlib import Path
from typing import IO

_MARK = b"http://purl.oclc.org/ooxml/"
_NAME = re.compile(re.escape(_MARK) + rb"(\w+)/(\w+)")
_RELATIONS = "_rels/.rels"
_TYPES = "[Content_Types].xml"
_WITH_MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
_WITHOUT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_XML = (".xml", ".rels")


def transitional(path: Path) -> str | IO[bytes]:
    """Return the file at ``path``, checked, in the form that programs write: most are in it."""
    with zipfile.ZipFile(path) as archive:
        if _MARK not in archive.read(_RELATIONS) and _WITH_MACROS not in archive.read(_TYPES):
            return str(path)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as copy:
            for name in archive.namelist():
                data = archive.read(name)
                copy.writestr(name, _renamed(data) if name.lower().endswith(_XML) else data)
    content.seek(0)
    return content


def _renamed(xml: bytes) -> bytes:
    return _NAME.sub(_transitional, xml).replace(_WITH_MACROS, _WITHOUT)


def _transitional(match: re.Match[bytes]) -> bytes:
    domain, name = match.groups()
    return b"http://schemas.openxmlformats.org/" + domain + b"/2006/" + name
