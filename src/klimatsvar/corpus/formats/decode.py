"""Bytes to text, whatever the encoding.

Told by marks, zeros, validity and the places of å, ä and ö: charset-normalizer's statistical guess
takes short Swedish texts for Chinese, and among the three encodings of one byte, for another.
"""

import codecs
import re

from klimatsvar.errors import DocumentError

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ONE_BYTE = ("cp1252", "mac_roman", "cp850")
_SWEDISH = re.compile(r"(?<=[a-zåäö])[åäö](?=[a-zåäö])")
_MISPLACED = re.compile(r"(?<=[a-z])[ŒŠ†„”](?=[a-z])")


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text of ``content``: UTF-16, UTF-8, the ``declared`` encoding, or Windows-1252.

    The first of them that fits is taken; Mac Roman or DOS' code page 850 before Windows-1252 where
    they alone give Swedish words. Line ends become ``\\n``. Raises DocumentError for
    bytes that are no text, and for UTF-8 with damage.
    """
    for encoding in _candidates(content, declared):
        try:
            text = content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        return _plain(text)
    raise DocumentError("encoding_unknown")


def _candidates(content: bytes, declared: str | None) -> list[str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if content.count(0) > len(content) // 4:
        # Western letters in UTF-16 without its mark: one byte of two is zero.
        return ["utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"]
    if _is_damaged_utf8(content):
        # To leave the signs out would make "20" of "2?0".
        raise DocumentError("encoding_damaged")
    return ["utf-8-sig", declared or _other_than_1252(content) or "cp1252", "cp1252"]


def _other_than_1252(content: bytes) -> str | None:
    """Return Mac Roman or code page 850, if it puts more of å, ä and ö within words.

    Two of the letters tell; one does if Windows-1252 has a sign there that is never within words.
    """
    letters = {encoding: _letters(content, encoding, _SWEDISH) for encoding in _ONE_BYTE}
    best = max(_ONE_BYTE, key=lambda encoding: letters[encoding])
    enough = 1 if _letters(content, "cp1252", _MISPLACED) else 2
    return best if letters[best] >= enough and best != "cp1252" else None


def _letters(content: bytes, encoding: str, pattern: re.Pattern[str]) -> int:
    """Return how many different signs of the pattern there are, 0 if the encoding doesn't fit."""
    try:
        return len(set(pattern.findall(content.decode(encoding))))
    except UnicodeError:
        return 0


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell whether most of the letters beyond ASCII are UTF-8, and some are not."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return 0 < wrong < sum(not character.isascii() for character in text) - wrong


def _plain(text: str) -> str:
    if len(_CONTROLS.findall(text)) > len(text) // 100:
        raise DocumentError("not_text")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
