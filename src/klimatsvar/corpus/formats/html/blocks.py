"""The elements of a web page as blocks of text, each with its place on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from klimatsvar.corpus.formats.furniture import is_furniture
from klimatsvar.corpus.formats.html.places import Place, Places, letters
from klimatsvar.corpus.source import SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell
from klimatsvar.corpus.tables import table_parts

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = set(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark "
    "nobr picture q ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
# What a reader doesn't see, or fills in.
_NO_WORDS = set(
    "audio canvas datalist head input math-field meter object option progress rp rt script "
    "select style svg template textarea title video".split()
)
_STRUCK = {"del", "s", "strike"}
_STRUCK_OUT = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_HEADERS = ("columnheader", "rowheader")
"""Roles of cells; HTML's own are ``th``."""
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
# Set small as well, anything above the line is raised.
_HIGH = re.compile(r"vertical-align\s*:\s*(?:text-top|top|\+?\d*\.?[1-9])", re.I)
_SMALL = re.compile(
    r"font-size\s*:\s*(?:smaller|x*-?small|0?\.\d|[1-8]?\d%|[1-8](?:\.\d+)?p[xt])", re.I
)
# What pages call the marks of notes whose look stands elsewhere.
_MARK = re.compile(
    r"(?<![a-z])(?:sup|super|superscript|exp|exponent|upph[oö]jd|fotnot|note-?ref|"
    r"(?:mso)?(?:foot|end)note(?:-?ref(?:erence)?)?)(?![a-z])",
    re.I,
)
_MARK_TEXT = re.compile(r"[\d,*)+−–-]{1,5}")
# The last is the mark that Word puts before an item.
_UNSHOWN = re.compile(
    r"(?:display|mso-hide)\s*:\s*(?:none|all)|visibility\s*:\s*hidden|mso-list\s*:\s*ignore", re.I
)
_LINE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.I)
_SPOKEN = re.compile(r"(?<![a-z])(?:sr-only|visually-?hidden|screen-reader|assistive)", re.I)
# A line of a box: "Telefon: 031-12 34 56".
_LABELLED = re.compile(r"[^.:!?\d]{2,40}: *\S")
# What pages call a line that opens an answer.
_OPENS = re.compile(
    r"(?:accordion|collapse|expand\w*|faq|toggle)(?:[-_]*\w+)?[-_]*"
    r"(?:header|heading|title|trigger|button|question)\b",
    re.I,
)
_CALLED = {"div", "p", "strong"}
_BREAK = "\f"
_APART = re.compile(r"(?:\f\s*){2,}")
"""An empty line."""
_MOST_SPANNED = {"colspan": 100, "rowspan": 1000}
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
            if isinstance(child.tag, str) and not _is_unseen(child):
                self._element(child)
            self._text(child.tail)

    def _element(self, element: Any) -> None:
        tag = element.tag
        if tag in _HEADINGS or element.get("role") == "heading":
            self._heading(element, _HEADINGS.get(tag) or _level(element))
        elif tag == "br":
            self._words.append(_BREAK)
        elif tag == "summary" or _is_question(element):
            self._heading(element, self._level + self._is_in_panel(element), is_below=True)
        elif tag == "button":
            pass
        elif tag == "math":
            self._words.append(_formula(element))
        elif tag in _INLINE:
            is_line = _LINE.search(element.get("style", "")) is not None
            is_apart = is_line or _SPOKEN.search(element.get("class", "")) is not None
            gap = _BREAK if is_line else " " if is_apart else ""
            if _are_parts(element.getprevious(), element):
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
            case "ul" | "ol" if _is_contents(element):
                self._leave_out(element)
            case "li" | "p" if element.tag == "li" or _is_words_item(element):
                self._item(element)
            case "dl":
                self._definitions(element)
            case "table" if not _is_layout(element):
                self._table(element)
            case _ if element.get("role") in ("table", "grid"):
                self._table(element)
            case _:
                self._within(element)

    def _inline(self, element: Any) -> None:
        if element.tag == "a" and self._links and self._words[-1:] == [self._links[-1]]:
            self._words.append(" ")  # links side by side
        is_raised = _is_raised(element) or (bool(self._words) and self._is_mark(element))
        self._depth += element.tag == "a"
        self._raised += is_raised
        self._within(element)
        self._depth -= element.tag == "a"
        self._raised -= is_raised

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
        for element in _rows_of(table):
            row: list[Cell] = []
            for child in _cells_of(element):
                _go_on(spans, row)
                columns = _number(child, "colspan")
                parts = tuple(piece.block for piece in self._apart(child))
                is_bold = _is_bold(child)
                in_head = next(child.iterancestors("thead", "table"), table).tag == "thead"
                is_header = child.tag == "th" or in_head or child.get("role") in _HEADERS
                cell = Cell(parts, False, columns, is_header, is_bold)
                rows = _number(child, "rowspan")
                if rows > 1:
                    spans[len(row)] = (rows - 1, replace(cell, is_repeated=True))
                _put(row, cell)
            _go_on(spans, row)
            yield row[:_MOST_COLUMNS]


