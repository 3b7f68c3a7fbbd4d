"""Building an index: what is read again and what is not, duplicates, and what the report says."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from klimatsvar.building import build_index
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.worker import Limits
from klimatsvar.errors import CorpusError, GoneError
from klimatsvar.index.generations import current, generations, has_index, latest, roll_back
from klimatsvar.index.on_disk import Index, current_generation, read_report, require_whole
from klimatsvar.ingest.build import Report, ingest, is_stale
from klimatsvar.ingest.progress import Step
from klimatsvar.settings import Settings
from klimatsvar.texts.messages import Message
from klimatsvar.types import FileReport
from telling import raises
from telling import told as in_swedish
from toy import ToyEncoder, write_corpus, write_two


class CountingEncoder(ToyEncoder):
    """Remembers what it was given to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_passages(self, passages, progress=None):  # type: ignore[no-untyped-def]
        self.encoded += [passage.whole for passage in passages]
        return super().encode_passages(passages, progress)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_two(tmp_path / "corpus")


@pytest.fixture
def index(corpus: Path, tmp_path: Path) -> Path:
    build(corpus, tmp_path / "index")
    return tmp_path / "index"


def build(
    corpus: Path, index: Path, encoder: ToyEncoder | None = None, full: bool = False
) -> Report:
    return ingest(corpus, index, encoder or ToyEncoder(), passage_tokens=50, full=full)


def require_same_rows(one: Index, other: Index) -> None:
    """Assert that two indexes hold the same, row for row."""
    assert list(one.documents.items()) == list(other.documents.items())
    assert one.passages[:] == other.passages[:]
    assert one.manifest.recipe == other.manifest.recipe
    assert one.rows.terms == other.rows.terms
    for name in ("owners", "first_sentences", "passage_vectors", "sentence_vectors"):
        assert np.array_equal(getattr(one.rows, name), getattr(other.rows, name))
    items = one.rows.passage_terms, other.rows.passage_terms
    assert np.array_equal(*(item.values for item in items))
    assert np.array_equal(*(item.starts for item in items))
    for query in (["buss"], ["skog", "cykel"], ["titel"], ["#bore"]):
        assert np.array_equal(*(index.passage_terms.scores(query) for index in (one, other)))
        assert one.weights(query) == other.weights(query)


def files(report: Report) -> dict[str, FileReport]:
    return {file.id: file for file in report.files}


def test_only_the_changed_file_among_many_is_read_and_encoded(tmp_path: Path) -> None:
    texts = {f"d{i:03}": f"# Linje {i}\n\nTa buss {i} till jobbet." for i in range(200)}
    corpus = write_corpus(tmp_path / "corpus", **texts)
    build(corpus, tmp_path / "index")
    (corpus / "d117.md").write_text("# Linje 117\n\nTa cykel i stället.", "utf-8")
    encoder = CountingEncoder()
    report = build(corpus, tmp_path / "index", encoder)
    assert (report.reused, report.unchanged) == (199, False)
    assert encoder.encoded == ["Linje 117\nTa cykel i stället."]


def test_an_incremental_build_gives_the_index_of_a_full_one(corpus: Path, tmp_path: Path) -> None:
    write_corpus(corpus, c="# Skolor\n\nTa cykel.\n\n- buss\n- cykel", d="# Borta\n\nI skog.")
    build(corpus, tmp_path / "index")
    (corpus / "d.md").unlink()
    write_corpus(corpus, a="# Resor\n\nTa buss till jobbet. Ny mening om skog.", e="# Ny\n\nSkog.")
    (corpus / "dokument.csv").write_text("fil;titel;datum\nc.md;Skolvägar;2026-01-02\n", "utf-8")
    report = build(corpus, tmp_path / "index")
    assert report.reused == 1  # b.md: the row in dokument.csv changes c.md's title
    build(corpus, tmp_path / "fresh", full=True)
    grown, fresh = (Index.open(tmp_path / name, ToyEncoder()) for name in ("index", "fresh"))
    require_same_rows(grown, fresh)


