"""Text read off pictures of pages, with the program Tesseract: the extra ``ocr``."""

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from statistics import median
from typing import Any

from klimatsvar.corpus.formats.pdf.text import PageText, Word
from klimatsvar.corpus.quality import is_garbled, is_wordlike

_LANGUAGES = ("swe", "eng")
_PAGE_SECONDS = 200.0
"""By the clock, ten times what a page takes: a busy machine is to read what an idle one does. Of
the processor's time Tesseract has as much as the process that starts it."""
_SPECKS = 3
"""Pixels: the side of the square whose median each pixel is given."""
_SPECKLED = 3.0
"""Pixels a point. In coarser pictures small letters' lines are as thin as specks."""
_LEAST_CONFIDENCE = 30.0
"""Percent. Words that Tesseract is less sure of are left out: few, as each makes a gap."""
_SURE = 80.0
_SIGNS = frozenset("–-&%+=•/")
_FEWEST_WORDS = 5
"""A page with fewer is a logotype or a photo with a sign in it."""
_SPACE = 0.1
"""Of an em: the least between words."""
# Of an em: how high capitals stand above the baseline.
_CAPITAL = 0.72
_TALL = frozenset("bdfhklt0123456789äöå")
_HANGING = frozenset("gjpqyQ,;()[]{}|/_@§$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A word on the picture, in pixels from its upper left corner."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@lru_cache(maxsize=1)
def ocr_available() -> bool:
    """Tell whether pictures can be read: pytesseract, Tesseract and its Swedish data are there."""
    return find_spec("pytesseract") is not None and "swe" in _installed()


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    """Return the codes of Tesseract's installed languages, none if the program isn't found."""
    import pytesseract

    try:
        return frozenset(pytesseract.get_languages())
    except (OSError, RuntimeError):  # no such program, or one that fails
        return frozenset()


@lru_cache(maxsize=1)
def ocr_version() -> str:
    """Return which versions read pictures, in which languages; "" where they can't be read."""
    if not ocr_available():
        return ""
    import pytesseract

    try:
        program = pytesseract.get_tesseract_version()
    except SystemExit:  # how pytesseract tells of a version that it can't make out
        program = "?"
    return f"pytesseract {pytesseract.__version__} Tesseract {program} {_languages()}"


def _languages() -> str:
    return "+".join(code for code in _LANGUAGES if code in _installed())


def read_image(image: Any, scale: float, number: int = 1) -> PageText | None:
    """Return the text of a page's picture, each word with its place; None if it shows none.

    ``image`` is a PIL image with ``scale`` pixels a point. None too when Tesseract fails or takes
    longer than it may, and when what it finds is mostly no words, as in a photograph.
    Call it only where ``ocr_available``.
    """
    import pytesseract
    from PIL.ImageFilter import MedianFilter

    # A speck makes "11096" of "110 %", and a line of a table of a smudge.
    clean = image.filter(MedianFilter(_SPECKS)) if scale >= _SPECKLED else image
    languages = _languages()
    try:
        with _one_thread():
            table = pytesseract.image_to_data(
                clean, lang=languages, timeout=_PAGE_SECONDS, output_type=pytesseract.Output.DICT
            )
    except (OSError, RuntimeError):  # pytesseract raises nothing else, of its own or a timeout's
        return None
    lines = _lines(table)
    if not _is_text([word for line in lines for word in line]):
        return None
    legible = (
        [word for word in line if _is_legible(word) and not _is_drawing(word, line)]
        for line in lines
    )
    kept = [line for line in legible if any(char.isalnum() for word in line for char in word.text)]
    width, height = image.size
    words = tuple(_words(kept, height, scale))
    return PageText(number, width / scale, height / scale, words, ())


@contextmanager
def _one_thread() -> Iterator[None]:
    """Have programs started here use one thread of OpenMP: more make Tesseract no faster."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before


def _lines(table: dict[str, list[Any]]) -> list[list[_Found]]:
    """Return the words of Tesseract's table line by line."""
    lines: dict[tuple[int, int, int], list[_Found]] = {}
    for i, text in enumerate(table["text"]):
        if text.strip():
            left, top = table["left"][i], table["top"][i]
            right, bottom = left + table["width"][i], top + table["height"][i]
            line = (table["block_num"][i], table["par_num"][i], table["line_num"][i])
            found = _Found(text.strip(), left, top, right, bottom, float(table["conf"][i]))
            lines.setdefault(line, []).append(found)
    return list(lines.values())


def _is_legible(word: _Found) -> bool:
    """Tell a word from a speck, a rule or a smudge."""
    signs = word.text in _SIGNS or any(map(str.isalnum, word.text))
    return signs and word.confidence >= _LEAST_CONFIDENCE


def _is_drawing(word: _Found, line: Sequence[_Found]) -> bool:
    """Tell whether a doubtful word is far higher than its line: a coat of arms beside a title."""
    usual = median(other.bottom - other.top for other in line)
    return word.confidence < _SURE and word.bottom - word.top > 1.8 * usual


def _is_text(words: Sequence[_Found]) -> bool:
    """Tell a page of text from a photograph, in which Tesseract sees stray letters and signs."""
    total = sum(len(word.text) for word in words)
    legible = [word.text for word in words if _is_legible(word)]
    whole = [text for text in legible if text.isdecimal() or is_wordlike(text)]
    longer = {text for text in whole if len(text) > 2 and not text.isdecimal()}
    return (
        len(longer) >= _FEWEST_WORDS
        and 2 * sum(map(len, whole)) > total
        and not is_garbled(" ".join(legible))
    )


def _words(lines: Sequence[list[_Found]], height: int, scale: float) -> Iterator[Word]:
    """Yield the words in points from the lower left corner, all of a line on one baseline."""
    sizes = [_size(line) for line in lines]
    body = median(sizes) if sizes else 0.0
    for line, own in zip(lines, sizes, strict=True):
        # A box's height varies with its letters: only lines that stand out keep their own size.
        size = own if own > 1.35 * body else body
        y = height - _baseline(line)
        # The boxes of words in italics or beside specks touch, and they are words apart still.
        ends = [after.left - _SPACE * size for after in line[1:]] + [math.inf]
        for word, end in zip(line, ends, strict=True):
            left, right = word.left / scale, max(word.left, min(word.right, end)) / scale
            yield Word(word.text, left, right, y / scale, size / scale, spaced=True)


def _baseline(line: Sequence[_Found]) -> float:
    standing = [word.bottom for word in line if not _HANGING & set(word.text)]
    return median(standing or [word.bottom - 0.2 * (word.bottom - word.top) for word in line])


def _size(line: Sequence[_Found]) -> float:
    """Return a line's font size in pixels, from how high its tall letters stand."""
    baseline = _baseline(line)
    tall = [word for word in line if any(c.isupper() or c in _TALL for c in word.text)]
    return median(baseline - word.top for word in tall or line) / _CAPITAL