def _is_bold(element: Any) -> bool:
    """Tell whether all of an element's words are in bold."""
    if element.tag in ("b", "strong") or _BOLD.search(element.get("style", "")):
        return True
    children = [child for child in element if "".join(child.itertext()).strip()]
    loose = [element.text, *(child.tail for child in element)]
    return (
        bool(children)
        and not any(map(str.strip, filter(None, loose)))
        and all(map(_is_bold, children))
    )


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


def _is_question(element: Any) -> bool:
    """Tell whether an element opens what stands below it, and no heading in it says so."""
    tag = element.tag
    is_named = tag in _CALLED and _OPENS.search(element.get("class", "")) is not None
    is_button = tag == "button" or element.get("role") == "button"
    in_page = tag == "a" and element.get("href", "").startswith("#")
    opens = (is_button or in_page) and element.get("aria-expanded") is not None
    return (opens or is_named) and next(element.iter(*_HEADINGS), None) is None


def _is_words_item(element: Any) -> bool:
    """Tell whether a paragraph that Word saved is an item, with its mark as text."""
    return str(element.get("class", "")).startswith("MsoListParagraph")


def _is_raised(element: Any) -> bool:
    style = element.get("style", "")
    is_high = _HIGH.search(style) is not None and _SMALL.search(style) is not None
    return element.tag == "sup" or is_high or _RAISED.search(style) is not None


def _formula(element: Any) -> str:
    """Return a formula's words on one line, powers as raised figures."""
    parts = [_formula(child) for child in element if isinstance(child.tag, str)]
    match element.tag:
        case "annotation" | "annotation-xml":
            return ""
        case "msup" if len(parts) == 2:
            return parts[0] + raised(parts[1])
        case "mfrac" if len(parts) == 2:
            return f"{parts[0]}/{parts[1]}"
    return (element.text or "").strip() + "".join(parts)


def _is_unseen(element: Any) -> bool:
    if element.tag in _INLINE and _is_hidden(element):
        return True
    if element.tag == "p" and _is_hidden(element) and not _is_opened(element):
        return True
    if element.tag == "a" and element.get("href", "").startswith("#"):
        return not any(map(str.isalnum, "".join(element.itertext())))  # "¶", "↩"
    return element.tag in _NO_WORDS or is_struck(element)


def _is_hidden(element: Any) -> bool:
    """Tell whether an element isn't shown, or is the copy of a formula for the eye alone."""
    is_told = element.get("hidden") is not None or _UNSHOWN.search(element.get("style", ""))
    return bool(is_told) or "katex-html" in element.get("class", "").split()


def _is_opened(element: Any) -> bool:
    """Tell whether something before a hidden paragraph may open it, as a question its answer."""
    before = element.getprevious()
    while before is not None and before.tag == "p" and _is_hidden(before):
        before = before.getprevious()
    if before is None:
        return False
    is_button = before.get("role") == "button" or before.get("aria-expanded") is not None
    return is_button or before.tag in (*_HEADINGS, "button", "dt", "summary")


def is_struck(element: Any) -> bool:
    """Tell whether an element's words are struck out: they no longer hold."""
    return element.tag in _STRUCK or _STRUCK_OUT.search(element.get("style", "")) is not None


def _level(element: Any) -> int:
    level = element.get("aria-level", "")
    return int(level) if level in set("123456") else 2


def _is_labelled(line: str) -> bool:
    return _LABELLED.match(line) is not None


def _is_contents(element: Any) -> bool:
    """Tell whether a list is nothing but links to places on the same page."""
    links = list(element.iter("a"))
    if not links or not all(link.get("href", "").startswith("#") for link in links):
        return False
    return sum(map(letters, links)) == letters(element)


def _is_layout(table: Any) -> bool:
    """Tell whether a table is there for the layout: it says so, or has others in it.

    Headers of its own tell that it is not.
    """
    if table.get("role") in ("presentation", "none"):
        return True
    has_headers = any(next(th.iterancestors("table")) is table for th in table.iter("th"))
    return not has_headers and table.find(".//table") is not None


def _list_of(element: Any) -> Any:
    return next(element.iterancestors("dl"), None)


def _are_parts(before: Any, element: Any) -> bool:
    """Tell whether two spans that touch are parts of their own: "Antagen", "2024-05-06".

    Their classes differ, and no word or figure goes on from one to the other as "CO" and "2" do.
    """
    if before is None or before.tail or not before.tag == element.tag == "span":
        return False
    classes, others = ((e.get("class") or "").split() for e in (before, element))
    end, start = ("".join(e.itertext()).strip() for e in (before, element))
    return (
        bool(classes and others and not set(classes) & set(others))
        and len(end) > 1
        and end[-2:].isalpha()
        and end[-2:].islower()
        and (start[:1].isupper() or start[:1].isdigit())
        and not _is_raised(element)
    )


def _cells_of(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag in ("td", "th") or child.get("role") in ("cell", "gridcell", *_HEADERS):
            yield child


def _rows_of(element: Any) -> Iterator[Any]:
    for child in element.iterchildren():
        role = child.get("role")
        if child.tag == "tr" or role == "row":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot") or role == "rowgroup":
            yield from _rows_of(child)


def _number(element: Any, name: str) -> int:
    text = element.get(name, "")
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return max(1, min(number, _MOST_SPANNED[name]))
