"""Files whose names say something else than their content."""

import zipfile
from pathlib import Path

import pytest

from klimatsvar.corpus.formats.office.docx import read_docx
from klimatsvar.corpus.kinds import kind_of, misnamed
from klimatsvar.errors import DocumentError
from telling import swedish

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PAGE = b"\xef\xbb\xbf<!-- sparad -->\n<!DOCTYPE html><html><p>Hej</p></html>"


def archive(path: Path, *names: str, mime: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as target:
        if mime:
            target.writestr("mimetype", f"application/vnd.oasis.opendocument.{mime}")
        for name in names:
            target.writestr(name, "")
    return path


def file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_a_file_is(tmp_path: Path) -> None:
    path = tmp_path / "a"
    known = {
        ".pdf": b"%PDF-1.7",
        ".rtf": b"{\\rtf1 x}",
        "picture": b"\xff\xd8\xff\xe0",
        ".html": PAGE,
        ".doc": OLE + "WordDocument".encode("utf-16-le"),
        ".xls": OLE + "Workbook".encode("utf-16-le"),
        ".msg": OLE + "__nameid_version1.0WordDocument".encode("utf-16-le"),
        "protected": OLE + "EncryptedPackage".encode("utf-16-le"),
    }
    assert {kind: kind_of(file(path, content)) for kind, content in known.items()} == {
        kind: kind for kind in known
    }
    assert kind_of(archive(path, "word/document.xml")) == ".docx"
    assert kind_of(archive(path, "xl/workbook.xml")) == ".xlsx"
    assert kind_of(archive(path, mime="text")) == ".odt"
    assert kind_of(archive(path, mime="spreadsheet")) == ".ods"
    assert kind_of(archive(path, "ppt/presentation.xml")) == ".pptx"
    assert kind_of(archive(path, "bilder/a.jpg")) == "zip"
    for content in (b"", b"Text", b"<p>Text</p>", b"PK\x03\x04 skadad", "Åtgärder".encode()):
        assert kind_of(file(path, content)) is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "a.docx",
            OLE + "WordDocument".encode("utf-16-le"),
            "filen är ett Word-dokument från 2003 eller äldre, fast namnet slutar på .docx; öppna "
            "den i Word och spara den som .docx",
        ),
        (
            "a.docx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "filen är skyddad med lösenord; öppna den och spara den utan",
        ),
        (
            "a.doc",
            PAGE,
            "filen är en webbsida, fast namnet slutar på .doc; byt ändelsen till .html",
        ),
        (
            "a.doc",
            b"{\\rtf1 x}",
            "filen är ett rtf-dokument, fast namnet slutar på .doc; byt ändelsen till .rtf",
        ),
        (
            "a.txt",
            b"%PDF-1.4",
            "filen är en pdf, fast namnet slutar på .txt; byt ändelsen till .pdf",
        ),
    ],
)
def test_the_reason_names_cause_and_remedy(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    assert swedish(misnamed(file(tmp_path / name, content))) == reason


def test_an_archive_of_documents_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read_docx(archive(tmp_path / "a.docx", "b.docx"))
    assert swedish(caught.value) == (
        "filen är ett zip-arkiv, fast namnet slutar på .docx; packa upp arkivet och lägg "
        "dokumenten i mappen"
    )


def test_a_name_that_is_right(tmp_path: Path) -> None:
    assert misnamed(file(tmp_path / "a.HTM", PAGE)) is None
    assert misnamed(file(tmp_path / "a.rtf", b"{\\rtf1 x}")) is None
    assert misnamed(file(tmp_path / "a.txt", b"Text")) is None
