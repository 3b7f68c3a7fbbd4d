"""Words that deny, and that say more or less.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

import pytest

from klimatsvar.language.polarity import (
    clauses,
    denials_in,
    polarity,
    turned,
)


def each(words: dict[str, str]) -> list[tuple[str, str]]:
    """Return (language, word) for words parted by commas."""
    return [(code, word.strip()) for code, listed in words.items() for word in listed.split(",")]


DENIALS = {
    "sv": "inte, ej, icke, aldrig, ingen, inget, inga, ingenting, ingenstans, varken",
    "en": "not, no, never, none, nothing, nobody, neither, nor, cannot, nowhere, isn't, isn’t",
    "fi": "ei, eivät, emme, ette, eikä, eivätkä, älä, älkää, ettei, eivätkö, koskaan, en, et",
    "de": "nicht, kein, keine, nie, niemals, nichts, niemand, niemandem, weder, nirgends",
    "pl": "nie, nigdy, żaden, nikt, nic, ani",
    "bs": "ne, nije, nisu, nema, nemaju, nikad, nikada, ništa, niko, nijedan, neće, nemojte",
    "so": "maaha, maahan, ma, aan, uma, kuma",
    "es": "no, nunca, ningún, ninguna, tampoco, ni",
    "uk": "не, ні, немає, ніколи",
    "tr": "değil, yok, hiç",
    "ar": "لا, ليس, ليست, ليسوا, لم, لن",
    "fa": "نیست, نیستند, هیچ, نمی‌شود",
}
GUARDS = {
    "sv": "utan, utanför, saknar, gratis, avgiftsfritt, kostnadsfri, fri, fritt, fria, avråder,"
    "undvik, förbjudet, sällan, knappt, knappast, slipper, upphör, oklart, okänt, misslyckas,"
    "låt bli, tills",
    "en": "free, without, lacks, missing, avoid, outside, except, unless, rarely, hardly, unknown,"
    "unclear, failed, discouraged, warned, advise against, advises against, against, until",
    "fi": "ilman, ilmainen, maksuton, puuttuu, välttää, kielletty, ulkopuolella, harvoin",
    "de": "ohne, kostenlos, gratis, fehlt, vermeiden, außer, abraten, rät, unbekannt, selten, frei",
    "pl": "bez, bezpłatny, darmowy, brak, unikaj, odradza, poza, rzadko",
    "bs": "bez, besplatno, nedostaje, izbjegavajte, izvan, rijetko, savjetuje",
    "so": "bilaash, la'aan, la’aan, mid na",
    "es": "sin, gratis, gratuito",
    "ar": "غير, بدون, دون, مجانا, مجاني, تجنب, خارج, ينصح",
}


@pytest.mark.parametrize(("language", "word"), each(DENIALS))
def test_a_word_denies(language: str, word: str) -> None:
    assert polarity(f"X {word} Y", language) == "denied"
    assert polarity(f"X {word.upper()}", language) == "denied"
    assert polarity("X Y", language) == "plain"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_some_words_deny_in_their_own_language_only(language: str) -> None:
    assert polarity("en ma et ni aan uma kuma", language) == "plain"


@pytest.mark.parametrize("word", [word for _, word in each(GUARDS)])
def test_a_word_may_be_a_denial(word: str) -> None:
    assert polarity(f"X {word} Y", "sv") == "guarded"


@pytest.mark.parametrize(
    "text",
    [
        *("inte bara", "inte minst", "inte mer än", "inte fler än", "inte mindre än"),
        *("inte färre än", "not only", "not more than", "not later than", "no more than"),
        *("no later than", "no less than", "not fewer than", "nicht nur", "nicht mehr als"),
        *("nicht weniger als", "nie tylko", "ne samo", "ei vain", "no solo"),
    ],
)
def test_a_denial_may_deny_nothing(text: str) -> None:
    assert polarity(f"X {text} Y", "sv") == "plain"


def test_denials_are_counted_in_swedish_and_english_only() -> None:
    assert denials_in("Inte utan skäl, varken nu eller aldrig. It isn't, and never was") == 6
    assert denials_in("nie nicht ei") == 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        *((f"X, {word} Y", 2) for word in ("men", "och", "fast", "medan", "but", "and", "while")),
        *((f"X, {word} Y", 2) for word in ("mutta", "ja", "aber", "und", "während", "ale", "i")),
        *((f"X, {word} Y", 2) for word in ("a", "ali", "dok", "ولكن", "وهو", "pero", "laakiin")),
        *((f"X {word} Y", 2) for word in ("men", "but", "mutta", "aber", "ale", "ali", "pero")),
        *((f"X {word} Y", 2) for word in ("لكن", "ولكن", "laakiin")),
        ("X och Y", 1),
        ("X, Y", 1),
    ],
)
def test_clauses_are_denied_each_for_itself(text: str, parts: int) -> None:
    assert len(clauses(text)) == parts


MORE = (
    "öka ökar ökat ökade ökning höjdes fler mer större högre växer växte stiger stigit steg"
    " increased rises rose grew grows more higher larger raised kasvoi lisääntyi nousi enemmän"
    " korkeampi suurempi steigt stieg gestiegen erhöht zunahm zugenommen mehr höher wzrosły wzrósł"
    " zwiększył więcej wyższy podniósł povećao porast porasla više veće kordhay زاد ارتفع ازداد"
    " زيادة اكثر أكثر أعلى"
)
LESS = (
    "minskar sänktes färre mindre lägre sjunker sjönk föll fallit decreased reduced fell fallen"
    " dropped fewer less lower smaller cut cuts declined shrinks väheni vähemmän laski alhaisempi"
    " pienempi sinkt sank gesunken senken gesenkt reduziert verringert weniger niedriger abnahm"
    " spadły zmniejszył obniżył mniej niższy redukcja smanjio pao pale palo pada manje niže"
    " yareeyay hoos انخفض خفض تقليل تراجع تنخفض اقل أقل أدنى"
)


@pytest.mark.parametrize("word", [*MORE.split(), "kor u"])
def test_a_word_says_more(word: str) -> None:
    assert turned(f"X {word} Y", "minskade")
    assert not turned(f"X {word} Y", "ökade")


@pytest.mark.parametrize("word", LESS.split())
def test_a_word_says_less(word: str) -> None:
    assert turned(f"X {word} Y", "ökade")
    assert not turned(f"X {word} Y", "minskade")


@pytest.mark.parametrize(
    "limit",
    [
        *("eller mer", "eller fler", "eller mindre", "eller färre", "or more", "or less"),
        *("or fewer", "oder mehr", "oder weniger", "tai enemmän", "lub więcej", "ili više"),
    ],
)
def test_a_limit_is_no_change(limit: str) -> None:
    assert not turned(f"50 {limit}", "minskade")
    assert not turned(f"50 {limit}", "ökade")
