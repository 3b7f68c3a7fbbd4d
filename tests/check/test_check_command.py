"""``klimatsvar check`` as a person runs it, with the real model."""

import json
import shutil
from pathlib import Path

import pytest

from command import run, run_here
from gold_rows import question
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
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(shutil.copytree(made, tmp_path / "copy"))
    monkeypatch.setenv("COLUMNS", "200")
    return Path()


def tree(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Return the bytes and the time of change of all that is in a folder."""
    return {
        path: (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in [folder, *folder.rglob("*")]
    }


def test_all_is_well_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(folder)
    assert run_here(capsys, "check")[:2] == (0, "Allt stämmer.\n")
    assert tree(folder) == before


def test_warnings_alone_are_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = folder / "questions.jsonl"
    row = question("f1", "Vad?", "gata.md", ("Gatan", 0))
    questions.write_text(json.dumps(row), "utf-8")
    code, out, _ = run_here(capsys, "check", "--questions", "questions.jsonl")
    assert code == 0
    assert out == (
        "Varningar\n\n"
        "  questions.jsonl\n"
        "    gata.md ska besvara frågan f1, men går inte att söka i\n"
        "    → rätta namnet, eller lägg filen i mappen och kör `klimatsvar ingest`\n\n"
        "Antal fel: 0. Antal varningar: 1.\n"
    )


def test_errors_come_first_and_those_alike_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        (folder / "corpus" / f"ny-{number:02}.md").write_text("Ny text.", "utf-8")
    (folder / "corpus" / "park.md").unlink()
    (vectors,) = folder.glob("index/*/passages.faiss")
    vectors.unlink()
    code, out, _ = run_here(capsys, "check")
    assert code == 3
    names = "".join(f"  ny-{number:02}.md\n" for number in range(10))
    assert out == (
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


def test_json_for_a_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "corpus" / "park.md").unlink()
    code, out, _ = run_here(capsys, "check", "--json")
    assert code == 3
    assert json.loads(out) == {
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
def test_what_can_not_be_checked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run_here(capsys, *arguments)
    assert (code, out) == (1, "")
    assert message in err
    assert list(tmp_path.iterdir()) == []
