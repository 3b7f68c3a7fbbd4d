"""Titles and authors that programs make up are none."""

import pytest

from klimatsvar.corpus.titles import own_title


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
