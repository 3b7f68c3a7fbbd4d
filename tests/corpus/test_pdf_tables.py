"""Tables of PDFs whose figures mean nothing without what stands far from them."""

from pathlib import Path

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.formats.pdf.cells import stacked
from klimatsvar.corpus.table_headers import names_unit
from paper import Draw, grid, lines, make, put, read, texts

YEARS = ("Sektor", "2020", "2021")
CARS = ("Transporter", "160", "155")
HEAT = ("Uppvärmning", "54", "50")
XS = (70.0, 250.0, 350.0)


def test_a_corner_cell_that_names_the_unit(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, ("Utsläpp (ton)", "2020", "2021"), CARS, HEAT)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Utsläpp (ton): Transporter – 2020: 160; 2021: 155"),
        ("row", "Utsläpp (ton): Uppvärmning – 2020: 54; 2021: 50"),
    ]


def test_a_merged_cell_that_names_the_unit_of_all_rows_below(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YEARS, ("Tusen ton", "", ""), CARS, HEAT, ("Procent", "", ""), HEAT)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Tusen ton: Transporter – 2020: 160; 2021: 155"),
        ("row", "Tusen ton: Uppvärmning – 2020: 54; 2021: 50"),
        ("row", "Procent: Uppvärmning – 2020: 54; 2021: 50"),
    ]


def test_labels_in_bold_are_no_headers(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, (day, hours) in enumerate((("Måndag", "10–19"), ("Tisdag", "9–18"), ("Ons", "–"))):
            put(c, 70, 700 - 20 * i, day, font="VeraBold")
            put(c, 250, 700 - 20 * i, hours)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Måndag: 10–19"),
        ("row", "Tisdag: 9–18"),
        ("row", "Ons: –"),
    ]


def test_the_rest_of_a_cell_is_no_unit(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, ("Mål", "År", "Källa"))
        for i, rest in enumerate(["30 procent lägre än 2010", "CO2 per invånare", "andel av allt"]):
            grid(c, XS, (f"Mål {i} är", "2030", "SMHI"), y=670 - 40 * i)
            put(c, 70, 656 - 40 * i, rest)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Mål 0 är 30 procent lägre än 2010 – År: 2030; Källa: SMHI"),
        ("row", "Mål 1 är CO2 per invånare – År: 2030; Källa: SMHI"),
        ("row", "Mål 2 är andel av allt – År: 2030; Källa: SMHI"),
    ]


def test_a_line_above_the_table_that_names_the_unit(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 720, "Tusen ton koldioxid")
        grid(c, XS, YEARS, CARS, HEAT)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Tusen ton koldioxid: Transporter – 2020: 160; 2021: 155"),
        ("row", "Tusen ton koldioxid: Uppvärmning – 2020: 54; 2021: 50"),
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Utsläpp, tusen ton", True),
        ("Andel (%)", True),
        ("kWh per invånare", True),
        ("Transporter", False),
        ("12 %", False),
        ("Tabell 3. Utsläpp i ton", False),
        ("Tonen i debatten", False),
    ],
)
def test_names_unit(text: str, answer: bool) -> None:
    assert names_unit(text) is answer


def test_a_first_cell_merged_over_several_rows(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(
            c,
            (70, 200, 330, 430),
            ("Sektor", "Slag", "2020", "2021"),
            ("Transporter", "Personbilar", "90", "88"),
            ("", "Lastbilar", "60", "58"),
            ("", "Bussar", "10", "9"),
            ("Energi", "Fjärrvärme", "54", "50"),
        )

    assert texts(read(tmp_path, draw)) == [
        ("row", "Transporter – Slag: Personbilar; 2020: 90; 2021: 88"),
        ("row", "Transporter – Slag: Lastbilar; 2020: 60; 2021: 58"),
        ("row", "Transporter – Slag: Bussar; 2020: 10; 2021: 9"),
        ("row", "Energi – Slag: Fjärrvärme; 2020: 54; 2021: 50"),
    ]


def test_a_figure_parted_over_two_lines(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, ("Sektor", "Ton / kg", "Källa"), ("Transporter", "22 373 /", "SMHI"))
        put(c, 250, 667, "235")
        grid(c, XS, ("Avfall", "900 / 12", "SCB"), y=640)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Transporter – Ton / kg: 22 373 / 235; Källa: SMHI"),
        ("row", "Avfall – Ton / kg: 900 / 12; Källa: SCB"),
    ]