def test_nothing_changed_leaves_the_generation_as_it_is(corpus: Path, index: Path) -> None:
    before = current_generation(index)
    encoder = CountingEncoder()
    report = build(corpus, index, encoder)
    assert (report.unchanged, report.reused, encoder.encoded) == (True, 2, [])
    assert current_generation(index) == before
    assert build(corpus, index, full=True).unchanged is False
    assert current_generation(index) != before


def test_a_file_that_could_not_be_read_is_tried_again(corpus: Path, index: Path) -> None:
    (corpus / "c.md").symlink_to(corpus / "a.md")
    assert files(build(corpus, index))["c.md"].status == "skipped"
    (corpus / "c.md").unlink()
    shutil.copy(corpus / "b.md", corpus / "c.md")
    (corpus / "b.md").unlink()
    assert files(build(corpus, index))["c.md"].status == "searchable"


def test_another_model_or_passage_length_makes_everything_anew(corpus: Path, index: Path) -> None:
    encoder = CountingEncoder()
    encoder.fingerprint = "toy-2"
    report = build(corpus, index, encoder)
    assert report.reused == 0
    assert len(encoder.encoded) == 2
    again = ingest(corpus, index, encoder, passage_tokens=10)
    assert (again.reused, again.unchanged, again.manifest.passage_tokens) == (2, False, 10)


def test_two_files_with_the_same_text_are_indexed_once(corpus: Path, tmp_path: Path) -> None:
    (corpus / "kopia av b.md").write_bytes((corpus / "b.md").read_bytes())
    report = build(corpus, tmp_path / "index")
    assert report.manifest.documents == 2
    copy = files(report)["kopia av b.md"]
    assert (copy.status, copy.passages) == ("duplicate", 0)
    assert in_swedish(copy.remarks) == ("samma text som b.md, som söks i stället",)
    assert report.skipped == ()
    # Of two with the same text the one that has not been replaced is searched.
    (corpus / "dokument.csv").write_text("fil;ersätts av\nb.md;kopia av b.md\n", "utf-8")
    report = build(corpus, tmp_path / "index")
    assert (files(report)["b.md"].status, report.manifest.documents) == ("duplicate", 2)
    assert in_swedish(files(report)["b.md"].remarks) == (
        "samma text som kopia av b.md, som söks i stället",
        "ersatt av kopia av b.md",
    )


def test_the_report_tells_of_every_file_and_is_kept(corpus: Path, tmp_path: Path) -> None:
    (corpus / "bild.png").write_bytes(b"\x89PNG")
    (corpus / "rubrik.md").write_text("# Bara en rubrik\n", "utf-8")
    (corpus / "dokument.csv").write_text("fil;ersätts av\nborta.pdf;\na.md;ny.md\n", "utf-8")
    report = build(corpus, tmp_path / "index")
    told = files(report)
    assert list(told) == ["a.md", "b.md", "bild.png", "rubrik.md", "borta.pdf"]
    assert [file.id for file in report.skipped] == ["bild.png", "rubrik.md", "borta.pdf"]
    assert told["a.md"] == FileReport(
        id="a.md",
        key=told["a.md"].key,
        status="searchable",
        pages=None,
        passages=1,
        characters=len("Resor\n\nTa buss till jobbet. Ta buss eller cykel till skolan."),
        language="sv",
        warnings=(Message.of("date_missing", table="dokument.csv"),),
        remarks=(Message.of("replaced_by_missing", successor="ny.md"),),
        sha256=told["a.md"].sha256,
        title="Resor",
        content=told["a.md"].content,
    )
    assert in_swedish(told["bild.png"].warnings)[0].startswith("filtypen .png går inte att läsa")
    assert in_swedish(told["rubrik.md"].remarks) == ("ingen text att citera, bara rubriker",)
    assert in_swedish(told["borta.pdf"].remarks) == (
        "filen står i dokument.csv men finns inte i mappen",
    )
    assert read_report(current_generation(tmp_path / "index")[0]) == report.files


