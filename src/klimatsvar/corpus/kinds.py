"""Tell what a file is by its content, for those whose names say something else."""

import re
import zipfile
from pathlib import Path

from klimatsvar.errors import DocumentError

_MARKS = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n", "bild"),
    (b"\xff\xd8\xff", "bild"),
    (b"GIF8", "bild"),
    (b"II*\0", "bild"),
    (b"MM\0*", "bild"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PAGE = re.compile(rb"<(?:!doctype\s+)?html\b", re.I)
_MEMBERS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "xl/workbook.bin": ".xls",
    "ppt/presentation.xml": ".pptx",
}
_MIMES = {
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.text": ".odt",
}
_STREAMS = (  # names in the directory of the files that Office wrote before 2007
    ("EncryptedPackage", "lösenord"),
    ("__nameid_version1.0", ".msg"),  # first, since what is attached to it may be any other
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
_NAMES = {
    ".doc": "ett Word-dokument från 2003 eller äldre",
    ".docx": "ett Word-dokument",
    ".epub": "en e-bok",
    ".html": "en webbsida",
    ".msg": "ett brev från Outlook",
    ".odp": "en OpenDocument-presentation",
    ".ods": "ett OpenDocument-kalkylblad",
    ".odt": "ett OpenDocument-dokument",
    ".pdf": "en pdf",
    ".ppt": "en PowerPoint-presentation från 2003 eller äldre",
    ".pptx": "en PowerPoint-presentation",
    ".rtf": "ett rtf-dokument",
    ".xls": "ett Excel-kalkylblad från 2003 eller äldre",
    ".xlsx": "ett Excel-kalkylblad",
    "bild": "en bild",
    "zip": "ett zip-arkiv",
}
_REMEDIES = {
    ".doc": "öppna den i Word och spara den som .docx",
    ".xls": "öppna den i Excel och spara den som .xlsx",
    ".ppt": "öppna den i PowerPoint och spara den som .pptx",
    ".msg": "öppna det i Outlook och spara det som .html",
    "bild": "lägg in den i ett dokument eller skriv av texten",
    "zip": "packa upp arkivet och lägg dokumenten i mappen",
}
_NATURAL = {"bild": (".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff"), "zip": (".zip",)}
_SAME = {".htm": ".html", ".docm": ".docx", ".pptm": ".pptx", ".xlsm": ".xlsx"}
_HEAD_BYTES = 4096
PROTECTED = ("filen är skyddad med lösenord", "öppna den och spara den utan")
"""Cause and remedy."""


def kind_of(path: Path) -> str | None:
    """Return the suffix that the file's content goes by, None when it shows none.

    Also "bild", "lösenord" (protected by a password) and "zip" (an archive of something else).
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(_OLE):
        content = path.read_bytes()
        return next((k for name, k in _STREAMS if name.encode("utf-16-le") in content), ".doc")
    if head.startswith(_ZIP):
        return _kind_of_archive(path)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    for mark, kind in _MARKS:
        if start.startswith(mark):
            return kind
    return ".html" if start.startswith(b"<") and _PAGE.search(start) else None


def _kind_of_archive(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mime = archive.open("mimetype").read(100).decode("ascii", "replace")
    except KeyError:
        return next((kind for name, kind in _MEMBERS.items() if name in names), "zip")
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return None  # damaged: the format's own reader says so
    return _MIMES.get(mime.strip(), "zip")


def misnamed(path: Path) -> tuple[str, str] | None:
    """Return, in Swedish, what a file is and the remedy, when its name says something else.

    Also for pictures and archives, which no reader takes. None when the name and the content
    agree, or the content shows nothing.
    """
    kind, suffix = kind_of(path), path.suffix.lower()
    if kind is None or kind == _SAME.get(suffix, suffix):
        return None
    if kind == "lösenord":
        return PROTECTED
    remedy = _REMEDIES.get(kind, f"byt ändelsen till {kind}")
    if suffix in _NATURAL.get(kind, ()):
        return f"filen är {_NAMES[kind]}", remedy
    return f"filen är {_NAMES[kind]}, fast namnet slutar på {suffix}", remedy


def unreadable(path: Path) -> tuple[str, str] | None:
    """Return, in Swedish, what a file is that no reader takes, and the remedy; None if unknown."""
    kind = path.suffix.lower()
    return (f"filen är {_NAMES[kind]}", _REMEDIES[kind]) if kind in _REMEDIES else None


def require_named(path: Path) -> None:
    """Raise DocumentError when the file is something else than its name says."""
    if told := misnamed(path):
        raise DocumentError(*told)
