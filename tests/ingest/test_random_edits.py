"""However a corpus is edited, an incremental build gives the index of a full one."""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from test_build import require_same_rows

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError, IndexMissingError
from klimatsvar.index.generations import generations, roll_back
from klimatsvar.index.on_disk import Index, current_generation, read_report, require_whole
from klimatsvar.ingest.build import ingest, is_stale
from toy import ToyEncoder

TEXTS = (
    "# Resor\n\nTa buss till jobbet. Ta cykel till skolan.",
    "# Natur\n\nI skog finns stigar.\n\n- buss\n- cykel",
    "# Resor\n\nTa buss till jobbet. Ta cykel till skolan.\n\nNy mening om skog.",
    "---\ntitle: T\nlanguage: en\n---\nTake the bus to work. The forest is green.",
    "# English\n\nThe buses are electric and they run every day in the whole city.",
    "# Bara rubrik",
    "",
)
NAMES = ("a.md", "b.md", "c.txt", "under/d.md", "e å.md", "f.html", "README.md", "g.png")
HEADER = "fil;titel;datum;språk;ersätts av"
EDITS = ("write", "write", "write", "delete", "rename", "copy", "rows", "rows", "no rows", "link")


def edit(draw: random.Random, corpus: Path) -> None:
    """Do one thing that staff may do."""
    path = corpus / draw.choice(NAMES)
    path.parent.mkdir(exist_ok=True)
    files = [p for p in corpus.rglob("*.*") if p.is_file() and not p.is_symlink()]
    files = [p for p in files if p.name != "dokument.csv" and p != path]
    match draw.choice(EDITS):
        case "write":
            path.unlink(missing_ok=True)
            path.write_text(draw.choice(TEXTS), "utf-8")
        case "delete":
            path.unlink(missing_ok=True)
        case "rename" if files:
            draw.choice(files).replace(path)
        case "copy" if files:
            path.unlink(missing_ok=True)
            shutil.copy(draw.choice(files), path)
        case "rows":
            rows = [row(draw, name) for name in draw.sample(NAMES, draw.randint(0, 6))]
            (corpus / "dokument.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        case "no rows":
            (corpus / "dokument.csv").unlink(missing_ok=True)
        case "link":
            path.unlink(missing_ok=True)
            path.symlink_to(corpus / "a.md")


def row(draw: random.Random, name: str) -> str:
    others = [other for other in NAMES if other != name]
    cells = (("", "Titel"), ("", "2025", "2026-01-02"), ("", "sv", "en"), ("", "", *others))
    return ";".join([name, *(draw.choice(choices) for choices in cells)])


def in_process(files: Sequence[tuple[CorpusFile, Metadata]], *_: object) -> Iterator[Reading]:
    """Read without worker processes, which would take most of the time; in any order."""
    shuffled = random.Random(len(files)).sample(files, len(files))
    return (read_file(file, known) for file, known in shuffled)


def require_same(one: Path, other: Path) -> None:
    """Assert that two folders' indexes are alike but for when they were made."""
    require_same_rows(Index.open(one, ToyEncoder()), Index.open(other, ToyEncoder()))
    assert read_report(current_generation(one)[0]) == read_report(current_generation(other)[0])


@pytest.mark.parametrize("seed", range(12))
def test_random_edits(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", in_process)
    monkeypatch.setattr("klimatsvar.system.flush", print)
    draw = random.Random(seed)
    corpus, index, fresh = (tmp_path / name for name in ("corpus", "index", "fresh"))
    corpus.mkdir()
    (corpus / "a.md").write_text(TEXTS[0], "utf-8")
    built = 0
    for _ in range(15):
        for _ in range(draw.randint(0, 3)):
            edit(draw, corpus)
        tokens = draw.choice((20, 50))
        if draw.random() < 0.2:
            with suppress(IndexMissingError):  # there may be no older one
                roll_back(index, None, require_whole)
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            ingest(corpus, fresh, ToyEncoder(), passage_tokens=tokens, full=True)
        except CorpusError:
            with pytest.raises(CorpusError):
                ingest(corpus, index, ToyEncoder(), passage_tokens=tokens)
            continue
        ingest(corpus, index, ToyEncoder(), passage_tokens=tokens)
        require_same(index, fresh)
        assert len(generations(index)) <= 3
        assert not is_stale(corpus, index, tokens)
        built += 1
    assert built
