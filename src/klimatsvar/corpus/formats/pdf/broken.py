"""Words that a narrow cell breaks without a hyphen, made whole again."""

from collections.abc import Mapping

from klimatsvar.corpus.formats.pdf.lines import Segment

_LEAST = 3
"""Letters of a word's first part."""
# In ems, of common fonts.
_WIDE, _NARROW, _COMMON = 0.88, 0.38, 0.62
_WIDE_LETTERS, _NARROW_LETTERS = "mw", "fijlrt"


def is_broken(line: Segment, below: Segment, room: float, known: Mapping[str, int]) -> bool:
    """Tell whether a word that fills a line of its own goes on in the line below.

    ``room`` is how wide the cell's lines are at most: no letter more had room. ``known`` are the
    page's words in small letters, with how often it has each: one that it has elsewhere is not
    broken, unless the whole is one too.
    """
    first, second = line.full_text, below.full_text.split(" ")[0]
    if len(first) < _LEAST or not first.isalpha() or not second[:1].islower():
        return False
    whole = f"{first}{second}".strip(".,;:()").casefold()
    if known.get(first.casefold(), 0) > 1 and whole not in known:
        return False
    letter = second[0]
    width = _WIDE if letter in _WIDE_LETTERS else _NARROW if letter in _NARROW_LETTERS else _COMMON
    return line.x1 - line.x0 + width * line.size > room
