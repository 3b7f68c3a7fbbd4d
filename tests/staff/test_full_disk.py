"""Staff pages on a full disk: each act says so, and nothing is lost."""

import errno
import os
import resource
from collections.abc import Iterator

import pytest
from visiting import Visitor, told

from klimatsvar.index.generations import current, generations
from klimatsvar.settings import Settings

NO_ROOM = "No space left on device"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch, anna: Visitor) -> Visitor:
    """Return someone at work when nothing more can be brought to disk."""
    anna.get("/dokument")

    def fsync(_: int) -> None:
        raise OSError(errno.ENOSPC, NO_ROOM)

    monkeypatch.setattr(os, "fsync", fsync)
    return anna


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let no file become larger than half a megabyte, as on a disk with no more room than that."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def kept(settings: Settings) -> dict[str, bytes]:
    """Return what the corpus holds."""
    files = [path for path in settings.corpus.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files if path.suffix != ".lock"}


def test_a_document_is_not_half_added(full: Visitor, settings: Settings) -> None:
    before = kept(settings)
    files = [("filer", ("a.md", b"# Ny\n\nTa buss."))]
    [notice] = told(full.post("/dokument/lagg-till", files=files, ersatt="1"))
    assert NO_ROOM in notice
    assert "kontrollera att disken inte är full" in notice
    assert kept(settings) == before


def test_a_table_that_has_no_room_leaves_the_old_one(
    anna: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.post("/tabell/ordlista/spara", ord="tippen", betyder="sopor")

    def copy(*_: object) -> None:
        raise OSError(errno.ENOSPC, NO_ROOM)

    monkeypatch.setattr("klimatsvar.staff.uploads.shutil.copyfileobj", copy)
    before = kept(settings)
    files = [("fil", ("ordlista.csv", b"ord;betyder\nbuss;trafik\n"))]
    [notice] = told(anna.post("/tabell/ordlista/ladda-upp", files=files))
    assert NO_ROOM in notice
    assert kept(settings) == before


@pytest.mark.usefixtures("small_files")
def test_a_file_that_has_no_room_while_it_is_sent(anna: Visitor, settings: Settings) -> None:
    before = kept(settings)
    files = [("filer", ("stor.txt", b"Ta buss till jobbet. " * 100_000))]
    answer = anna.post("/dokument/lagg-till", files=files)
    assert answer.status_code == 507
    assert "Det du skickade fick inte plats på serverns disk." in answer.text
    assert kept(settings) == before


def test_what_was_typed_stays_in_the_form(full: Visitor, settings: Settings) -> None:
    before = kept(settings)
    answer = {"fråga": "Hur?", "svar": "Så här.", "dokument": "a.md", "stycke": "Ta buss"}
    for path, form, typed in [
        ("/svar/spara", answer, ">\nSå här.</textarea>"),
        ("/tabell/ordlista/spara", {"ord": "tippen", "betyder": "sopor"}, 'value="sopor"'),
    ]:
        page = full.post(path, **form)
        assert NO_ROOM in told(page)[0]
        assert typed in page.text
    facts = full.post("/dokument/uppgifter?fil=a.md", titel="Åka")
    assert NO_ROOM in told(facts)[0]
    assert 'name="titel" value="Åka"' in facts.text
    assert kept(settings) == before


def test_the_old_version_serves_on(full: Visitor, settings: Settings) -> None:
    before = current(settings.index), generations(settings.index)
    (settings.corpus / "ny.md").write_text("# Ny\n\nTa buss.", "utf-8")
    page = full.build().text
    assert "Inläsningen misslyckades. Det som svarade förut svarar fortfarande." in page
    assert NO_ROOM in page
    first = before[1][0].name
    notice = told(full.post("/bygge/tillbaka", page, version=first))
    assert NO_ROOM in notice[0]
    assert (current(settings.index), generations(settings.index)) == before