def test_a_table_of_texts_has_its_short_first_line_as_header(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(
            c,
            (70, 170, 430),
            ("Mål", "Åtgärd", "Ansvar"),
            ("Cykling", "Bygg cykelvägar i alla stadsdelar", "Tekniska"),
            ("Värme", "Ersätt oljan med flis och spillvärme", "Bolaget"),
            ("Mat", "Servera klimatsmart mat i skolorna", "Skolan"),
        )

    assert texts(read(tmp_path, draw)) == [
        ("row", "Cykling – Åtgärd: Bygg cykelvägar i alla stadsdelar; Ansvar: Tekniska"),
        ("row", "Värme – Åtgärd: Ersätt oljan med flis och spillvärme; Ansvar: Bolaget"),
        ("row", "Mat – Åtgärd: Servera klimatsmart mat i skolorna; Ansvar: Skolan"),
    ]


def test_a_page_of_figures_only_is_kept(tmp_path: Path) -> None:
    assert texts(read(tmp_path, lambda c: lines(c, "12", "7", "3", leading=40))) == [
        ("paragraph", "12"),
        ("paragraph", "7"),
        ("paragraph", "3"),
    ]


def test_headers_of_two_rows_without_lines_around_them(tmp_path: Path) -> None:
    xs = (70.0, 180.0, 250.0, 320.0, 390.0)

    def draw(c: Canvas) -> None:
        grid(c, xs, ("Sektor", "Utsläpp (ton)", "", "Andel", ""))
        grid(c, xs, ("", "2022", "2023", "2022", "2023"), y=680)
        grid(c, xs, ("Resor", "100", "90", "50 %", "45 %"), y=660)
        grid(c, xs, ("Värme", "80", "70", "40 %", "35 %"), y=640)

    assert texts(read(tmp_path, draw)) == [
        (
            "row",
            "Resor – Utsläpp (ton), 2022: 100; Utsläpp (ton), 2023: 90; Andel, 2022: 50 %; "
            "Andel, 2023: 45 %",
        ),
        (
            "row",
            "Värme – Utsläpp (ton), 2022: 80; Utsläpp (ton), 2023: 70; Andel, 2022: 40 %; "
            "Andel, 2023: 35 %",
        ),
    ]


def test_units_in_a_row_of_their_own_below_the_header(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, ("Hus", "El", "Yta"), ("", "MWh", "m²"), ("Ekskolan", "412", "5400"))
        grid(c, XS, ("Simhallen", "1250", "3200"), y=640)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Ekskolan – El, MWh: 412; Yta, m²: 5400"),
        ("row", "Simhallen – El, MWh: 1250; Yta, m²: 3200"),
    ]


def heads(c: Canvas, xs: tuple[float, ...], *names: str, y: float = 700) -> None:
    for x, name in zip(xs, names, strict=True):
        put(c, x, y, name, font="VeraBold")


def test_rows_with_cells_left_out(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        xs = (70.0, 200.0, 300.0, 400.0)
        heads(c, xs[1:], "Ekby", "Sjöbo", "Viared")
        grid(c, xs, ("Måndag", "10–19", "", "7–16"), ("Tisdag", "", "12–18", ""), y=680)
        grid(c, xs, ("Lördag", "9–14", "9–13", ""), y=640)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Måndag – Ekby: 10–19; Viared: 7–16"),
        ("row", "Tisdag – Sjöbo: 12–18"),
        ("row", "Lördag – Ekby: 9–14; Sjöbo: 9–13"),
    ]


def test_a_header_of_two_lines_over_a_total_in_bold(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        heads(c, XS[1:], "Utfall", "Budget", y=706)
        heads(c, XS[:1], "Post")
        heads(c, XS[1:], "2024", "2025", y=694)
        grid(c, XS, ("Intäkter", "1 250", "1 300"), ("Kostnader", "900", "950"), y=670)
        heads(c, XS, "Resultat", "350", "350", y=630)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Intäkter – Utfall 2024: 1 250; Budget 2025: 1 300"),
        ("row", "Kostnader – Utfall 2024: 900; Budget 2025: 950"),
        ("row", "Resultat – Utfall 2024: 350; Budget 2025: 350"),
    ]


