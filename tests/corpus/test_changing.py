"""Changes of the corpus: files added, described, removed, taken back; whole or not at all."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from klimatsvar.corpus.changing import (
    KNOWN,
    add,
    cells_of,
    checked_name,
    describe,
    forget_removed,
    remove,
    removed,
    replace_table,
    restore,
)
from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.staff_rows import WORDS
from klimatsvar.errors import CorpusError
from telling import faulty, raises

REGISTER = 'Fil,Anteckning,Titel,Datum\r\nb.md,ring Eva,Bussar,2024\r\nx.md,"a, b",,\r\n'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nTa buss.", "utf-8")
    return tmp_path


def register(corpus: Path) -> str:
    return (corpus / "dokument.csv").read_bytes().decode("utf-8")


def ids(corpus: Path) -> list[str]:
    return [file.id for file in corpus_files(corpus)]


def test_what_is_known_is_written_for_the_first_time(corpus: Path) -> None:
    assert cells_of(corpus, "a.md") == {}
    cells = {
        "titel": " Nya  bussar ",
        "ursprung": "Staden 2020",
        "datum": "2024-05",
        "länk": "https://boras.se/a;b",
    }
    assert describe(corpus, "a.md", cells, {}) == ()
    assert register(corpus) == (
        "\ufefffil;titel;utgivare;ursprung;datum;länk;språk;ersätts av\n"
        'a.md;Nya bussar;;Staden 2020;2024-05;"https://boras.se/a;b";;\n'
    )
    assert cells_of(corpus, "a.md") == dict.fromkeys(KNOWN, "") | {
        "titel": "Nya bussar",
        "ursprung": "Staden 2020",
        "datum": "2024-05",
        "länk": "https://boras.se/a;b",
    }


def test_other_rows_columns_and_line_ends_stay(corpus: Path) -> None:
    (corpus / "dokument.csv").write_bytes(REGISTER.encode())
    assert describe(corpus, "b.md", {"datum": "2025-01-02", "språk": "sv"}) == ()
    assert register(corpus) == (
        "Fil,Anteckning,Titel,Datum,utgivare,ursprung,länk,språk,ersätts av\r\n"
        "b.md,ring Eva,,2025-01-02,,,,sv,\r\n"
        'x.md,"a, b",,\r\n'
    )


def test_a_register_of_an_older_program_becomes_utf_8(corpus: Path) -> None:
    text = "fil;titel\nb.md;Åkvägen\n"
    (corpus / "dokument.csv").write_bytes(text.encode("cp1252"))
    describe(corpus, "a.md", {"titel": "Över ån"})
    assert register(corpus).startswith("\ufefffil;titel;")
    assert cells_of(corpus, "b.md")["titel"] == "Åkvägen"
    assert cells_of(corpus, "a.md")["titel"] == "Över ån"


@pytest.mark.parametrize(
    ("cells", "column", "cause"),
    [
        ({"datum": "2024-02-31"}, "datum", "”2024-02-31” finns inte i kalendern"),
        ({"datum": "i våras"}, "datum", "”i våras” är inget datum"),
        ({"ursprung": "x" * 201}, "ursprung", "ursprunget är längre än 200 tecken"),
        ({"länk": "javascript:alert(1)"}, "länk", "är ingen länk till en webbsida"),
        ({"språk": "svenska"}, "språk", "”svenska” är ingen kod för ett språk"),
        ({"ersätts av": "../hemlig.md"}, "ersätts av", "ligger utanför mappen"),
    ],
)
def test_where_anything_is_wrong_nothing_is_written(
    corpus: Path, cells: dict[str, str], column: str, cause: str
) -> None:
    (corpus / "dokument.csv").write_bytes(REGISTER.encode())
    [fault] = describe(corpus, "b.md", {"titel": "Ny"} | cells)
    [(place, told)] = faulty([fault])
    assert place == f"dokument.csv, rad 2, {column}"
    assert cause in told
    assert register(corpus) == REGISTER


def test_who_comes_second_is_told(corpus: Path) -> None:
    before = cells_of(corpus, "a.md")
    describe(corpus, "a.md", {"titel": "Evas"}, before)
    with raises(CorpusError, match="någon annan har ändrat uppgifterna medan du skrev"):
        describe(corpus, "a.md", {"titel": "Bos"}, before)
    assert cells_of(corpus, "a.md")["titel"] == "Evas"


def test_a_row_that_says_nothing_is_left_out(corpus: Path) -> None:
    describe(corpus, "a.md", {"titel": "A"})
    describe(corpus, "b.md", {"titel": "B"})
    describe(corpus, "a.md", {})
    assert register(corpus) == (
        "\ufefffil;titel;utgivare;ursprung;datum;länk;språk;ersätts av\nb.md;B;;;;;;\n"
    )


def test_a_file_is_added_once(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    source = tmp_path_factory.mktemp("ny") / "ny"
    source.write_text("# Ny\n\nTa cykel.", "utf-8")
    assert add(corpus, " Plan  å.MD ", source) == "Plan å.MD"
    assert (corpus / "Plan å.MD").read_text("utf-8") == "# Ny\n\nTa cykel."
    with raises(CorpusError, match="det finns redan ett dokument med det namnet"):
        add(corpus, "a.md", source)
    assert add(corpus, "a.md", source, replace=True) == "a.md"
    assert (corpus / "a.md").read_text("utf-8") == "# Ny\n\nTa cykel."
    assert [one.id for one in removed(corpus)] == ["a.md"]
    assert ids(corpus) == ["Plan å.MD", "a.md", "b.md"]


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("../a.md", "en fil kan inte heta så"),
        ("/etc/a.md", "en fil kan inte heta så"),
        ("..\\a.md", "en fil kan inte heta så"),
        (".a.md", "en fil kan inte heta så"),
        ("~$a.docx", "en fil kan inte heta så"),
        ("README.md", "en fil kan inte heta så"),
        ("a\u202egpj.md", "en fil kan inte heta så"),
        ("a\x00.md", "en fil kan inte heta så"),
        ("a.exe", "filer av det slaget går inte att läsa (.exe)"),
        ("a", "en fil utan ändelse går inte att läsa"),
        ("", "en fil utan ändelse går inte att läsa"),
        ("å" * 100 + ".md", "namnet är för långt"),
        ("dokument.csv", "så heter tabellen över dokumenten"),
        ("Dokument.CSV", "så heter tabellen över dokumenten"),
    ],
)
def test_a_name_that_no_document_has_is_refused(corpus: Path, name: str, cause: str) -> None:
    with pytest.raises(CorpusError) as raised:
        add(corpus, name, corpus / "a.md")
    assert raised.value.told("sv").cause == cause
    assert ids(corpus) == ["a.md", "b.md"]


def test_the_longest_name_is_taken() -> None:
    assert checked_name("å" * 98 + "a.md") == "å" * 98 + "a.md"


def test_what_is_removed_comes_back_with_what_was_known(corpus: Path) -> None:
    describe(corpus, "a.md", {"titel": "A"})
    describe(corpus, "b.md", {"titel": "B"})
    before = register(corpus)
    one = remove(corpus, "a.md")
    assert ids(corpus) == ["b.md"]
    assert cells_of(corpus, "a.md") == {}
    assert removed(corpus) == [one]
    assert restore(corpus, one.key) == "a.md"
    assert ids(corpus) == ["a.md", "b.md"]
    assert sorted(register(corpus).split("\n")) == sorted(before.split("\n"))
    assert removed(corpus) == []
    with raises(CorpusError, match="det finns inte kvar"):
        restore(corpus, one.key)


def test_who_removes_second_is_told(corpus: Path) -> None:
    remove(corpus, "a.md")
    for act in (lambda: remove(corpus, "a.md"), lambda: describe(corpus, "a.md", {"titel": "A"})):
        with raises(CorpusError, match="dokumentet finns inte längre"):
            act()


def test_what_came_in_its_place_stays(corpus: Path) -> None:
    one = remove(corpus, "a.md")
    add(corpus, "a.md", corpus / "b.md")
    with raises(CorpusError, match="det finns ett annat dokument med det namnet nu"):
        restore(corpus, one.key)
    assert [kept.id for kept in removed(corpus)] == ["a.md"]


def test_after_30_days_it_is_gone(corpus: Path) -> None:
    remove(corpus, "a.md")
    now = datetime.now(UTC)
    forget_removed(corpus, now + timedelta(days=30))
    assert [one.id for one in removed(corpus)] == ["a.md"]
    forget_removed(corpus, now + timedelta(days=31))
    assert removed(corpus) == []
    assert list((corpus / ".borttaget").iterdir()) == []


def test_a_table_that_can_not_be_written_leaves_the_old_one(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = corpus / "ordlista.csv"
    table.write_text("ord;betyder\ntippen;sopor\n", "utf-8")
    source = tmp_path / ".ny.csv"
    source.write_text("ord;betyder\nbuss;trafik\n", "utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("klimatsvar.system.os.fsync", full)
        with pytest.raises(CorpusError, match="No space left on device"):
            replace_table(corpus, WORDS, source)
    assert table.read_text("utf-8") == "ord;betyder\ntippen;sopor\n"
    assert removed(corpus) == []
    assert replace_table(corpus, WORDS, source) == ()
    assert table.read_text("utf-8-sig") == "ord;betyder\nbuss;trafik\n"
    [old] = removed(corpus)
    assert restore(corpus, old.key) == "ordlista.csv"
    assert table.read_text("utf-8") == "ord;betyder\ntippen;sopor\n"
