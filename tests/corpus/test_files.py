"""Which files of the folder are documents, and which are not opened."""

import os
import unicodedata
from pathlib import Path

import pytest

from klimatsvar.corpus.files import CorpusFile, corpus_files
from klimatsvar.errors import CorpusError
from telling import raises, swedish

LINK = "filen är en länk till en annan plats; kopiera hit själva filen"


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text.", "utf-8")


def test_files_that_are_no_documents_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "planer/b.md", "README.md", "readme.txt", "planer/Readme", ".DS_Store")
    write(tmp_path, "~$plan.docx", "planer/.c.md", ".git/config.md", "dokument.csv")
    assert corpus_files(tmp_path) == [
        CorpusFile("a.md", tmp_path / "a.md"),
        CorpusFile("planer/b.md", tmp_path / "planer" / "b.md"),
    ]


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    outside, corpus = tmp_path / "outside", tmp_path / "corpus"
    write(outside, "hemlig.md")
    write(corpus, "a.md")
    (corpus / "fil.md").symlink_to(outside / "hemlig.md")
    (corpus / "mapp").symlink_to(outside, target_is_directory=True)
    (corpus / "borta.md").symlink_to(outside / "finns inte.md")
    assert [(file.id, swedish(file.refused)) for file in corpus_files(corpus)] == [
        ("a.md", None),
        ("borta.md", LINK),
        ("fil.md", LINK),
        ("mapp", LINK),
    ]


def test_hard_links_to_files_outside_are_not_opened(tmp_path: Path) -> None:
    outside, corpus = tmp_path / "outside", tmp_path / "corpus"
    write(outside, "hemlig.md")
    write(corpus, "a.md")
    os.link(outside / "hemlig.md", corpus / "fil.md")
    os.link(corpus / "a.md", corpus / "b.md")  # both are here
    assert [(file.id, swedish(file.refused)) for file in corpus_files(corpus)] == [
        ("a.md", None),
        ("b.md", None),
        ("fil.md", "filen är även en fil utanför mappen (en hård länk); kopiera hit själva filen"),
    ]


@pytest.mark.parametrize("mark", ["\n", "\u202e", "\u2066"])
def test_names_that_show_as_something_else_are_refused(tmp_path: Path, mark: str) -> None:
    write(tmp_path, f"plan{mark}fdp.md")
    assert [(file.id, swedish(file.refused)) for file in corpus_files(tmp_path)] == [
        (
            "plan\ufffdfdp.md",
            "namnet på filen eller dess mapp har radbrytningar eller dolda tecken; byt namn på den",
        )
    ]


@pytest.mark.parametrize("name", ["med mellanslag.md", "åtgärder – 🌍.md", "a'b\"c$(d).md"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert corpus_files(tmp_path) == [CorpusFile(name, tmp_path / name)]


def test_a_name_that_is_no_text_gets_one(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bor\xe5s.md")
    path.write_text("Text.", "utf-8")
    assert corpus_files(tmp_path) == [CorpusFile("bor\ufffds.md", path)]


def test_names_that_differ_in_their_unicode_form_alone_are_told_apart(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "mål.md") for form in ("NFC", "NFD"))
    write(tmp_path, decomposed)
    assert [file.id for file in corpus_files(tmp_path)] == [composed]
    write(tmp_path, composed)
    first, second = corpus_files(tmp_path)
    assert (first.id, first.refused) == (composed, None)
    assert second.id == f"{composed} (2)"
    assert (swedish(second.refused) or "").startswith("en annan fil har samma namn")


def test_a_missing_and_an_empty_folder_name_the_remedy(tmp_path: Path) -> None:
    with raises(CorpusError, match=r"borta: mappen finns inte; skapa den .* --corpus$"):
        corpus_files(tmp_path / "borta")
    write(tmp_path, "README.md", "dokument.csv")
    with raises(CorpusError, match="inga dokument; lägg filer i mappen och kör"):
        corpus_files(tmp_path)


def test_what_is_no_plain_file_is_named_and_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    os.mkfifo(tmp_path / "b.md")
    with (tmp_path / "stor.pdf").open("wb") as file:
        file.truncate(600_000_000)  # sparse: takes no room on the disk
    assert [(file.id, swedish(file.refused)) for file in corpus_files(tmp_path)] == [
        ("a.md", None),
        ("b.md", "det är ingen vanlig fil; ta bort den"),
        ("stor.pdf", "filen är större än 500 MB; dela upp den"),
    ]


def test_folders_nested_without_end_are_told_of(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(250):  # 20 letters each: more than a path may have
        os.mkdir("m" * 20, dir_fd=here)
        inner = os.open("m" * 20, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    first, deep = corpus_files(tmp_path)
    assert (first.id, first.refused) == ("a.md", None)
    assert swedish(deep.refused) == "mappen går inte att öppna; kontrollera att du får läsa den"


def test_a_table_of_staffs_under_another_name_is_told_and_never_read(tmp_path: Path) -> None:
    meant = {
        "Citera-inte.csv": "citera-inte.csv",
        "ordlista.csv.txt": "ordlista.csv",
        "ordlista.xlsx": "ordlista.csv",
        "testfrågor.xlsx": "testfragor.csv",
    }
    documents = ["ordlista.pdf", "ordlista.txt", "sub/ordlista.csv"]
    (tmp_path / "sub").mkdir()
    for name in (*meant, *documents, "ordlista.csv", "testfragor.xlsx", "citera-inte.csv"):
        (tmp_path / name).write_text("x", "utf-8")
    told = {file.id: swedish(file.refused) for file in corpus_files(tmp_path)}
    assert told == {
        **dict.fromkeys(documents),
        **{
            name: f"tabellen ska heta {table}; spara den som CSV med det namnet"
            for name, table in meant.items()
        },
    }
