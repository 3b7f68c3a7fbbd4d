"""Tell what a file is by its content, for those whose names say something else."""

import re
import zipfile
from pathlib import Path

from klimatsvar.errors import DocumentError
from klimatsvar.texts.messages import Message

_MARKS = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
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
    ("EncryptedPackage", "protected"),
    ("__nameid_version1.0", ".msg"),  # first, since what is attached to it may be any other
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
_NAMES = {
    ".doc": "kind_doc",
    ".docx": "kind_docx",
    ".epub": "kind_epub",
    ".html": "kind_html",
    ".msg": "kind_msg",
    ".odp": "kind_odp",
    ".ods": "kind_ods",
    ".odt": "kind_odt",
    ".pdf": "kind_pdf",
    ".ppt": "kind_ppt",
    ".pptx": "kind_pptx",
    ".rtf": "kind_rtf",
    ".xls": "kind_xls",
    ".xlsx": "kind_xlsx",
    "picture": "kind_picture",
    "zip": "kind_zip",
}
_REMEDIES = {
    ".doc": "convert_doc",
    ".xls": "convert_xls",
    ".ppt": "convert_ppt",
    "picture": "convert_picture",
    "zip": "convert_zip",
}
"""Keys of messages, as above."""
_NATURAL = {"picture": (".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff"), "zip": (".zip",)}
_SAME = {".htm": ".html", ".docm": ".docx", ".pptm": ".pptx", ".xlsm": ".xlsx"}
_HEAD_BYTES = 4096


def kind_of(path: Path) -> str | None:
    """Return the suffix that the file's content goes by, None when it shows none.

    Also "picture", "protected" (by a password) and "zip" (an archive of something else).
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


def misnamed(path: Path) -> DocumentError | None:
    """Return the error that tells what a file is, when its name says something else.

    Also for pictures and archives, which no reader takes. None when the name and the content
    agree, or the content shows nothing.
    """
    kind, suffix = kind_of(path), path.suffix.lower()
    if kind is None or kind == _SAME.get(suffix, suffix):
        return None
    if kind == "protected":
        return DocumentError("protected")
    if suffix in _NATURAL.get(kind, ()):
        return _of_kind(kind)
    remedy = _REMEDIES.get(kind)
    return DocumentError(
        "file_misnamed",
        kind=Message.of(_NAMES[kind]),
        suffix=suffix,
        remedy=Message.of(remedy) if remedy else Message.of("rename", suffix=kind),
    )


def unreadable(path: Path) -> DocumentError | None:
    """Return the error that tells what a file is that no reader takes; None if unknown."""
    kind = path.suffix.lower()
    return _of_kind(kind) if kind in _REMEDIES else None


def _of_kind(kind: str) -> DocumentError:
    return DocumentError(
        "file_of_kind", kind=Message.of(_NAMES[kind]), remedy=Message.of(_REMEDIES[kind])
    )


def require_named(path: Path) -> None:
    """Raise DocumentError when the file is something else than its name says."""
    if error := misnamed(path):
        raise error
