"""Telling text from garbage, in any language and script."""

import pytest

from klimatsvar.corpus.quality import is_garbled, is_wordlike, says_nothing

SWEDISH = (
    "Borås ska vara en hållbar och klimatneutral stad år 2030, och då måste utsläppen från "
    "transporter, uppvärmning och konsumtion minska snabbt. Fler ska kunna cykla till arbetet."
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "§ 12 #",
        SWEDISH,
        SWEDISH.upper(),
        "The city shall be climate neutral, and emissions from transport must fall quickly.",
        "مدينة بوراس تعمل من أجل المناخ والطاقة المستدامة",
        "Kaupungin tavoitteena on olla hiilineutraali vuonna 2030, myös lämmityksessä.",
        "חוק מבקר המדינה והגנת האקלים",
        "Это обычный русский текст про климат и энергию.",
        "हम पर्यावरण के लिए काम करते हैं और शहर बदलता है",
        "市の気候プログラムについてのお知らせです。",
        "ภาษาไทยไม่มีช่องว่างระหว่างคำ",
        "Thành phố quyết định giảm khí thải từ giao thông và sưởi ấm",
        "1990 396 556 −7,8 %\n2021 211 716 12,5 %\n13 GWh 14 GWh 15 GWh 45g 20g",
        "https://www.boras.se/a#b\nhttp://x.y/z?a=b&c=d%20e\ninfo@boras.se",
        "Inledning ........................ 3\nMål _____________ 5",
        "SMHI SCB IVL KSL LULUCF NOx SO2 PM2,5 CO2e",
        "Register A–Ö, Å–Ö och Ä–Ö för Örebro",
        "\uf0b7 Bygg cykelvägar \uf0b7 Sänk farten i hela staden \uf0b7 Plantera träd",
    ],
)
def test_text_is_not_garbled(text: str) -> None:
    assert is_garbled(text) is False


def moved(text: str, steps: int) -> str:
    """Return what a font without a table of letters gives: each code some steps off."""
    return "".join(char if char == " " else chr((ord(char) + steps) % 256) for char in text)


@pytest.mark.parametrize(
    "text",
    [
        moved(SWEDISH, -29),
        moved(SWEDISH, 29),
        moved(SWEDISH, -1),
        moved(SWEDISH, 100),
        SWEDISH.encode().decode("cp1252", "replace"),
        "Привет мир как дела сегодня".encode().decode("cp1251", "replace"),
        "Электронный документ климат".encode("cp1251").decode("latin-1"),
        "(cid:12)(cid:33)(cid:4) (cid:5)(cid:77)",
        "\uf041\uf042\uf043\uf044 \uf045\uf046\uf047 \uf048\uf049\uf04a\uf04b\uf04c",
        "\x01\x02\x03\x04 \x05\x06\x07\x08 \x0e\x0f\x10\x11\x12",
        SWEDISH.replace("å", "\x10").replace("ä", "\x11"),
        "���� ��� ����� ��� Bor�s",
        "#$%&*@[\\]^`{}~ #$&* =[]^ {}~ \\@#$",
        "ɍɝɥɨɜɚɹɲɥɢɮɨɜɚɥɶɧɚɹɦɚɲɢɧɚ",
        "xQzRk bVtPw qWrTk zXcVb pLkJh mNbVc fGhJk",
    ],
)
def test_what_is_mostly_no_words_is_garbled(text: str) -> None:
    assert is_garbled(text) is True


def test_a_long_text_is_judged_by_samples() -> None:
    assert is_garbled(f"{SWEDISH} " * 50_000) is False
    assert is_garbled(f"{moved(SWEDISH, -29)} " * 50_000) is True


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("klimatneutral", True),
        ("(Borås),", True),
        ("SMHI", True),
        ("LinkedIn", True),
        ("CO2-utsläpp", True),
        ("Гора", True),
        ("9$7&RGH", False),
        ("aBcDEfG", False),
        ("bcdfgh", False),
        ("аbсd", False),  # Cyrillic among Latin
        ("2030", False),
        ("|", False),
    ],
)
def test_is_wordlike(word: str, answer: bool) -> None:
    assert is_wordlike(word) is answer


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("a" * 10_000_000, True),
        ("A a " * 100, True),
        ("- | " * 200, True),
        ("abcdefghij" * 100_000, True),
        ("abcd" * 50, True),
        ("abcd" * 49 + "abc", False),  # too short to tell
        ("abcde " * 40, False),
        ("abcde" * 40, False),  # 200 letters
        ("abcde" * 40 + "f", True),
        (f"{'abcde' * 60} {SWEDISH}", False),
        ("市の気候プログラムについてのお知らせです。" * 50, False),
        ("", False),
    ],
)
def test_a_long_text_that_is_no_words_says_nothing(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing
