"""How words are compared: without case, and without the marks on their letters."""

import re
import unicodedata

_ALEF = re.compile("[أإآ]")
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0640]")


def plain(word: str) -> str:
    """Return the word without case and, in Arabic, as it is written without vowel signs.

    Other marks stay: "för" is not "for".
    """
    return _ALEF.sub("ا", _ARABIC_MARKS.sub("", word.casefold()))


def without_marks(text: str) -> str:
    """Return the text without the marks on its letters, and with its letters in their plain form.

    "Borås" becomes "Boras", "ﬁ" two letters. Case stays.
    """
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text)
    return "".join(char for char in split if unicodedata.category(char) != "Mn")


def fold(text: str) -> str:
    """Return the text without case and without marks on its letters."""
    return without_marks(text).casefold()
