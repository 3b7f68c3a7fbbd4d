"""A PDF's fonts: which letters their glyphs are, how wide, and what they look like."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject

# Not part of pypdf's public interface, but its only reader of font widths and encodings.
from pypdf.generic._font import Font

BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
SYMBOL = re.compile(r"wingdings|webdings|symbol|dingbat", re.IGNORECASE)


def numbers(operands: list[Any], count: int) -> list[float] | None:
    """Return the first operands as numbers, None if they aren't: such an operator is skipped."""
    try:
        values = [float(operand) for operand in operands[:count]]
    except (TypeError, ValueError):
        return None
    return values if len(values) == count and all(map(math.isfinite, values)) else None


@dataclass(frozen=True, slots=True)
class Face:
    """A font, and how wide a unit of its widths is in text space at size 1."""

    font: Font
    unit: float
    bold: bool
    italic: bool
    symbol: bool
    readable: bool

    def glyphs(self, code: bytes) -> Iterator[tuple[str, float, bool]]:
        """Yield each glyph's text, width at size 1, and whether it is a one-byte space."""
        encoding, widths = self.font.encoding, self.font.character_widths
        default = widths.get("default", 500)
        if isinstance(encoding, str):
            try:
                raw = text = code.decode(encoding, "surrogatepass")
            except UnicodeDecodeError:
                raw = text = code.decode(encoding, "replace")
            one_byte = False
        else:
            raw = "".join(map(chr, code))
            text = "".join(encoding.get(byte, chr(byte)) for byte in code)
            one_byte = True
        if len(raw) != len(text):  # a code that stands for several letters
            yield text, sum(widths.get(char, default) for char in raw) * self.unit, False
            return
        for char, shown in zip(raw, text, strict=True):
            mapped = self.font.character_map.get(shown, shown)
            yield mapped, widths.get(char, default) * self.unit, one_byte and char == " "


def make_face(resource: DictionaryObject) -> Face:
    """Return what is needed of a font resource. Raises what pypdf raises on a damaged one."""
    font = Font.from_font_resource(resource)
    unit = 0.001
    if font.sub_type == "Type3":
        matrix = numbers(list(resource.get("/FontMatrix", ArrayObject()).get_object()), 6)
        unit = abs(matrix[0]) if matrix is not None else unit
    # Glyph numbers of an embedded font mean nothing without a table of letters.
    numbered = isinstance(font.encoding, str) and resource.get("/Encoding") in (
        "/Identity-H",
        "/Identity-V",
    )
    return Face(
        font,
        unit,
        bold=BOLD.search(font.name) is not None,
        italic=ITALIC.search(font.name) is not None,
        symbol=SYMBOL.search(font.name) is not None,
        readable=font.interpretable and not (numbered and not font.character_map),
    )
