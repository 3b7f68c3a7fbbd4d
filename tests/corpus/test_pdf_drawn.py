"""Tables of PDFs whose cells are drawn: merged cells, headers of two rows, labels, empty cells."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from paper import LEFT, Draw, prose, put, read, texts

WORDS = (
    "Planen visar vem som gör vad och när det ska vara klart. Den följs upp varje vår, och då får "
    "nämnderna berätta hur långt arbetet har kommit och vad som återstår till nästa gång."
)
Span = tuple[int, int, int, int, str]
"""First row and column, over how many rows and columns, text."""
YEARS: tuple[Span, ...] = (
    (0, 0, 2, 1, "Sektor"),
    (0, 1, 1, 2, "Utsläpp (ton)"),
    (0, 3, 1, 2, "Andel"),
    *((1, i + 1, 1, 1, year) for i, year in enumerate(("2022", "2023", "2022", "2023"))),
)


def drawn(
    c: Canvas, *spans: Span, left: float = LEFT, top: float = 700, width: float = 85, bold: int = 0
) -> None:
    """Draw cells with lines around them, 20 points high; the first rows in bold."""
    for row, column, rows, columns, text in spans:
        x, y = left + width * column, top - 20 * (row + rows)
        c.rect(x, y, width * columns, 20 * rows)
        font = "VeraBold" if row < bold else "Vera"
        for i, line in enumerate(text.split("\n")):
            put(c, x + 4, y + 20 * rows - 10 - 9 * i, line, 8, font)


def plain(rows: Sequence[Sequence[str]], first: int = 0) -> list[Span]:
    return [(first + r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


def page(*spans: Span, bold: int = 0) -> Draw:
    return lambda c: drawn(c, *spans, bold=bold)


def test_headers_of_two_rows(tmp_path: Path) -> None:
    rows = plain([("Resor", "100", "90", "50 %", ""), ("Värme", "80", "70", "40 %", "35 %")], 2)
    assert texts(read(tmp_path, page(*YEARS, *rows))) == [
        (
            "row",
            "Resor – Utsläpp (ton), 2022: 100; Utsläpp (ton), 2023: 90; Andel, 2022: 50 %",
        ),
        (
            "row",
            "Värme – Utsläpp (ton), 2022: 80; Utsläpp (ton), 2023: 70; Andel, 2022: 40 %; "
            "Andel, 2023: 35 %",
        ),
    ]


def test_a_lower_header_beside_one_that_is_over_a_single_column(tmp_path: Path) -> None:
    heads = [(0, 0, 2, 1, "Mått"), (0, 1, 1, 2, "Utfall"), (0, 3, 1, 1, "Mål")]
    years = [(1, i + 1, 1, 1, year) for i, year in enumerate(("2023", "2024", "2030"))]
    rows = plain([("Elbilar", "61 %", "68 %", "100 %"), ("Svinn", "42 g", "", "25 g")], 2)
    assert texts(read(tmp_path, page(*heads, *years, *rows))) == [
        ("row", "Elbilar – Utfall, 2023: 61 %; Utfall, 2024: 68 %; Mål, 2030: 100 %"),
        ("row", "Svinn – Utfall, 2023: 42 g; Mål, 2030: 25 g"),
    ]


def test_labels(tmp_path: Path) -> None:
    told = [("Beslutad av", "Fullmäktige"), ("Beslutsdatum", "2024-03-12"), ("Nämnd", "Tekniska")]
    rows = plain([*told, ("Giltig till", "")])
    assert texts(read(tmp_path, page(*rows))) == [
        ("row", "Beslutad av: Fullmäktige"),
        ("row", "Beslutsdatum: 2024-03-12"),
        ("row", "Nämnd: Tekniska"),
        ("row", "Giltig till"),
    ]


def test_merged_first_cells_titles_and_cells_of_several_lines(tmp_path: Path) -> None:
    spans: list[Span] = [
        *plain([("Insats", "Ansvarig", "Klart")]),
        (1, 0, 1, 3, "Mål 1: Resor"),
        (2, 0, 2, 1, "Bygg fler\ncykelvägar"),
        (2, 1, 1, 1, "Gatukontoret"),
        (2, 2, 1, 1, "2027"),
        (3, 1, 1, 1, "Parkenheten"),
        (3, 2, 1, 1, "Våren\n2028"),
        (4, 0, 1, 3, "Mål 2: Värme"),
        *plain([("Täta fönster", "Fastigheter", "")], 5),
    ]
    assert texts(read(tmp_path, page(*spans, bold=1))) == [
        ("heading", "Mål 1: Resor"),
        ("row", "Bygg fler cykelvägar – Ansvarig: Gatukontoret; Klart: 2027"),
        ("row", "Bygg fler cykelvägar – Ansvarig: Parkenheten; Klart: Våren 2028"),
        ("heading", "Mål 2: Värme"),
        ("row", "Täta fönster – Ansvarig: Fastigheter"),
    ]


def test_a_source_between_title_and_headers_is_no_header(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        drawn(c, (0, 0, 1, 3, "Utsläpp i Ekby 2022 jämfört med 2021"), bold=1)
        drawn(c, (1, 0, 1, 2, "Källa: Emissionsdatabasen"), (1, 2, 1, 1, ""))
        drawn(c, *plain([("Plats", "Kommun", "Ton")], 2), bold=3)
        drawn(c, *plain([("1", "Ekby", "-13305"), ("2", "Ask", "-7082")], 3))

    source = read(tmp_path, draw)
    assert source.metadata.title == "Utsläpp i Ekby 2022 jämfört med 2021"
    assert texts(source) == [
        ("heading", "Utsläpp i Ekby 2022 jämfört med 2021"),
        ("row", "Källa: Emissionsdatabasen"),
        ("row", "1 – Kommun: Ekby; Ton: -13305"),
        ("row", "2 – Kommun: Ask; Ton: -7082"),
    ]


def test_a_table_goes_on_over_the_page(tmp_path: Path) -> None:
    first = plain([("Enhet", "Ansvarig", "Klart"), ("Skolan", "Rektor", "Våren 2027")])
    second = plain([("Köket", "Kostchef", "Hösten 2027"), ("Vården", "Chef", "Hösten 2028")])
    assert texts(read(tmp_path, page(*first, bold=1), page(*second))) == [
        ("row", "Skolan – Ansvarig: Rektor; Klart: Våren 2027"),
        ("row", "Köket – Ansvarig: Kostchef; Klart: Hösten 2027"),
        ("row", "Vården – Ansvarig: Chef; Klart: Hösten 2028"),
    ]


def test_another_table_on_the_next_page_keeps_its_header(tmp_path: Path) -> None:
    first = plain([("Enhet", "Ton"), ("Skolan", "5"), ("Köket", "6")])
    second = plain([("Plats", "År"), ("Torget", "2027"), ("Parken", "2028")])
    assert texts(read(tmp_path, page(*first), page(*second))) == [
        ("row", "Skolan – Ton: 5"),
        ("row", "Köket – Ton: 6"),
        ("row", "Torget – År: 2027"),
        ("row", "Parken – År: 2028"),
    ]


def test_tables_side_by_side_and_text_around_them(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 780, WORDS)
        for x, name in ((LEFT, "Resor"), (LEFT + 240, "Värme")):
            drawn(c, *plain([(name, "2022"), ("Ton", "5"), ("Mål", "4")]), left=x)
        prose(c, 600, WORDS)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WORDS),
        ("row", "Ton – 2022: 5"),
        ("row", "Mål – 2022: 4"),
        ("row", "Ton – 2022: 5"),
        ("row", "Mål – 2022: 4"),
        ("paragraph", WORDS),
    ]


def test_a_box_around_a_text_is_no_table(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c.rect(LEFT - 10, 640, 480, 80)
        prose(c, 700, WORDS)

    assert texts(read(tmp_path, draw)) == [("paragraph", WORDS)]


def test_what_a_browser_prints_around_a_page_is_left_out(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 24, 815, "11/28/26, 3:43 AM", 8)
        put(c, 300, 815, "Klimatet", 8)
        put(c, LEFT, 760, "Klimatet i Ekby", 20)
        prose(c, 720, WORDS)
        put(c, 24, 20, "https://ekby.example/klimat", 8)
        put(c, 560, 20, "1/1", 8)

    source = read(tmp_path, draw)
    assert texts(source) == [("heading", "Klimatet i Ekby"), ("paragraph", WORDS)]


def test_a_running_header_tells_the_registration_number_once(tmp_path: Path) -> None:
    def sheet(number: int) -> Draw:
        def draw(c: Canvas) -> None:
            put(c, LEFT, 810, "Ekby kommun", 8)
            put(c, 300, 810, "Dnr KS 2024-00555", 8)
            put(c, 500, 810, f"{number} (2)", 8)
            prose(c, 700, WORDS)

        return draw

    source = read(tmp_path, sheet(1), sheet(2))
    assert [(block.text, block.page) for block in source.blocks] == [
        ("Ekby kommun Dnr KS 2024-00555", 1),
        (WORDS, 1),
        (WORDS, 2),
    ]


def test_a_total_of_all_is_not_of_the_last_group(tmp_path: Path) -> None:
    over: tuple[Span, ...] = ((1, 0, 1, 3, "Resor"), (4, 0, 1, 3, "Energi"))
    rows = (
        *plain([("Åtgärd", "2025", "2026")]),
        *over,
        *plain([("Bussar", "50", "60"), ("Cyklar", "100", "10")], 2),
        *plain([("Sol", "80", "90"), ("Värme", "20", "5"), ("Summa", "250", "165")], 5),
    )
    assert texts(read(tmp_path, page(*rows, bold=1)))[-3:] == [
        ("row", "Värme – 2025: 20; 2026: 5"),
        ("heading", "Summa"),
        ("row", "Summa – 2025: 250; 2026: 165"),
    ]
