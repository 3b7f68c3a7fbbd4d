"""Number words in the languages that residents ask in, out of Unicode's rules (CLDR)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from unicode_rbnf import RbnfEngine

from klimatsvar.language.letters import plain
from klimatsvar.language.lists import LANGUAGES, Numbers, any_of, everywhere, lists

_LONGEST = 60
"""Letters of a number word: that for 777 777 has 43 in Swedish."""


def _plain_words(choose: Callable[[Numbers], Iterable[str]]) -> frozenset[str]:
    return frozenset(map(plain, everywhere(lambda own: choose(own.numbers))))


def _by_word(table: Mapping[int, Iterable[str]]) -> dict[str, int]:
    return {plain(word): value for value, words in table.items() for word in words}


SCALES: Mapping[str, int] = {
    word: value
    for language in LANGUAGES
    for word, value in _by_word(lists(language).numbers.scales).items()
}
"""Words that multiply the number before them."""
ONE = _plain_words(lambda numbers: numbers.one)
"""One, which is an article or a pronoun as often as a number."""
SECOND = _plain_words(lambda numbers: numbers.second)
"""Second, which is "other" as often."""
_NEVER = _plain_words(lambda numbers: numbers.never) | ONE | SECOND
_JOINERS = _plain_words(lambda numbers: numbers.joiners)
_GUARDED = _plain_words(lambda numbers: numbers.only_here)
"""Number words that are other words in another language."""
_TAIL = re.compile(f"{any_of(everywhere(lambda own: own.numbers.tails))}$")
"""What is written together with a number word: "ett tiotal", "femårig", "sjundeplatsen"."""
_WITHIN = tuple(
    (scale, re.compile(rf"(\w*?){any_of(words)}(?:und)?(\w*)"))
    for scale, words in (
        (1000, everywhere(lambda own: own.numbers.thousand_within)),
        (100, everywhere(lambda own: own.numbers.hundred_within)),
    )
)


def value_of(word: str, language: str) -> int | None:
    """Return the value of a number word from two to 999 999, cardinal or ordinal; else None.

    ``language``, of the text that it stands in, decides only for words like "ten", which mean
    something else in another language.
    """
    word = plain(word)
    own = lists(language).numbers if language in LANGUAGES else None
    if word in _NEVER or (word in _GUARDED and not (own and word in own.only_here)):
        return None
    if own and not own.read_everywhere and word in (spelled := _spelled_in(language)):
        return spelled[word]
    return _value(word)


@cache
def cardinals(language: str) -> frozenset[str]:
    """Return the single words that count in a language, and its scales: "sju", not "sjunde"."""
    own = lists(language).numbers
    counting = (_spelled(rules, ("spellout-cardinal",)) for rules in own.spelled_by)
    return frozenset().union(*counting, _by_word(own.scales)) - _NEVER


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
    for scale, spelled in _WITHIN:
        if found := spelled.fullmatch(word):
            before = _value(found[1]) if found[1] else 1
            after = _value(found[2]) if found[2] else 0
            one = found[1] in ONE
            if (before is not None or one) and after is not None and after < scale:
                return (1 if one else before or 1) * scale + after
    return None


@cache
def _table() -> dict[str, int]:
    """Return the number words that are read in every text."""
    listed = (lists(language).numbers.words for language in LANGUAGES)
    words = {word: value for table in listed for word, value in _by_word(table).items()}
    for language in LANGUAGES:
        if lists(language).numbers.read_everywhere:
            words = _spelled_in(language) | words
    return words


@cache
def _spelled_in(language: str) -> dict[str, int]:
    """Return the number words that the language's rules give."""
    return {
        word: value
        for rules in lists(language).numbers.spelled_by
        for word, value in _spelled(rules, ("spellout-cardinal", "spellout-ordinal")).items()
    }


def _spelled(rules: str, kinds: tuple[str, ...]) -> dict[str, int]:
    """Return the single words from 2 to 99, and of the hundreds, in every form of the kinds."""
    engine = RbnfEngine.for_language(rules)
    rulesets = [
        name
        for name in engine.rulesets
        if name.startswith(kinds) and not name.endswith(("-base", "-tens", "-ones"))
    ]
    words: dict[str, int] = {}
    for value in [*range(2, 100), *range(100, 1000, 100)]:
        spelled = engine.format_number(value, ruleset_names=rulesets).text_by_ruleset
        for form in spelled.values():
            form = plain(form.replace("\u00ad", ""))
            if re.fullmatch(r"[^\W\d_]+", form):
                words.setdefault(form, value)
    return {word: value for word, value in words.items() if word not in {*ONE, *SCALES}}


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
    if plain(words[0]) in _JOINERS and len(words) > 1:
        value = value_of(words[1], language)
        return (value, 2) if value is not None and _fits_below(value, total) else None
    return None


def _fits_below(small: int, great: int) -> bool:
    """Tell whether the two are said as one number: 20 and 3, 100 and 23."""
    return great % 10 == 0 and 0 < small < (100 if great % 100 == 0 else 10) and great >= 20
