"""Markdown files: front matter, and blocks without their markup."""

from itertools import pairwise

import pytest

from klimatsvar.corpus.formats.markdown import read_markdown
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError
from telling import raises, told


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_markdown(text).blocks]


def test_headings_have_levels_and_the_first_is_the_title() -> None:
    source = read_markdown("Ingress.\n\nPlan\n====\n\n## Mål *i år* ##\n\n###### Sex\n")
    assert [(b.kind, b.text, b.level) for b in source.blocks] == [
        ("paragraph", "Ingress.", 0),
        ("heading", "Plan", 1),
        ("heading", "Mål i år", 2),
        ("heading", "Sex", 6),
    ]
    assert source.metadata == Metadata(title="Plan")


def test_markup_leaves_its_words() -> None:
    text = (
        "Se [planen][1], [kartan] och <https://a.se> ![träd](t.png)\n"
        "på **fet** `kod` CO<sub>2</sub>, sm&ouml;r\\*  \nny rad.\n\n"
        "[1]: https://a.se/1\n[kartan]: https://a.se/2\n"
    )
    assert blocks(text) == [
        ("paragraph", "Se planen, kartan och https://a.se på fet kod CO2, smör* ny rad.")
    ]


def test_items_of_nested_lists_come_once_and_in_order() -> None:
    text = "- ett\n  - två\n    1. tre\n- fyra\n\n  mer om fyra\n\nSlut.\n"
    assert blocks(text) == [
        ("item", "ett"),
        ("item", "två"),
        ("item", "tre"),
        ("item", "fyra"),
        ("item", "mer om fyra"),
        ("paragraph", "Slut."),
    ]


def test_tables_become_rows() -> None:
    table = "| År | *Ton* |\n|----|-----|\n| 2020 | 3,5 |\n| 2021 |  |\n\nText.\n"
    assert blocks(table) == [("row", "2020 – Ton: 3,5"), ("row", "2021"), ("paragraph", "Text.")]
    assert blocks("- ett\n\n  | År | Ton |\n  |---|---|\n  | 2020 | 3,5 |\n") == [
        ("item", "ett"),
        ("row", "2020 – Ton: 3,5"),
    ]


def test_a_table_may_have_a_title_in_its_first_row_or_no_headers() -> None:
    rule = "|---|---|---|\n"
    table = f"| Del 1 |  |  |\n{rule}| Insats | Vem | När |\n| Byt buss | Eva | 2026 |\n"
    assert blocks(table) == [("heading", "Del 1"), ("row", "Byt buss – Vem: Eva; När: 2026")]
    assert blocks("|  |  |\n|---|---|\n| Antagen | 2024-03-01 |\n| Av | Nämnden |\n") == [
        ("row", "Antagen: 2024-03-01"),
        ("row", "Av: Nämnden"),
    ]


def test_notes_come_after_what_refers_to_them() -> None:
    text = (
        "Utsläppen ska ned[^1] till 2035[^x].\n\n[^1]: Sedan *2010*.\n    Och mer.\n[^x]: Igen\n\n"
        "Slut[^1].\n"
    )
    assert [t for _, t in blocks(text)] == [
        "Utsläppen ska ned till 2035.",
        "Sedan 2010. Och mer.",
        "Igen",
        "Slut.",
    ]


def test_raised_and_struck_text_and_line_breaks() -> None:
    text = (
        "År 2035<sup>1</sup>, 10^6^ kWh, H~2~O och CO<sub>2</sub>.<br>Avgift ~~90~~ <s>85</s> "
        "**80** kr.\n"
    )
    assert blocks(text) == [("paragraph", "År 2035¹, 10⁶ kWh, H2O och CO2. Avgift 80 kr.")]


def test_terms_and_anchors() -> None:
    assert blocks("# Plan {#plan}\n\nKoks\n: Bränsle.\n: Fossilt.\n") == [
        ("heading", "Plan"),
        ("item", "Koks: Bränsle."),
        ("item", "Koks: Fossilt."),
    ]


def test_tables_and_questions_in_html_among_markdown() -> None:
    text = (
        "<table><tr><th>År</th><th>Ton</th></tr><tr><td>2020</td><td>5</td></tr></table>\n\n"
        "<details><summary>Vem?</summary>\n\nNämnden.\n\n</details>\n"
    )
    assert blocks(text) == [
        ("row", "2020 – Ton: 5"),
        ("heading", "Vem?"),
        ("paragraph", "Nämnden."),
    ]


def test_code_and_quotes_are_paragraphs() -> None:
    text = "> citat\n> mer\n\n```\nkod\n```\n\n    indragen\n"
    assert blocks(text) == [
        ("paragraph", "citat mer"),
        ("paragraph", "kod"),
        ("paragraph", "indragen"),
    ]


def test_html_among_markdown_leaves_its_words() -> None:
    text = (
        "<!-- en\nkommentar -->\n\n<div class='ruta'>\nHej <b>du</b>.<br>Ny rad\n</div>\n\n"
        "<style>\np { color: red }\n</style>\n\n<hr>\n"
    )
    assert blocks(text) == [("paragraph", "Hej du. Ny rad")]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<div>" * 254, "</div>" * 254),
        ("<div>" * 3000, "</div>" * 3000),
        ("<ul><li>" * 120, ""),
        ("<details>" * 3000, ""),
    ],
)
def test_html_that_is_too_deep_is_read_as_plain_text(start: str, end: str) -> None:
    source = read_markdown(f"# Plan\n\n{start}Hej <b>du</b>.<p>Igen.{end}\n\n{start}Slut.{end}\n")
    assert [(block.kind, block.text) for block in source.blocks] == [
        ("heading", "Plan"),
        ("paragraph", "Hej du."),
        ("paragraph", "Igen."),
        ("paragraph", "Slut."),
    ]
    assert told(source.warnings) == (
        "HTML i texten har delar för djupt i varandra, eller tecken som HTML inte får ha, och "
        "läses som ren text, utan rubriker och tabeller; skriv om den som markdown",
    )


def test_html_as_deep_as_it_may_be_and_html_of_nothing() -> None:
    text = "<div>" * 252 + "<h2>Mål</h2>Text." + "</div>" * 252 + "\n\n<!DOCTYPE html>\n"
    source = read_markdown(text)
    assert [(block.kind, block.text) for block in source.blocks] == [
        ("heading", "Mål"),
        ("paragraph", "Text."),
    ]
    assert source.warnings == ()


def test_front_matter_is_metadata_and_no_text() -> None:
    text = (
        "---\nTitel: 'Plan: 2030'\nutgivare: Exempelstad\ndatum: 8 december 2023\n"
        "länk: https://a.se\nspråk: sv\nersätts av: ny.md\nursprung: Staden,  2021\n"
        "annat: [1, 2]\n---\n# Rubrik\n"
    )
    source = read_markdown(text)
    assert source.metadata == Metadata(
        "Plan: 2030", "Exempelstad", "2023-12-08", "https://a.se", "sv", "ny.md", "Staden, 2021"
    )
    assert [block.text for block in source.blocks] == ["Rubrik"]


@pytest.mark.parametrize(
    ("told_date", "date"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("31/12 2024", "2024-12-31"),
        ("2024-05-01T10:00:00+02:00", "2024-05-01"),
        ("2024-05-01 10:00:00 +0200", "2024-05-01"),
        ("2024-05-01T10:00:00.5Z", "2024-05-01"),
        ("2024-05-01, reviderad", "2024-05-01"),
        ("Antagen den 1 maj 2024 (KF § 12)", "2024-05-01"),
    ],
)
def test_a_date_in_the_front_matter(told_date: str, date: str) -> None:
    for name in ("date", "Datum"):
        source = read_markdown(f"---\n{name}: {told_date}\n---\n# Rubrik\n")
        assert source.metadata == Metadata("Rubrik", date=date)
        assert source.warnings == ()


