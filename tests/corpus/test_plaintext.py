"""Plain text: wrapped by hand, or a web page saved as text."""

import sys
from types import FrameType

import pytest

from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.source import Metadata

# As a browser saves a municipality's news page.
NEWS = """\
Logotyp för Exempelstads kommun
Till innehållet
Meny
Sök

Nyheter

Exempelstad planterar tusen träd

Publicerad: 8 december 2023

Foto: A. Karlsson 2019

I vinter planteras tusen träd längs ån. De ger skugga åt alla som går
och cyklar där.

– Vi har längtat, säger parkchefen.

Så går det till

Arbetet görs i tre steg:
• marken grävs upp
• träden ställs på plats, och
  binds upp mot vinden
• barkflis läggs ut

Logotyp för trädens år valdes av stadens barn.

Ikon: pratbubblor

Om du har frågor kontakta:

Parkenheten

Telefon: 033-00 00 00

Dela sidan: [2023-12-08] Exempelstad planterar tusen träd
Facebook-symbol LinkedIn-symbol
Hjälpte informationen dig?
Ja
Nej
Sidan senast uppdaterad: 9 december 2023
"""


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_plaintext(text).blocks]


def test_a_saved_news_page() -> None:
    source = read_plaintext(NEWS)
    assert source.metadata == Metadata(title="Exempelstad planterar tusen träd", date="2023-12-08")
    assert [(b.kind, b.level, b.text) for b in source.blocks] == [
        ("paragraph", 0, "Nyheter"),
        ("heading", 1, "Exempelstad planterar tusen träd"),
        (
            "paragraph",
            0,
            "I vinter planteras tusen träd längs ån. De ger skugga åt alla som går och cyklar där.",
        ),
        ("item", 0, "Vi har längtat, säger parkchefen."),
        ("heading", 2, "Så går det till"),
        ("paragraph", 0, "Arbetet görs i tre steg:"),
        ("item", 0, "marken grävs upp"),
        ("item", 0, "träden ställs på plats, och binds upp mot vinden"),
        ("item", 0, "barkflis läggs ut"),
        ("paragraph", 0, "Logotyp för trädens år valdes av stadens barn."),
        ("paragraph", 0, "Parkenheten"),
        ("paragraph", 0, "Telefon: 033-00 00 00"),
    ]


