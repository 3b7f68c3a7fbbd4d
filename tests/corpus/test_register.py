"""dokument.csv, as staff write it in a spreadsheet program."""

import codecs
import unicodedata
from pathlib import Path

import pytest

from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.register import Register, is_misnamed_register, read_register
from klimatsvar.corpus.source import LONGEST_ORIGIN, Metadata
from klimatsvar.errors import CorpusError
from telling import faulty, raises, swedish

HEADER = "fil;titel;utgivare;datum;länk;språk;ersätts av"
"""Of tables from before ``ursprung``, which go on being read."""
WITH_ORIGIN = "fil;titel;utgivare;ursprung;datum;länk;språk;ersätts av"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "dokument.csv").write_bytes(text.encode(encoding))
    return folder


def register(folder: Path, *rows: str) -> dict[str, Metadata]:
    found = read_register(write(folder, "\n".join([HEADER, *rows])))
    assert found.faults == ()
    return dict(found.known)


def faults(folder: Path, *rows: str) -> tuple[list[str], list[str]]:
    """Return the ids that are known, and what is told of the rest as one line each."""
    found = read_register(write(folder, "\n".join([HEADER, *rows])))
    return list(found.known), [": ".join(pair) for pair in faulty(found.faults)]


def test_a_whole_row(tmp_path: Path) -> None:
    row = 'planer/mål.pdf; Mål ;"Miljö; klimat";8 december 2023;https://a.se;SV;ny.pdf'
    assert register(tmp_path, row, "", ";;;;;;") == {
        "planer/mål.pdf": Metadata(
            "Mål", "Miljö; klimat", "2023-12-08", "https://a.se", "sv", "ny.pdf"
        )
    }


def test_whose_words_a_document_renders(tmp_path: Path) -> None:
    longest = "Å" * LONGEST_ORIGIN
    rows = [
        "a.md;;Kommunen; Borås  Stad 2019–2023, SMHI 2022 m.fl.;2026;;;",
        f"b.md;;;{longest};;;;",
        f"c.md;C;;{longest}n;;;;",
    ]
    found = read_register(write(tmp_path, "\n".join([WITH_ORIGIN, *rows])))
    assert found.known == {
        "a.md": Metadata(
            publisher="Kommunen", date="2026", origin="Borås Stad 2019–2023, SMHI 2022 m.fl."
        ),
        "b.md": Metadata(origin=longest),
        "c.md": Metadata(title="C"),
    }
    assert faulty(found.faults) == [
        (
            "dokument.csv, rad 4, ursprung",
            "ursprunget är längre än 200 tecken och visas inte; korta det",
        )
    ]


