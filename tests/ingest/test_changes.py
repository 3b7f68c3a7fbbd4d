"""What changed between two builds, and how much may be gone."""

from pathlib import Path

import pytest

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.scan import Scan, Task
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import GoneError
from klimatsvar.ingest.changes import Changes, require_there
from klimatsvar.texts.messages import Message
from klimatsvar.types import FileReport
from telling import raises

CORPUS = Path("corpus")


def file(id: str, content: str = "x") -> FileReport:
    """Return the report of a file, whose bytes are its name."""
    return FileReport(id, "key", "searchable", None, 1, 1, "sv", (), (), sha256=id, content=content)


def scanned(*files: tuple[str, str]) -> Scan:
    """Return a folder of files with these ids and hashes."""
    tasks = (Task(CorpusFile(id, CORPUS / id), Metadata(), sha, "key") for id, sha in files)
    return Scan(tuple(tasks), ())


def some(count: int, first: int = 0) -> list[tuple[str, str]]:
    return [(f"d{i:02}.md", f"d{i:02}.md") for i in range(first, count)]


def test_files_are_told_apart_by_what_they_give() -> None:
    row = FileReport(
        "dokument.csv",
        "",
        "skipped",
        None,
        0,
        0,
        None,
        (),
        (Message.of("row_not_read", reason="fel"),),
    )
    before = [file("a.md"), file("b.md"), file("c.md"), row]
    after = [file("a.md"), file("b.md", "y"), file("d.md")]
    assert Changes.between(before, after) == Changes(
        new=("d.md",), changed=("b.md",), unchanged=("a.md",), removed=(before[2],)
    )
    assert Changes.between((), [*after, row]).new == ("a.md", "b.md", "d.md")


@pytest.mark.parametrize(
    ("known", "gone", "stops"), [(12, 4, False), (12, 5, True), (9, 8, False), (10, 4, True)]
)
def test_a_third_of_a_corpus_of_ten_may_be_gone(known: int, gone: int, stops: bool) -> None:
    before = [file(id) for id, _ in some(known)]
    now = scanned(*some(known, gone))
    if not stops:
        require_there(before, now, CORPUS, 1 / 3)
        return
    with pytest.raises(GoneError) as caught:
        require_there(before, now, CORPUS, 1 / 3)
    named = ", ".join(id for id, _ in some(gone))
    assert str(caught.value.told("sv")) == (
        f"corpus: {gone} av de {known} filer som svaren byggs på är borta ({named}), så det "
        "tidigare indexet fortsätter att svara; kontrollera att hela mappen är ansluten; är "
        "filerna borttagna med flit, kör `klimatsvar ingest --confirm-gone`"
    )


@pytest.mark.parametrize(("most_gone", "stops"), [(0.4, True), (0.5, False), (1.0, False)])
def test_how_much_may_be_gone_is_set(most_gone: float, stops: bool) -> None:
    before = [file(id) for id, _ in some(12)]
    if stops:
        with pytest.raises(GoneError):
            require_there(before, scanned(*some(12, 6)), CORPUS, most_gone)
    else:
        require_there(before, scanned(*some(12, 6)), CORPUS, most_gone)


def test_a_file_of_another_name_is_not_gone() -> None:
    before = [file(id) for id, _ in some(12)]
    moved = [(f"nytt/{id}", sha) for id, sha in some(12)]
    require_there(before, scanned(*moved), CORPUS, 1 / 3)


def test_at_most_twenty_are_named() -> None:
    before = [file(id) for id, _ in some(24)]
    with raises(GoneError, match=r"22 av de 24 .*, d19\.md och 2 till\), så"):
        require_there(before, scanned(*some(24, 22)), CORPUS, 1 / 3)
    with raises(GoneError, match=r"20 av de 24 .*, d19\.md\), så"):
        require_there(before, scanned(*some(24, 20)), CORPUS, 1 / 3)
