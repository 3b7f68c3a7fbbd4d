"""The elements of a web page as blocks of text, each with its place on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from klimatsvar.corpus.formats.furniture import is_furniture
from klimatsvar.corpus.formats.html.elements import (
    HEADERS,
    HEADINGS,
    INLINE,
    are_parts,
    cells_of,
    formula,
    heading_level,
    is_bold,
    is_contents,
    is_layout,
    is_question,
    is_raised,
    is_unseen,
    is_words_item,
    rows_of,
    spanned,
)
from klimatsvar.corpus.formats.html.places import Place, Places
from klimatsvar.corpus.source import SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell
from klimatsvar.corpus.tables import table_parts

# What pages call the marks of notes whose look stands elsewhere.
_MARK = re.compile(
    r"(?<![a-z])(?:sup|super|superscript|exp|exponent|upph[oö]jd|fotnot|note-?ref|"
    r"(?:mso)?(?:foot|end)note(?:-?ref(?:erence)?)?)(?![a-z])",
    re.I,
)
_MARK_TEXT = re.compile(r"[\d,*†‡)+−–-]{1,5}|[a-z]\)?")
_LINE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.I)
_SPOKEN = re.compile(r"(?<![a-z])(?:sr-only|visually-?hidden|screen-reader|assistive)", re.I)
# A line of a box: "Telefon: 031-12 34 56".
_LABELLED = re.compile(r"[^.:!?\d]{2,40}: *\S")
_BREAK = "\f"
_APART = re.compile(r"(?:\f\s*){2,}")
"""An empty line."""
_MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, and what is around it on the page."""

    block: SourceBlock
    place: Place
    is_link: bool = False
    """Whether all of it is links: a menu's, or one to other pages."""


