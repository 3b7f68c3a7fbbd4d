"""RTF, as Word and others write it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.corpus.formats.office.rtf import read_rtf
from klimatsvar.corpus.source import Metadata, Source, tidy
from klimatsvar.errors import DocumentError
from telling import raises

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset77 Geneva;}"
    r"{\f2\fcharset2 Symbol;}}{\colortbl;\red0;}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 kapitel;}{\s2 Rubrik 2;}{\*\cs3 Stark;}}"
)


def read(folder: Path, body: str, head: str = HEAD) -> Source:
    path = folder / "plan.rtf"
    path.write_bytes(f"{head}{body}}}".encode("latin-1"))
    return read_rtf(path)


def blocks(folder: Path, body: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(folder, body).blocks]


def test_headings_paragraphs_and_items(tmp_path: Path) -> None:
    body = (
        r"\pard\s1 Klimatplan\par \pard\s2 M\'e5l\par \pard\plain Rad\line två\tab tre\par\par"
        r"{\pntext\f2\'B7\tab}ett\par{\listtext 1.\tab}tv\'e5\par \'95 tre\par"
        r"\outlinelevel2 Tre\par\pard Slut utan par"
    )
    assert [(b.kind, b.text, b.level) for b in read(tmp_path, body).blocks] == [
        ("heading", "Klimatplan", 1),
        ("heading", "Mål", 2),
        ("paragraph", "Rad två tre", 0),
        ("item", "ett", 0),
        ("item", "två", 0),
        ("item", "tre", 0),
        ("heading", "Tre", 3),
        ("paragraph", "Slut utan par", 0),
    ]


def test_letters_however_they_are_written(tmp_path: Path) -> None:
    body = (
        r"\'e5\u228?\u246\'f6{\uc2\u229??}{\uc0\u229}{\f1\'8c}\emdash\endash\ldblquote x\rdblquote"
        r"\~\{\}\\ a\-b\_c \u-10179?\u-8704? å\par"
    )
    assert blocks(tmp_path, body) == [("paragraph", "åäöååå—–“x” {}\\ ab-c 😀 å")]


def test_a_mac_document(tmp_path: Path) -> None:
    source = read(tmp_path, r"\'8c\'8a\'9a\par", r"{\rtf1\mac ")
    assert source.blocks[0].text == "åäö"


def test_what_is_not_shown(tmp_path: Path) -> None:
    body = (
        r"{\header Sidhuvud\par}Ett {\v dolt }{\deleted struket }{\revised nytt}"
        r"{\*\okänd x}{\*\annotation kommentar}{\pict\bin5 }}{{\}.{\field{\*\fldinst HYPERLINK "
        r'"http://a.se"}{\fldrslt  länk}}\par'
    )
    assert blocks(tmp_path, body) == [("paragraph", "Ett nytt. länk")]


def test_notes_and_boxes_come_after_their_paragraph(tmp_path: Path) -> None:
    body = (
        r"Staden{\super\chftn{\footnote\pard {\super\chftn} Se\par bilagan.}} minskar"
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn a}{\sv b}}{\shptxt \pard I rutan.\par}}"
        r"{\shprslt gammal}} nu.\par Slut.\par"
    )
    assert [text for _, text in blocks(tmp_path, body)] == [
        "Staden minskar nu.",
        "Se bilagan.",
        "I rutan.",
        "Slut.",
    ]


def test_tables(tmp_path: Path) -> None:
    body = (
        r"\trowd\pard\intbl \'c5r\cell Ton\cell\row\trowd\pard\intbl 2022\cell 5\par ton\cell\row"
        r"\pard Efter.\par"
    )
    assert blocks(tmp_path, body) == [("row", "2022 – Ton: 5 ton"), ("paragraph", "Efter.")]


def test_raised_figures_are_no_digits_of_the_number_before_them(tmp_path: Path) -> None:
    body = (
        r"M\'e5let n\'e5s 2035{\super 1} med 12\super 2\nosupersub  procent p\'e5 30 m{\up6 2}, "
        r"CO{\sub 2} och 10{\super \'966} kWh.\par "
        r"Not{\super 3{\footnote Sedan 2010.}}, {\strike 90 kr} 80 kr.\par"
    )
    assert [text for _, text in blocks(tmp_path, body)] == [
        "Målet nås 2035¹ med 12² procent på 30 m², CO2 och 10⁻⁶ kWh.",
        "Not³, 80 kr.",
        "Sedan 2010.",
    ]


def test_marks_of_notes_that_are_letters_are_no_part_of_words(tmp_path: Path) -> None:
    body = (
        r"Utsl\'e4pp{\super a} och 5{\super b)} ton.\par "
        r"Plan{\super n\'e5got} 1{\super s}{\super t}.\par"
    )
    assert [text for _, text in blocks(tmp_path, body)] == [
        "Utsläppᵃ och 5ᵇ) ton.",
        "Plannågot 1st.",
    ]


def rtf_row(edges: str, *cells: str) -> str:
    made = "".join(rf"\pard\intbl {cell}\cell" for cell in cells)
    return rf"\trowd {edges}{made}\row "


def test_headers_merged_over_columns_stand_over_each_of_them(tmp_path: Path) -> None:
    five = r"\cellx1010\cellx2000\cellx3000\cellx4000\cellx5000"
    body = (
        rtf_row(r"\clvmgf\cellx1000\cellx3000\cellx5000", "Sektor", "Ton", "Andel")
        + rtf_row(r"\clvmrg" + five, "", "2021", "2022", "2021", "2022")
        + rtf_row(five, "Resor", "7", "6", "70 %", "60 %")
    )
    row = "Resor – Ton, 2021: 7; Ton, 2022: 6; Andel, 2021: 70 %; Andel, 2022: 60 %"
    assert blocks(tmp_path, body) == [("row", row)]
    marked = (
        rtf_row(r"\cellx1000\clmgf\cellx2000\clmrg\cellx3000", "", "Ton", "")
        + rtf_row(r"\cellx1000\cellx2000\cellx3000", "Sektor", "2021", "2022")
        + rtf_row(r"\cellx1000\cellx2000\cellx3000", "Resor", "7", "6")
    )
    assert blocks(tmp_path, marked) == [("row", "Resor – Ton, 2021: 7; Ton, 2022: 6")]


def test_a_row_of_one_cell_is_a_title_over_the_rows_below(tmp_path: Path) -> None:
    two = r"\cellx1000\cellx2000"
    body = (
        rtf_row(r"\cellx2000", "Del 1: Resor")
        + rtf_row(r"\trhdr" + two, "Insats", "Ansvarig")
        + rtf_row(two, "Bygg cykelväg", "Gatukontoret")
        + rtf_row(r"\cellx2000", "Del 2: Energi")
        + rtf_row(two, "Insats", "Ansvarig")
        + rtf_row(two, "Byt lampor", "Fastighet")
    )
    assert blocks(tmp_path, body) == [
        ("heading", "Del 1: Resor"),
        ("row", "Bygg cykelväg – Ansvarig: Gatukontoret"),
        ("heading", "Del 2: Energi"),
        ("row", "Byt lampor – Ansvarig: Fastighet"),
    ]


def test_metadata(tmp_path: Path) -> None:
    info = (
        r"{\info{\title Klimatplan f\'f6r staden}{\author Milj\'f6}{\creatim\yr2020\mo1\dy2}"
        r"{\revtim\yr2023\mo12\dy8\hr10}{\doccomm x}}"
    )
    assert read(tmp_path, info + r"\s1 Rubrik\par").metadata == Metadata(
        "Klimatplan för staden", None, "2023-12-08"
    )
    assert read(tmp_path, r"{\info{\title Dokument1}}\s1 Rubrik\par").metadata == Metadata("Rubrik")


@pytest.mark.parametrize("body", ["{" * 100_000, r"{\field{\*\fldinst{" * 50_000])
def test_groups_without_end_are_refused(tmp_path: Path, body: str) -> None:
    with raises(DocumentError, match=r"^filen har grupper i varandra utan slut"):
        read(tmp_path, body)


@pytest.mark.parametrize("body", ["{}" * 200_000, r"\'e5" * 200_000, r"a\cell " * 100_000, "\\"])
def test_odd_files_are_read_in_time(tmp_path: Path, body: str) -> None:
    read(tmp_path, body)


def test_groups_that_are_not_closed_keep_their_text(tmp_path: Path) -> None:
    assert blocks(tmp_path, r"Ett.\par{\b Två.\par{\i Tre") == [
        ("paragraph", "Ett."),
        ("paragraph", "Två."),
        ("paragraph", "Tre"),
    ]
    assert blocks(tmp_path, r"Ett.\par}Efter slutet") == [("paragraph", "Ett.")]


@given(st.text(st.characters(codec="cp1252", exclude_characters="\\{}"), max_size=80))
def test_text_comes_out_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    written = "".join(f"\\u{ord(char)}?" for char in text)
    source = read(tmp_path_factory.mktemp("rtf"), f"x {written}\\par")
    assert source.blocks[0].text == tidy(f"x {text}")


@given(
    st.lists(st.sampled_from(["{", "}", "\\", "par ", "cell ", "row ", "*", "'e5", "u-1 ", "x"]))
)
def test_no_order_of_tokens_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[str]
) -> None:
    read(tmp_path_factory.mktemp("rtf"), "".join(tokens))


def test_a_header_tells_the_registration_number_once(tmp_path: Path) -> None:
    headers = r"{\headerl Dnr KS 2024-00555\par}{\headerr Dnr KS 2024-00555\par Ekby kommun\par}"
    source = read(tmp_path, headers + r"\pard Planen g\'e4ller.\par")
    assert [block.text for block in source.blocks] == ["Dnr KS 2024-00555", "Planen gäller."]
    assert source.furniture == len("Ekby kommun")
