"""Which words a language has, by the dictionaries of simplemma (MIT): those that a resident may
type, that the documents don't use, and that are no misspellings of theirs; those that a narrow
cell may break."""

from typing import Final

import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

_PART: Final = 4
"""Letters of a part of a compound, at least: shorter words are found in most misspellings."""
_JOINT: Final = "s"
"""What may stand between the parts: "värmelagringsplan"."""


def is_word(word: str, language: str) -> bool:
    """Tell whether the dictionary of a language (ISO 639-1) has a word, in lower case.

    Of a language without a dictionary no word is known.
    """
    # low_memory: 14 MB for Swedish, and not 115
    return language in SUPPORTED_LANGUAGES and simplemma.is_known(word, language, low_memory=True)


def is_compound(word: str, language: str) -> bool:
    """Tell whether a word is put together from two that the dictionary has."""
    return any(
        is_word(word[at:], language)
        and (is_word(word[:at], language) or is_word(word[:at].removesuffix(_JOINT), language))
        for at in range(_PART, len(word) - _PART + 1)
    )