def test_what_is_wrong_in_the_register_costs_no_build(corpus: Path, tmp_path: Path) -> None:
    rows = "fil;datum;titel\na.md;2023-02-31;Linjer\nb.md;2023;Natur;x\n"
    (corpus / "dokument.csv").write_text(rows, "utf-8")
    (corpus / "Dokument.CSV.txt").write_text(rows, "utf-8")
    report = build(corpus, tmp_path / "index")
    told = files(report)
    assert (told["a.md"].title, told["a.md"].date) == ("Linjer", None)
    assert (told["b.md"].title, told["b.md"].date) == ("Natur", None)
    assert [(file.id, *in_swedish((*file.warnings, *file.remarks))) for file in report.skipped] == [
        (
            "Dokument.CSV.txt",
            "filen ser ut att vara tabellen över dokumenten, som ska heta dokument.csv; byt namn "
            "på den, eller spara den som CSV med det namnet, eller ta bort den om dokument.csv "
            "redan finns",
        ),
        (
            "dokument.csv",
            "rad 2, datum: ”2023-02-31” finns inte i kalendern; rätta datumet",
        ),
        (
            "dokument.csv",
            "rad 3: raden har fler celler än det finns kolumner (”x”); ta bort cellen, eller sätt "
            "citattecken om den text som skulle hållas ihop",
        ),
    ]


def test_a_copy_of_a_replaced_document_is_replaced_too(corpus: Path, tmp_path: Path) -> None:
    (corpus / "aa kopia av b.md").write_bytes((corpus / "b.md").read_bytes())
    (corpus / "dokument.csv").write_text("fil;ersätts av\nb.md;a.md\n", "utf-8")
    report = build(corpus, tmp_path / "index")
    assert in_swedish(files(report)["aa kopia av b.md"].remarks) == (
        "samma text som b.md, som söks i stället",
        "ersatt av a.md",
    )
    index = Index.open(tmp_path / "index", ToyEncoder())
    assert {id: one.replaced_by for id, one in index.documents.items()} == {
        "a.md": None,
        "b.md": "a.md",
    }


def test_a_build_tells_what_it_changed(corpus: Path, tmp_path: Path) -> None:
    write_corpus(corpus, c="# Cyklar\n\nTa cykel.", d="---\ndate: 2023\n---\n# Borta\n\nI skog.")
    first = build(corpus, tmp_path / "index").changes
    assert (first.new, first.changed, first.unchanged, first.removed) == (
        ("a.md", "b.md", "c.md", "d.md"), (), (), (),
    )  # fmt: skip
    write_corpus(corpus, b="# Natur\n\nI skog finns buss.", e="# Ny\n\nSkog.")
    (corpus / "d.md").unlink()
    (corpus / "dokument.csv").write_text("fil;datum\nc.md;2024\nx.md;\n", "utf-8")
    made = build(corpus, tmp_path / "index").changes
    assert (made.new, made.changed, made.unchanged) == (("e.md",), ("b.md", "c.md"), ("a.md",))
    assert [(file.id, file.title, file.date) for file in made.removed] == [
        ("d.md", "Borta", "2023")
    ]
    again = build(corpus, tmp_path / "index", full=True).changes
    assert (again.new, again.changed, again.removed) == ((), (), ())
    assert again.unchanged == ("a.md", "b.md", "c.md", "e.md")


def test_nothing_is_built_when_too_many_files_are_gone(tmp_path: Path) -> None:
    texts = {f"d{i}": f"# Linje {i}\n\nTa buss {i}." for i in range(10)}
    corpus, index = write_corpus(tmp_path / "corpus", **texts), tmp_path / "index"
    build(corpus, index)
    before = current_generation(index)
    for i in range(4):
        (corpus / f"d{i}.md").unlink()
    settings = Settings.load(corpus=corpus, index=index)
    with raises(GoneError, match=r"4 av de 10 filer"):
        build_index(settings, ToyEncoder())
    assert current_generation(index) == before
    report = build_index(settings, ToyEncoder(), gone_is_meant=True)
    assert [file.id for file in report.changes.removed] == ["d0.md", "d1.md", "d2.md", "d3.md"]


