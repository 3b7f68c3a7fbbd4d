"""Local words and what the documents call the same thing: "tippen" is "återvinningscentral".

A question is searched for with the documents' word in the place of the local one. Where it is the
documents that have the local word, and not the other, it works the other way round.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from klimatsvar.language.terms import stem

WordPairs: TypeAlias = tuple[tuple[str, str], ...]
"""Local words or phrases, each with what the documents call it."""

_WORD = re.compile(r"[^\W_]+")
_LANGUAGE = "sv"
"""Of the words' endings."""


class LocalWords:
    """Puts the documents' words in the place of local ones, whatever their endings."""

    def __init__(self, pairs: WordPairs, is_known: Callable[[str], bool]) -> None:
        """Take pairs, and what tells whether the documents have a word in some form."""

        def has(phrase: str) -> bool:
            return all(map(is_known, _words(phrase)))

        self._meanings: dict[tuple[str, ...], str] = {}
        for word, meaning in pairs:
            if has(meaning) or not has(word):
                self._meanings.setdefault(_stems(_words(word)), meaning)
            else:
                self._meanings.setdefault(_stems(_words(meaning)), word)
        self._longest = max(map(len, self._meanings), default=0)

    def read(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the text with the documents' words, and which took the place of which."""
        found = list(_WORD.finditer(text)) if self._meanings else []
        stems = _stems([word[0] for word in found])
        parts: list[str] = []
        replaced: list[tuple[str, str]] = []
        at = end = 0
        while at < len(found):
            length = self._length_at(stems, at)
            if length:
                start, until = found[at].start(), found[at + length - 1].end()
                meaning = self._meanings[stems[at : at + length]]
                parts += [text[end:start], meaning]
                replaced.append((text[start:until].lower(), meaning))
                end = until
            at += length or 1
        return "".join([*parts, text[end:]]), tuple(replaced)

    def _length_at(self, stems: Sequence[str], at: int) -> int:
        """Return of how many words the longest local phrase is that begins here; 0 for none."""
        lengths = range(min(self._longest, len(stems) - at), 0, -1)
        return next((n for n in lengths if tuple(stems[at : at + n]) in self._meanings), 0)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _stems(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem(word.lower(), _LANGUAGE) for word in words)
