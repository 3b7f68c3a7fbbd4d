"""What an element of a web page is, as far as it tells by its name, its looks and its roles."""

import re
from collections.abc import Iterator
from typing import Any

from klimatsvar.corpus.formats.html.places import letters
from klimatsvar.corpus.source import raised

HEADINGS = {f"h{level}": level for level in range(1, 7)}
INLINE = set(
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
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
# Set small as well, anything above the line is raised.
_HIGH = re.compile(r"vertical-align\s*:\s*(?:text-top|top|\+?\d*\.?[1-9])", re.I)
_SMALL = re.compile(
    r"font-size\s*:\s*(?:smaller|x*-?small|0?\.\d|[1-8]?\d%|[1-8](?:\.\d+)?p[xt])", re.I
)
# The last is the mark that Word puts before an item.
_UNSHOWN = re.compile(
    r"(?:display|mso-hide)\s*:\s*(?:none|all)|visibility\s*:\s*hidden|mso-list\s*:\s*ignore", re.I
)
# What pages call a line that opens an answer.
_OPENS = re.compile(
    r"(?:accordion|collapse|expand\w*|faq|toggle)(?:[-_]*\w+)?[-_]*"
    r"(?:header|heading|title|trigger|button|question)\b",
    re.I,
)
_CALLED = {"div", "p", "strong"}
_MOST_SPANNED = {"colspan": 100, "rowspan": 1000}
HEADERS = ("columnheader", "rowheader")
"""Roles of cells; HTML's own are ``th``."""


def is_unseen(element: Any) -> bool:
    """Tell whether an element has nothing that a reader sees and that still holds."""
    if element.tag in INLINE and _is_hidden(element):
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
    return is_button or before.tag in (*HEADINGS, "button", "dt", "summary")


def is_struck(element: Any) -> bool:
    """Tell whether an element's words are struck out: they no longer hold."""
    return element.tag in _STRUCK or _STRUCK_OUT.search(element.get("style", "")) is not None


def is_raised(element: Any) -> bool:
    """Tell whether an element's words stand above the line, as a power or a note's mark."""
    style = element.get("style", "")
    is_high = _HIGH.search(style) is not None and _SMALL.search(style) is not None
    return element.tag == "sup" or is_high or _RAISED.search(style) is not None


def is_bold(element: Any) -> bool:
    """Tell whether all of an element's words are in bold."""
    if element.tag in ("b", "strong") or _BOLD.search(element.get("style", "")):
        return True
    children = [child for child in element if "".join(child.itertext()).strip()]
    loose = [element.text, *(child.tail for child in element)]
    return (
        bool(children)
        and not any(map(str.strip, filter(None, loose)))
        and all(map(is_bold, children))
    )


def are_parts(before: Any, element: Any) -> bool:
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
        and not is_raised(element)
    )


def heading_level(element: Any) -> int:
    """Return what an element with the role of a heading says of its level, else 2."""
    level = element.get("aria-level", "")
    return int(level) if level in set("123456") else 2


def is_question(element: Any) -> bool:
    """Tell whether an element opens what stands below it, and no heading in it says so."""
    tag = element.tag
    is_named = tag in _CALLED and _OPENS.search(element.get("class", "")) is not None
    is_button = tag == "button" or element.get("role") == "button"
    in_page = tag == "a" and element.get("href", "").startswith("#")
    opens = (is_button or in_page) and element.get("aria-expanded") is not None
    return (opens or is_named) and next(element.iter(*HEADINGS), None) is None


def is_words_item(element: Any) -> bool:
    """Tell whether a paragraph that Word saved is an item, with its mark as text."""
    return str(element.get("class", "")).startswith("MsoListParagraph")


def is_contents(element: Any) -> bool:
    """Tell whether a list is nothing but links to places on the same page."""
    links = list(element.iter("a"))
    if not links or not all(link.get("href", "").startswith("#") for link in links):
        return False
    return sum(map(letters, links)) == letters(element)


def formula(element: Any) -> str:
    """Return a formula's words on one line, powers as raised figures."""
    parts = [formula(child) for child in element if isinstance(child.tag, str)]
    match element.tag:
        case "annotation" | "annotation-xml":
            return ""
        case "msup" if len(parts) == 2:
            return parts[0] + raised(parts[1])
        case "mfrac" if len(parts) == 2:
            return f"{parts[0]}/{parts[1]}"
    return (element.text or "").strip() + "".join(parts)


def is_layout(table: Any) -> bool:
    """Tell whether a table is there for the layout: it says so, or has others in it.

    Headers of its own tell that it is not.
    """
    if table.get("role") in ("presentation", "none"):
        return True
    has_headers = any(next(th.iterancestors("table")) is table for th in table.iter("th"))
    return not has_headers and table.find(".//table") is not None


def rows_of(element: Any) -> Iterator[Any]:
    """Yield a table's own rows, not those of tables in it."""
    for child in element.iterchildren():
        role = child.get("role")
        if child.tag == "tr" or role == "row":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot") or role == "rowgroup":
            yield from rows_of(child)


def cells_of(row: Any) -> Iterator[Any]:
    """Yield a row's own cells."""
    for child in row.iterchildren():
        if child.tag in ("td", "th") or child.get("role") in ("cell", "gridcell", *HEADERS):
            yield child


def spanned(element: Any, name: str) -> int:
    """Return over how many columns or rows a cell goes: its ``colspan`` or ``rowspan``."""
    text = element.get(name, "")
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return max(1, min(number, _MOST_SPANNED[name]))
