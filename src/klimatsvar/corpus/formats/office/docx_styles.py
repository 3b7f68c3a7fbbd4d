"""What the styles of a Word document make of its paragraphs: headings, items, contents."""

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from docx.oxml.ns import qn

StyleKind = Literal["heading", "item", "contents", "caption", "text"]

_HEADING = re.compile(r"(?:heading|rubrik)\s*(\d)", re.I)
_TITLE = re.compile(r"(?:title|rubrik)", re.I)
_LIST = re.compile(r"list|\bpunkt|numrer", re.I)
_CONTENTS = re.compile(r"(?:toc|innehåll)\b", re.I)
_CAPTION = re.compile(r"(?:caption|beskrivning|bildtext)\b", re.I)
_BODY_LEVEL = 9
"""The outline level that Word gives text."""


@dataclass(frozen=True, slots=True)
class Style:
    """What paragraphs of a style are."""

    kind: StyleKind
    level: int = 0
    """A heading's, 1 the highest."""
    bold: bool = False
    numbering: tuple[str, int] | None = None
    """The list that numbers its paragraphs, and their level in it, from 0."""


PLAIN = Style("text")


def read_styles(root: Any) -> dict[str, Style]:
    """Return the paragraph styles by id; "" is the style of paragraphs that name none.

    ``root`` is the ``w:styles`` element. A style says what the one it is based on doesn't.
    """
    elements = {e.get(qn("w:styleId"), ""): e for e in root.findall(qn("w:style"))}
    styles = {id: _style(_chain(id, elements)) for id in elements}
    default = next(
        (
            id
            for id, e in elements.items()
            if e.get(qn("w:type")) == "paragraph" and e.get(qn("w:default")) in ("1", "true", "on")
        ),
        None,
    )
    return {"": styles.get(default or "", PLAIN)} | styles


def _chain(id: str, elements: dict[str, Any]) -> list[Any]:
    """Return the style and those it is based on, each once, nearest first."""
    chain: list[Any] = []
    while id in elements and elements[id] not in chain:
        chain.append(elements[id])
        id = value(elements[id], "w:basedOn") or ""
    return chain


def _style(chain: list[Any]) -> Style:
    numbering = None
    for element in reversed(chain):
        numbering = list_of(element.find(qn("w:pPr")), numbering)
    return replace(_kind(chain), numbering=numbering)


def list_of(properties: Any, given: tuple[str, int] | None) -> tuple[str, int] | None:
    """Return the list and level that paragraph properties tell, what they don't as ``given``."""
    numbering = None if properties is None else properties.find(qn("w:numPr"))
    if numbering is None:
        return given
    known, depth = given or ("", 0)
    level = value(numbering, "w:ilvl") or ""
    return (
        value(numbering, "w:numId") or known,
        int(level) if level.isdecimal() and len(level) == 1 else depth,
    )


def _kind(chain: list[Any]) -> Style:
    bold = next((on for e in chain if (on := is_on(e.find(qn("w:rPr")), "w:b")) is not None), False)
    for element in chain:
        name = value(element, "w:name") or ""
        level = outline_level(element.find(qn("w:pPr")))
        if _CONTENTS.match(name):
            return Style("contents")
        if _CAPTION.match(name):
            return Style("caption")
        if found := _HEADING.match(name):
            return Style("heading", int(found.group(1)) or 1)
        if _TITLE.fullmatch(name):
            return Style("heading", 1)
        if level:
            return Style("heading", level)
        if _LIST.search(name) or is_numbered(element.find(qn("w:pPr"))):
            return Style("item", bold=bold)
    return Style("text", bold=bold)


class Looks(NamedTuple):
    """The ids of the styles whose text looks so."""

    raised: frozenset[str]
    """Superscripts, as notes' marks are."""
    hidden: frozenset[str]
    struck: frozenset[str]


def read_looks(root: Any) -> Looks:
    """Return which styles raise, hide or strike their text; ``root`` is as in ``read_styles``."""
    elements = {e.get(qn("w:styleId"), ""): e for e in root.findall(qn("w:style"))}
    chains = {id: [e.find(qn("w:rPr")) for e in _chain(id, elements)] for id in elements}

    def having(*names: str) -> frozenset[str]:
        return frozenset(id for id, chain in chains.items() if any(_on(chain, n) for n in names))

    return Looks(
        frozenset(id for id, chain in chains.items() if any(map(is_superscript, chain))),
        having("w:vanish"),
        having("w:strike", "w:dstrike"),
    )


def _on(chain: list[Any], name: str) -> bool:
    """Tell whether the nearest of properties that says it has a property on."""
    return next((on for each in chain if (on := is_on(each, name)) is not None), False)


def is_superscript(properties: Any) -> bool:
    """Tell whether run properties set text above the line.

    LibreOffice raises it by half-points where it comes from a web page, and makes it smaller.
    """
    height = value(properties, "w:position") or ""
    is_high = height.isdecimal() and int(height) > 0 and value(properties, "w:sz") is not None
    return is_high or value(properties, "w:vertAlign") == "superscript"


def value(element: Any, name: str) -> str | None:
    """Return the ``w:val`` of the child with this name, None without the child."""
    child = None if element is None else element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def is_on(properties: Any, name: str) -> bool | None:
    """Return whether a property is on, None when it isn't given."""
    child = None if properties is None else properties.find(qn(name))
    return None if child is None else child.get(qn("w:val")) not in ("0", "false", "off")


def outline_level(properties: Any) -> int | None:
    """Return the level of a heading, from 1, that the paragraph properties give."""
    level = value(properties, "w:outlineLvl") or ""
    return int(level) + 1 if level.isdecimal() and int(level) < _BODY_LEVEL else None


def is_numbered(properties: Any) -> bool | None:
    """Return whether the properties put the paragraph in a list, None when they don't say."""
    numbering = None if properties is None else properties.find(qn("w:numPr"))
    return None if numbering is None else value(numbering, "w:numId") != "0"
