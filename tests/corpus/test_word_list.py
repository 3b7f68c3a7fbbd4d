"""Reading ordlista.csv: local words and what they mean."""

from pathlib import Path

import pytest

from klimatsvar.corpus.word_list import WordList, read_word_list
from klimatsvar.errors import CorpusError
from telling import faulty, raises


def read(folder: Path, *rows: str) -> WordList:
    (folder / "ordlista.csv").write_text("\n".join(("ord;betyder", *rows)), "utf-8")
    return read_word_list(folder)


def test_words_and_what_they_mean(tmp_path: Path) -> None:
    assert read_word_list(tmp_path) == WordList()
    found = read(tmp_path, "tippen;återvinningscentral", "", "ÅVC ; återvinningscentral")
    pairs = (("tippen", "återvinningscentral"), ("ÅVC", "återvinningscentral"))
    assert found == WordList(pairs)


@pytest.mark.parametrize(
    ("row", "place", "told"),
    [
        (
            "tippen;",
            ", betyder",
            "det står inte vad ”tippen” betyder; skriv dokumentens ord för det",
        ),
        (";soptipp", "", "raden har inget ord; skriv ordet i kolumnen ord, eller töm raden"),
        (
            "Tippen;tippen",
            "",
            "”Tippen” betyder sig självt; skriv dokumentens ord, eller ta bort raden",
        ),
        ("ÅVC;soptipp", "", "”ÅVC” står redan på rad 2; ta bort den ena raden"),
        ("?;soptipp", ", ord", "”?” är inget ord; skriv ett ord"),
        (
            "vad;soptipp",
            ", ord",
            "”vad” är ett ord som står i nästan alla frågor; skriv ett ord som är namnet på en sak",
        ),
        (
            "en två tre fyra fem sex;soptipp",
            ", ord",
            "”en två tre fyra fem sex” är fler än 5 ord; skriv ett ord eller ett kort namn",
        ),
        (
            "soptipp;ett;två",
            "",
            "raden har fler celler än det finns kolumner (”två”); ta bort cellen, eller sätt "
            "citattecken om den text som skulle hållas ihop",
        ),
    ],
)
def test_a_row_that_can_not_be_right_is_told_and_costs_itself(
    tmp_path: Path, row: str, place: str, told: str
) -> None:
    found = read(tmp_path, "åvc;återvinningscentral", row)
    assert found.words == (("åvc", "återvinningscentral"),)
    assert faulty(found.faults) == [(f"ordlista.csv, rad 3{place}", told)]


def test_a_misspelled_column_is_told(tmp_path: Path) -> None:
    (tmp_path / "ordlista.csv").write_text("ord;betydr\ntippen;soptipp\n", "utf-8")
    with raises(CorpusError, match="kolumnen ”betydr” är okänd; skriv ”betyder”"):
        read_word_list(tmp_path)