def test_no_file_and_no_rows(tmp_path: Path) -> None:
    assert read_register(tmp_path) == Register()
    assert register(tmp_path) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_and_line_end(tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\r\nmål.pdf;Å – ä;;;;;\r\n"
    known = read_register(write(tmp_path, text, encoding)).known
    assert known == {"mål.pdf": Metadata(title="Å – ä")}


def test_columns_in_any_order_and_letters(tmp_path: Path) -> None:
    text = "Titel;LÄNK ;Anteckning;Fil\nMål;https://a.se;internt;a.pdf\n"
    known = {"a.pdf": Metadata(title="Mål", url="https://a.se")}
    expected = Register(known, unused=("anteckning",))
    assert read_register(write(tmp_path, text)) == expected
    assert read_register(write(tmp_path, unicodedata.normalize("NFD", text))) == expected


def test_names_are_ids_however_they_are_written(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "mål.pdf")
    rows = register(tmp_path, f"planer\\{decomposed}", "./b.md;;;;;;planer\\c.md")
    assert rows == {"planer/mål.pdf": Metadata(), "b.md": Metadata(replaced_by="planer/c.md")}


OUTSIDE = "ligger utanför mappen; ange en fil i mappen"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("../a.md", f"rad 3, fil: ”../a.md” {OUTSIDE}"),
        ("a/../../b.md", f"rad 3, fil: ”a/../../b.md” {OUTSIDE}"),
        ("/etc/a.md", f"rad 3, fil: ”/etc/a.md” {OUTSIDE}"),
        ("C:\\a.md", f"rad 3, fil: ”C:\\a.md” {OUTSIDE}"),
        (".", f"rad 3, fil: ”.” {OUTSIDE}"),
        ("./först.md", "rad 3: ”först.md” står redan på rad 2; ta bort den ena raden"),
        (
            ";utan fil",
            "rad 3: raden säger inte vilken fil den gäller; skriv filens namn i kolumnen fil, "
            "eller töm raden",
        ),
        (
            "a.md;Mål; mening;;;;;;x",
            "rad 3: raden har fler celler än det finns kolumner (”x”); ta bort cellen, eller sätt "
            "citattecken om den text som skulle hållas ihop",
        ),
        (
            'a.md;"Mål',
            "rad 3: raden går inte att läsa (”unexpected end of data”); rätta citattecknen",
        ),
        (
            'a.md;"Mål" nu',
            "rad 3: raden går inte att läsa (”';' expected after '\"'”); rätta citattecknen",
        ),
        (
            "a.md;" + "x" * 200_000,
            "rad 3: raden går inte att läsa (”field larger than field limit (131072)”); rätta "
            "citattecknen",
        ),
    ],
)
def test_a_row_that_is_wrong_costs_that_row(tmp_path: Path, row: str, told: str) -> None:
    expected = ["först.md", "sist.md"], [f"dokument.csv, {told}"]
    assert faults(tmp_path, "först.md", row, "sist.md") == expected


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (";;i går", "datum: ”i går” är inget datum; skriv det som 2026-11-23, 2026-11 eller 2026"),
        (";;2023-02-31", "datum: ”2023-02-31” finns inte i kalendern; rätta datumet"),
        (";;2023-13", "datum: ”2023-13” finns inte i kalendern; rätta datumet"),
        (
            ";;2023-12-0",
            "datum: ”2023-12-0” är inget datum; skriv det som 2026-11-23, 2026-11 eller 2026",
        ),
        (
            ";;#######",
            "datum: ”#######” är inget datum; skriv det som 2026-11-23, 2026-11 eller 2026",
        ),
        (
            ";;Antagen 2023-12-08",
            "datum: ”Antagen 2023-12-08” är inget datum; skriv det som 2026-11-23, 2026-11 eller "
            "2026",
        ),
        (
            ";;;www.boras.se/a",
            "länk: länken ”www.boras.se/a” saknar https://; skriv https://www.boras.se/a",
        ),
        (
            ";;;ftp://a.se",
            "länk: ”ftp://a.se” är ingen länk till en webbsida; skriv en adress som börjar med "
            "https://",
        ),
        (
            ";;;https://a.se och b.se",
            "länk: ”https://a.se och b.se” är ingen länk till en webbsida; skriv en adress som "
            "börjar med https://",
        ),
        (
            ";;;;svenska",
            "språk: ”svenska” är ingen kod för ett språk; skriv sv för svenska eller en för "
            "engelska, eller lämna cellen tom",
        ),
        (";;;;;..\\b.md", f"ersätts av: ”..\\b.md” {OUTSIDE}"),
    ],
)
def test_a_cell_that_is_wrong_costs_that_cell(tmp_path: Path, cells: str, told: str) -> None:
    row = f"a.md;Målen{cells}"
    assert faults(tmp_path, row) == (["a.md"], [f"dokument.csv, rad 2, {told}"])
    assert read_register(tmp_path).known == {"a.md": Metadata(title="Målen")}


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2023-12-08 00:00:00", "2023-12-08"),
        ("20231208", "2023-12-08"),
        ("8/12 2023", "2023-12-08"),
        ("december 2023", "2023-12"),
        ("2023", "2023"),
    ],
)
def test_a_date_as_programs_and_people_write_it(tmp_path: Path, cell: str, date: str) -> None:
    assert register(tmp_path, f"a.md;;;{cell}") == {"a.md": Metadata(date=date)}


@pytest.mark.parametrize("language", ["sv-SE", "se", "so"])
def test_any_language_that_has_a_code(tmp_path: Path, language: str) -> None:
    assert register(tmp_path, f"a.md;;;;;{language}")["a.md"].language == language.lower()


def test_a_cell_may_have_several_lines(tmp_path: Path) -> None:
    rows = 'a.md;"Mål\nför staden"', "b.md;;;i går"
    known, told = faults(tmp_path, *rows)
    assert known == ["a.md", "b.md"]
    assert read_register(tmp_path).known["a.md"].title == "Mål för staden"
    assert [line.partition(":")[0] for line in told] == ["dokument.csv, rad 4, datum"]


