"""Know that an office document, a zip archive of XML, is harmless before it is unpacked."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from lxml.etree import LxmlError

from klimatsvar.corpus.kinds import PROTECTED, require_named
from klimatsvar.errors import DocumentError

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
    ".docm": ("inget Word-dokument", "Word"),
    ".docx": ("inget Word-dokument", "Word"),
    ".epub": ("ingen e-bok", "programmet som skrev den"),
    ".odp": ("ingen OpenDocument-presentation", "LibreOffice"),
    ".ods": ("inget OpenDocument-kalkylblad", "LibreOffice"),
    ".odt": ("inget OpenDocument-dokument", "LibreOffice"),
    ".pptm": ("ingen PowerPoint-presentation", "PowerPoint"),
    ".pptx": ("ingen PowerPoint-presentation", "PowerPoint"),
    ".rtf": ("inget rtf-dokument", "Word"),
    ".xlsm": ("inget Excel-kalkylblad", "Excel"),
    ".xlsx": ("inget Excel-kalkylblad", "Excel"),
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
    name, program = _FORMATS[suffix]
    return DocumentError(
        f"filen är {name} eller är skadad ({type(error).__name__})",
        f"öppna den i {program} och spara den igen som {suffix}",
    )


def _check_sizes(members: list[zipfile.ZipInfo], max_xml: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise DocumentError(
            f"filen packas upp till {len(members)} delar och {unpacked // 1_000_000} MB, mer än "
            "som läses",
            "dela upp dokumentet eller gör bilderna i det mindre",
        )
    largest = max((m.file_size for m in members if m.filename.lower().endswith(_XML)), default=0)
    if largest > max_xml:
        raise DocumentError(
            f"filen har {largest // 1_000_000} MB text, mer än som läses", "dela upp dokumentet"
        )


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise DocumentError(*PROTECTED)
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
    raise DocumentError(
        "filen innehåller XML-entiteter, som inget kontorsprogram skriver",
        "öppna den i programmet som skrev den och spara den igen",
    )


def _end_of_prolog(*_: object) -> None:
    raise _PrologRead
