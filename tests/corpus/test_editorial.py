"""Answers that staff wrote: what is read of them, and what is wrong with one."""

from pathlib import Path

import pytest

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.corpus.standing import standing
from klimatsvar.types import Basis
from telling import told

HEAD = "fråga: Var lämnar jag asbest?\ndokument: avfall.md\nstycke: Asbest lämnas i säck."


def read(folder: Path, text: str, id: str = "svar/asbest.md") -> Reading:
    path = folder / id
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return read_file(CorpusFile(id, path), Metadata())


def test_the_question_is_title_and_heading(tmp_path: Path) -> None:
    head = f"{HEAD}\ndatum: 2026-11-29\nutgivare: Avfallsenheten\nursprung: Naturvårdsverket 2024"
    document = read(
        tmp_path, f"---\n{head}\n---\n\nI Boda. Ta med säck.\n\n- Stängt i juli\n"
    ).document
    assert document is not None
    assert document.title == "Var lämnar jag asbest?"
    assert document.text == "Var lämnar jag asbest?\n\nI Boda. Ta med säck.\n\nStängt i juli"
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "item"]
    assert (document.publisher, document.date) == ("Avfallsenheten", "2026-11-29")
    assert document.origin == "Naturvårdsverket 2024"
    assert document.basis == Basis("avfall.md", "Asbest lämnas i säck.")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "I Boda.",
            "svaret saknar fråga, dokument, stycke; skriv det mellan raderna med --- överst i "
            "filen",
        ),
        (
            f"---\n{HEAD.replace('?', '')}\n---\nI Boda.",
            "frågan ”Var lämnar jag asbest” slutar inte med frågetecken; skriv en hel fråga",
        ),
        (
            f"---\n{HEAD}\n---\n",
            "svaret är tomt; skriv det under raden --- som avslutar uppgifterna",
        ),
        (
            f"---\n{HEAD}\ndatum: 2026-13-01\n---\nI Boda.",
            "”2026-13-01” är inget datum; skriv det som 2026-11-23",
        ),
        (
            f"---\n{HEAD}\nstycke: Obs: lämna allt.\n---\nI Boda.",
            "raderna mellan --- överst i filen går inte att läsa (”rad 5”); sätt citattecken om en "
            "text som har kolon i sig",
        ),
    ],
)
def test_what_is_wrong_with_an_answer_is_told(tmp_path: Path, text: str, reason: str) -> None:
    reading = read(tmp_path, text)
    assert (reading.document, told(reading.warnings)) == (None, (reason,))


def test_only_answers_lie_in_their_folder(tmp_path: Path) -> None:
    reading = read(tmp_path, "Ett.", "svar/plan.txt")
    assert told(reading.warnings) == (
        "i mappen svar ligger bara svar som ni själva har skrivit, som .md; flytta filen, om den "
        "är ett dokument",
    )


def test_a_copied_passage_is_found_however_its_lines_were_broken() -> None:
    text = "Ett.\n\nAsbest lämnas\ni hel säck. Två."
    found = standing("Asbest  lämnas i\u00a0hel\nsäck.", text)
    assert found is not None
    assert text[slice(*found)] == "Asbest lämnas\ni hel säck."
    assert standing("asbest lämnas i hel säck.", text) is None
    assert standing(" \n", text) is None