def test_progress_counts_files_and_texts(corpus: Path, tmp_path: Path) -> None:
    steps: list[Step] = []
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50, progress=steps.append)
    first, *rest = steps
    assert (first.stage, first.done, first.total) == ("read", 1, 2)
    assert 0 < first.share < 1
    assert rest == [
        Step("read", 2, 2, 1.0),
        Step("encode", 2, 3, 0.99),  # whether more is to come is known only at the end
        Step("encode", 2, 2, 1.0),
    ]


def test_a_failed_build_leaves_the_old_index_serving(corpus: Path, index: Path) -> None:
    before = current_generation(index)
    for file in corpus.iterdir():
        file.write_text("", "utf-8")
    with raises(CorpusError, match="ingen av mappens 2 filer"):
        build(corpus, index)
    assert current_generation(index) == before


def test_an_index_is_stale_when_the_corpus_changed(corpus: Path, index: Path) -> None:
    assert not is_stale(corpus, index, 50)
    assert is_stale(corpus, index, 60)
    (corpus / "c.md").write_text("Ny text.", "utf-8")
    assert is_stale(corpus, index, 50)
    (corpus / "c.md").unlink()
    assert not is_stale(corpus, index, 50)
    (corpus / "dokument.csv").write_text("fil;titel\na.md;Ny titel\n", "utf-8")
    assert is_stale(corpus, index, 50)


def test_a_rolled_back_index_serves_until_the_next_build(corpus: Path, index: Path) -> None:
    write_corpus(corpus, c="# Fel\n\nEn buss för mycket.")
    build(corpus, index)
    first = generations(index)[0].name
    assert roll_back(index, None, require_whole).name == first
    assert Index.open(index, ToyEncoder()).manifest.documents == 2
    assert not is_stale(corpus, index, 50)
    build(corpus, index)
    assert Index.open(index, ToyEncoder()).manifest.documents == 3
    # Going back to what the corpus still holds, and building, is no longer a choice to keep.
    (corpus / "c.md").unlink()
    roll_back(index, first, require_whole)
    assert build(corpus, index).unchanged
    write_corpus(corpus, d="# Ny\n\nCykel.")
    assert is_stale(corpus, index, 50)


def test_what_is_built_waits_until_staff_publish_it(corpus: Path, index: Path) -> None:
    served = current(index)
    write_corpus(corpus, c="# Ny\n\nCykel i skog.")
    report = ingest(corpus, index, ToyEncoder(), passage_tokens=50, publish=False)
    assert (report.published, report.unchanged, report.changes.new) == (False, False, ("c.md",))
    made = report.manifest.generation
    assert (current(index), latest(index)) == (served, made)
    assert Index.open(index, ToyEncoder()).manifest.documents == 2
    assert Index.open(index, ToyEncoder(), made).manifest.documents == 3
    # Once more, it has nothing to make; with ``publish`` what was made answers.
    again = ingest(corpus, index, ToyEncoder(), passage_tokens=50, publish=False)
    assert (again.published, again.read, again.manifest.generation) == (False, 0, made)
    assert current(index) == served
    report = build(corpus, index)
    assert (report.published, report.unchanged, report.changes.new) == (True, False, ("c.md",))
    assert (report.read, current(index).name) == (0, made)


