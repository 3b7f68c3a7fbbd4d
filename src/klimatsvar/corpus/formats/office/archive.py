"""Know that an office document, a zip archive of XML, is harmless before it is unpacked."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from lxml.etree import LxmlError

from klimatsvar.corpus.kinds import require_named
from klimatsvar.errors import DocumentError
from klimatsvar.texts.messages import Message

MAX_MEMBERS = 10_000
MAX_UNPACKED = 200_000_000
"""Bytes, of all members together."""
MAX_XML = 25_000_000
"""Bytes of one XML member: as a tree it takes many times its size."""
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    LxmlError,
    ParseError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What zipfile, the XML parsers and the formats' libraries raise for files that don't hold what
they should."""
_FORMATS = {
    ".docm": ("no_docx", "Word"),
    ".docx": ("no_docx", "Word"),
    ".epub": ("no_epub", Message.of("its_program")),
    ".odp": ("no_odp", "LibreOffice"),
    ".ods": ("no_ods", "LibreOffice"),
    ".odt": ("no_odt", "LibreOffice"),
    ".pptm": ("no_pptx", "PowerPoint"),
    ".pptx": ("no_pptx", "PowerPoint"),
    ".rtf": ("no_rtf", "Word"),
    ".xlsm": ("no_xlsx", "Excel"),
    ".xlsx": ("no_xlsx", "Excel"),
}
_XML = (".xml", ".rels")
_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 1
_CHUNK = 65_536


class _PrologRead(Exception):  # noqa: N818 - nothing is wrong
    """The root element has begun: no document type can follow."""


def check_archive(path: Path, max_xml: int = MAX_XML) -> None:
    """Raise DocumentError unless ``path`` is an archive that may be unpacked in memory.

    It must be what its name says. Its members must be few, of bounded size (XML up to ``max_xml``
    bytes), named within the archive and packed as office programs do. Its XML must declare no
    document type, so that there are no entities. ``zipfile`` never gives more of a member than
    the size checked here.
    """
    require_named(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(members, max_xml)
            for member in members:
                _check_member(member)
                if member.filename.lower().endswith(_XML):
                    with archive.open(member) as stream:
                        _check_prolog(stream)
    except FAULTS as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> DocumentError:
    """Return the error for a file that isn't what its name says, or not whole."""
    suffix = path.suffix.lower()
    kind, program = _FORMATS[suffix]
    return DocumentError(
        "office_damaged",
        kind=Message.of(kind),
        error=type(error).__name__,
        program=program,
        suffix=suffix,
    )


def _check_sizes(members: list[zipfile.ZipInfo], max_xml: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise DocumentError("office_too_large", parts=len(members), size=unpacked // 1_000_000)
    largest = max((m.file_size for m in members if m.filename.lower().endswith(_XML)), default=0)
    if largest > max_xml:
        raise DocumentError("office_text_too_large", size=largest // 1_000_000)


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise DocumentError("protected")
    if ".." in PurePosixPath(member.filename.replace("\\", "/")).parts:
        raise zipfile.BadZipFile(member.filename)
    if member.compress_type not in _PLAIN:
        # The others unpack a whole piece at once, however large.
        raise NotImplementedError(member.compress_type)


def _check_prolog(stream: IO[bytes]) -> None:
    """Raise DocumentError when the XML declares a document type, before any entity is read."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _end_of_prolog
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
    except (_PrologRead, ExpatError):
        pass  # what is wrong with XML, its reader tells


def _refuse_doctype(*_: object) -> None:
    raise DocumentError("office_entities")


def _end_of_prolog(*_: object) -> None:
    raise _PrologRead
