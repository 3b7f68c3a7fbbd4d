"""What becomes of a PDF's pages, what is said of them, and files made to do harm."""

import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats import pdf
from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.formats.pdf.ocr import ocr_available
from klimatsvar.corpus.formats.pdf.pdfium import PdfiumFile
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError
from klimatsvar.system import pip_install
from paper import LEFT, WARMTH, WHEELS, Draw, make, prose, put, read, scanned, texts
from telling import told

REMEDY = (
    f"installera tillägget för texttolkning ({pip_install('ocr')}) och programmet Tesseract med "
    "svenska (apt install tesseract-ocr tesseract-ocr-swe)"
)

with_ocr = pytest.mark.skipif(not ocr_available(), reason="Tesseract with Swedish isn't installed")
EMPTY = "har ingen läsbar text (tomma sidor, foton, teckningar eller inskannade)"
SCANNED = "är inskannade och lästa ur bilden; enstaka ord kan vara fel"


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "ocr_available", lambda: False)


def words_of(c: Canvas) -> None:
    prose(c, 700, WHEELS)


def square(c: Canvas) -> None:
    c.rect(100, 100, 200, 200, fill=1)


def test_a_file_that_pypdf_cannot_open_is_read_all_the_same(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c.setTitle("Plan 7")
        put(c, LEFT, 740, "Cyklar", 20)
        prose(c, 700, WHEELS)

    path = make(tmp_path / "a.pdf", draw)
    path.write_bytes(path.read_bytes().replace(b"startxref", b"startxxxx"))
    with pytest.raises(PdfReadError):
        PdfReader(path)
    source = read_pdf(path)
    assert texts(source) == [("heading", "Cyklar"), ("paragraph", WHEELS)]
    assert source.metadata == Metadata("Cyklar")
    assert (source.page_count, source.warnings) == (1, ())


def test_words_have_their_places_and_looks(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        end = put(c, LEFT, 700, "Borås", 12, "VeraBold")
        put(c, end, 700, " stad", 12, "Helvetica-Oblique")
        c.translate(300, 300)
        c.rotate(180)
        put(c, 0, 0, "upp", 12)

    path = make(tmp_path / "a.pdf", draw)
    file = PdfiumFile(path.read_bytes())
    first, second = file.text(1).words
    file.close()
    assert [(w.text, w.bold, w.italic, w.spaced) for w in (first, second)] == [
        ("Borås", True, False, False),
        ("stad", False, True, True),
    ]
    assert (first.x0, first.y, first.size) == pytest.approx((LEFT, 700, 12), abs=0.1)
    assert first.x0 < first.x1 < second.x0 < second.x1


@pytest.mark.usefixtures("no_ocr")
def test_without_ocr_a_page_without_text_is_warned_of_with_the_remedy(tmp_path: Path) -> None:
    source = read(tmp_path, lambda c: put(c, LEFT, 700, "Ett ord till alla."), square)
    assert texts(source) == [("paragraph", "Ett ord till alla.")]
    assert told(source.warnings) == (f"1 av 2 sidor {EMPTY}; {REMEDY}",)
    assert source.page_count == 2
    assert source.ocr_pages == ()


@pytest.mark.usefixtures("no_ocr")
def test_without_ocr_a_file_of_pictures_only_has_no_text_but_the_remedy(tmp_path: Path) -> None:
    source = read(tmp_path, square, square)
    assert (source.blocks, source.scanned) == ((), 2)
    assert told(source.warnings) == (f"2 av 2 sidor {EMPTY}; {REMEDY}",)


@pytest.mark.usefixtures("no_ocr")
def test_blank_pages_are_no_scanned_ones(tmp_path: Path) -> None:
    source = read(tmp_path, words_of, Canvas.saveState)
    assert (texts(source), source.scanned) == ([("paragraph", WHEELS)], 0)
    assert told(source.warnings) == (f"1 av 2 sidor {EMPTY}",)


@with_ocr
def test_scanned_pages_are_read_off_their_pictures(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 760, "Cykelplan för Borås", 24)
        prose(c, 700, WHEELS)
        put(c, LEFT, 600, "•")
        put(c, LEFT + 15, 600, "Fler cykelställ vid stationen.")

    path = make(tmp_path / "a.pdf", words_of, scanned(tmp_path / "bild.pdf", draw), square)
    assert read_pdf(path).scanned == 2
    source = read_pdf(path, ocr=True)
    assert source.scanned == 0
    assert [(b.kind, b.text, b.page) for b in source.blocks][:3] == [
        ("paragraph", WHEELS, 1),
        ("heading", "Cykelplan för Borås", 2),
        ("paragraph", WHEELS, 2),
    ]
    assert source.blocks[3].text.endswith("Fler cykelställ vid stationen.")
    assert source.ocr_pages == (2,)
    assert told(source.warnings) == (f"1 av 3 sidor {SCANNED}", f"1 av 3 sidor {EMPTY}")


@with_ocr
def test_a_stamp_on_a_scanned_page_does_not_hide_it(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 700, f"{WHEELS} {WARMTH}")

    picture = scanned(tmp_path / "bild.pdf", draw)

    def stamped(c: Canvas) -> None:
        picture(c)
        put(c, 400, 820, "Dnr 2023-17", 8)

    path = make(tmp_path / "a.pdf", stamped)
    assert read_pdf(path).scanned == 1
    source = read_pdf(path, ocr=True)
    assert source.ocr_pages == (1,)
    assert f"{WHEELS} {WARMTH}" in [block.text for block in source.blocks]


def garbled(path: Path, draw: Draw) -> Path:
    """Make a file whose font doesn't say which letters its glyphs are."""
    make(path, draw, pageCompression=0)
    path.write_bytes(path.read_bytes().replace(b"/ToUnicode", b"/ToUnicodX"))
    return path


@pytest.mark.usefixtures("no_ocr")
def test_garbled_text_is_not_taken_for_text(tmp_path: Path) -> None:
    source = read_pdf(garbled(tmp_path / "a.pdf", words_of))
    assert (source.blocks, source.scanned) == ((), 1)
    assert told(source.warnings) == (
        f"1 av 1 sida har text vars bokstäver inte går att tyda; {REMEDY}",
    )


@with_ocr
def test_a_page_of_garbled_text_is_read_off_its_picture(tmp_path: Path) -> None:
    source = read_pdf(garbled(tmp_path / "a.pdf", words_of), ocr=True)
    assert texts(source) == [("paragraph", WHEELS)]
    assert source.ocr_pages == (1,)


def raw_pdf(*objects: bytes) -> bytes:
    """Return a PDF of objects numbered from 1, the first its catalogue."""
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return bytes(content + b"startxref\n%d\n%%%%EOF" % start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content)


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"


def page(resources: bytes) -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<<%b/Font<</F1 5 0 R>>>>>>" % resources
    )


def test_letters_beyond_the_first_65536(tmp_path: Path) -> None:
    words = stream(b"BT /F1 12 Tf 50 700 Td (Trycket p i tanken) Tj ET")
    letters = stream(b"1 beginbfchar <70> <D835DC5D> endbfchar")
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, ONE_PAGE, page(b""), words, font, letters))
    assert texts(read_pdf(path)) == [("paragraph", "Trycket 𝑝 i tanken")]


