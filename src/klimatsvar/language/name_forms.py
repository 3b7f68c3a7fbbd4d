"""Forms of names: whether two words are one name, inflected or in two languages."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from klimatsvar.language.letters import fold
from klimatsvar.language.lists import LANGUAGES, everywhere, lists

_SHORTEST = 3
"""Letters of a name that can be inflected without a mark between."""
ALIKE = 5
"""Letters that two forms of an ordinary word begin with alike."""
_ENDINGS = frozenset(map(fold, everywhere(lambda own: own.names.endings)))
_PREFIXES = everywhere(lambda own: own.names.prefixes)
_TRANSLATED: Mapping[str, str] = {
    fold(word): name
    for language in LANGUAGES
    for name, words in lists(language).names.translated.items()
    for word in words
}
"""Which name a word, or the beginning of it, is in some language."""


def same(one: str, other: str) -> bool:
    """Tell whether two words are forms of one name."""
    a, b = fold(one), fold(other)
    if a == b or inflected(a, b) or inflected(b, a):
        return True
    if len(a) > _SHORTEST < len(b) and a[:-1] == b[:-1] and a[-1] + b[-1] in ("aa", "an", "na"):
        return True
    meaning = _meaning(one)
    return meaning is not None and meaning == _meaning(other)


def inflected(word: str, name: str) -> bool:
    """Tell whether the folded ``word`` is ``name`` with an ending of some language."""
    rest = word.removeprefix(name)
    return len(name) >= _SHORTEST and rest != word and rest in _ENDINGS


def begin_alike(one: str, other: str) -> bool:
    """Tell whether two folded words look like forms of one ordinary word."""
    shorter = min(len(one), len(other))
    letters = max(ALIKE, shorter - 2)
    return one == other or (shorter >= ALIKE and one[:letters] == other[:letters])


def known(word: str) -> bool:
    """Tell whether a word is a name that some languages write in their own way."""
    return _meaning(word) is not None


@lru_cache(maxsize=5000)
def _meaning(word: str) -> str | None:
    """Return what a name that differs by language stands for; None for another word."""
    folded = fold(word)
    forms = [folded]
    if not folded.isascii():  # Arabic writes "and", "in", "to" and "the" with the word
        forms += [folded.removeprefix(prefix) for prefix in _PREFIXES]
    for form in forms:
        for written, name in _TRANSLATED.items():
            if form == written or inflected(form, written):
                return name
        if form in _countries():
            return _countries()[form]
    return None


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code.isalpha() and re.fullmatch(r"[^\W\d_]{3,}", name):
                names.setdefault(fold(name), code)
    return names
