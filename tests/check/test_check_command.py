"""``klimatsvar check`` as a person runs it, with the real model."""

import json
import shutil
from pathlib import Path

import pytest

from command import run
from planting import head
from toy import write_corpus

SETTINGS = (
    'organisation = "Åby kommun"\n[approved]\naccessibility = 2026-12-01\nprivacy = 2026-12-01\n'
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A folder with a corpus of two documents without faults, built."""
    del model_folder  # made before the process needs it
    folder = tmp_path_factory.mktemp("made")
    write_corpus(
        folder / "corpus",
        park=head("Parken", "2023-05-01") + "# Parken\n\nParken är fem kilometer lång.",
        buss=head("Bussar", "2019") + "# Bussar\n\nTio elbussar går på linje 2 i Borås.",
    )
    (folder / "klimatsvar.toml").write_text(SETTINGS, "utf-8")
    assert run("ingest", folder=folder).returncode == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def tree(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Return the bytes and the time of change of all that is in a folder."""
    return {
        path: (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in [folder, *folder.rglob("*")]
    }


def test_all_is_well_and_nothing_is_written(folder: Path) -> None:
    before = tree(folder)
    done = run("check", folder=folder)
    assert (done.returncode, done.stdout) == (0, "Allt stämmer.\n")
    assert tree(folder) == before


def test_warnings_alone_are_no_failure(folder: Path) -> None:
    questions = folder / "questions.jsonl"
    row = {"id": "f1", "question": "?", "document": "gata.md", "answerable": True, "answers": []}
    questions.write_text(json.dumps(row), "utf-8")
    done = run("check", "--questions", "questions.jsonl", folder=folder)
    assert done.returncode == 0
    assert done.stdout == (
        "Varningar\n\n"
        "  questions.jsonl\n"
        "    gata.md ska besvara frågan f1, men går inte att söka i\n"
        "    → rätta namnet, eller lägg filen i mappen och kör `klimatsvar ingest`\n\n"
        "Antal fel: 0. Antal varningar: 1.\n"
    )


def test_errors_come_first_and_those_alike_together(folder: Path) -> None:
    for number in range(12):
        (folder / "corpus" / f"ny-{number:02}.md").write_text("Ny text.", "utf-8")
    (folder / "corpus" / "park.md").unlink()
    (vectors,) = folder.glob("index/*/passages.faiss")
    vectors.unlink()
    done = run("check", folder=folder)
    assert done.returncode == 3
    names = "".join(f"  ny-{number:02}.md\n" for number in range(10))
    assert done.stdout == (
        "Fel\n\n"
        f"  {vectors.relative_to(folder)}\n"
        "    saknas eller är skadad\n"
        "    → kör `klimatsvar ingest --full`\n\n"
        "  park.md\n"
        "    filen är borta ur mappen, men citeras ännu\n"
        "    → kör `klimatsvar ingest`\n\n"
        "Varningar\n\n"
        f"{names}"
        "  och 2 till (alla syns med --json)\n"
        "    ny fil, går inte att söka i än\n"
        "    → kör `klimatsvar ingest`\n\n"
        "Antal fel: 2. Antal varningar: 12.\n"
    )


def test_json_for_a_program(folder: Path) -> None:
    (folder / "corpus" / "park.md").unlink()
    done = run("check", "--json", folder=folder)
    assert done.returncode == 3
    assert json.loads(done.stdout) == {
        "errors": 1,
        "warnings": 0,
        "findings": [
            {
                "level": "error",
                "file": "park.md",
                "message": "filen är borta ur mappen, men citeras ännu",
                "remedy": "kör `klimatsvar ingest`",
            }
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "index: här finns inget index; kör `klimatsvar ingest`"),
        (["check", "--questions", "saknas.jsonl"], "saknas.jsonl: går inte att läsa"),
    ],
)
def test_what_can_not_be_checked(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []
