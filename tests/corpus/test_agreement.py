"""The same documents in all formats are read alike, cell by cell.

More of them, and those that LibreOffice and Chromium write: ``make documents``.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from authors import NOTED, TABLES, WHOLE, Made, documents
from klimatsvar.corpus.read import LOADERS

FEW = settings(max_examples=6, deadline=None, derandomize=True, database=None)


def read(document: Made, suffix: str) -> list[tuple[str, str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"dokument{suffix}"
        (WHOLE | TABLES)[suffix](document, path)
        return [(block.kind, block.text) for block in LOADERS[suffix](path).blocks]


@pytest.mark.parametrize("suffix", sorted(WHOLE))
@FEW
@given(document=documents())
def test_all_of_a_document(suffix: str, document: Made) -> None:
    meant = document.texts
    if suffix not in NOTED:  # in a PDF they stand at the page's foot
        meant = [text for text in meant if text not in document.notes]
        meant += document.notes if suffix == ".pdf" else []
    assert read(document, suffix) == meant


@pytest.mark.parametrize("suffix", sorted(TABLES))
@FEW
@given(document=documents())
def test_its_tables(suffix: str, document: Made) -> None:
    rows = [text for kind, text in read(document, suffix) if kind == "row"]
    assert rows == document.rows