def test_a_heading_between_tables_with_coloured_rows(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for y, rows in ((700, (("140 l", "90 kr"), ("190 l", "95 kr"))), (610, (("Ett", "6 kr"),))):
            heads(c, XS[:2], "Typ", "Pris", y=y)
            c.setFillGray(0.8)
            c.rect(60, y - 26, 400, 20, stroke=0, fill=1)
            c.setFillGray(0)
            grid(c, XS[:2], *rows, y=y - 20)
        put(c, 70, 636, "Säck", 15)

    assert texts(read(tmp_path, draw)) == [
        ("row", "140 l – Pris: 90 kr"),
        ("row", "190 l – Pris: 95 kr"),
        ("paragraph", "Säck"),
        ("row", "Ett – Pris: 6 kr"),
    ]


def test_a_last_cell_that_reaches_beyond_its_column_between_rules(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        heads(c, XS, "Plats", "Temp", "Prov")
        grid(c, XS, ("Ekby", "19 °C", "Bra"), y=680)
        put(c, XS[2], 667, "Bra,")
        grid(c, XS[:2], ("Sjöbo", "18 °C"), y=660)
        put(c, XS[2], 653, "med en anmärkning")
        grid(c, XS, ("Viared", "20 °C", "Dåligt"), y=630)
        for y in (692, 675, 645, 622):
            c.line(60, y, 520, y)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Ekby – Temp: 19 °C; Prov: Bra"),
        ("row", "Sjöbo – Temp: 18 °C; Prov: Bra, med en anmärkning"),
        ("row", "Viared – Temp: 20 °C; Prov: Dåligt"),
    ]


def test_labels_in_bold_end_where_another_table_begins(tmp_path: Path) -> None:
    """Two to a row and four, with lines between: no row stands over the columns of another."""
    one = (("Diarienummer", "KS 2024-12"), ("Beslutad av", "Kommunfullmäktige"))
    two = (("Typ", "Plan", "Datum", "2024-02-03"), ("Handläggare", "Eva Ek", "Telefon", "033-1"))

    def draw(c: Canvas) -> None:
        y = 700
        for row in (*one, (), ("Avgift 350 kr",), (), *two):
            for k, text in enumerate(row):
                put(c, 70 + 95 * k, y, text, font="VeraBold" if k % 2 == 0 and row[1:] else "Vera")
            put(c, 165, y - 13, "i mars" if "KS 2024-12" in row else "")
            y -= 26 if row else 0

    assert texts(read(tmp_path, draw)) == [
        ("row", "Diarienummer: KS 2024-12 i mars"),
        ("row", "Beslutad av: Kommunfullmäktige"),
        ("paragraph", "Avgift 350 kr"),
        ("row", "Typ: Plan"),
        ("row", "Datum: 2024-02-03"),
        ("row", "Handläggare: Eva Ek"),
        ("row", "Telefon: 033-1"),
    ]


@pytest.mark.parametrize("caption", ["Tabell 1. Avgifter", "Avgifter per år och hushåll"])
def test_a_caption_over_the_middle_of_a_table_is_no_header(tmp_path: Path, caption: str) -> None:
    rows = (("Kärl", "Fast", "Rörlig", "Summa"), ("140", "980", "1 050", "2 030"))

    def draw(c: Canvas) -> None:
        right = put(c, 360, 700, "Summa")
        c.setFont("Vera", 11)
        c.drawCentredString((70 + right) / 2 if caption[0] == "A" else 200, 715, caption)
        grid(c, (70, 180, 270, 360), rows[0], rows[1], ("190", "990", "1 060", "2 050"))

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", caption),
        ("row", "140 – Fast: 980; Rörlig: 1 050; Summa: 2 030"),
        ("row", "190 – Fast: 990; Rörlig: 1 060; Summa: 2 050"),
    ]