def test_the_date_is_a_notices_and_not_a_pictures() -> None:
    text = "Foto: Anna 2019\nÄndrad: 3 maj 2024\nPlanen antogs 2021.\n"
    assert read_plaintext(text).metadata == Metadata(date="2024-05-03")
    assert read_plaintext("Foto: Anna 2019\nPlanen antogs 2021.\n").metadata == Metadata()


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "KLIMATPLAN\n==========\n\n"
        "Planen beskriver hur staden ska minska sina utsläpp av växthusgaser\n"
        "fram till år 2030. Den följs upp varje år, och antogs\n"
        "2021. Den gäller.\n\n"
        "Frågor och svar\n---------------\nVad kostar det?\nIngenting.\n"
        "* * *\n"
        "1. Första\n   steget\n2) Andra\n"
    )
    assert blocks(text) == [
        ("heading", "KLIMATPLAN"),
        (
            "paragraph",
            "Planen beskriver hur staden ska minska sina utsläpp av växthusgaser fram till år "
            "2030. Den följs upp varje år, och antogs 2021. Den gäller.",
        ),
        ("heading", "Frågor och svar"),
        ("paragraph", "Vad kostar det? Ingenting."),
        ("item", "Första steget"),
        ("item", "Andra"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028"])
def test_any_line_end_ends_a_line(end: str) -> None:
    assert blocks(f"- ett{end}- två{end}{end}Slut.") == [
        ("item", "ett"),
        ("item", "två"),
        ("paragraph", "Slut."),
    ]


def test_tabs_are_space() -> None:
    assert blocks("\tText med\ttabb.\n\tMer.\n") == [("paragraph", "Text med tabb. Mer.")]


@pytest.mark.parametrize(
    "line",
    [
        "En mening.",
        "En fråga?"[:-1] + ":",
        "gemen begynnelse",
        "”Ett citat”",
        "R" + "u" * 90,
    ],
)
def test_not_a_heading(line: str) -> None:
    assert blocks(f"{line}\n\nText följer.\n") == [
        ("paragraph", line),
        ("paragraph", "Text följer."),
    ]


@pytest.mark.parametrize("line", ["Vad är klimat?", "2030 och sedan", "## Mål", "R" + "u" * 89])
def test_a_heading(line: str) -> None:
    assert blocks(f"{line}\n\nText följer.\n") == [
        ("heading", line.lstrip("# ")),
        ("paragraph", "Text följer."),
    ]


def test_lines_that_stand_apart_in_a_row_are_kept_as_text() -> None:
    assert blocks("Kontakt\n\nÖppettider\n\nMåndag 10–18\n\nTisdag 10–16\n") == [
        ("heading", "Kontakt"),
        ("paragraph", "Öppettider"),
        ("paragraph", "Måndag 10–18"),
        ("paragraph", "Tisdag 10–16"),
    ]


def test_the_first_heading_is_the_title() -> None:
    source = read_plaintext("Plan\n\nText.\n\nMål\n\nNoll.\n")
    assert source.metadata.title == "Plan"
    assert [(b.text, b.level) for b in source.blocks if b.kind == "heading"] == [
        ("Plan", 1),
        ("Mål", 2),
    ]
    assert read_plaintext("Text.\n\nMål\n\nNoll.\n").metadata.title is None


@pytest.mark.parametrize("text", ["", "\n \n\t\n", "Meny\nSök\n", "-----\n", "." * 1_000_000])
def test_a_file_without_text(text: str) -> None:
    assert blocks(text) == []


def test_one_line_of_ten_million_characters() -> None:
    sentence = "Staden minskar sina utsläpp. "
    (block,) = read_plaintext(sentence * 350_000).blocks
    assert block.text == (sentence * 350_000).strip()


def test_a_numbered_line_alone_over_text_is_a_heading_and_among_others_an_item() -> None:
    assert blocks("1. Inledning\n\nText här.\n\n2. Mål\n\nNoll.\n") == [
        ("heading", "1. Inledning"),
        ("paragraph", "Text här."),
        ("heading", "2. Mål"),
        ("paragraph", "Noll."),
    ]
    assert blocks("Gör så:\n\n1. Sortera\n\n2. Lämna in\n\nTack för hjälpen.\n")[1:3] == [
        ("item", "Sortera"),
        ("item", "Lämna in"),
    ]


def test_a_dash_within_a_wrapped_sentence_is_no_item() -> None:
    text = "Planen gäller alla i staden\n– unga som gamla – och följs\nupp varje år.\n"
    assert blocks(text) == [
        ("paragraph", "Planen gäller alla i staden – unga som gamla – och följs upp varje år.")
    ]
    assert blocks("Planen gäller:\n– unga\n– gamla\n")[1:] == [("item", "unga"), ("item", "gamla")]
    assert blocks("Så sa hon.\n– Vi är glada.\n")[1] == ("item", "Vi är glada.")


def test_lines_apart_that_go_on_with_a_sentence_are_items() -> None:
    text = (
        "Arbetstiden för lärare är:\n\n1 700 timmar med 35 dagar\n\n1 732 timmar med 31 dagar\n\n"
        "1 756 timmar med 28 dagar.\n\nStaden ger\nskydd i form av\n\nsjuklön\n\nMer\n\nText.\n"
    )
    assert blocks(text) == [
        ("paragraph", "Arbetstiden för lärare är:"),
        ("item", "1 700 timmar med 35 dagar"),
        ("item", "1 732 timmar med 31 dagar"),
        ("item", "1 756 timmar med 28 dagar."),
        ("paragraph", "Staden ger skydd i form av"),
        ("item", "sjuklön"),
        ("heading", "Mer"),
        ("paragraph", "Text."),
    ]


def test_furniture_is_counted() -> None:
    assert read_plaintext("Meny\nSök\n\nText här.\n\n----\nSkriv ut\n").furniture == 4 + 3 + 8
    assert read_plaintext("Text här.\n").furniture == 0


def calls(text: str) -> int:
    """Return the number of calls that reading takes: work that no busy machine changes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        del frame, argument
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        read_plaintext(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("text", ["Staden\n", "- ett\n", "1. Ett\n\n", "– ord\n", "a:\n\n"])
def test_many_lines_take_work_that_grows_with_them(text: str) -> None:
    assert calls(text * 4000) < 5 * calls(text * 1000)


def test_columns_set_with_spaces_tabs_or_dots_are_a_table() -> None:
    text = (
        "Öppet\n"
        "            Ekby      Sjöbo\n"
        "---------------------------\n"
        "Måndag      10-19     Stängt\n"
        "Lördag                9-13\n"
        "Gäller ej helger.\n\n"
        "Kommun\tTon\tAndel\nLilla Edet\t2 000\t1 %\nBorås\t195 000\t\n\n"
        "Extra säck ....... 60 kr\nNytt kärl ........ 250 kr\n"
    )
    assert blocks(text) == [
        ("paragraph", "Öppet"),
        ("row", "Måndag – Ekby: 10-19; Sjöbo: Stängt"),
        ("row", "Lördag – Sjöbo: 9-13"),
        ("paragraph", "Gäller ej helger."),
        ("row", "Lilla Edet – Ton: 2 000; Andel: 1 %"),
        ("row", "Borås – Ton: 195 000"),
        ("row", "Extra säck: 60 kr"),
        ("row", "Nytt kärl: 250 kr"),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Vi bygger.  Det tar tid.\nVi hoppas.  Det blir bra.", ["paragraph"]),
        ("-\tByt lampor\n-\tSänk värmen", ["item", "item"]),
        ("Ett  två\nTre fyra", ["paragraph"]),
        ("En rad av  ord som\nfyller hela sin  bredd", ["paragraph"]),
    ],
)
def test_wide_spaces_alone_make_no_table(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _ in blocks(text)] == kinds


def test_facts_with_labels_are_items() -> None:
    assert blocks("Kontakt\nTelefon: 033-11 22 33\nE-post: ek@ekby.se\n") == [
        ("paragraph", "Kontakt"),
        ("item", "Telefon: 033-11 22 33"),
        ("item", "E-post: ek@ekby.se"),
    ]
    assert [kind for kind, _ in blocks("Obs: Det är\nstängt i dag.")] == ["paragraph"]


def test_what_a_letter_quotes_stands_by_itself() -> None:
    assert blocks("Bidraget är 50 procent.\n> Är bidraget\n>> 60 procent?\n") == [
        ("paragraph", "Bidraget är 50 procent."),
        ("paragraph", "Är bidraget 60 procent?"),
    ]


def test_numbers_of_pages_are_left_out() -> None:
    text = "Planen gäller.\n\nSida 1 av 3\n\nSida 4\n\nSida 4 visar kartan.\n"
    assert blocks(text) == [("paragraph", "Planen gäller."), ("paragraph", "Sida 4 visar kartan.")]
    assert read_plaintext(text).furniture == 17
