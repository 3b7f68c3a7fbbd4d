"""What a PDF page shows besides its text, and the text on it that nobody sees."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.formats.pdf.lines import rows_of
from klimatsvar.corpus.formats.pdf.struck import without_struck
from klimatsvar.corpus.formats.pdf.text import PageText, Rule, Word
from paper import make, put, read, texts
from telling import told


def test_filled_fields_stand_beside_their_labels(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 760, "Ansökan om bidrag")
        put(c, 70, 700, "Sökt belopp:")
        c.acroForm.textfield(name="belopp", value="250 000 kr", x=200, y=694, width=200, height=20)
        put(c, 70, 620, "Beviljat:")
        c.acroForm.checkbox(name="ja", checked=True, x=200, y=616, size=16)
        put(c, 222, 620, "Ja")
        c.acroForm.checkbox(name="nej", checked=False, x=260, y=616, size=16)
        put(c, 282, 620, "Nej")

    assert [text for _, text in texts(read(tmp_path, draw))] == [
        "Ansökan om bidrag",
        "Sökt belopp: 250 000 kr",
        "Beviljat: ☒ Ja ☐ Nej",
    ]


def test_notes_are_read_where_they_stand_and_attachments_told(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lambda c: put(c, 70, 700, "Planen gäller från 2026."))
    writer = PdfWriter(clone_from=PdfReader(path))
    note = FreeText(text="Upphävd den 1 mars.", rect=(70, 600, 400, 640), font_size="12pt")
    hidden = FreeText(text="Dold.", rect=(70, 500, 400, 540))
    hidden.flags = 2
    writer.add_annotation(0, note)
    writer.add_annotation(0, hidden)
    writer.add_attachment("bilaga.txt", b"Bilagan")
    writer.write(tmp_path / "b.pdf")
    source = read_pdf(tmp_path / "b.pdf")
    assert [text for _, text in texts(source)] == [
        "Planen gäller från 2026.",
        "Upphävd den 1 mars.",
    ]
    assert told(source.warnings) == (
        "1 bifogad fil läses inte; lägg det som ska läsas i mappen som egna dokument",
    )


def test_text_that_nobody_sees_is_left_out_and_counted(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 700, "Synlig text om parker.")
        c.saveState()
        text = c.beginText(70, 660)
        text.setTextRenderMode(3)
        text.textOut("Osynlig")
        c.drawText(text)
        c.restoreState()
        put(c, 70, 620, "Litet", size=0.9)
        c.setFillColorRGB(0, 0.3, 0.1)
        c.rect(60, 530, 300, 30, stroke=0, fill=1)
        c.setFillColorRGB(1, 1, 1)
        put(c, 70, 580, "Vitt")
        put(c, 70, 540, "Vit text i en mörk ruta.")

    source = read(tmp_path, draw)
    assert [text for _, text in texts(source)] == [
        "Synlig text om parker.",
        "Vit text i en mörk ruta.",
    ]
    assert told(source.warnings) == ("16 tecken som inte syns på sidorna läses inte",)


def test_deep_subscripts_stay_in_their_word(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        x = put(c, 70, 700, "Halten av CO")
        x = put(c, x, 694.5, "2", size=8)
        x = put(c, x, 700, "e ökar på 40 m")
        x = put(c, x, 704, "2", size=8)
        put(c, x, 700, ".")

    assert texts(read(tmp_path, draw)) == [("paragraph", "Halten av CO2e ökar på 40 m².")]


def test_arabic_drawn_from_the_left_is_read_in_its_order() -> None:
    words = (Word("وزارة"[::-1], 70, 120, 700, 12), Word("الداخلية", 130, 190, 700, 12))
    (row,) = rows_of(PageText(1, 600, 800, words, ()))
    assert row.text == "وزارة الداخلية"


def test_struck_words_no_longer_hold(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        start = put(c, 70, 700, "Avgiften är ")
        end = put(c, start, 700, "100 kr")
        c.line(start, 703, end, 703)
        put(c, end, 700, " 120 kr.")
        under = put(c, 70, 650, "Det är understruket.")
        c.line(70, 648, under, 648)
        beside = put(c, 70, 600, "En linje i höjd med texten")
        c.line(70, 603, beside + 90, 603)

    source = read(tmp_path, draw)
    assert [text for _, text in texts(source)] == [
        "Avgiften är 120 kr.",
        "Det är understruket.",
        "En linje i höjd med texten",
    ]
    assert source.struck == 5


@pytest.mark.parametrize(("height", "kept"), [(1.2, 6), (1.5, 0), (5.2, 0), (5.4, 6)])
def test_a_line_below_or_above_the_letters_strikes_none(height: float, kept: int) -> None:
    word = Word("100 kr", 70.0, 105.0, 700.0, 11.0)
    page = PageText(1, 595.0, 842.0, (word,), (Rule(70.0, 105.0, 700 + height),))
    assert sum(len(word.text) for word in without_struck(page).words) == kept


@pytest.mark.parametrize(("end", "kept"), [(97.0, 6), (99.0, 0), (109.0, 0), (110.0, 6)])
def test_a_line_strikes_what_it_covers_and_ends_with(end: float, kept: int) -> None:
    word = Word("100 kr", 70.0, 105.0, 700.0, 11.0)
    page = PageText(1, 595.0, 842.0, (word,), (Rule(70.0, end, 703.0),))
    assert sum(len(word.text) for word in without_struck(page).words) == kept