def test_labels_with_colons_are_no_headers(tmp_path: Path) -> None:
    rows = (("Sökande:", "Solbyn"), ("Sökt belopp:", "250 000 kr"), ("Beviljat:", "200 000 kr"))
    assert texts(read(tmp_path, lambda c: grid(c, (70, 200), *rows))) == [
        ("row", f"{label} {value}") for label, value in rows
    ]


def test_large_figures_over_words_are_statements(tmp_path: Path) -> None:
    told = {"45 %": ("lägre utsläpp", "sedan 1990"), "12 mkr": ("till cykelvägar",)}

    def draw(c: Canvas, size: float = 24) -> None:
        for i, (figure, below) in enumerate(told.items()):
            put(c, 70 + 180 * i, 700, figure, size)
            lines(c, *below, x=70 + 180 * i, y=680, leading=13)

    assert texts(read(tmp_path, draw)) == [
        ("item", "45 % lägre utsläpp sedan 1990"),
        ("item", "12 mkr till cykelvägar"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Samhällsby", "ggnad", "Samhällsbyggnad"),
        ("Elanvändnin", "g, kWh", "Elanvändning, kWh"),
        ("Hal", "landstrafik", "Hal landstrafik"),
        ("Skola", "nr 4", "Skola nr 4"),
        ("Plan", "å", "Plan å"),
    ],
)
def test_what_begins_no_word_is_the_rest_of_one(first: str, second: str, told: str) -> None:
    assert stacked([(first,), (second,)], 1) == (told,)


def test_a_power_begins_a_cell(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, ("Post", "Mängd", "Antal"), ("El", "10", "5"), ("Gas", "7 kWh", "6"))
        put(c, put(c, put(c, XS[1], 680, "10"), 685, "3", 7), 680, " kWh")

    assert texts(read(tmp_path, draw))[0] == ("row", "El – Mängd: 10³ kWh; Antal: 5")


def test_what_is_filled_in_beside_labels_heads_no_figures(tmp_path: Path) -> None:
    fields = {"Sökande": "Solbyn ekonomisk förening", "Sökt belopp": "250 000", "Del": "4"}

    def draw(c: Canvas) -> None:
        for i, (label, value) in enumerate(fields.items()):
            put(c, 70, 700 - 30 * i, label)
            c.acroForm.textfield(
                name=label, x=200, y=695 - 30 * i, width=200, height=18, value=value
            )

    assert texts(read(tmp_path, draw)) == [
        ("row", f"{label}: {value}") for label, value in fields.items()
    ]


def test_a_field_without_an_appearance_is_read(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 700, "Sökt belopp:")
        c.acroForm.textfield(name="b", x=160, y=695, width=200, height=18, value="250 000 kr")

    path = make(tmp_path / "dokument.pdf", draw)
    writer = pypdf.PdfWriter(clone_from=str(path))
    for annotation in writer.pages[0]["/Annots"]:
        del annotation.get_object()["/AP"]
    writer.write(str(path))
    assert texts(read_pdf(path)) == [("paragraph", "Sökt belopp: 250 000 kr")]


def test_headers_of_pages_over_a_table_that_goes_on_are_left_out(tmp_path: Path) -> None:
    def page(first: int) -> Draw:
        def draw(c: Canvas) -> None:
            put(c, 70, 815, "Klimatplan 2024–2030", 8)
            put(c, 450, 815, "Exempelstad", 8)
            rows = (
                (f"{i}. Byt sak {i}", f"Nämnd {i}", str(2020 + i)) for i in range(first, first + 9)
            )
            for i, row in enumerate((("Åtgärd", "Ansvarig", "Klart"), *rows)):
                for x, cell in zip((70, 250, 400), row, strict=True):
                    top = 770 if first > 1 else 690
                    put(c, x, top - 20 * i, cell, font="Vera" if i else "VeraBold")

        return draw

    found = texts(read(tmp_path, page(1), page(10), page(19)))
    assert [text for _, text in found if "Klimatplan" in text or "Exempelstad" in text] == []
    assert ("row", "10. Byt sak 10 – Ansvarig: Nämnd 10; Klart: 2030") in found
