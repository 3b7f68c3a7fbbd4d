"""dokument.csv, as staff write it in a spreadsheet program."""

import codecs
import unicodedata
from pathlib import Path

import pytest

from klimatsvar.corpus.register import read_register
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError

HEADER = "fil;titel;utgivare;datum;länk;språk;ersätts av"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "dokument.csv").write_bytes(text.encode(encoding))
    return folder


def register(folder: Path, *rows: str) -> dict[str, Metadata]:
    return read_register(write(folder, "\n".join([HEADER, *rows])))


def test_a_whole_row(tmp_path: Path) -> None:
    row = 'planer/mål.pdf; Mål ;"Miljö; klimat";8 december 2023;https://a.se;SV;ny.pdf'
    assert register(tmp_path, row, "", ";utan fil;;;;;") == {
        "planer/mål.pdf": Metadata(
            "Mål", "Miljö; klimat", "2023-12-08", "https://a.se", "sv", "ny.pdf"
        )
    }


def test_no_file_and_no_rows(tmp_path: Path) -> None:
    assert read_register(tmp_path) == {}
    assert register(tmp_path) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_and_line_end(tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\r\nmål.pdf;Å – ä;;;;;\r\n"
    assert read_register(write(tmp_path, text, encoding)) == {"mål.pdf": Metadata(title="Å – ä")}


def test_columns_in_any_order_and_letters(tmp_path: Path) -> None:
    text = "Titel;LÄNK ;Anteckning;Fil\nMål;https://a.se;internt;a.pdf\nKort\n"
    expected = {"a.pdf": Metadata(title="Mål", url="https://a.se")}
    assert read_register(write(tmp_path, text)) == expected
    assert read_register(write(tmp_path, unicodedata.normalize("NFD", text))) == expected


def test_names_are_ids_however_they_are_written(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "mål.pdf")
    rows = register(tmp_path, f"planer\\{decomposed}", "./b.md;;;;;;planer\\c.md")
    assert rows == {"planer/mål.pdf": Metadata(), "b.md": Metadata(replaced_by="planer/c.md")}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a.md;;;i går", "rad 3: ”i går” är inget datum; skriv det som 2026-11-23"),
        ("../a.md", "rad 3: ”../a.md” ligger utanför mappen; ange en fil i mappen"),
        ("a/../../b.md", "rad 3: ”a/../../b.md” ligger utanför"),
        ("/etc/a.md", "rad 3: ”/etc/a.md” ligger utanför"),
        ("C:\\a.md", "rad 3: ”C:\\a.md” ligger utanför"),
        (".", "rad 3: ”.” ligger utanför"),
        ("a.md;;;;;;..\\b.md", "rad 3: ”..\\b.md” ligger utanför"),
        ("./först.md", "rad 3: ”först.md” står redan på rad 2; ta bort den ena"),
        ('a.md;"' + "x" * 200_000, "går inte att läsa (field larger than field limit (131072))"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        register(tmp_path, "först.md", row)
    assert str(caught.value).startswith(f"{tmp_path / 'dokument.csv'}, rad ")
    assert message in str(caught.value)


@pytest.mark.parametrize("header", ["", "titel;datum", "titel,datum"])
def test_a_header_without_the_file_column_shows_the_right_one(tmp_path: Path, header: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_register(write(tmp_path, f"{header}\na.md,Mål\n"))
    path = tmp_path / "dokument.csv"
    assert str(caught.value) == f"{path}: kolumnen fil saknas; första raden ska vara {HEADER}"


def test_a_header_too_long_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="rad 1: raden går inte att läsa"):
        read_register(write(tmp_path, "fil;" + "x" * 200_000))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "dokument.csv").write_bytes(codecs.BOM_UTF16_LE + b"x")
    with pytest.raises(CorpusError, match=r"dokument\.csv: texten har en okänd teckenkodning"):
        read_register(tmp_path)


@pytest.mark.parametrize("mark", [",", "\t"])
def test_other_separators_and_blank_rows(tmp_path: Path, mark: str) -> None:
    rows = ["", mark * 3, "datum;Fil;titel;anteckning", ";;;", "2023;a.md;”Mål”;x", "", ";b.md;;"]
    assert read_register(write(tmp_path, "\r\n".join(rows).replace(";", mark), "cp1252")) == {
        "a.md": Metadata(title="”Mål”", date="2023"),
        "b.md": Metadata(),
    }


@pytest.mark.parametrize("name", ["ersatts av", "Ersätts  av", "ERSATTS AV"])
def test_the_successors_column_by_either_name(tmp_path: Path, name: str) -> None:
    assert read_register(write(tmp_path, f"fil;{name}\na.md;b.md\n")) == {
        "a.md": Metadata(replaced_by="b.md")
    }


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("fil;tittel", "kolumnen ”tittel” är okänd; skriv ”titel”, om det är den som menas"),
        ("fil;ersätts", "kolumnen ”ersätts” är okänd; skriv ”ersätts av”, om det är den som menas"),
        ("file;titel", "kolumnen ”file” är okänd; skriv ”fil”, om det är den som menas"),
        ("fil;titel;Titel", "kolumnen ”titel” finns två gånger; ta bort den ena"),
    ],
)
def test_a_column_that_is_likely_misspelled_is_told(
    tmp_path: Path, header: str, message: str
) -> None:
    with pytest.raises(CorpusError) as caught:
        read_register(write(tmp_path, f"{header}\na.md;b\n"))
    assert str(caught.value) == f"{tmp_path / 'dokument.csv'}: {message}"


def test_columns_of_their_own_are_left_alone(tmp_path: Path) -> None:
    text = "fil;titel;titel2;ansvarig;status\na.md;Mål;x;y;z\n"
    assert read_register(write(tmp_path, text)) == {"a.md": Metadata(title="Mål")}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("fil;titel\na.md;Hemlig\n", "utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "dokument.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(CorpusError, match=r"dokument\.csv: filen är en länk till en annan plats"):
        read_register(tmp_path / "corpus")
