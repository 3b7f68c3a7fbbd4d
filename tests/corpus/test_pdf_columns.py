"""Text in columns, and what stands beside it, on pages made here: no line is read across."""

from pathlib import Path

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf.columns import in_flow
from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from paper import LEADING, LEFT, WARMTH, WHEELS, prose, put, read, texts


def column(c: Canvas, x: float, lines: list[str], y: float = 700.0) -> None:
    for i, line in enumerate(lines):
        put(c, x, y - i * LEADING, line)


def test_a_sentence_goes_on_in_the_next_column_below_a_chart(tmp_path: Path) -> None:
    lines = simpleSplit(f"{WHEELS} Så vill var och en som bor i Ekhamra.", "Vera", 11, 210)
    left = ["31 % Mat", "4 % Kläder", "22 % Värme", "9 % Möbler", "2 % Kök", "1 % Glas"]
    right = ["3 % Vård", "16 % Bilar", "1 % Lek", "4 % Övrigt", "5 % Musik", "2 % Konst"]

    def draw(c: Canvas) -> None:
        column(c, 200, left, 800)
        column(c, 400, right, 800)
        column(c, 60, lines[:4], 660)
        column(c, 320, [*lines[4:], *simpleSplit(WARMTH, "Vera", 11, 210)], 660)
        put(c, 530, 40, "12", 8)

    assert texts(read(tmp_path, draw)) == [
        *(("item", label) for label in (*left, *right)),
        ("paragraph", f"{WHEELS} Så vill var och en som bor i Ekhamra."),
        ("paragraph", WARMTH),
    ]


def test_three_columns_the_last_of_three_lines(tmp_path: Path) -> None:
    short = ["Cykelbanorna byggs ut i år", "och bussarna går oftare i", "hela kommunen."]

    def draw(c: Canvas) -> None:
        prose(c, 700, WHEELS, x=50, width=150)
        prose(c, 700, WARMTH, x=220, width=150)
        column(c, 390, short)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WHEELS),
        ("paragraph", WARMTH),
        ("paragraph", " ".join(short)),
    ]


def test_boxes_beside_each_other_are_read_one_after_the_other(tmp_path: Path) -> None:
    boxes = [
        ["Energirådgivning", "Kungsgatan 57", "Måndag–fredag 9–16", "Telefon 033-11 11 11"],
        ["Miljökontoret", "Sturegatan 42", "Måndag–torsdag 8–15", "Telefon 033-22 22 22"],
    ]

    def draw(c: Canvas) -> None:
        column(c, 70, boxes[0])
        column(c, 320, boxes[1])

    assert [text for _, text in texts(read(tmp_path, draw))] == [*boxes[0], *boxes[1]]


