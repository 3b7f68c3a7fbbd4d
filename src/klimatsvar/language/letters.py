"""How words are compared, without case and the marks on their letters; how names are shown."""

import re
import unicodedata
from typing import Final

RAISED_FIGURES: Final = "⁰¹²³⁴-⁹"
"""Within the brackets of an expression; powers and the marks of notes."""
RAISED_LETTERS: Final = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
"""The marks of notes that are letters; Unicode has no raised q."""
PLAIN_LETTERS: Final = "abcdefghijklmnoprstuvwxyz"
"""The same letters on the line."""

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


# Controls, separators of lines, and marks that turn the direction of what stands after them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return a name as it is shown to staff: on one line, with escapes (``\\u202e``) for signs that
    nobody sees or that turn the line around, so that no file looks like another."""
    return _UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)
