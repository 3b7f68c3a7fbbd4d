"""Archives that are no office documents, or would fill the memory, are refused with a reason."""

import struct
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from odfdo import Document as OdfDocument

from klimatsvar.corpus.formats.office.archive import check_archive
from klimatsvar.corpus.formats.office.docx import read_docx
from klimatsvar.corpus.formats.office.odt import read_odt
from klimatsvar.corpus.formats.office.rtf import read_rtf
from klimatsvar.corpus.formats.office.xlsx import read_xlsx
from klimatsvar.errors import DocumentError

READERS = {".docx": read_docx, ".odt": read_odt, ".rtf": read_rtf, ".xlsx": read_xlsx}
ENTITIES = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
EXTERNAL = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""
MAIN = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/worksheets/sheet1.xml"}


def make(folder: Path, suffix: str) -> Path:
    path = folder / f"plan{suffix}"
    if suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("Text.")
        document.save(str(path))
    elif suffix == ".odt":
        OdfDocument("text").save(path)
    else:
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "Text."
        workbook.save(path)
    return path


def altered(path: Path, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """The archive with the member replaced or added."""
    with zipfile.ZipFile(path) as source:
        members = {entry: source.read(entry) for entry in source.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for entry, data in (members | {name: content}).items():
            target.writestr(entry, data, compression if entry == name else zipfile.ZIP_DEFLATED)
    return path


def reason(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        READERS[path.suffix](path)
    return str(caught.value.told("sv"))


@pytest.mark.parametrize("suffix", MAIN)
@pytest.mark.parametrize("doctype", [ENTITIES, EXTERNAL])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, suffix: str, doctype: bytes, encoding: str) -> None:
    path = make(tmp_path, suffix)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(MAIN[suffix]).decode()
    root = xml[xml.index("?>") + 2 :] if xml.startswith("<?xml") else xml
    content = f"<!-- x -->{doctype.decode()}{root}".encode(encoding)
    assert reason(altered(path, MAIN[suffix], content)) == (
        "filen innehåller XML-entiteter, som inget kontorsprogram skriver; öppna den i programmet "
        "som skrev den och spara den igen"
    )


@pytest.mark.parametrize("suffix", MAIN)
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, suffix: str) -> None:
    path = altered(make(tmp_path, suffix), "media/bild.bin", bytes(201_000_000))
    assert path.stat().st_size < 1_000_000
    assert reason(path).startswith("filen packas upp till ")
    assert "201 MB, mer än som läses; dela upp dokumentet" in reason(path)


@pytest.mark.parametrize("suffix", [".docx", ".odt"])
def test_xml_that_is_too_large_for_a_tree(tmp_path: Path, suffix: str) -> None:
    path = altered(make(tmp_path, suffix), MAIN[suffix], b"<a>" + b" " * 41_000_000 + b"</a>")
    assert reason(path) == "filen har 41 MB text, mer än som läses; dela upp dokumentet"


def test_a_size_that_is_a_lie_is_damage(tmp_path: Path) -> None:
    content = b"<a>" + b" " * 100_000 + b"</a>"
    path = altered(make(tmp_path, ".docx"), MAIN[".docx"], content)
    true, told = struct.pack("<I", len(content)), struct.pack("<I", 10)
    assert path.read_bytes().count(true) == 2
    path.write_bytes(path.read_bytes().replace(true, told))
    assert "inget Word-dokument eller är skadad (BadZipFile)" in reason(path)


def test_too_many_members(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        for number in range(10_000):
            archive.writestr(f"{number}", "")
    assert reason(path).startswith("filen packas upp till 10001 delar och 0 MB, mer än som läses")


@pytest.mark.parametrize("name", ["../../x.xml", "word/..\\..\\x.xml"])
def test_names_out_of_the_archive(tmp_path: Path, name: str) -> None:
    assert "eller är skadad (BadZipFile)" in reason(altered(make(tmp_path, ".docx"), name, b"<a/>"))


def test_packing_that_unpacks_all_at_once(tmp_path: Path) -> None:
    path = altered(make(tmp_path, ".odt"), "x.bin", bytes(10_000_000), zipfile.ZIP_BZIP2)
    assert "inget OpenDocument-dokument eller är skadad (NotImplementedError)" in reason(path)


def test_a_sound_archive_passes(tmp_path: Path) -> None:
    for suffix in MAIN:
        check_archive(make(tmp_path, suffix))


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("content", [b"", b"hej", b"PK\x03\x04 mer", bytes(1000)])
def test_what_is_nothing_known(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert f"öppna den i {'LibreOffice' if suffix == '.odt' else ''}" in reason(path)
    assert reason(path).endswith(f"och spara den igen som {suffix}")