def test_cells_that_go_on_over_lines_are_a_table_still(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, (x, text) in enumerate([(60, WHEELS), (230, WARMTH), (400, WHEELS)] * 2):
            for j, line in enumerate(simpleSplit(text[:70], "Vera", 11, 150)):
                put(c, x, 700 - 80 * (i // 3) - j * LEADING, line)

    assert {kind for kind, _ in texts(read(tmp_path, draw))} == {"row"}


def test_a_box_at_the_head_of_a_page_does_not_part_a_sentence() -> None:
    def region(text: str) -> list[Row]:
        return [Row(700, 10, (Segment(text, 60, 300, 700, 10, False),))]

    box, rest = region("Fakta om resor"), region("som kostar mer än så.")
    assert in_flow([box, rest], "Det finns åtgärder") == [rest, box]
    assert in_flow([box, rest], "Det finns åtgärder.") == [box, rest]
    assert in_flow([box, box], "Det finns åtgärder") == [box, box]


def test_lists_side_by_side_are_no_table(tmp_path: Path) -> None:
    lists = (["Fler bussar", "Cykelvägar", "Elbilar"], ["Solceller", "Fjärrvärme", "Ledljus"])

    def draw(c: Canvas) -> None:
        for i, items in enumerate(lists):
            for j, item in enumerate(items):
                put(c, LEFT + 250 * i, 700 - 20 * j, f"• {item}")

    items = [("item", item) for each in lists for item in each]
    assert texts(read(tmp_path, draw)) == items


LEAFLET = {
    "Så sorterar du": (
        "Matavfall lägger du i den bruna påsen. Knyt den väl och lägg den i kärlet.",
        "Plast och papper hämtas vid huset från och med år 2027.",
    ),
    "Res smart": (
        "Med reskortet åker barn gratis på sommarlovet. Kortet hämtas på biblioteket.",
        "Lånecykel finns vid stationen. Ring 033-35 70 00.",
    ),
    "Spara energi": (
        "Sänk värmen en grad och spara fem procent. Vädra kort och stäng av ljuset.",
        "Energirådgivaren svarar på frågor varje tisdag klockan 9–12.",
    ),
}


@pytest.mark.parametrize("width", [95.0, 150.0])
@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("font", ["Vera", "VeraBold"])
def test_narrow_columns_whose_texts_begin_level(
    tmp_path: Path, width: float, columns: int, font: str
) -> None:
    """Whole sentences, below a heading each: neither is about what stands beside it."""
    told = list(LEAFLET.items())[:columns]

    def draw(c: Canvas) -> None:
        for i, (heading, paragraphs) in enumerate(told):
            x = 60 + (width + 14) * i
            put(c, x, 700, heading, 10, font)
            for k, paragraph in enumerate(paragraphs):
                for j, line in enumerate(simpleSplit(paragraph, "Vera", 9, width)):
                    put(c, x, 682 - 76 * k - 12 * j, line, 9)

    assert [text for _, text in texts(read(tmp_path, draw))] == [
        text for heading, paragraphs in told for text in (heading, *paragraphs)
    ]


@pytest.mark.parametrize("last", ["Gatukontoret", "Gatukontoret svarar för det här målet."])
def test_sentences_in_cells_are_a_table_still(tmp_path: Path, last: str) -> None:
    """A cell that is a name is none of a text; nor are sentences side by side, row after row."""
    goals = (
        "Fler ska cykla till arbetet och skolan.",
        "Alla hus värms utan olja.",
        "All mat äts upp.",
    )
    rows = [(goal, "Bygg vägar och höj avgiften för bilar.", last) for goal in goals]

    def draw(c: Canvas) -> None:
        for i, row in enumerate(rows):
            for x, cell in zip((60, 220, 380), row, strict=True):
                for j, line in enumerate(simpleSplit(cell, "Vera", 11, 130)):
                    put(c, x, 700 - 44 * i - LEADING * j, line)

    assert texts(read(tmp_path, draw)) == [
        ("row", f"{goal} – {action}; {unit}") for goal, action, unit in rows
    ]


def justified(c: Canvas, x: float, y: float, text: str, width: float = 172) -> None:
    """Draw lines whose spaces fill the width, but for the last."""
    rows = simpleSplit(text, "Vera", 9, width)
    for i, row in enumerate(rows):
        words = row.split()
        room = width - sum(pdfmetrics.stringWidth(word, "Vera", 9) for word in words)
        gap = room / max(1, len(words) - 1) if i + 1 < len(rows) else 3.0
        at = x
        for word in words:
            at = put(c, at, y - 12 * i, word, 9) + gap


def test_words_far_apart_in_narrow_justified_columns_are_no_cells(tmp_path: Path) -> None:
    columns = [
        "Energianvändningen i kommunens 240 lokaler minskade med 3,2 procent under 2023. "
        "Lokalförsörjningsförvaltningen bytte 12 ventilationsaggregat.",
        "Fjärrvärmeleveranserna är till 98 procent fossilfria. Resten, 2 procent, är spetslast med "
        "olja under de allra kallaste vinterdagarna.",
        "Transportsektorn står för 52 procent av utsläppen. Elbilarna blev 1 240 fler under året, "
        "och nu finns 86 offentliga laddningsplatser.",
    ]

    def draw(c: Canvas) -> None:
        for i, text in enumerate(columns):
            justified(c, 25 + 182 * i, 700 - 3.5 * i, text)

    assert texts(read(tmp_path, draw)) == [("paragraph", text) for text in columns]


def test_cells_at_even_distances_are_cells(tmp_path: Path) -> None:
    """No line of text begins and ends where they do."""
    rows = [("Resor", "Skola", "Hälsa"), ("Bilar", "Klara", "Pågår"), ("Tåget", "Väntar", "Klart")]

    def draw(c: Canvas) -> None:
        for i, row in enumerate(rows):
            at = 70.0
            for cell in row:
                at = put(c, at, 700 - 20 * i, cell) + 40

    kinds = {kind for kind, _ in texts(read(tmp_path, draw))}
    assert kinds == {"row"}
