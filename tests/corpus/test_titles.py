"""Titles and authors that programs make up are none."""

import pytest

from klimatsvar.corpus.about import opening_line, own_title
from klimatsvar.corpus.source import SourceBlock


@pytest.mark.parametrize(
    "title",
    [
        None,
        "",
        " ",
        "Dokument1",
        "Document 2",
        "Microsoft Word - klimatplan_v3.doc",
        "PowerPoint-presentation",
        "klimatplan slutlig.docx",
        "Arbetsbok1",
        "Namnlös",
        "Untitled document",
        "2023-12-08",
        "ReferatLagrummet",
        "Mall",
    ],
)
def test_a_title_that_a_program_made(title: str | None) -> None:
    assert own_title(title) is None


@pytest.mark.parametrize(
    "title",
    ["Klimatplan", "Mall för upphandling", "Bokslut 2023", "Dokument om klimatet", "Agenda 2030"],
)
def test_a_title_that_a_person_wrote(title: str) -> None:
    assert own_title(f" {title}\u00ad ") == title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ["Regeringens proposition", "2011/12:94", "Nya regler m.m."],
            "Regeringens proposition 2011/12:94 Nya regler m.m.",
        ),
        (["Cykelplan för Borås", "Staden ska få fler cykelvägar."], "Cykelplan för Borås"),
        (["Staden ska få fler cykelvägar."], None),
        (["Bilaga", "Text som slutar med punkt."], None),
    ],
)
def test_a_line_that_opens_a_text_as_a_title_does(lines: list[str], title: str | None) -> None:
    assert opening_line([SourceBlock("paragraph", line) for line in lines]) == title