@pytest.mark.parametrize(
    ("times", "blocks", "warnings"),
    [
        (1, [("paragraph", "Staden ska bli klimatneutral.")], ()),
        (50, [], ("1 av 1 sida är för stora eller invecklade för att läsas",)),
    ],
)
def test_a_form_that_draws_itself(
    tmp_path: Path, times: int, blocks: list[tuple[str, str]], warnings: tuple[str, ...]
) -> None:
    resources = b"/XObject<</A 6 0 R>>"
    words = b"BT /F1 12 Tf 50 700 Td (Staden ska bli klimatneutral.) Tj ET "
    form = stream(
        words + b"/A Do " * times,
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
        b"/Resources<<%b/Font<</F1 5 0 R>>>>" % resources,
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, ONE_PAGE, page(resources), stream(b"/A Do"), FONT, form))
    source = read_pdf(path)
    assert (texts(source), told(source.warnings)) == (blocks, warnings)


def test_a_file_that_tells_of_pages_it_has_not(tmp_path: Path) -> None:
    words = stream(b"BT /F1 12 Tf 50 700 Td (Staden ska bli klimatneutral.) Tj ET ")
    pages = b"<</Type/Pages/Count 900000/Kids[3 0 R]>>"
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, pages, page(b""), words, FONT))
    assert read_pdf(path).page_count == 1


@pytest.mark.parametrize(
    "content",
    [
        b" " * 80_000_000,
        b"BT /F1 1 Tf " + (b"(" + b"ord " * 5000 + b") Tj ") * 60,
        b"BT /F1 1 Tf " + b"(ord) Tj " * 31_000,
    ],
)
def test_a_stream_that_swells_beyond_measure_is_refused(tmp_path: Path, content: bytes) -> None:
    bomb = stream(zlib.compress(content), b"/Filter/FlateDecode")
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, ONE_PAGE, page(b""), bomb, FONT))
    source = read_pdf(path)
    assert source.blocks == ()
    assert told(source.warnings) == ("1 av 1 sida är för stora eller invecklade för att läsas",)


def test_a_page_tree_without_end_is_refused(tmp_path: Path) -> None:
    pages = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]/Parent %d 0 R>>" % (number + 1, number - 1)
        for number in range(2, 3000)
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, *pages, b"<</Type/Page/Parent 2999 0 R>>"))
    with pytest.raises(DocumentError):
        read_pdf(path)


@pytest.mark.parametrize("spread", [True, False])
def test_a_page_of_very_many_words_takes_seconds(tmp_path: Path, spread: bool) -> None:
    words = b"".join(
        b"1 0 0 1 %d %.2f Tm (ord%d) Tj " % (20 * (i % 30), 840 - 0.8 * (i // 30) * spread, i % 9)
        for i in range(10_000)
    )
    content = stream(b"BT /F1 4 Tf " + words + b"ET")
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, ONE_PAGE, page(b""), content, FONT))
    assert sum(len(block.text) for block in read_pdf(path).blocks) > 100


def test_text_outside_the_box_of_all_pages_is_left_out(tmp_path: Path) -> None:
    words = stream(
        b"BT /F1 12 Tf 50 750 Td (Skrivarens anm\xe4rkning.) Tj "
        b"0 -200 Td (Staden ska bli klimatneutral.) Tj ET"
    )
    pages = ONE_PAGE.replace(b">>", b"/CropBox[0 0 595 700]>>")
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, pages, page(b""), words, FONT))
    assert texts(read_pdf(path)) == [("paragraph", "Staden ska bli klimatneutral.")]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_turned_by_its_entry_is_read_as_it_is_drawn(tmp_path: Path, degrees: int) -> None:
    words = stream(b"BT /F1 12 Tf 50 750 Td (Staden ska bli klimatneutral.) Tj ET")
    turned = page(b"").replace(b"/MediaBox", b"/Rotate %d/MediaBox" % degrees)
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(CATALOG, ONE_PAGE, turned, words, FONT))
    assert texts(read_pdf(path)) == [("paragraph", "Staden ska bli klimatneutral.")]