class Reader:
    """Goes through an element once and gathers its blocks in ``pieces``."""

    def __init__(self, places: Places, place: Place, level: int = 1) -> None:
        self.pieces: list[Piece] = []
        self._places = places
        self._place = place
        self._level = level
        """The level of the last heading."""
        self._panel = ""
        """The id of what the last heading opens, "" if it says none."""
        self._words: list[str] = []
        self._links: list[str] = []
        """The texts of the links among the words being read."""
        self._depth = 0
        """Of links in each other, as far as the reader is in them."""
        self._raised = 0

    def read(self, element: Any) -> list[Piece]:
        """Return the blocks within an element."""
        self._within(element)
        self._flush()
        return self.pieces

    def _within(self, element: Any) -> None:
        self._text(element.text)
        for child in element:
            if isinstance(child.tag, str) and not is_unseen(child):
                self._element(child)
            self._text(child.tail)

    def _element(self, element: Any) -> None:
        tag = element.tag
        if tag in HEADINGS or element.get("role") == "heading":
            self._heading(element, HEADINGS.get(tag) or heading_level(element))
        elif tag == "br":
            self._words.append(_BREAK)
        elif tag == "summary" or is_question(element):
            self._heading(element, self._level + self._is_in_panel(element), is_below=True)
        elif tag == "button":
            pass
        elif tag == "math":
            self._words.append(formula(element))
        elif tag in INLINE:
            is_line = _LINE.search(element.get("style", "")) is not None
            is_apart = is_line or _SPOKEN.search(element.get("class", "")) is not None
            gap = _BREAK if is_line else " " if is_apart else ""
            if are_parts(element.getprevious(), element):
                gap = gap or " "
            self._words += [gap] if gap and self._words[-1:] != [gap] else []
            self._inline(element)
            self._words += [gap] if is_apart else []
        else:
            self._flush()
            outer = self._place
            self._place = self._places.of(element, outer)
            if tab := self._places.tab_of(element):
                self._add("heading", tab, self._level + 1)
            self._block(element)
            self._flush()
            self._place = outer

    def _block(self, element: Any) -> None:
        match element.tag:
            case "ul" | "ol" if is_contents(element):
                self._leave_out(element)
            case "li" | "p" if element.tag == "li" or is_words_item(element):
                self._item(element)
            case "dl":
                self._definitions(element)
            case "table" if not is_layout(element):
                self._table(element)
            case _ if element.get("role") in ("table", "grid"):
                self._table(element)
            case _:
                self._within(element)

    def _inline(self, element: Any) -> None:
        if element.tag == "a" and self._links and self._words[-1:] == [self._links[-1]]:
            self._words.append(" ")  # links side by side
        stands_high = is_raised(element) or (bool(self._words) and self._is_mark(element))
        self._depth += element.tag == "a"
        self._raised += stands_high
        self._within(element)
        self._depth -= element.tag == "a"
        self._raised -= stands_high

    def _is_mark(self, element: Any) -> bool:
        """Tell whether an element is a note's mark, right behind what it is a note on.

        It is a link within the page, or is called so: how it looks may be said elsewhere.
        """
        before = "".join(self._words[-2:])[-1:]
        if not before or before.isspace() or not _MARK_TEXT.fullmatch("".join(element.itertext())):
            return False
        is_link = element.tag == "a" and element.get("href", "").startswith("#")
        return is_link or _MARK.search(element.get("class", "")) is not None

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._words and self._words[-1][-1:] in (".", "!", "?") and text[:1].isupper():
            self._words.append(" ")  # elements side by side, each a sentence
        self._words.append(raised(text) if self._raised else text)
        if self._depth and text.strip():
            self._links.append(self._words[-1])

    def _flush(self) -> None:
        """Close the paragraph being read; lines that each have a label are items."""
        whole = "".join(self._words)
        words = tidy(whole)
        if words:
            is_link = "".join("".join(self._links).split()) == "".join(whole.split())
            lines = [line for line in map(tidy, whole.split(_BREAK)) if line]
            if is_link and len(self._links) > 1 and all(map(is_furniture, self._links)):
                self._add("paragraph", words, place="gone")
            elif len(lines) > 1 and 2 * sum(map(_is_labelled, lines)) >= len(lines):
                for line in lines:
                    self._add("item", line)
            else:
                for part in filter(None, map(tidy, _APART.split(whole))):
                    self._add("paragraph", part, is_link=is_link)
        self._words, self._links = [], []

    def _add(
        self, kind: Any, text: str, level: int = 0, is_link: bool = False, place: Any = None
    ) -> None:
        self.pieces.append(Piece(SourceBlock(kind, text, level), place or self._place, is_link))

    def _apart(self, element: Any) -> list[Piece]:
        """Return the pieces in an element that is read by itself."""
        return Reader(self._places, self._place, self._level).read(element)

    def _line(self, element: Any) -> str:
        return " ".join(piece.block.text for piece in self._apart(element))

    def _heading(self, element: Any, level: int, is_below: bool = False) -> None:
        self._flush()
        opens = next((button.get("aria-controls", "") for button in element.iter("button")), "")
        for button in element.iter("button"):
            button.tag = "span"
        if text := self._line(element):
            self._add("heading", text, level)
        if not is_below:
            self._level, self._panel = level, opens

    def _is_in_panel(self, element: Any) -> bool:
        """Tell whether an element is not beside, but in, what the last heading opens, if any."""
        ids = (outer.get("id") for outer in element.iterancestors())
        return not self._panel or self._panel in ids

    def _leave_out(self, element: Any) -> None:
        """Leave out a list of the page's own parts, and the heading over it but the page's own."""
        if self.pieces and (heading := self.pieces[-1].block).level > 1:
            self.pieces.pop()
            self._add("heading", heading.text, heading.level, place="gone")
        self._add("item", self._line(element), place="gone")

    def _item(self, element: Any) -> None:
        pieces = self._apart(element)
        own = [piece for piece in pieces if piece.block.kind == "paragraph"]
        if any(piece.block.kind == "heading" for piece in pieces):  # a card rather than an item
            self.pieces += pieces
            return
        if own:
            text = " ".join(piece.block.text for piece in own)
            self._add("item", text, is_link=all(piece.is_link for piece in own))
        self.pieces += [piece for piece in pieces if piece.block.kind != "paragraph"]

    def _definitions(self, element: Any) -> None:
        """Read a list of terms and what they mean: "term: meaning", or a heading over its text."""
        terms: list[Any] = []
        is_open = False
        for child in element.iter("dt", "dd"):
            if _list_of(child) is not element:
                continue
            if child.tag == "dt":
                terms = [child] if is_open else [*terms, child]
                is_open = False
                continue
            is_first, is_open = not is_open, True
            pieces = self._apart(child)
            term = ", ".join(filter(None, map(self._line, terms))).rstrip(": ")
            if len(pieces) == 1 and term and pieces[0].block.kind == "paragraph":
                self._add("item", f"{term}: {pieces[0].block.text}")
                continue
            if term and is_first:
                self._add("heading", term, self._level + 1)
            self.pieces += pieces
        if terms and not is_open:
            self._add("paragraph", ", ".join(filter(None, map(self._line, terms))))

    def _table(self, element: Any) -> None:
        for caption in element.findall("caption"):
            if text := self._line(caption):
                self._add("paragraph", text)
        for part in table_parts(self._rows(element)):
            if isinstance(part, SourceBlock):
                self.pieces.append(Piece(part, self._place))

    def _rows(self, table: Any) -> Iterator[Sequence[Cell]]:
        spans: dict[int, tuple[int, Cell]] = {}
        for element in rows_of(table):
            row: list[Cell] = []
            for child in cells_of(element):
                _go_on(spans, row)
                columns = spanned(child, "colspan")
                parts = tuple(piece.block for piece in self._apart(child))
                in_head = next(child.iterancestors("thead", "table"), table).tag == "thead"
                is_header = child.tag == "th" or in_head or child.get("role") in HEADERS
                cell = Cell(parts, False, columns, is_header, is_bold(child))
                rows = spanned(child, "rowspan")
                if rows > 1:
                    spans[len(row)] = (rows - 1, replace(cell, is_repeated=True))
                _put(row, cell)
            _go_on(spans, row)
            yield row[:_MOST_COLUMNS]


def _put(row: list[Cell], cell: Cell) -> None:
    row.append(cell)
    row += [Cell(is_header=cell.is_header)] * (cell.columns - 1)


def _go_on(spans: dict[int, tuple[int, Cell]], row: list[Cell]) -> None:
    """Put the lower parts of merged cells where the row has come to."""
    while len(row) in spans:
        column = len(row)
        rows, cell = spans.pop(column)
        if rows > 1:
            spans[column] = (rows - 1, cell)
        _put(row, cell)


def _is_labelled(line: str) -> bool:
    return _LABELLED.match(line) is not None


def _list_of(element: Any) -> Any:
    return next(element.iterancestors("dl"), None)
