"""What stands around an article on a municipal web page, and sentences that look like it."""

import pytest

from klimatsvar.corpus.formats.furniture import is_furniture, notice_date, shared_line


@pytest.mark.parametrize(
    "line",
    [
        "Logotyp för Exempelstads kommun",
        "Ikon: pratbubblor",
        "Bild: en cykel i regn",
        "Foto: A. Karlsson",
        "Facebook-symbol LinkedIn-symbol",
        "E-postsymbol",
        "Dela sidan: [2023-12-08] Träd planteras.",
        "Dela på Facebook",
        "  MENY ",
        "Till innehållet",
        "Hjälpte informationen dig?",
        "Publicerad: 8 december 2023",
        "Artikeln publicerades 2023-12-08",
        "Sidan senast uppdaterad: 9 december 2023 kl. 10.15",
        "Ändrad av: Miljöförvaltningen",
        "Telefon:",
        "Vi använder kakor (cookies) för att webbplatsen ska fungera.",
        "Du är här: Start / Miljö",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Logotyp för klimatåret valdes av barnen.",
        "Logga in på Mina sidor för att ansöka",
        "Dela på kostnaden för solceller med en granne",
        "Bild: staden har 115 000 invånare.",
        "Start av bygget sker 2024.",
        "Publicerad 2023 visar rapporten att utsläppen minskar.",
        "Ändrad avgift för avfall",
        "Sök bidrag för att ladda elbilen",
        "Telefon: 033-00 00 00",
        "En dela sidan: [2023-12-08] Rubrik",
        "Vi använder " * 30 + "cookies",
        "",
    ],
)
def test_not_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_a_sharing_line_gives_date_and_title() -> None:
    line = " Dela sidan: [2023-12-08] Tusen träd: så blir det. "
    assert shared_line(line) == ("2023-12-08", "Tusen träd: så blir det.")
    assert shared_line("Dela artikeln:[2023-12-08]Träd") == ("2023-12-08", "Träd")
    assert shared_line("Dela sidan: Tusen träd") is None
    assert shared_line("Dela sidan: [2023-12-08] ") is None


def test_a_notice_gives_its_date_and_other_lines_none() -> None:
    assert notice_date("Publicerad: 8 december 2023") == "2023-12-08"
    assert notice_date("Senast granskad 2023-12") == "2023-12"
    assert notice_date("Ändrad av: Anna") is None
    assert notice_date("Foto: Anna 2019") is None
    assert notice_date("Planen antogs den 8 december 2023") is None


def test_a_very_long_line_is_text() -> None:
    assert not is_furniture("använder " * 1_000_000)
    assert notice_date("Publicerad: " * 100_000) is None
