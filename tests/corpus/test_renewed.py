"""Files that Office wrote before 2007, with LibreOffice, a script in its place, and without."""

import os
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.formats.office.renewed import libreoffice
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from telling import told

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
STREAMS = {".doc": "WordDocument", ".ppt": "PowerPoint Document"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which programs are looked for first, and LibreOffice alone."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    libreoffice.cache_clear()
    yield folder
    libreoffice.cache_clear()


def read(folder: Path, suffix: str) -> Reading:
    path = folder / f"plan{suffix}"
    path.write_bytes(OLE + STREAMS[suffix].encode("utf-16-le"))
    return read_file(CorpusFile(path.name, path), Metadata())


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        (
            ".doc",
            "filen är ett Word-dokument från 2003 eller äldre; öppna den i Word och spara den som "
            ".docx",
        ),
        (
            ".ppt",
            "filen är en PowerPoint-presentation från 2003 eller äldre; öppna den i PowerPoint "
            "och spara den som .pptx",
        ),
    ],
)
def test_without_libreoffice_the_reason_fits_the_file(
    tmp_path: Path, suffix: str, reason: str
) -> None:
    assert told(read(tmp_path, suffix).warnings) == (reason,)


def script(folder: Path, line: str) -> None:
    """Write a program that stands for LibreOffice; its last two arguments are folder and file."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    os.environ["PATH"] += f"{os.pathsep}/usr/bin{os.pathsep}/bin"


def test_what_libreoffice_makes_of_it_is_read(tmp_path: Path, programs: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Planen gäller till 2032.")
    document.save(str(tmp_path / "ny.docx"))
    script(programs, f'cp "{tmp_path}/ny.docx" "$6/plan.$4"')
    reading = read(tmp_path, ".doc")
    assert reading.document is not None
    assert reading.document.text == "Planen gäller till 2032."


def test_a_file_that_libreoffice_cannot_read(tmp_path: Path, programs: Path) -> None:
    script(programs, "exit 1")
    assert told(read(tmp_path, ".ppt").warnings) == (
        "LibreOffice kan inte läsa filen; öppna den i programmet som skrev den och spara den som "
        ".pptx",
    )
