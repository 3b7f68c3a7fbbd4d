"""Action plans in PDFs: wrapped cells, actions over their rows, and what is no heading."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.headings import is_numbered
from paper import LEADING, LEFT, Draw, make, prose, put, read, texts
from telling import told

WORDS = (
    "Planen visar vem som gör vad och när det ska vara klart. Den följs upp varje vår, och då får "
    "nämnderna berätta hur långt arbetet har kommit och vad som återstår till nästa gång."
)
XS = (70.0, 250.0, 400.0)
HEADER = ("Insats", "Utförare", "Färdigt")
Line = tuple[str, ...]


def set_lines(
    c: Canvas, y: float, *lines: Line, xs: Sequence[float] = XS, font: str = "Vera"
) -> float:
    """Draw lines of cells, an empty cell as nothing; return where the next would stand."""
    for line in lines:
        for x, cell in zip(xs, line, strict=False):
            if cell:
                put(c, x, y, cell, 10, font)
        y -= 13
    return y


def boxed(c: Canvas, y: float, *rows: tuple[Line, ...], xs: Sequence[float] = XS) -> float:
    """Draw rows of lines in a grid; a row of one cell alone is set across it, in bold."""
    edges = [x - 6 for x in xs] + [530]
    for row in rows:
        top = y + 12
        bold = row[0] == HEADER or len(row[0]) == 1
        y = set_lines(c, y, *row, xs=xs, font="VeraBold" if bold else "Vera") - 8
        for left, right in pairwise(edges):  # each cell draws its own edges
            if len(row[0]) > 1:
                c.rect(left, y + 12, right - left, top - y - 12)
        if len(row[0]) == 1:
            c.rect(edges[0], y + 12, edges[-1] - edges[0], top - y - 12)
    return y


def test_wrapped_cells_and_actions_set_across_a_ruled_table(tmp_path: Path) -> None:
    square = (
        ("Bredda gångbanorna vid", "Gatukontoret, i", "2027–2028"),
        ("torget och sätt ut fler", "samråd med", ""),
        ("bänkar i skugga.", "handlarna", ""),
    )
    lamps = (("Byt lamporna i alla", "Fastigheter", "Våren 2027"), ("garage.", "", ""))
    roofs = (
        ("Lägg sedum på taken till", "Fastigheter och", "Klart till"),
        ("skolorna i centrum och vid", "skolornas egna", "hösten 2029,"),
        ("hamnen.", "vaktmästare", "i två steg"),
    )

    def first(c: Canvas) -> None:
        y = prose(c, 780, WORDS)
        boxed(c, y - 20, (HEADER,), (("4.1 Torget",),), square, (("4.2 Lamporna",),), lamps)

    def second(c: Canvas) -> None:
        y = boxed(c, 760, (HEADER,), (("4.3 Taken",),), roofs)
        prose(c, y - 30, WORDS)

    source = read(tmp_path, first, second)
    assert [(b.kind, b.text, b.page) for b in source.blocks] == [
        ("paragraph", WORDS, 1),
        ("heading", "4.1 Torget", 1),
        (
            "row",
            "Bredda gångbanorna vid torget och sätt ut fler bänkar i skugga. – Utförare: "
            "Gatukontoret, i samråd med handlarna; Färdigt: 2027–2028",
            1,
        ),
        ("heading", "4.2 Lamporna", 1),
        ("row", "Byt lamporna i alla garage. – Utförare: Fastigheter; Färdigt: Våren 2027", 1),
        ("heading", "4.3 Taken", 2),
        (
            "row",
            "Lägg sedum på taken till skolorna i centrum och vid hamnen. – Utförare: Fastigheter "
            "och skolornas egna vaktmästare; Färdigt: Klart till hösten 2029, i två steg",
            2,
        ),
        ("paragraph", WORDS, 2),
    ]
    assert source.metadata.title is None  # an action is no document's title


def test_a_heading_over_rows_stands_below_its_sections_heading(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 790, "Handlingsplan", 24)
        put(c, LEFT, 750, "Gator och torg", 16)
        y = prose(c, 720, WORDS)
        row = (("Bredda gångbanorna", "Gatukontoret", "2027"),)
        other = (("Plantera lindar", "Parkenheten", "2028"),)
        y = boxed(c, y - 10, (HEADER,), (("4.1 Torget",),), row, (("4.2 Parken",),), other)
        put(c, LEFT, y - 30, "Uppföljning", 16)
        prose(c, y - 60, WORDS)

    levels = [(b.text, b.level) for b in read(tmp_path, draw).blocks if b.kind == "heading"]
    assert levels == [
        ("Handlingsplan", 1),
        ("Gator och torg", 2),
        ("4.1 Torget", 3),
        ("4.2 Parken", 3),
        ("Uppföljning", 2),
    ]


def test_titles_over_headers_of_their_own(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = 700.0
        for i, line in enumerate(
            [
                ("Del A: Färre bilar",),
                ("Insats", "Utförare", "År"),
                ("Hyr ut cyklar", "Fritid", "2027"),
                ("Del B: Mindre värme",),
                ("Insats", "Utförare", "År"),
                ("Täta fönster", "Fastigheter", "2028"),
            ]
        ):
            c.line(60, y + 13, 500, y + 13)
            y = set_lines(c, y, line) - 7
            if i == 5:
                c.line(60, y + 13, 500, y + 13)

    assert texts(read(tmp_path, draw)) == [
        ("heading", "Del A: Färre bilar"),
        ("row", "Hyr ut cyklar – Utförare: Fritid; År: 2027"),
        ("heading", "Del B: Mindre värme"),
        ("row", "Täta fönster – Utförare: Fastigheter; År: 2028"),
    ]


def plan(*pages: Callable[[Canvas], object]) -> list[Draw]:
    """Return pages with a running header in bold and a page number."""

    def page(number: int, draw: Callable[[Canvas], object]) -> Draw:
        def drawn(c: Canvas) -> None:
            put(c, 40, 800, "Ekvikens kommun", 11, "VeraBold")
            put(c, 250, 800, "Plan för grönare hus", 11, "VeraBold")
            put(c, 500, 30, f"{number}", 8)
            draw(c)

        return drawn

    return [page(number, draw) for number, draw in enumerate(pages, 1)]


def test_actions_in_plain_text_over_tables_of_units(tmp_path: Path) -> None:
    def first(c: Canvas) -> None:
        put(c, 90, 740, "3.1 Täta fönster i alla kommunens hus före vintern.", 10)
        y = set_lines(c, 715, HEADER, font="VeraBold")
        y = set_lines(
            c,
            y,
            ("Fastigheter", "Driftchefen", "1 nov 2027"),
            ("Skolorna",),
            ("Museerna",),
            ("Bostadsbolaget",),
            ("Simhallen", "Vaktmästaren", ""),
            ("Biblioteken",),
        )
        put(c, 90, y - 30, "3.2 Värmeronder", 10)
        put(c, 70, y - 43, "Gå igenom alla hus en gång i månaden och vrid ned värmen.", 10)
        y = set_lines(c, y - 70, HEADER, font="VeraBold")
        set_lines(c, y, ("Fastigheter", "Teknikern", "Löpande"), ("Skolorna",))

    def second(c: Canvas) -> None:
        set_lines(c, 740, ("Museerna",), ("Simhallen", "Vaktmästaren", "1 maj 2028"))
        prose(c, 600, WORDS)

    source = read(tmp_path, *plan(first, second))
    assert [(b.kind, b.text, b.page) for b in source.blocks] == [
        ("heading", "3.1 Täta fönster i alla kommunens hus före vintern.", 1),
        ("row", "Fastigheter – Utförare: Driftchefen; Färdigt: 1 nov 2027", 1),
        ("row", "Simhallen – Utförare: Vaktmästaren", 1),
        ("heading", "3.2 Värmeronder", 1),
        ("paragraph", "Gå igenom alla hus en gång i månaden och vrid ned värmen.", 1),
        ("row", "Fastigheter – Utförare: Teknikern; Färdigt: Löpande", 1),
        ("row", "Simhallen – Utförare: Vaktmästaren; Färdigt: 1 maj 2028", 2),
        ("paragraph", WORDS, 2),
    ]
    assert told(source.warnings) == (
        "6 tabellrader med bara ett namn och i övrigt tomma celler utelämnades",
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [("plan-gront.pdf", "Plan för grönare hus"), ("bilaga-3.pdf", None)],
)
def test_a_running_header_that_the_file_is_named_after_is_the_title(
    tmp_path: Path, name: str, title: str | None
) -> None:
    pages = plan(lambda c: prose(c, 640, WORDS), lambda c: prose(c, 600, WORDS))
    assert read_pdf(make(tmp_path / name, *pages)).metadata.title == title


def test_numbered_paragraphs_that_stand_over_no_tables_are_none_s_headings(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = 760.0
        for number in range(1, 4):
            y = prose(c, y, f"2.{number} Nämnden ska spara el.") - LEADING
        y = set_lines(c, y - 10, HEADER, font="VeraBold")
        set_lines(c, y, ("Skolorna", "Rektorn", "2027"), ("Museerna", "Chefen", "2028"))

    assert [b.kind for b in read(tmp_path, draw).blocks] == ["paragraph"] * 3 + ["row"] * 2


def test_a_label_over_rows_of_figures_is_kept(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = set_lines(c, 700, ("Sektor", "2020", "2021"), font="VeraBold")
        set_lines(
            c, y, ("Transporter",), ("Bilar", "90", "88"), ("Bussar", "10", "9"), ("Tåg", "3", "2")
        )

    assert texts(read(tmp_path, draw)) == [
        ("row", "Transporter"),
        ("row", "Bilar – 2020: 90; 2021: 88"),
        ("row", "Bussar – 2020: 10; 2021: 9"),
        ("row", "Tåg – 2020: 3; 2021: 2"),
    ]


def test_numbered_lines_over_their_rows_in_even_lines(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = set_lines(c, 700, HEADER, font="VeraBold")
        set_lines(
            c,
            y,
            ("K1 Kollektivtrafik",),
            ("Fler bussar på kvällar", "Trafikenheten,", "2027"),
            ("och helger", "i samråd med", ""),
            ("", "länet", ""),
            ("Nya hållplatser", "Gatukontoret", "2028"),
            ("K2 Cykel",),
            ("Fler pumpar", "Gatukontoret", "2028"),
        )

    assert texts(read(tmp_path, draw)) == [
        ("heading", "K1 Kollektivtrafik"),
        (
            "row",
            "Fler bussar på kvällar och helger – Utförare: Trafikenheten, i samråd med länet; "
            "Färdigt: 2027",
        ),
        ("row", "Nya hållplatser – Utförare: Gatukontoret; Färdigt: 2028"),
        ("heading", "K2 Cykel"),
        ("row", "Fler pumpar – Utförare: Gatukontoret; Färdigt: 2028"),
    ]


def test_a_row_that_a_page_break_tears_is_one(tmp_path: Path) -> None:
    def first(c: Canvas) -> None:
        boxed(
            c,
            200,
            (HEADER,),
            (("Byt lamporna", "Fastigheter", "2027"),),
            (("Lägg sedum på taken till", "Fastigheter och", "2029"),),
        )

    def second(c: Canvas) -> None:
        boxed(
            c,
            760,
            (("skolorna vid hamnen.", "skolorna själva", ""),),
            (("Täta alla fönster", "Fastigheter", "2030"),),
        )

    source = read(tmp_path, first, second)
    assert [(b.text, b.page) for b in source.blocks] == [
        ("Byt lamporna – Utförare: Fastigheter; Färdigt: 2027", 1),
        (
            "Lägg sedum på taken till skolorna vid hamnen. – Utförare: Fastigheter och skolorna "
            "själva; Färdigt: 2029",
            1,
        ),
        ("Täta alla fönster – Utförare: Fastigheter; Färdigt: 2030", 2),
    ]


def test_a_last_row_alone_on_the_next_page_has_its_headers(tmp_path: Path) -> None:
    def first(c: Canvas) -> None:
        y = set_lines(c, 120, HEADER, font="VeraBold")
        set_lines(c, y, ("Skolorna", "Rektorn", "2027"), ("Museerna", "Chefen", "2028"))

    def second(c: Canvas) -> None:
        set_lines(c, 760, ("Simhallen", "Vaktmästaren", "2029"))
        prose(c, 700, WORDS)

    assert texts(read(tmp_path, first, second))[2:] == [
        ("row", "Simhallen – Utförare: Vaktmästaren; Färdigt: 2029"),
        ("paragraph", WORDS),
    ]


@pytest.mark.parametrize("ruled", [True, False])
def test_two_cells_that_nearly_touch(tmp_path: Path, ruled: bool) -> None:
    def draw(c: Canvas) -> None:
        end = put(c, 70, 687, "Gatukontorets driftavdelning", 10)
        start = end + 5  # half an em
        xs = (70.0, start, start + 130)
        set_lines(c, 700, HEADER, xs=xs, font="VeraBold")
        set_lines(c, 687, ("", "Driftchefen", "Maj 2027"), xs=xs)
        if ruled:  # nothing else begins at the column's edge
            set_lines(c, 674, ("Parkenheten", "   Chefen", "Juni 2027"), xs=xs)
            for x in (64.0, end + 2.5, start + 124, 530):
                c.line(x, 665, x, 712)
        else:
            set_lines(c, 674, ("Parkenheten", "Chefen", "Juni 2027"), xs=xs)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Gatukontorets driftavdelning – Utförare: Driftchefen; Färdigt: Maj 2027"),
        ("row", "Parkenheten – Utförare: Chefen; Färdigt: Juni 2027"),
    ]


LEFT_CELL = (
    ("Alla som bor i kommunen ska", "Fler bussar går på kvällar och"),
    ("kunna leva gott utan bil, och", "helger, cykelvägarna plogas först"),
    ("resor med buss ska bli fler än", "och den som pendlar får låna en"),
    ("resor med bil före år 2030.", "cykel med el i en månad."),
)
NEXT_CELL = (
    ("Maten i skolorna ska ge hälften", "Kockarna går kurs, svinnet vägs"),
    ("så stora utsläpp som den gav år", "varje dag i alla kök och varorna"),
    ("2018 och ändå smaka gott.", "köps från gårdar i närheten."),
)


@pytest.mark.parametrize("celled", [True, False])
def test_long_cells_side_by_side_are_no_columns_of_text(tmp_path: Path, celled: bool) -> None:
    def draw(c: Canvas) -> None:
        xs = (70.0, 300.0)
        y = set_lines(c, 700, ("Vart vi ska", "Hur det görs"), xs=xs, font="VeraBold") - 8
        c.line(64, y + 13, 530, y + 13)
        for cell in (LEFT_CELL, NEXT_CELL, LEFT_CELL):
            y = set_lines(c, y, *cell, xs=xs) - 8
            c.line(64, y + 13, 530, y + 13)
        if celled:
            c.line(64, 713, 530, 713)
            for x in (64.0, 294.0, 530.0):
                c.line(x, y + 13, x, 713)

    def row(lines: tuple[tuple[str, str], ...]) -> tuple[str, str]:
        left, right = (" ".join(cell) for cell in zip(*lines, strict=True))
        return "row", f"{left} – Hur det görs: {right}"

    assert texts(read(tmp_path, draw)) == [row(LEFT_CELL), row(NEXT_CELL), row(LEFT_CELL)]


def test_columns_of_text_between_lines_are_read_one_after_the_other(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = 760.0
        for _ in range(3):
            c.line(64, y + 13, 530, y + 13)
            end = prose(c, y, WORDS, width=200)
            prose(c, y, WORDS.upper(), x=300, width=210)
            y = end - 40

    assert texts(read(tmp_path, draw)) == [("paragraph", WORDS), ("paragraph", WORDS.upper())] * 3


def test_a_table_below_another_has_its_own_header(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = set_lines(c, 700, HEADER, font="VeraBold")
        y = set_lines(c, y, ("Skolorna", "Rektorn", "2027"), ("Museerna", "Chefen", "2028"))
        put(c, 70, y - 10, "5.2 Pengar", font="VeraBold")
        y = set_lines(c, y - 26, ("Post", "Betalas av", "Summa"), font="VeraBold")
        y = set_lines(c, y, ("Lampor", "Skolorna", "300 kr"), ("Bänkar", "Gatorna", "900 kr"))
        prose(c, y - 40, f"{WORDS} {WORDS}")

    assert texts(read(tmp_path, draw))[:-1] == [
        ("row", "Skolorna – Utförare: Rektorn; Färdigt: 2027"),
        ("row", "Museerna – Utförare: Chefen; Färdigt: 2028"),
        ("heading", "5.2 Pengar"),
        ("row", "Lampor – Betalas av: Skolorna; Summa: 300 kr"),
        ("row", "Bänkar – Betalas av: Gatorna; Summa: 900 kr"),
    ]


@pytest.mark.parametrize("y", [674.0, 661.0, 648.0])
def test_a_first_cell_merged_over_ruled_rows_stands_in_each(tmp_path: Path, y: float) -> None:
    xs = (70.0, 170.0, 300.0)

    def draw(c: Canvas) -> None:
        set_lines(c, 700, ("Område", "Insats", "Utförare"), xs=xs, font="VeraBold")
        put(c, 70, y, "Gator och", 10)  # beside any of its rows, its lines beside two of them
        put(c, 70, y - 13, "torg", 10)
        set_lines(c, 674, ("", "Bredda gångbanor", "Gatukontoret"), ("", "i centrum"), xs=xs)
        set_lines(c, 635, ("", "Sätt ut bänkar", "Parkenheten"), xs=xs)
        set_lines(c, 609, ("Hus", "Täta fönster", "Fastigheter"), xs=xs)
        for edge in (713, 690, 625, 599):
            c.line(64, edge, 400, edge)
        c.line(164, 651, 400, 651)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Gator och torg – Insats: Bredda gångbanor i centrum; Utförare: Gatukontoret"),
        ("row", "Gator och torg – Insats: Sätt ut bänkar; Utförare: Parkenheten"),
        ("row", "Hus – Insats: Täta fönster; Utförare: Fastigheter"),
    ]


def foreword(name: str, *under: str) -> Draw:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 780, "Förord", 18)
        y = prose(c, 750, f"{WORDS} {WORDS}") - 20
        put(c, LEFT, y, name, font="VeraBold")
        for i, line in enumerate(under, 1):
            put(c, LEFT, y - i * LEADING, line)
        put(c, LEFT, 500, "Bakgrund", 18)
        prose(c, 470, WORDS)

    return draw


@pytest.mark.parametrize(
    ("name", "under", "kind"),
    [
        ("Signe Alm-Ek", ("Nämndens ordförande",), "paragraph"),
        ("Signe Alm", ("Rådgivare, 010-123 45 67",), "heading"),
        ("Signe Alm", ("Rådgivare", "signe@ekviken.example"), "heading"),
        ("Signe Alm", (WORDS[:60] + ".",), "heading"),
        ("Kontakt", ("Nämndens kansli",), "heading"),
    ],
)
def test_a_name_under_a_text_is_no_heading(
    tmp_path: Path, name: str, under: tuple[str, ...], kind: str
) -> None:
    kinds = {block.text: block.kind for block in read(tmp_path, foreword(name, *under)).blocks}
    assert kinds[name] == kind


def test_a_sentence_in_bold_over_several_lines_is_no_heading(tmp_path: Path) -> None:
    lead = (
        "I fjol regnade det mer på två dygn än det brukar göra",
        "på två månader, och det var många källare som fick vatten.",
    )

    def draw(c: Canvas) -> None:
        put(c, LEFT, 790, "Förord", 18)
        for i, line in enumerate(lead):
            put(c, LEFT, 760 - i * LEADING, line, font="VeraBold")
        prose(c, 715, f"{WORDS} {WORDS}")

    assert texts(read(tmp_path, draw)) == [
        ("heading", "Förord"),
        ("paragraph", " ".join(lead)),
        ("paragraph", f"{WORDS} {WORDS}"),
    ]


def test_marks_at_five_sixths_of_the_size_stay_on_their_line(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        x = put(c, LEFT, 700, "Huset släpper ut 12", 12)
        x = put(c, x, 705, "1)", 10)
        x = put(c, x, 700, " kg CO", 12)
        x = put(c, x, 697, "2", 10)
        x = put(c, x, 700, "e per m", 12)
        x = put(c, x, 705, "2", 10)
        put(c, x, 700, " och år.", 12)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", "Huset släpper ut 12 kg CO2e per m² och år.")
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("3.1 Cykelvägar", True),
        ("2.2 ”Låna” en cykel", True),
        ("E2. Byt pannor", True),
        ("4 Gator", True),
        ("2030 Mål", False),
        ("12 procent av allt", False),
        ("1,5 Gånger", False),
        ("Åtgärd 3", False),
    ],
)
def test_is_numbered(text: str, answer: bool) -> None:
    assert is_numbered(text) is answer