@pytest.mark.parametrize(
    ("name", "content", "misnamed"),
    [
        ("Dokument.CSV", "", True),
        ("dokument.csv.txt", "", True),
        ("dokument.xlsx", "", True),
        ("documents.csv", "fil;titel\na.md;A", True),
        ("dokument (1).csv", "titel,file\nA,a.md", True),
        ("dokument.txt", '\ufeff"fil"\t"datum"', True),
        ("dokumentation.csv", "fil;storlek\na.md;3", False),
        ("documents.csv", "år;titel\n2023;A", False),
        ("planer.csv", "fil;titel\na.md;A", False),
        ("dokument.csv", "fil;titel\na.md;A", False),
    ],
)
def test_a_register_by_another_name(
    tmp_path: Path, name: str, content: str, misnamed: bool
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "a.md").write_text("Text.", "utf-8")
    assert is_misnamed_register(tmp_path / name) is misnamed
    refused = {file.id: swedish(file.refused) for file in corpus_files(tmp_path)}
    assert refused["a.md"] is None
    if misnamed:
        assert refused[name] == (
            "filen ser ut att vara tabellen över dokumenten, som ska heta dokument.csv; byt namn "
            "på den, eller spara den som CSV med det namnet, eller ta bort den om dokument.csv "
            "redan finns"
        )


def test_a_table_of_files_in_a_folder_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "planer").mkdir()
    (tmp_path / "planer" / "documents.csv").write_text("fil;titel\na.md;A", "utf-8")
    assert [file.refused for file in corpus_files(tmp_path)] == [None]


@pytest.mark.parametrize("header", ["", "titel;datum", "titel,datum"])
def test_a_header_without_the_file_column_shows_the_right_one(tmp_path: Path, header: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_register(write(tmp_path, f"{header}\na.md,Mål\n"))
    path = tmp_path / "dokument.csv"
    told = f"{path}: kolumnen fil saknas; första raden ska vara {WITH_ORIGIN}"
    assert swedish(caught.value) == told


def test_a_header_too_long_to_be_one(tmp_path: Path) -> None:
    with raises(CorpusError, match="rad 1: raden går inte att läsa"):
        read_register(write(tmp_path, "fil;" + "x" * 200_000))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "dokument.csv").write_bytes(codecs.BOM_UTF16_LE + b"x")
    with raises(CorpusError, match=r"dokument\.csv: texten har en okänd teckenkodning"):
        read_register(tmp_path)


@pytest.mark.parametrize("mark", [",", "\t"])
def test_other_separators_and_blank_rows(tmp_path: Path, mark: str) -> None:
    rows = ["", mark * 3, "datum;Fil;titel;anteckning", ";;;", "2023;a.md;”Mål”;x", "", ";b.md;;"]
    found = read_register(write(tmp_path, "\r\n".join(rows).replace(";", mark), "cp1252"))
    assert found.known == {
        "a.md": Metadata(title="”Mål”", date="2023"),
        "b.md": Metadata(),
    }


@pytest.mark.parametrize("name", ["ersatts av", "Ersätts  av", "ERSATTS AV"])
def test_the_successors_column_by_either_name(tmp_path: Path, name: str) -> None:
    known = read_register(write(tmp_path, f"fil;{name}\na.md;b.md\n")).known
    assert known == {"a.md": Metadata(replaced_by="b.md")}


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
    assert swedish(caught.value) == f"{tmp_path / 'dokument.csv'}: {message}"


def test_columns_of_their_own_are_left_alone(tmp_path: Path) -> None:
    text = "fil;titel;titel2;ansvarig;status\na.md;Mål;x;y;z\n"
    expected = Register({"a.md": Metadata(title="Mål")}, (), ("titel2", "ansvarig", "status"))
    assert read_register(write(tmp_path, text)) == expected


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("fil;titel\na.md;Hemlig\n", "utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "dokument.csv").symlink_to(tmp_path / "outside.csv")
    with raises(CorpusError, match=r"dokument\.csv: filen är en länk till en annan plats"):
        read_register(tmp_path / "corpus")