def test_the_first_index_can_wait_too(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    settings = Settings.load(corpus=corpus, index=index, auto_publish=False)
    made = build_index(settings, ToyEncoder()).manifest.generation
    assert not has_index(index)
    assert build_index(settings, ToyEncoder()).manifest.generation == made
    assert build_index(settings, ToyEncoder(), publish=True).published
    assert current(index).name == made


def test_half_a_surrogate_pair_stops_no_build(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", a='---\ntitle: "Buss\\uD800"\n---\nTa buss.')
    build(corpus, tmp_path / "index")
    assert Index.open(tmp_path / "index", ToyEncoder()).documents["a.md"].title == "Buss"


def test_a_file_that_takes_too_much_memory_costs_one_warning(corpus: Path, tmp_path: Path) -> None:
    (corpus / "stor.txt").write_bytes(b"Buss och cykel i Bor\xc3\xa5s. " * 2_000_000)
    report = ingest(
        corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50, limits=Limits(60, 150)
    )
    assert [file.id for file in report.skipped] == ["stor.txt"]
    assert in_swedish(report.skipped[0].warnings) == (
        "filen kräver mer minne än vad som är tillåtet; dela upp den, eller höj read_memory_mb i "
        "klimatsvar.toml",
    )


def test_a_language_that_nobody_tells_is_told_from_the_text(tmp_path: Path) -> None:
    english = "The city plants trees along the road and builds new lanes for people who cycle. "
    corpus = write_corpus(
        tmp_path / "corpus",
        a=english * 6,
        b="---\nlanguage: en\n---\n" + "Staden planterar träd längs vägen. " * 20,
        c="---\nlanguage: en\n---\nTa buss.",
        d="---\nlanguage: da\n---\n" + "Byen planter træer langs vejen. " * 20,
    )
    told = files(build(corpus, tmp_path / "index"))
    assert [told[name].language for name in ("a.md", "b.md", "c.md", "d.md")] == [
        *("en", "en", "en", "da"),
    ]
    doubt = Message.of("language_doubted", told="en", found="sv", table="dokument.csv")
    assert [name for name in told if doubt in told[name].warnings] == ["b.md"]


def test_of_equal_texts_the_successor_of_another_is_searched(tmp_path: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus",
        gammal="# Buss\n\nTa buss 1.",
        ny="# Buss\n\nTa buss 2.",
        **{"Kopia av ny": "# Buss\n\nTa buss 2."},
    )
    register = "fil;titel;ersätts av\ngammal.md;Gammal plan;ny.md\nny.md;Ny plan;\n"
    (corpus / "dokument.csv").write_text(register, "utf-8")
    report = files(build(corpus, tmp_path / "index"))
    assert {id: file.status for id, file in report.items()} == {
        "Kopia av ny.md": "duplicate",
        "gammal.md": "searchable",
        "ny.md": "searchable",
    }


def test_copies_of_a_text_with_nothing_to_quote_are_skipped(corpus: Path, tmp_path: Path) -> None:
    write_corpus(corpus, c="# Bara rubrik", d="# Bara rubrik")
    report = build(corpus, tmp_path / "index")
    assert [file.id for file in report.skipped] == ["c.md", "d.md"]
    alone = write_corpus(tmp_path / "alone", c="# Bara rubrik", d="# Bara rubrik")
    with raises(CorpusError, match="ingen av mappens 2 filer"):
        build(alone, tmp_path / "other")


def test_a_file_that_changes_while_it_is_read_is_read_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (corpus / "a.md").read_text("utf-8")

    def changing(tasks: Any, *_: object) -> Iterator[Reading]:
        (corpus / "a.md").write_text("# Resor\n\nHalvskriven buss.", "utf-8")
        yield from (read_file(file, known) for file, known in tasks)

    (corpus / "a.md").write_text(f"{old} Och cykel.", "utf-8")
    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", changing)
    report = build(corpus, index)
    told = "filen ändrades medan den lästes; kör `klimatsvar ingest` igen"
    assert in_swedish(files(report)["a.md"].warnings)[0] == told
    monkeypatch.undo()
    (corpus / "a.md").write_text(f"{old} Och cykel.", "utf-8")
    build(corpus, index)
    assert Index.open(index, ToyEncoder()).documents["a.md"].text.endswith("Och cykel.")


def test_an_index_among_the_documents_is_refused(corpus: Path) -> None:
    for inside in (corpus, corpus / "index"):
        with raises(CorpusError, match="kan inte ligga i mappen med dokument"):
            build(corpus, inside)
    assert sorted(path.name for path in corpus.iterdir()) == ["a.md", "b.md"]
