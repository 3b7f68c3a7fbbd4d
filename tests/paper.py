"""What the tests of PDFs share: pages drawn with reportlab, and pictures of them."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.source import Source

VERA = TTFont("Vera", "Vera.ttf")  # both fonts come with reportlab
for code in (0x25AA, 0xF0A7, 0xF0B7):  # marks that Vera lacks; the last two are Word's
    VERA.face.charToGlyph[code] = VERA.face.charToGlyph[0x2022]
pdfmetrics.registerFont(VERA)
PICTURES = TTFont("Pictures", "Vera.ttf")  # as if its letters were pictures
PICTURES.face.name = PICTURES.face.subsetName = b"Wingdings"
pdfmetrics.registerFont(PICTURES)
pdfmetrics.registerFont(TTFont("VeraBold", "VeraBd.ttf"))

LEFT, WIDTH, SIZE, LEADING = 70.0, 450.0, 11.0, 14.0
Draw = Callable[[Canvas], object]

# Long enough to fill several lines, with the last one short.
WHEELS = (
    "Fler ska kunna cykla till arbetet och skolan, och därför byggs cykelvägarna ut i hela staden. "
    "Vägarna får jämn beläggning, god belysning och säkra korsningar, så att barn vågar cykla."
)
WARMTH = (
    "Fjärrvärmen kommer från flis och avfall, och den sista fossila oljan fasas ut före år 2030. "
    "Bolaget lagrar värme i en ackumulator, och då behövs spetspannorna bara de kallaste dagarna."
)


def make(path: Path, *pages: Draw, **canvas: object) -> Path:
    """Write a PDF with a page for each of the functions that draw one."""
    file = Canvas(str(path), pagesize=A4, **canvas)
    for page in pages:
        page(file)
        file.showPage()
    file.save()
    return path


def put(c: Canvas, x: float, y: float, text: str, size: float = SIZE, font: str = "Vera") -> float:
    """Draw one line; return where its right end stands."""
    c.setFont(font, size)
    c.drawString(x, y, text)
    return x + float(pdfmetrics.stringWidth(text, font, size))


def prose(c: Canvas, y: float, text: str, x: float = LEFT, width: float = WIDTH) -> float:
    """Draw a paragraph in lines that fill ``width``; return where the next line would stand."""
    for line in simpleSplit(text, "Vera", SIZE, width):
        put(c, x, y, line)
        y -= LEADING
    return y


def read(tmp_path: Path, *pages: Draw, **canvas: object) -> Source:
    return read_pdf(make(tmp_path / "dokument.pdf", *pages, **canvas))


def texts(source: Source) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in source.blocks]


def scanned(path: Path, *pages: Draw) -> Draw:
    """Return a page that is a picture, as a scanner makes, of the pages drawn; it has no text."""
    document = pypdfium2.PdfDocument(make(path, *pages))
    picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    content = io.BytesIO()
    picture.save(content, "PNG")
    return lambda c: c.drawImage(ImageReader(io.BytesIO(content.getvalue())), 0, 0, *A4)


def lines(c: Canvas, *texts: str, x: float = LEFT, y: float = 700.0, leading: float = 14) -> None:
    """Draw texts one below another."""
    for i, text in enumerate(texts):
        put(c, x, y - i * leading, text)


def grid(c: Canvas, xs: tuple[float, ...], *rows: tuple[str, ...], y: float = 700.0) -> None:
    """Draw rows of cells, 20 points apart, an empty cell as nothing."""
    for i, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=True):
            if cell:
                put(c, x, y - 20 * i, cell)
