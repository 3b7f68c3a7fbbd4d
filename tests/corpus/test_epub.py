"""E-books, written here as the archives they are."""

import zipfile
from pathlib import Path

from klimatsvar.corpus.formats.epub import read_epub
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError
from telling import raises

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/bok.opf"/></rootfiles></container>'
)
BOOK = """<package xmlns="http://www.idpf.org/2007/opf"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Klimatboken</dc:title>
 <dc:publisher>Ekby kommun</dc:publisher><dc:date>2025-03-01</dc:date>
 <dc:language>sv-SE</dc:language></metadata><manifest>
 <item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
 <item id="b" href="del%202.xhtml" media-type="application/xhtml+xml"/>
 <item id="a" href="text/del1.xhtml" media-type="application/xhtml+xml"/></manifest>
 <spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""


def chapter(body: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE html><html lang="sv"><body>{body}</body></html>'


def write(path: Path, book: str = BOOK) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/bok.opf", book)
        archive.writestr("OEBPS/nav.xhtml", chapter("<h1>Innehåll</h1><p>Ett</p>"))
        archive.writestr(
            "OEBPS/text/del1.xhtml", chapter("<h1>Resor</h1><p>Cykla mer än 10<sup>2</sup> km.</p>")
        )
        archive.writestr("OEBPS/del 2.xhtml", chapter("<h1>Värme</h1><p>Sänk värmen.</p>"))
    return path


def test_chapters_in_the_books_order(tmp_path: Path) -> None:
    source = read_epub(write(tmp_path / "bok.epub"))
    assert [block.text for block in source.blocks] == [
        "Resor",
        "Cykla mer än 10² km.",
        "Värme",
        "Sänk värmen.",
    ]
    assert source.metadata == Metadata(
        title="Klimatboken", publisher="Ekby kommun", date="2025-03-01", language="sv"
    )


def test_a_book_without_a_list_of_its_chapters(tmp_path: Path) -> None:
    with raises(DocumentError, match="filen är ingen e-bok eller är skadad"):
        read_epub(write(tmp_path / "bok.epub", BOOK.replace('idref="b"', 'idref="x"')))
