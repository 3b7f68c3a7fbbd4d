"""Number words in the languages that residents ask in, out of Unicode's rules (CLDR)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from unicode_rbnf import RbnfEngine

_LANGUAGES = ("sv", "en", "fi", "de", "pl", "hr", "sr_Latn", "ar")
"""Their words are read in every text: the language of a short one is told wrongly now and then."""
_ALONE = {"es": "es", "uk": "uk", "tr": "tr", "fa": "fa"}
"""Their words are read only in a text in the language; too many mean something in another."""
_SOMALI = {
    word: value
    for value, word in [
        *enumerate("laba saddex afar shan lix toddoba siddeed sagaal toban".split(), start=2),
        *zip(
            range(20, 100, 10),
            "labaatan soddon afartan konton lixdan toddobaatan siddeetan sagaashan".split(),
            strict=True,
        ),
        (100, "boqol"),
    ]
}
# Arabic words agree with what is counted, in forms that the rules lack.
_ARABIC = {
    word: value
    for value, forms in [
        (2, "اثنين اثنتين الثاني الثانية"),
        (3, "ثلاث الثلاث الثلاثة الثالث الثالثة"),
        (4, "اربع الاربع الاربعة الرابع الرابعة"),
        (5, "خمس الخمس الخمسة الخامس الخامسة"),
        (6, "ست الست الستة السادس السادسة"),
        (7, "سبع السبع السبعة السابع السابعة"),
        (8, "ثمان ثماني الثماني الثمانية الثامن الثامنة"),
        (9, "تسع التسع التسعة التاسع التاسعة"),
        (10, "عشر العشر العشرة العاشر العاشرة"),
        *zip(
            range(20, 100, 10),
            "عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين".split(),
            strict=True,
        ),
    ]
    for word in forms.split()
}
# Words that are no numbers in most texts: the languages in which they are.
_ONLY_IN: dict[str, tuple[str, ...]] = {
    "ten": ("en", "sv"),
    "pet": ("bs",),
    "sto": ("pl", "bs"),
    "elf": ("de",),
    "second": (),
    "andra": (),
    "drugi": (),
    "druga": (),
    "drugo": (),
    "toinen": (),
    "toisen": (),
    "toista": (),
}
_SCALES = [
    (12, "dussin dussinet dozen dozens dutzend tusina tusinaa tusinan tuzin tuziny tuzina tuce"),
    (20, "tjog tjoget"),
    (100, "hundra hundred hundreds hundert sata sataa sadan stotine stotina مئة مائة"),
    (
        1_000,
        "tusen tusentals thousand thousands tausend tuhat tuhatta tuhannen tysiąc tysiące tysięcy"
        " hiljada hiljade hiljadu tisuća tisuće ألف آلاف الف الاف tkr",
    ),
    (
        1_000_000,
        "miljon miljoner million millions millionen miljoona miljoonaa miljoonan milion miliony"
        " milionów milionu miliona milioni milijun milijuna milijuni milijon milijona"
        " مليون ملايين malyan malyuun millón millones milyon mn mnkr mkr мільйон мільйони"
        " мільйонів",
    ),
    (
        1_000_000_000,
        "miljard miljarder billion billions milliarde milliarden miljardi miljardia miliard"
        " miliardy miliardów milijarda milijarde milijardi milijardu مليار مليارات milyar mdkr mdr",
    ),
]
SCALES = {word: value for value, words in _SCALES for word in words.split()}
"""Words that multiply the number before them."""
SMALL = frozenset(
    """
    en ett ena först one a an ein eine einen einem einer eines eins yksi yhden yhtä jeden jedna
    jedno
    jednego jednej jedną jedan jednog jednom jednu un una uno mid hal kow bir один одна одне واحد
    واحدة یک
    """.split()
)
"""One, which is an article or a pronoun as often as a number."""
SECOND = frozenset(["andra", "annan", "second", "toinen", "toisen", "drugi", "druga", "drugo"])
"""Second, which is "other" as often."""
_LONGEST = 60
"""Letters of a number word: that for 777 777 has 43 in Swedish."""
_JOINERS = frozenset(["och", "and", "und", "i", "y", "ja", "iyo", "ve"])


_FIRST = (
    "första förste first erste ersten erster erstes erstem ensimmäinen ensimmäisen ensimmäistä"
    " ensimmäisessä ensimmäisestä ensimmäiset pierwszy pierwsza pierwsze pierwszego pierwszej"
    " pierwszą pierwszym prvi prva prvo prvog prvom prvu koowaad الأول الأولى أول primer primero"
    " primera перший перша перше ilk"
)


def plain(word: str) -> str:
    """Return the word as the tables have it."""
    return re.sub("[أإآ]", "ا", re.sub("[\u064b-\u0652\u0640]", "", word.casefold()))


def value_of(word: str, language: str) -> int | None:
    """Return the value of a number word from two to 999 999, cardinal or ordinal; else None.

    ``language``, of the text that it stands in, decides only for words like "ten", which mean
    something else in another language.
    """
    word = plain(word)
    if language not in _ONLY_IN.get(word, (language,)) or word in SMALL:
        return None
    if language in _ALONE and word in (own := _spelled(_ALONE[language])):
        return own[word]
    return _value(word)


@lru_cache(maxsize=10_000)
def _value(word: str) -> int | None:
    # Without these two "tusenhundratusenhundra..." takes a time that doubles with each letter.
    if len(word) > _LONGEST:
        return None
    table = _table()
    if word in table:
        return table[word]
    if (tail := _TAIL.search(word)) and tail.start():
        stem = word[: tail.start()]
        return SCALES.get(stem) or _value(stem)
    for scale, spelled in ((1000, _COMPOUND_THOUSAND), (100, _COMPOUND_HUNDRED)):
        if found := spelled.fullmatch(word):
            before = _value(found[1]) if found[1] else 1
            after = _value(found[2]) if found[2] else 0
            one = found[1] in SMALL
            if (before is not None or one) and after is not None and after < scale:
                return (1 if one else before or 1) * scale + after
    return None


_TAIL = re.compile(
    r"(?:tals?|talet|års?|åriga?|årigt|årsperiod\w*|dagars?|veckors?|månaders?|timmars?"
    r"|dels?|platsen|plats"
    r"|procentiga?|faldigt?|dubbelt|dubblas|dubblats|tums|meters?|kilometers?|fold|jährige?n?r?)$"
)
"""What Swedish writes together with a number word: "ett tiotal", "femårig", "sjundeplatsen"."""
_COMPOUND_THOUSAND = re.compile(r"(\w*?)(?:tusen|tausend|tuhatta|tuhat)(?:und)?(\w*)")
_COMPOUND_HUNDRED = re.compile(r"(\w*?)(?:hundra|hundert|sataa|sata)(?:und)?(\w*)")


@lru_cache(maxsize=1)
def _table() -> dict[str, int]:
    words = {plain(word): value for word, value in (_SOMALI | _ARABIC).items()}
    words |= dict.fromkeys(map(plain, _FIRST.split()), 1)
    for language in _LANGUAGES:
        words = _spelled(language) | words
    return words


@lru_cache(maxsize=len(_LANGUAGES) + len(_ALONE))
def _spelled(language: str) -> dict[str, int]:
    """Return the single words from 2 to 99, and of the hundreds, in every form."""
    engine = RbnfEngine.for_language(language)
    rulesets = [
        name
        for name in engine.rulesets
        if name.startswith(("spellout-cardinal", "spellout-ordinal"))
        and not name.endswith(("-base", "-tens", "-ones"))
    ]
    words: dict[str, int] = {}
    for value in [*range(2, 100), *range(100, 1000, 100)]:
        spelled = engine.format_number(value, ruleset_names=rulesets).text_by_ruleset
        for form in spelled.values():
            form = plain(form.replace("\u00ad", ""))
            if re.fullmatch(r"[^\W\d_]+", form):
                words.setdefault(form, value)
    for word in [*SMALL, *SCALES]:
        words.pop(plain(word), None)
    return words


def runs(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and value of the numbers in words: "tjugotre", "twenty-three", "dwa"."""
    words = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\W\d_]+", text)]
    at = 0
    while at < len(words):
        start, end, word = words[at]
        total = value_of(word, language)
        at += 1
        if total is None:
            continue
        while at < len(words) and re.fullmatch(r"[\s-]*", text[end : words[at][0]]):
            taken = _goes_on(total, [word for *_, word in words[at : at + 2]], language)
            if taken is None:
                break
            total += taken[0]
            at += taken[1]
            end = words[at - 1][1]
        yield start, end, total


def _goes_on(total: int, words: Sequence[str], language: str) -> tuple[int, int] | None:
    """Return what the next words add to the number so far, and how many of them do; else None."""
    value = value_of(words[0], language)
    if value is not None:
        return (value, 1) if _fits_below(value, total) else None
    if words[0].startswith("و"):  # Arabic writes "and" with the word: "three and-twenty"
        value = value_of(words[0][1:], language)
        fits = value is not None and (_fits_below(value, total) or _fits_below(total, value))
        return (value, 1) if value is not None and fits else None
    if words[0].casefold() in _JOINERS and len(words) > 1:
        value = value_of(words[1], language)
        return (value, 2) if value is not None and _fits_below(value, total) else None
    return None


def _fits_below(small: int, great: int) -> bool:
    """Tell whether the two are said as one number: 20 and 3, 100 and 23."""
    return great % 10 == 0 and 0 < small < (100 if great % 100 == 0 else 10) and great >= 20