@pytest.mark.parametrize("date", ["2024-13-40", "2024-02-30", "31/12/2024", "våren 2024"])
def test_a_date_in_the_front_matter_that_is_none_is_told(date: str) -> None:
    source = read_markdown(f"---\ndatum: {date}\n---\n# Rubrik\n")
    assert source.metadata == Metadata("Rubrik")
    assert told(source.warnings) == (
        f"”{date}” överst i filen är inget datum som finns; "
        "skriv det som 2026-11-23, 2026-11 eller 2026",
    )


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("</div>\x08 hej", "hej"),
        ("</div>\uffff hej", "\uffff hej"),
        ("<html xmlns='x'><head><title>hej</title></html>", "hej"),
    ],
)
def test_what_html_may_not_have_costs_no_document(markup: str, words: str) -> None:
    source = read_markdown(f"# Rubrik\n\nFöre.\n\n{markup}\n\nEfter.")
    assert [block.text for block in source.blocks] == ["Rubrik", "Före.", words, "Efter."]
    assert [warning.key for warning in source.warnings] == ["html_plain"]


def test_a_wrong_date_is_told_beside_what_else_is() -> None:
    source = read_markdown(f"---\ndate: 2024-02-30\n---\n{'>' * 3000} x\n")
    assert [warning.key for warning in source.warnings] == ["front_matter_date", "markdown_deep"]


def test_whose_words_it_renders_by_either_name() -> None:
    for name in ("origin", "Ursprung"):
        source = read_markdown(f"---\n{name}: Borås Stad 2019–2023\n---\n# Rubrik\n")
        assert source.metadata == Metadata("Rubrik", origin="Borås Stad 2019–2023")


@pytest.mark.parametrize(
    "text", ["---\ntitle: T\n---", "---  \ntitle: T\n---\t\n", "---\ntitle: T\n...\n"]
)
def test_front_matter_alone(text: str) -> None:
    source = read_markdown(text)
    assert source.metadata == Metadata(title="T")
    assert source.blocks == ()


def test_front_matter_values_stay_the_strings_they_are() -> None:
    source = read_markdown("---\ntitle: 2030\ndate: 2023-12\nurl: [a]\nlanguage: no\n---\n")
    assert source.metadata == Metadata(title="2030", date="2023-12", language="no")


def test_rules_around_text_are_no_front_matter() -> None:
    assert blocks("---\n\nText här\n\n---\n\nMer\n") == [
        ("paragraph", "Text här"),
        ("paragraph", "Mer"),
    ]
    assert blocks("---\n---\nText\n") == [("paragraph", "Text")]
    assert blocks("---\ntitle: utan slut\n") == [("paragraph", "title: utan slut")]


@pytest.mark.parametrize(
    ("front", "cause"),
    [
        ("title: T\ndate: 'a", "rad 3"),
        ("title: T\n\tdate: a", "rad 3"),
        ("? [a]\n: b", "rad 2"),
        ("title: a\x01b", "ReaderError"),
        ("title: " + "[" * 5000, "RecursionError"),
    ],
)
def test_front_matter_that_is_no_yaml_names_the_line(front: str, cause: str) -> None:
    with raises(DocumentError, match=rf"^raderna mellan --- överst .*\(”{cause}”\)"):
        read_markdown(f"---\n{front}\n---\nText\n")


def test_the_line_is_named_in_the_language_of_the_error() -> None:
    with pytest.raises(DocumentError) as raised:
        read_markdown("---\ntitle: T\ndate: 'a\n---\nText\n")
    assert raised.value.told("sv").cause == (
        "raderna mellan --- överst i filen går inte att läsa (”rad 3”)"
    )
    assert raised.value.told("en").cause == (
        "the lines between --- at the top of the file can't be read (line 3)"
    )


def test_a_file_without_text() -> None:
    assert blocks("") == blocks("\n\n") == blocks("#\n\n- \n\n![bild](b.png)\n") == []


@pytest.mark.parametrize("text", [">" * 3000 + " x", "- " * 3000 + "x"])
def test_what_stands_too_deep_is_read_as_plain_text(text: str) -> None:
    source = read_markdown(f"---\ntitle: T\n---\n{text}\n")
    assert [block.text[-1] for block in source.blocks] == ["x"]
    assert source.metadata == Metadata(title="T")
    assert told(source.warnings) == (
        "texten har listor eller citat för djupt i varandra och läses som ren text, utan tabeller; "
        "dela upp den",
    )


