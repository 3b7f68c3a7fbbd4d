"""Tell text from what only looks like it: glyph numbers, wrong encodings, one letter a million
times."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

_SAMPLE = 3000
"""Characters looked at in each of three places of a long text."""
_FEWEST = 12
"""Characters, spaces aside. Fewer can't be judged."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+")
_LEADERS = re.compile(r"([.…_=*•·–—-])(?:\s?\1)+")
_CID = re.compile(r"\(?cid:\d+\)?")
# UTF-8 read as Windows-1252 ("BorÃ¥s", "â€“") or, three times over, as Windows-1251 ("РџСЂРѕ").
_MOJIBAKE = re.compile(
    "[ÃÂÅÄ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ï¿½"
    "|(?:[РС][\x80-\xbfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї\u0410-\u044f]){3}"
)
# "Å–" may also begin a range of the alphabet, "A–Ö".
_RANGE = re.compile("[ÅÄ][–—]")
# Phonetic signs and rare scripts: what numbers of glyphs look like when taken for letters.
_ODD_LETTER = re.compile("[\u0250-\u02af\u1400-\u167f\u3400-\u4dbf\ua000-\ua4cf]")
_ODD_SIGN = re.compile(r"[#$&*=@\[\\\]^`{}~¡¢£¤¥¦¨¬¯´¶¸¿]")
# "f\x02r" for "för". Elsewhere than in words such signs may be of formulas.
_LOST_LETTER = re.compile("(?<=[^\\W\\d_])[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd](?=[^\\W\\d_])")
_VOWELS = frozenset("aeiouyæœøı")
_LEAST_VOWELS = 0.27
"""Of the letters of a text's longer words. Languages in Latin letters have 0.30 to 0.55."""
_MIXED_SCRIPTS = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))


def is_garbled(text: str) -> bool:
    """Tell whether ``text`` is mostly not words, of no language and in no script.

    True for what a missing table of letters gives (``9$7&RGH``, ``(cid:12)``, private signs), for
    a wrong encoding (``BorÃ¥s``) and for random signs. False for figures, addresses, and texts too
    short to judge. Looks at samples of a long text, so its time has a bound.
    """
    sample = _ADDRESS.sub(" ", _LEADERS.sub(r"\1", _sampled(text)))
    characters = [char for char in sample if not char.isspace()]
    count = len(characters)
    if count < _FEWEST:
        return False
    categories = Counter(map(unicodedata.category, characters))
    lost = sample.count("\ufffd") + categories["Cc"] + categories["Cn"] + categories["Cs"]
    if lost + categories["Co"] > 0.1 * count:
        return True
    if len(_LOST_LETTER.findall(sample)) > max(2, 0.01 * count):
        return True
    if sum(len(match.group()) for match in _CID.finditer(sample)) > 0.2 * count:
        return True
    words = [word for word in sample.split() if sum(map(str.isalpha, word)) > 1]
    wrong = sum(_MOJIBAKE.search(_RANGE.sub("", word)) is not None for word in words)
    if wrong >= 3 and wrong > 0.05 * len(words):
        return True
    if len(_ODD_LETTER.findall(sample)) > 0.3 * count or _is_mostly_accents(sample):
        return True
    letters = sum(map(len, words))
    if len(words) < 3 or letters <= 0.3 * count:
        return len(_ODD_SIGN.findall(sample)) > 0.3 * count
    wordlike = sum(len(word) for word in words if is_wordlike(word))
    return wordlike < 0.4 * letters or _lacks_vowels(words)


_FEWEST_TO_REPEAT = 200
"""Characters, spaces aside, from which a text can be told to say nothing; a short one may be a
table's."""
_FEWEST_DIFFERENT = 5
"""Characters that even a table of zeros and dashes has beside its headers."""
_LONGEST_WORD = 200
"""Letters; no word of a language that parts its words has so many."""


def says_nothing(text: str) -> bool:
    """Tell whether ``text`` is long and no words: one sign over and over, or letters without end.

    Looks at samples of a long text, as ``is_garbled`` does.
    """
    characters = "".join(_sampled(text).split())
    if len(characters) < _FEWEST_TO_REPEAT:
        return False
    if len(set(characters.casefold())) < _FEWEST_DIFFERENT:
        return True
    endless = re.findall(rf"[A-Za-z]{{{_LONGEST_WORD + 1},}}", _sampled(text))
    return sum(map(len, endless)) > 0.9 * len(characters)


@lru_cache(maxsize=4096)
def is_wordlike(word: str) -> bool:
    """Tell whether a token may be a word: of one script, its capitals and vowels as words have."""
    inner = _inner(word)
    parts = [part for part in re.split(r"[\W\d_]+", inner) if part]
    if not parts or _ODD_SIGN.search(inner):
        return False
    return all(map(_is_one_word, parts)) and sum(map(len, parts)) > 0.4 * len(word)


def _inner(word: str) -> str:
    """Return a word without the punctuation around it and the marks on its letters."""
    if not word.isascii():
        word = "".join(char for char in word if not unicodedata.category(char).startswith("M"))
    return word.strip("\"'()[]{}<>.,:;!?*«»“”‘’„…–—-•·|_=~&#/\\")


def _is_one_word(part: str) -> bool:
    scripts = {script for char in part if (script := _script(char))}
    if len(scripts) > 1 and not scripts & _MIXED_SCRIPTS:
        return False
    if scripts != {"LATIN"}:
        return True
    # "klimatneutral", "Borås", "SMHI" and "LinkedIn" are words, "aBcDEfG" is none.
    rises = sum(before.islower() and after.isupper() for before, after in pairwise(part))
    if rises > 1 + len(part) // 6:
        return False
    return len(part) < 5 or _vowels(part) > 0 or part.isupper()


def _lacks_vowels(words: list[str]) -> bool:
    """Tell whether Latin words have so few vowels that they are of no language."""
    found = (part for word in words for part in re.findall(r"[^\W\d_]{4,}", word))
    latin = {part for part in found if _script(part[0]) == "LATIN"}
    return len(latin) >= 10 and sum(map(_vowels, latin)) < _LEAST_VOWELS * sum(map(len, latin))


def _is_mostly_accents(text: str) -> bool:
    """Tell whether most Latin letters have accents: another alphabet's codes read as Latin."""
    latin = [char for char in text if _script(char) == "LATIN"]
    return len(latin) >= _FEWEST and sum(not char.isascii() for char in latin) > 0.6 * len(latin)


def _vowels(word: str) -> int:
    return sum(char in _VOWELS for char in unicodedata.normalize("NFD", word.casefold()))


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """Return the first word of a letter's Unicode name, as ``LATIN``; empty for what is none."""
    if not unicodedata.category(char).startswith("L"):
        return ""
    name = unicodedata.name(char, "").split(" ")[0]
    return "" if name in ("MICRO", "FEMININE", "MASCULINE", "MODIFIER") else name


def _sampled(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]} {text[middle : middle + _SAMPLE]} {text[-_SAMPLE:]}"
