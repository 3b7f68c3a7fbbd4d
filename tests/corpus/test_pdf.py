"""The PDF loader, on PDFs made here: each holds one thing that a reader does without thinking."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.formats.pdf.joining import join
from klimatsvar.errors import DocumentError
from paper import (
    LEADING,
    LEFT,
    SIZE,
    WARMTH,
    WHEELS,
    WIDTH,
    Draw,
    make,
    prose,
    put,
    read,
    texts,
)
from telling import raises, told


def test_headings_and_a_paragraph_over_a_page_break(tmp_path: Path) -> None:
    whole = f"{WHEELS} {WARMTH}"
    lines = simpleSplit(whole, "Vera", SIZE, WIDTH)

    def first(c: Canvas) -> None:
        put(c, LEFT, 760, "Klimatprogram", 24)
        put(c, LEFT, 720, "Resor och värme", 16)
        put(c, LEFT, 690, "Det här är en egen mening.")
        for i, line in enumerate(lines[:2]):
            put(c, LEFT, 660 - i * LEADING, line)

    def second(c: Canvas) -> None:
        for i, line in enumerate(lines[2:]):
            put(c, LEFT, 760 - i * LEADING, line)
        put(c, LEFT, 600, "Uppföljning", 16)
        put(c, LEFT, 570, "Programmet följs upp varje år.")

    source = read(tmp_path, first, second)
    assert [(b.kind, b.level, b.page) for b in source.blocks] == [
        ("heading", 1, 1),
        ("heading", 2, 1),
        ("paragraph", 0, 1),
        ("paragraph", 0, 1),
        ("heading", 2, 2),
        ("paragraph", 0, 2),
    ]
    assert [b.text for b in source.blocks] == [
        "Klimatprogram",
        "Resor och värme",
        "Det här är en egen mening.",
        whole,
        "Uppföljning",
        "Programmet följs upp varje år.",
    ]
    assert source.blocks[3].breaks == ((whole.index(lines[2]), 2),)
    assert source.page_count == 2
    assert told(source.warnings) == ()


def test_running_headers_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    bodies = [WHEELS, WARMTH, WHEELS.upper(), WARMTH.upper()]

    def page(number: int) -> Draw:
        def draw(c: Canvas) -> None:
            put(c, LEFT, 805, "Klimatrapport 2023", 9)
            put(c, 400, 805, "Borås Stad", 9)
            prose(c, 740, bodies[number - 1])
            put(c, 280, 30, f"Sida {number} av 4", 9)

        return draw

    source = read(tmp_path, *(page(number) for number in (1, 2, 3, 4)))
    assert texts(source) == [("paragraph", body) for body in bodies]
    assert source.furniture == 4 * len("Klimatrapport 2023Borås StadSida 1 av 4")


def test_a_figure_that_ends_a_sentence_at_the_foot_is_no_page_number(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(c: Canvas) -> None:
            prose(c, 700, WHEELS)
            put(
                c,
                LEFT,
                74,
                f"Taxan står i avsnitt {number}, och alla undantag från den i avsnitt",
            )
            put(c, LEFT, 60, f"10.{number}.")
            put(c, 500, 30, f"{number}")

        return draw

    read_texts = [text for _, text in texts(read(tmp_path, page(1), page(2)))]
    assert read_texts == [
        part
        for number in (1, 2)
        for part in (
            WHEELS,
            f"Taxan står i avsnitt {number}, och alla undantag från den i avsnitt 10.{number}.",
        )
    ]


def test_a_document_of_the_same_line_on_each_page_is_kept(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 800, "Vi ses i Borås!")

    source = read(tmp_path, draw, draw, draw)
    assert [block.text for block in source.blocks] == ["Vi ses i Borås!"] * 3
    assert source.furniture == 0


def test_a_line_that_stands_on_one_page_only_is_kept(tmp_path: Path) -> None:
    def first(c: Canvas) -> None:
        put(c, LEFT, 805, "Antagen den 16 mars 2023", 9)
        prose(c, 740, WHEELS)

    def second(c: Canvas) -> None:
        prose(c, 740, WARMTH)

    kept = read(tmp_path, first, second).blocks[0]
    assert (kept.kind, kept.text, kept.page) == ("paragraph", "Antagen den 16 mars 2023", 1)


def test_a_table_header_on_every_page_is_no_running_header(tmp_path: Path) -> None:
    def page(years: list[int]) -> Draw:
        def draw(c: Canvas) -> None:
            for x, cell in ((70, "År"), (200, "Ton"), (330, "Ändring")):
                put(c, x, 790, cell, font="VeraBold")
            for i, year in enumerate(years):
                for x, cell in ((70, f"{year}"), (200, f"{year * 7}"), (330, f"{year - 2000} %")):
                    put(c, x, 770 - 20 * i, cell)

        return draw

    source = read(tmp_path, page([2019, 2020, 2021]), page([2022, 2023]))
    assert [(b.kind, b.text, b.page) for b in source.blocks] == [
        ("row", f"{year} – Ton: {year * 7}; Ändring: {year - 2000} %", page)
        for year, page in ((2019, 1), (2020, 1), (2021, 1), (2022, 2), (2023, 2))
    ]


def test_figures_at_one_height_on_each_page_are_no_running_header(tmp_path: Path) -> None:
    def page(*figures: str) -> Draw:
        def draw(c: Canvas) -> None:
            for x, cell in ((70, "Plats"), (180, "Januari"), (300, "Februari")):
                put(c, x, 800, cell, font="VeraBold")
            put(c, 70, 780, "Ekby")
            for x, figure in zip((240, 360), figures, strict=True):  # to the right
                put(c, x, 780, figure)
            put(c, 70, 600, "Det var kallt i januari och februari, i hela kommunen.")

        return draw

    source = read(tmp_path, page("12,1", "9"), page("14", "13,2"))
    rows = [block.text for block in source.blocks if block.kind == "row"]
    assert rows == ["Ekby – Januari: 12,1; Februari: 9", "Ekby – Januari: 14; Februari: 13,2"]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("en klimat-", "neutral stad", "en klimatneutral stad"),
        ("ett åtgärds-\u00ad", "program", "ett åtgärdsprogram"),
        ("klimat\u00ad", "neutral", "klimatneutral"),
        ("el-", "och värmeproduktion", "el- och värmeproduktion"),
        ("kost-", "samt resepolicy", "kost- samt resepolicy"),
        ("mindre CO2-", "utsläpp", "mindre CO2-utsläpp"),
        ("alla EU-", "länder", "alla EU-länder"),
        ("skicka e-", "post", "skicka e-post"),
        ("Västra Götalands-", "Halland", "Västra Götalands-Halland"),
        ("åren 2020–", "2030", "åren 2020–2030"),
        ("stad –", "och land", "stad – och land"),
        ("en", "rad", "en rad"),
        ("STADS-", "DELARNA", "STADSDELARNA"),
        ("EL-", "OCH VÄRME", "EL- OCH VÄRME"),
        ("ALLA EU-", "LÄNDER", "ALLA EU-LÄNDER"),
        (
            "https://www.boras.se/klimat/",
            "program-2030.html",
            "https://www.boras.se/klimat/program-2030.html",
        ),
        ("se https://boras.se/klimat-", "program och", "se https://boras.se/klimat-program och"),
        ("www.boras.se/fraga?id", "=7&svar=ja", "www.boras.se/fraga?id=7&svar=ja"),
        ("https://boras.se/kli\u00ad", "mat", "https://boras.se/klimat"),
        ("Läs på www.boras.se", "för att veta mer", "Läs på www.boras.se för att veta mer"),
        ("Se https://boras.se/", "och ring oss", "Se https://boras.se/ och ring oss"),
    ],
)
def test_words_parted_at_line_ends(above: str, below: str, whole: str) -> None:
    assert join(above.replace("-\u00ad", "\u00ad"), below) == whole


def test_hyphenated_words_on_a_page(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, line in enumerate(
            [
                "Borås ska vara en hållbar och klimatneutral stad år 2030. Då ska resor klimat-",
                "kompenseras. Det gäller all el-",
                "och värmeproduktion, och stadens samlade CO2-",
                "utsläpp ska minska med sexton procent varje år.",
            ]
        ):
            put(c, LEFT, 700 - i * LEADING, line, 9)

    assert texts(read(tmp_path, draw)) == [
        (
            "paragraph",
            "Borås ska vara en hållbar och klimatneutral stad år 2030. Då ska resor "
            "klimatkompenseras. Det gäller all el- och värmeproduktion, och stadens samlade "
            "CO2-utsläpp ska minska med sexton procent varje år.",
        )
    ]


@pytest.mark.parametrize("bullet", ["•", "–", "-", "▪", "\uf0b7", "\uf0a7", "1."])
def test_list_items(tmp_path: Path, bullet: str) -> None:
    long = simpleSplit(WHEELS, "Vera", SIZE, WIDTH - 40)

    def draw(c: Canvas) -> None:
        put(c, LEFT, 700, "Staden ska göra tre saker:")
        y = 680.0
        for lines in (["Bygga cykelvägar."], long, ["Sänka farten"]):
            put(c, LEFT + 18, y, bullet)
            for line in lines:
                put(c, LEFT + 40, y, line)
                y -= LEADING
        prose(c, y - 10, WARMTH)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", "Staden ska göra tre saker:"),
        ("item", "Bygga cykelvägar."),
        ("item", WHEELS),
        ("item", "Sänka farten"),
        ("paragraph", WARMTH),
    ]


def test_a_bullet_of_a_font_of_pictures(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for y, text in ((700, "Bygga cykelvägar"), (686, "Sänka farten")):
            put(c, LEFT, y, "§", font="Pictures")
            put(c, LEFT + 20, y, text)

    assert texts(read(tmp_path, draw)) == [("item", "Bygga cykelvägar"), ("item", "Sänka farten")]


def test_a_dash_in_mid_sentence_is_no_bullet(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(
            c,
            LEFT,
            700,
            "Den största källan till stadens utsläpp av växthusgaser i dag, transporterna",
        )
        put(c, LEFT, 686, "– som står för mer än hälften – ska minska snabbast av alla.")

    assert texts(read(tmp_path, draw)) == [
        (
            "paragraph",
            "Den största källan till stadens utsläpp av växthusgaser i dag, transporterna "
            "– som står för mer än hälften – ska minska snabbast av alla.",
        )
    ]


def test_table_rows_carry_their_headers(tmp_path: Path) -> None:
    rows = [
        ("År", "Utsläpp (ton)", "Förändring", "Anmärkning"),
        ("1990", "396 556", "", "Basår"),
        ("2021", "211 716", "", ""),
        ("2022", "195 210", "−7,8 %", "Preliminär"),
    ]

    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        for i, row in enumerate(rows):
            for x, cell in zip((70, 170, 300, 400), row, strict=True):
                put(c, x, 700 - 18 * i, cell)
        put(c, LEFT, 600, "Källa: SMHI")

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WHEELS),
        ("row", "1990 – Utsläpp (ton): 396 556; Anmärkning: Basår"),
        ("row", "2021 – Utsläpp (ton): 211 716"),
        ("row", "2022 – Utsläpp (ton): 195 210; Förändring: −7,8 %; Anmärkning: Preliminär"),
        ("paragraph", "Källa: SMHI"),
    ]


def test_cells_of_several_lines_and_a_header_of_two(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for x, y, cell in [
            (250, 714, "Utsläpp"),
            (70, 700, "Sektor"),
            (250, 700, "2023 (ton)"),
            (360, 700, "Ansvar"),
        ]:
            put(c, x, y, cell, font="VeraBold")
        for x, y, cell in [
            (70, 670, "Transporter"),
            (250, 670, "160 355"),
            (360, 670, "Miljönämnden och"),
            (360, 656, "tekniska nämnden"),
            (70, 630, "El och"),
            (250, 630, "54"),
            (360, 630, "Energibolaget"),
            (70, 616, "fjärrvärme"),
            (250, 616, "376"),
        ]:
            put(c, x, y, cell)

    assert texts(read(tmp_path, draw)) == [
        (
            "row",
            "Transporter – Utsläpp 2023 (ton): 160 355; Ansvar: Miljönämnden och tekniska nämnden",
        ),
        ("row", "El och fjärrvärme – Utsläpp 2023 (ton): 54 376; Ansvar: Energibolaget"),
    ]


def test_centred_headers_above_columns_set_left(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for x, cell in ((75, "Rang"), (150, "Kommun"), (270, "Ändring")):
            put(c, x, 700, cell, font="VeraBold")
        for i, (rank, town, change) in enumerate(
            [
                ("", "Alla", "-1,6"),
                ("1", "Bjuv", "-32,4"),
                ("2", "Ale", "-4,4"),
                ("71", "Borås", "-2,1"),
            ]
        ):
            for x, cell in ((85, rank), (120, town), (285, change)):
                put(c, x, 684 - 15 * i, cell)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Kommun: Alla; Ändring: -1,6"),
        ("row", "1 – Kommun: Bjuv; Ändring: -32,4"),
        ("row", "2 – Kommun: Ale; Ändring: -4,4"),
        ("row", "71 – Kommun: Borås; Ändring: -2,1"),
    ]


def test_a_table_of_words_has_labels_and_no_header(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, (left, right) in enumerate(
            [
                ("Antagen av", "Kommunfullmäktige"),
                ("Gäller till", "Vidare"),
                ("Ansvar", "Miljönämnden"),
            ]
        ):
            put(c, 70, 700 - 20 * i, left)
            put(c, 220, 700 - 20 * i, right)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Antagen av: Kommunfullmäktige"),
        ("row", "Gäller till: Vidare"),
        ("row", "Ansvar: Miljönämnden"),
    ]


def test_a_table_with_lines_between_its_rows(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for y in (720, 700, 660, 620):
            c.line(60, y, 500, y)
        for x, y, cell in [
            (70, 706, "Mål"),
            (300, 706, "Källa"),
            (70, 686, "Utsläppen är minst"),
            (300, 679, "Naturvårdsverket"),  # centred beside the two lines of its row
            (70, 672, "85 procent lägre"),
            (70, 646, "Utsläppen från konsumtion är"),
            (300, 646, "Klimat 2030"),
            (70, 632, "30 procent lägre än 2010"),
        ]:
            put(c, x, y, cell)
        put(c, 70, 600, "Källor i bilagan")

    assert texts(read(tmp_path, draw)) == [
        ("row", "Mål – Källa"),
        ("row", "Utsläppen är minst 85 procent lägre – Naturvårdsverket"),
        ("row", "Utsläppen från konsumtion är 30 procent lägre än 2010 – Klimat 2030"),
        ("paragraph", "Källor i bilagan"),
    ]


def test_lines_between_rows_part_evenly_spaced_lines(tmp_path: Path) -> None:
    names = [("Miljö", "nämnden"), ("Tekniska", "nämnden"), ("Kommun", "styrelsen")]

    def draw(c: Canvas) -> None:
        c.line(60, 716, 500, 716)
        for i, (upper, lower) in enumerate(names):
            put(c, 70, 700 - 32 * i, f"Mål {i} är")
            put(c, 300, 700 - 32 * i, upper)
            put(c, 70, 684 - 32 * i, "beslutat")
            put(c, 300, 684 - 32 * i, lower)
            c.line(60, 680 - 32 * i, 500, 680 - 32 * i)

    assert texts(read(tmp_path, draw)) == [
        ("row", f"Mål {i} är beslutat: {upper} {lower}") for i, (upper, lower) in enumerate(names)
    ]


def test_a_header_repeated_above_a_last_row_is_no_row(tmp_path: Path) -> None:
    def page(names: list[str]) -> Draw:
        def draw(c: Canvas) -> None:
            c.line(60, 783, 500, 783)
            for i, name in enumerate(["Mål", *names]):
                put(c, 70, 790 - 20 * i, name)
                put(c, 300, 790 - 20 * i, f"Ansvar för {name}" if i else "Ansvarig")

        return draw

    source = read(tmp_path, page(["cykling", "buss", "bil"]), page(["flyg"]))
    assert [(b.kind, b.text, b.page) for b in source.blocks] == [
        ("row", f"{name} – Ansvarig: Ansvar för {name}", page)
        for name, page in (("cykling", 1), ("buss", 1), ("bil", 1), ("flyg", 2))
    ]


def test_a_cell_beside_its_column_belongs_to_the_nearest(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, (x, cells) in enumerate(
            [
                (200, ("Sektor", "Ton")),
                (200, ("Transporter", "160 355")),
                (200, ("Jordbruk", "13 000")),
                (160, ("", "ca 5")),
                (200, ("Avfall", "900")),
            ]
        ):
            put(c, 70, 700 - 20 * i, cells[0])
            put(c, x, 700 - 20 * i, cells[1])
            put(c, 320, 700 - 20 * i, "Källa" if i == 0 else f"{i}")

    assert texts(read(tmp_path, draw)) == [
        ("row", "Transporter – Ton: 160 355; Källa: 1"),
        ("row", "Jordbruk – Ton: 13 000; Källa: 2"),
        ("row", "Ton: ca 5; Källa: 3"),
        ("row", "Avfall – Ton: 900; Källa: 4"),
    ]


def test_the_figures_of_a_chart_are_left_out(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        for i in range(5):
            put(c, LEFT, 600 - 30 * i, f"{40 - 10 * i}")
        prose(c, 400, WARMTH)

    assert texts(read(tmp_path, draw)) == [("paragraph", WHEELS), ("paragraph", WARMTH)]


def test_a_large_sign_behind_the_text_changes_nothing(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 200, 680, "”", 150)
        prose(c, 760, WHEELS)

    assert texts(read(tmp_path, draw)) == [("paragraph", WHEELS)]


def test_a_large_figure_is_kept(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        put(c, LEFT, 600, "84%", 67)

    assert texts(read(tmp_path, draw)) == [("paragraph", WHEELS), ("paragraph", "84%")]


def test_a_large_paragraph_is_no_heading(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 760, "Staden ska vara klimatneutral 2030, och det kräver", 14)
        put(c, LEFT, 742, "att alla hjälps åt med både stort och smått.", 14)
        prose(c, 700, f"{WHEELS} {WARMTH}")

    assert texts(read(tmp_path, draw)) == [
        (
            "paragraph",
            "Staden ska vara klimatneutral 2030, och det kräver att alla hjälps åt med både stort "
            "och smått.",
        ),
        ("paragraph", f"{WHEELS} {WARMTH}"),
    ]


def test_text_in_a_form_is_read_where_it_is_drawn(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c.beginForm("faktaruta")
        put(c, 0, 0, "Faktaruta om värme")
        c.endForm()
        put(c, LEFT, 760, "Före rutan.")
        put(c, LEFT, 600, "Efter rutan.")
        c.saveState()
        c.translate(LEFT, 680)
        c.doForm("faktaruta")
        c.restoreState()

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", "Före rutan."),
        ("paragraph", "Faktaruta om värme"),
        ("paragraph", "Efter rutan."),
    ]


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, shift: float) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 760, "Två spalter", 20)
        y = prose(c, 720, WHEELS, x=60, width=220)
        prose(c, y - LEADING, WARMTH, x=60, width=220)
        y = prose(c, 720 - shift, WARMTH.upper(), x=310, width=220)
        prose(c, y - LEADING, WHEELS.upper(), x=310, width=220)

    assert texts(read(tmp_path, draw)) == [
        ("heading", "Två spalter"),
        ("paragraph", WHEELS),
        ("paragraph", WARMTH),
        ("paragraph", WARMTH.upper()),
        ("paragraph", WHEELS.upper()),
    ]


def test_raised_footnote_marks_go_and_units_stay(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        x = put(c, LEFT, 700, "Målet gäller 2030")
        x = put(c, x, 704, "1", 6)
        x = put(c, x, 700, " och en skog på 40 m")
        x = put(c, x, 704, "2", 6)
        x = put(c, x, 700, " tar upp CO")
        x = put(c, x, 697, "2", 6)
        x = put(c, x, 700, " om 5 kg")
        x = put(c, x, 704, "3", 6)
        put(c, x, 700, " varje år.")

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", "Målet gäller 2030 och en skog på 40 m² tar upp CO2 om 5 kg varje år.")
    ]


@pytest.mark.parametrize(
    ("base", "told"), [("10", "10⁶"), ("5·10", "5·10⁶"), ("5x10", "5x10⁶"), ("2010", "2010")]
)
def test_powers_of_ten_are_kept(tmp_path: Path, base: str, told: str) -> None:
    def draw(c: Canvas) -> None:
        x = put(c, LEFT, 700, f"Verket gav {base}")
        put(c, put(c, x, 704, "6", 6), 700, " kWh.")

    assert texts(read(tmp_path, draw)) == [("paragraph", f"Verket gav {told} kWh.")]


def test_a_mark_raised_by_the_text_state(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        text = c.beginText(LEFT, 700)
        for part, size, rise in (
            ("Målet gäller 2030", 11, 0),
            ("12", 6, 4),
            (" i hela landet.", 11, 0),
        ):
            text.setFont("Vera", size)
            text.setRise(rise)
            text.textOut(part)
        c.drawText(text)

    assert texts(read(tmp_path, draw)) == [("paragraph", "Målet gäller 2030 i hela landet.")]


def test_a_footnote_does_not_part_the_paragraph_above_it(tmp_path: Path) -> None:
    lines = simpleSplit(WHEELS, "Vera", SIZE, WIDTH)

    def first(c: Canvas) -> None:
        prose(c, 760, WARMTH)
        put(c, LEFT, 300, lines[0])
        put(c, put(c, LEFT, 204, "1", 6), 200, " Enligt cykelstrategin.", 9)

    def second(c: Canvas) -> None:
        for i, line in enumerate(lines[1:]):
            put(c, LEFT, 760 - i * LEADING, line)

    source = read(tmp_path, first, second)
    assert [(b.text, b.page, len(b.breaks)) for b in source.blocks] == [
        (WARMTH, 1, 0),
        ("Enligt cykelstrategin.", 1, 0),
        (WHEELS, 1, 1),
    ]


def test_contents_lines_are_dropped(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 760, "Innehåll", 20)
        put(c, LEFT, 730, "Inledning ............................................ 3")
        put(c, LEFT, 715, "Mål och medel . . . . . . . . . . . . . . . . . 12")
        prose(c, 680, WHEELS)

    assert texts(read(tmp_path, draw)) == [("heading", "Innehåll"), ("paragraph", WHEELS)]


def test_contents_without_dots_are_dropped(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 760, "Innehållsförteckning", 20)
        for i, (title, page) in enumerate([("Inledning", 3), ("Mål", 5), ("Källor", 12)]):
            put(c, LEFT, 720 - 16 * i, title)
            put(c, 500, 720 - 16 * i, f"{page}")
        prose(c, 600, WHEELS)

    assert texts(read(tmp_path, draw)) == [
        ("heading", "Innehållsförteckning"),
        ("paragraph", WHEELS),
    ]


def test_bookmarks_make_headings_and_give_their_level(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for level, title in enumerate(["Mål", "Delmål", "Mätning"]):
            c.bookmarkPage(title)
            c.addOutlineEntry(title, title, level)
            y = 740 - 120 * level
            put(c, LEFT, y, f"{level + 1}. {title}")
            prose(c, y - 20, WHEELS)

    assert [(b.kind, b.level, b.text) for b in read(tmp_path, draw).blocks] == [
        ("heading", 1, "1. Mål"),
        ("paragraph", 0, WHEELS),
        ("heading", 2, "2. Delmål"),
        ("paragraph", 0, WHEELS),
        ("heading", 3, "3. Mätning"),
        ("paragraph", 0, WHEELS),
    ]


def test_a_landscape_page_is_read_upright(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c.saveState()
        c.translate(A4[0], 0)
        c.rotate(90)
        prose(c, 400, WHEELS)
        c.restoreState()
        put(c, 20, 20, "Rand", 7)

    assert texts(read(tmp_path, draw)) == [("paragraph", WHEELS)]


def test_text_drawn_twice_for_false_bold_is_read_once(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 700, "Klimatkontrakt")
        put(c, LEFT + 0.3, 700, "Klimatkontrakt")

    assert texts(read(tmp_path, draw)) == [("paragraph", "Klimatkontrakt")]


def test_a_password_is_an_error_and_an_empty_one_is_none(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 700, WHEELS)

    locked = make(tmp_path / "a.pdf", draw, encrypt=StandardEncryption("hemligt", "ägare"))
    with raises(DocumentError, match=r"krypterad.*spara den igen utan lösenordsskydd"):
        read_pdf(locked)
    open_ = make(tmp_path / "b.pdf", draw, encrypt=StandardEncryption("", "ägare"))
    assert texts(read_pdf(open_)) == [("paragraph", WHEELS)]


def test_a_text_file_is_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "protokoll.pdf"
    path.write_text("Protokoll från nämnden", encoding="utf-8")
    with raises(DocumentError, match=r"ingen PDF.*spara dokumentet som PDF igen"):
        read_pdf(path)


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "trasig.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    with raises(DocumentError, match=r"skadad.*öppna den i ett PDF-program och spara den igen"):
        read_pdf(path)


def test_metadata(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c.setTitle("Energiplan 2022–2030")
        put(c, LEFT, 700, "Text.")

    metadata = read(tmp_path, draw, invariant=1, lang="en-GB").metadata
    assert metadata.language is None  # what programs say of it is often wrong
    assert metadata.title == "Energiplan 2022–2030"
    assert metadata.date == "2000-01-01"  # reportlab's own date for files that shall not vary
    assert metadata.publisher is None


@pytest.mark.parametrize(
    "junk",
    ["Microsoft Word - plan.doc", "untitled", "Energiplan_slutlig.docx", "Namnlös", "Dokument1"],
)
def test_a_title_made_by_a_program_gives_way_to_the_first_heading(
    tmp_path: Path, junk: str
) -> None:
    def draw(c: Canvas) -> None:
        c.setTitle(junk)
        put(c, LEFT, 760, "Energiplan", 24)
        prose(c, 700, WHEELS)

    assert read(tmp_path, draw).metadata.title == "Energiplan"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_never_escapes_as_another_error(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pdf")
    whole = make(folder / "hel.pdf", lambda c: prose(c, 700, WHEELS), pageCompression=0)
    damaged = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = folder / "skadad.pdf"
    path.write_bytes(damaged)
    try:
        source = read_pdf(path)
    except DocumentError:
        return
    assert all(block.text and block.page for block in source.blocks)