def test_a_long_text_is_read_as_plain_text() -> None:
    source = read_markdown("- Staden minskar.\n" * 30_000)
    assert {(block.kind, block.text) for block in source.blocks} == {("item", "Staden minskar.")}
    assert len(source.blocks) == 30_000
    assert told(source.warnings) == (
        "texten är längre än 500000 tecken och läses som ren text, utan tabeller; dela upp den",
    )


def test_a_line_in_bold_over_text_is_a_heading() -> None:
    text = (
        "**Transport**\nDen största källan.\n\n**Energi**\n\nVärme.\n\n**Viktigt:** nu.\n\n"
        "**Slut**\n"
    )
    assert [(b.kind, b.text, b.level) for b in read_markdown(text).blocks] == [
        ("heading", "Transport", 10),
        ("paragraph", "Den största källan.", 0),
        ("heading", "Energi", 10),
        ("paragraph", "Värme.", 0),
        ("paragraph", "Viktigt: nu.", 0),
        ("paragraph", "Slut", 0),
    ]


def test_lines_with_numbers_that_are_no_list_are_items() -> None:
    assert blocks("**1.** Halvera.  \n**2.** Fördubbla.\n") == [
        ("item", "Halvera."),
        ("item", "Fördubbla."),
    ]
    assert blocks("Se sidan\n12. Den är bra.\n") == [("paragraph", "Se sidan 12. Den är bra.")]


def test_front_matter_that_is_a_bomb_or_a_book() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in pairwise("abcdefghij")
    )
    assert read_markdown(f"---\n{bomb}title: T\n---\nText\n").metadata == Metadata(title="T")
    with raises(DocumentError, match=r"är längre än 20000 tecken; sätt --- direkt efter"):
        read_markdown("---\n" + "a: b\n" * 5000 + "---\nText\n")


def test_deep_nesting_ends() -> None:
    assert blocks("[" * 20_000) == [("paragraph", "[" * 20_000)]


def test_attributes_of_headings_and_lines_around_boxes_are_no_words() -> None:
    boxes = "::: {.note}\nObs: från 2025.\n:::\n\n::: varning :::\nNej.\n:::\n"
    text = f"Mål {{#mal .kapitel}}\n---\n\n{boxes}"
    assert blocks(text) == [
        ("heading", "Mål"),
        ("paragraph", "Obs: från 2025."),
        ("paragraph", "Nej."),
    ]


GRID = """+--------+------+------+
| Sektor | 2022 | 2023 |
+========+======+======+
| Resor  | 100  | 90   |
| m.m.   |      |      |
+--------+------+------+
| Energi | 80   | 70   |
+--------+------+------+
"""
SIMPLE = """  Sektor       2022   2023
  ---------- ------ ------
  Resor m.m.    100     90
  Energi         80     70
"""


@pytest.mark.parametrize("table", [GRID, SIMPLE])
def test_tables_drawn_with_lines_or_dashes(table: str) -> None:
    assert blocks(f"Utsläpp:\n\n{table}\nSlut.\n") == [
        ("paragraph", "Utsläpp:"),
        ("row", "Resor m.m. – 2022: 100; 2023: 90"),
        ("row", "Energi – 2022: 80; 2023: 70"),
        ("paragraph", "Slut."),
    ]


def test_tables_without_headers_and_lines_that_are_none() -> None:
    assert blocks("------- ------\nResor       100\nEnergi       80\n------- ------\n") == [
        ("row", "Resor: 100"),
        ("row", "Energi: 80"),
    ]
    assert blocks("```\n+---+---+\n| a | b |\n```\n")[0][1].startswith("+---+")
    assert blocks("Ett\n---\n\nTvå\n\n- - -\n\nTre") == [
        ("heading", "Ett"),
        ("paragraph", "Två"),
        ("paragraph", "Tre"),
    ]
