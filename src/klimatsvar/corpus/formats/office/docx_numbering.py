"""The numbers that Word gives headings by itself: "1.1 Bakgrund" is stored as "Bakgrund"."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from klimatsvar.corpus.formats.office.docx_styles import value

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_HIGHEST = 9999
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered."""

    format: str
    """Word's name of it: "decimal", "upperLetter", "none"."""
    text: str
    """With ``%1`` for the number of the first level, and so on."""
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of one document, and how far each has been counted."""

    lists: Mapping[str, tuple[str, tuple[Level, ...]]]
    """By a list's id: which count it shares with others, and its levels."""
    _counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def next(self, list_id: str, level: int) -> str:
        """Count a paragraph of a list; return the number it shows, "" if it shows none."""
        shared, levels = self.lists.get(list_id, ("", ()))
        if level >= len(levels):
            return ""
        counts = self._counts[shared]
        del counts[level + 1 :]
        while len(counts) <= level:
            counts.append(levels[len(counts)].start - (len(counts) == level))
        counts[level] = min(counts[level] + 1, _HIGHEST)
        if levels[level].format in ("none", "bullet"):
            return ""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            return _written(counts[place], levels[place].format) if place <= level else ""

        return _PLACE.sub(number, levels[level].text).strip()


def read_numbering(root: Any) -> Numbering:
    """Return the lists of a ``w:numbering`` element, None for a document without any."""
    if root is None:
        return Numbering({})
    kinds = {
        e.get(qn("w:abstractNumId"), ""): tuple(map(_level, e.findall(qn("w:lvl"))[:_LEVELS]))
        for e in root.findall(qn("w:abstractNum"))
    }
    lists = {}
    for element in root.findall(qn("w:num")):
        kind = value(element, "w:abstractNumId") or ""
        own = element.find(qn("w:lvlOverride")) is not None
        id = element.get(qn("w:numId"), "")
        lists[id] = (f"{kind} {id}" if own else kind, kinds.get(kind, ()))
    return Numbering(lists)


def _level(element: Any) -> Level:
    start = value(element, "w:start") or ""
    return Level(
        value(element, "w:numFmt") or "decimal",
        value(element, "w:lvlText") or "",
        min(int(start), _HIGHEST) if start.isdecimal() and len(start) < _LEVELS else 1,
    )


def _written(number: int, format: str) -> str:
    if format in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if format == "upperLetter" else letter
    if format in ("upperRoman", "lowerRoman") and number < 40:
        return _roman(number).upper() if format == "upperRoman" else _roman(number)
    return f"0{number}" if format == "decimalZero" and number < 10 else str(number)


def _roman(number: int) -> str:
    text = ""
    for step, letters in _ROMAN:
        while number >= step:
            text, number = text + letters, number - step
    return text
