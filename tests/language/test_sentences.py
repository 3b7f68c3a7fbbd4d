"""Where sentences end, on the cases in which a full stop means something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.language.sentences import split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_spans_are_offsets_without_surrounding_space() -> None:
    assert split_sentences("  Sol lyser. \n Vind blåser!  ") == [(2, 12), (15, 27)]
    assert split_sentences("") == split_sentences(" \n\t ") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Staden satsar på t.ex. Cykelvägar och bl.a. Bussar.",
        "Så kallade s.k. Gröna obligationer finns.",
        "Utsläppen minskar, dvs. Målet nås.",
        "Mötet börjar kl. 18.30 i stadshuset.",
        "Huset är ca. 300 år.",
        "Se nr. 5 i listan.",
        "Läs mer på sid. 12 och i prop. 2016/17:146.",
        "Det gäller cyklar m.m. och bussar.",
        "Det gäller fr.o.m. 2024 t.o.m. 2030.",
        "Enligt 5 kap. 3 § gäller detta.",
        "Utsläppen var 3,5 ton och blev 1.5 ton.",
        "Se www.boras.se för mer.",
        "Mötet hålls den 3 jan. 2023 i Borås.",
        "Den 8. december föll snö.",
        "Den 8. December 2023 föll snö.",
        "A. Karlsson och B. C. Nilsson deltog.",
        "”Vad händer nu?” frågade hon.",
        "Vad händer nu? frågade hon.",
        "Men vänta… nu händer det.",
        "Det kostar 300 kr. per år.",
        "Se bil. 2 och tab. 7.",
        "Art. 9 gäller.",
        "Max. 40 kg per besök, min. 2 kg.",
        "Dnr. KS 12 är ordf. Eva Eks ärende.",
        "P.-O. Ek och K.-G. Al deltog.",
    ],
)
def test_a_full_stop_inside_ends_nothing(sentence: str) -> None:
    assert split(f"{sentence} Nästa mening.") == [sentence, "Nästa mening."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Det kostar 300 kr. Sedan kommer moms.", ["Det kostar 300 kr.", "Sedan kommer moms."]),
        ("El, bil m.m. Nästa steg är värme.", ["El, bil m.m.", "Nästa steg är värme."]),
        ("Vi köper el. Den är grön.", ["Vi köper el.", "Den är grön."]),
        ("Det är en ny art. Den trivs.", ["Det är en ny art.", "Den trivs."]),
        ("Vi kör bil. Det är dyrt.", ["Vi kör bil.", "Det är dyrt."]),
        ("Det tar 5 min. Sedan är det klart.", ["Det tar 5 min.", "Sedan är det klart."]),
        ("Snön kom 1 dec. Det blev kallt.", ["Snön kom 1 dec.", "Det blev kallt."]),
        ("Den är från 500 f.Kr. Ingen vet mer.", ["Den är från 500 f.Kr.", "Ingen vet mer."]),
        ("Det var 2023. År 2024 blev bättre.", ["Det var 2023.", "År 2024 blev bättre."]),
        ("Målet nås 2030. 16 procent krävs.", ["Målet nås 2030.", "16 procent krävs."]),
        ("Vi har 12. Alla är gröna.", ["Vi har 12.", "Alla är gröna."]),
        ("Det blir 5 %. 10 % återstår.", ["Det blir 5 %.", "10 % återstår."]),
        ("Vad?! Nej!! Jo.", ["Vad?!", "Nej!!", "Jo."]),
        ("Men vänta... Nu händer det.", ["Men vänta...", "Nu händer det."]),
        ("”Vi måste agera.” Hon log.", ["”Vi måste agera.”", "Hon log."]),
        ("”Vi måste agera”, sade hon. Hon log.", ["”Vi måste agera”, sade hon.", "Hon log."]),
        ("Vi bor här (m.m.). Det är fint.", ["Vi bor här (m.m.).", "Det är fint."]),
        ("(Se sid. 5.) Nästa mening.", ["(Se sid. 5.)", "Nästa mening."]),
        ("Gick det? – Ja. – Bra.", ["Gick det?", "– Ja.", "– Bra."]),
        ("Ett stycke\n \nEtt till", ["Ett stycke", "Ett till"]),
    ],
)
def test_a_sentence_ends_here(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_numbered_lines_keep_their_numbers() -> None:
    assert split("1. Inledning") == ["1. Inledning"]
    assert split("Tabell 3. Utsläpp. Mer text.") == ["Tabell 3. Utsläpp.", "Mer text."]
    assert split("Det blev 3. Bussar kostar.") == ["Det blev 3.", "Bussar kostar."]
    text = "1. Inledning\n2. Mål och medel. Mer text.\n10. Slut"
    assert split(text) == ["1. Inledning\n2. Mål och medel.", "Mer text.", "10. Slut"]


def test_other_scripts_end_sentences_too() -> None:
    assert split("ما هو؟ هذا هو.") == ["ما هو؟", "هذا هو."]
    assert split("یہ ہے۔ وہ ہے۔") == ["یہ ہے۔", "وہ ہے۔"]
    assert split("他说：「你好。」然后走了！好。") == ["他说：「你好。」", "然后走了！", "好。"]


@pytest.mark.parametrize("text", ["." * 1_000_000, "A. " * 200_000, "1. " * 200_000])
def test_a_degenerate_text_is_not_read_again_and_again(text: str) -> None:
    # Were the rest of the text looked at for each full stop, this would take minutes to hours.
    assert split_sentences(text)[-1][1] == len(text.rstrip())


WORDS = ["Ord", "ord", "12", "3,5", "t.ex.", "m.m.", "kr.", "A.", "1. ", "december"]
MARKS = [*".?!…”()»؟。」", " ", " ", "\n", "\n\n", "\t", "\u2028", "\xa0"]
PIECES = st.sampled_from([*WORDS, *MARKS])
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


@given(TEXTS)
def test_spans_are_ordered_and_leave_out_nothing_but_space(text: str) -> None:
    spans = split_sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
