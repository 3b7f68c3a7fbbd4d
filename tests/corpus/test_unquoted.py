"""Passages that must not be quoted: what is left of a document, and what is told."""

from pathlib import Path

import pytest

from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.scan import scan
from klimatsvar.corpus.source import SourceBlock, Unquoted
from klimatsvar.corpus.unquoted import read_unquoted, without
from telling import faulty, told

HEADER = "fil;text;rubrik;anledning"


def write(folder: Path, *rows: str) -> Path:
    (folder / "citera-inte.csv").write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return folder


def test_whole_sentences_go_and_the_text_is_parted_there(tmp_path: Path) -> None:
    text = "# Taxa\n\nAvgiften är 100 kr.\nDen höjs 2027\ntill 120 kr. Faktura kommer i maj.\n"
    (tmp_path / "taxa.md").write_text(text, "utf-8")
    write(tmp_path, "taxa.md;höjs 2027 till 120;;inte beslutat")
    [task] = scan(tmp_path).tasks
    reading = read_file(task.file, task.known)
    assert reading.document is not None
    assert reading.document.text == "Taxa\n\nAvgiften är 100 kr.\n\nFaktura kommer i maj."
    assert told(reading.warnings)[0] == (
        "”höjs 2027 till 120” citeras inte, enligt citera-inte.csv (28 tecken lämnas utanför)"
    )


BLOCKS = (
    SourceBlock("heading", "Plan", 1),
    SourceBlock("heading", "Kostnader", 2),
    SourceBlock("paragraph", "Det kostar mycket."),
    SourceBlock("heading", "Per år", 3),
    SourceBlock("item", "2026: 3 miljoner"),
    SourceBlock("heading", "Tider", 2),
    SourceBlock("item", "Start i maj"),
    SourceBlock("item", "Slut i juni"),
)


def test_a_heading_goes_with_all_below_it() -> None:
    kept, remarks = without(BLOCKS, [Unquoted("kostnader", is_heading=True)])
    assert kept == (BLOCKS[0], *BLOCKS[5:])
    assert told(remarks) == (
        "avsnittet ”kostnader” citeras inte, enligt citera-inte.csv (49 tecken lämnas utanför)",
    )


def test_an_item_goes_whole_and_a_text_may_run_over_several_blocks() -> None:
    kept, _ = without(BLOCKS, [Unquoted("Start i maj Slut i")])
    assert kept == BLOCKS[:6]


def test_every_place_goes_where_a_text_stands() -> None:
    twice = (SourceBlock("paragraph", "Ring 033. Hej."), SourceBlock("paragraph", "Ring 033."))
    kept, _ = without(twice, [Unquoted("Ring 033.")])
    assert kept == (SourceBlock("paragraph", "Hej."),)


def test_what_is_left_keeps_its_pages() -> None:
    block = SourceBlock("paragraph", "Ett. Två. Tre. Fyra.", page=4, breaks=((5, 5), (15, 6)))
    kept, _ = without([block], [Unquoted("Två.")])
    assert kept == (
        SourceBlock("paragraph", "Ett.", page=4),
        SourceBlock("paragraph", "Tre. Fyra.", page=5, breaks=((5, 6),)),
    )


def test_a_text_that_no_longer_stands_is_told() -> None:
    kept, remarks = without(BLOCKS, [Unquoted("Det kostar lite."), Unquoted("Mål", True)])
    assert kept == BLOCKS
    ending = "ska inte citeras, men står inte i filen; rätta raden i citera-inte.csv"
    assert told(remarks) == (f"”Det kostar lite.” {ending}", f"avsnittet ”Mål” {ending}")


def test_a_document_of_which_nothing_may_be_quoted_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Allt\n\nHemligt.\n", "utf-8")
    [task] = scan(write(tmp_path, "a.md;;Allt;")).tasks
    reading = read_file(task.file, task.known)
    assert reading.document is None
    assert told(reading.warnings) == (
        "inget av filen får citeras",
        "avsnittet ”Allt” citeras inte, enligt citera-inte.csv (12 tecken lämnas utanför)",
    )


@pytest.mark.parametrize(
    ("row", "place", "told"),
    [
        (
            "a.md;;;x",
            "",
            "raden ska ha antingen en text eller en rubrik; fyll i den ena av kolumnerna text och "
            "rubrik",
        ),
        ("a.md;120 kr;;", ", text", "”120 kr” är för kort; skriv hela meningen"),
        ("../a.md;;Mål;", ", fil", "”../a.md” ligger utanför mappen; ange en fil i mappen"),
        ("borta.md;;Mål;", ", fil", "”borta.md” finns inte i mappen; rätta filnamnet"),
    ],
)
def test_a_row_that_can_not_be_right_is_told(
    tmp_path: Path, row: str, place: str, told: str
) -> None:
    (tmp_path / "a.md").write_text("Ett.", "utf-8")
    faults = scan(write(tmp_path, "a.md;;Allt;", row)).faults
    assert faulty(faults) == [(f"citera-inte.csv, rad 3{place}", told)]
    assert read_unquoted(tmp_path).passages["a.md"] == (Unquoted("Allt", is_heading=True),)
