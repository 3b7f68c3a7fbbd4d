"""Tell a web page's article from what stands around it, by the page's own landmarks."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from klimatsvar.corpus.source import tidy

Place = Literal["main", "aside", "footer", "around", "gone"]
"""Of the page's own text, a box beside it, its footer, what surrounds these, or what is left out:
menus, dialogs, notices of cookies."""

_GONE_ROLES = set("navigation menu menubar toolbar tablist search dialog alertdialog".split())
_OUTSIDE: dict[str, Place] = {
    "header": "gone",
    "aside": "aside",
    "footer": "footer",
    "address": "footer",
}
_OUTSIDE_ROLES: dict[str, Place] = {
    "banner": "gone",
    "complementary": "aside",
    "contentinfo": "footer",
}
_COOKIES = re.compile(r"cookie|consent", re.I)
# Lists of links to other pages or to share this one, within the page's own text.
_ONWARD = re.compile(
    r"(?<![a-z])(?:share|sharing|related|relaterad\w*|onward-links?|social-(?:share|media|links))"
    r"(?![a-z])",
    re.I,
)
_CRUMBS = re.compile(r"bread-?crumb", re.I)
# What pages without landmarks call their parts, as words of their ids and classes.
_NAMED = re.compile(
    r"(?<![a-z])(?:(?P<footer>footer)|(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|header))"
    r"(?![a-z])",
    re.I,
)
# What they call the head of a part of their own text.
_PART_NAMED = re.compile(
    r"(?<![a-z])(?:accordion|article|block|box|card|collapse|content|entry|expand\w*|faq|item|list|"
    r"module|panel|post|section|tab|table|toggle)(?:[-_]+[a-z]+)*[-_]+(?:header|footer)(?![a-z])",
    re.I,
)
_TAB_PANEL = re.compile(r"(?<![a-z])tabs?[-_]*(?:pane|panel)(?![a-z])", re.I)


class Places:
    """Tells the place of each element of a page from that of the element around it."""

    def __init__(self, body: Any) -> None:
        self._mains = {e for e in body.iter("main", "div", "section") if _is_main(e)}
        self.is_told = bool(self._mains)
        """Whether the page tells which is its own text. Else it is all that is nothing else."""
        is_within = self.is_told and body not in self._mains  # a fragment may be it and no more
        self._tabs = {place: text for tab in body.iter("*") for place, text in _tab(tab)}
        """By the id of a panel or tab, the text of the tab that shows the panel."""
        self.start: Place = "around" if is_within else "main"

    def of(self, element: Any, outer: Place) -> Place:
        """Return where an element stands that is within one at ``outer``."""
        tag, role = element.tag, element.get("role", "")
        if element in self._mains:
            return "main"
        names = f"{element.get('id', '')} {element.get('class', '')}"
        if tag == "nav" or role in _GONE_ROLES or _CRUMBS.search(names):
            return "gone"
        if outer in ("aside", "footer", "gone"):
            return outer
        if outer == "main" and _ONWARD.search(names) and _is_links(element):
            return "gone"
        if outer == "main" and self.is_told:
            is_page_footer = tag == "footer" and not _is_in_section(element)
            return "footer" if is_page_footer else outer
        if _COOKIES.search(names):
            return "gone"
        if tag in _OUTSIDE or role in _OUTSIDE_ROLES:
            return self._beside(element, _OUTSIDE_ROLES.get(role) or _OUTSIDE[tag])
        named = _NAMED.search(_PART_NAMED.sub("", names))
        if outer == "main" and tag in ("div", "ul") and named:
            return self._beside(element, "footer" if named["footer"] else "gone")
        return outer

    def tab_of(self, element: Any) -> str:
        """Return the text of the tab that shows a panel, "" for what is none."""
        names = element.get("class", "")
        if element.get("role") != "tabpanel" and not _TAB_PANEL.search(names):
            return ""
        by_label = self._tabs.get(element.get("aria-labelledby", ""), "")
        text = self._tabs.get(element.get("id", "")) or by_label
        first = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
        return "" if first is not None and _words(first) == text else text

    def _beside(self, element: Any, place: Place) -> Place:
        """Return the place of a header, aside or footer; within the own text it belongs to that."""
        if self.is_told:
            return place
        is_own = element.find(".//h1") is not None or _is_in_section(element)
        return "main" if is_own else place


def _tab(element: Any) -> Iterator[tuple[str, str]]:
    """Yield the ids of a tab and of the panel that it shows, each with the tab's text."""
    href = element.get("href", "") if element.tag == "a" else ""
    if element.get("role") == "tab" or href.startswith("#"):
        for id in (element.get("aria-controls"), element.get("id"), href.removeprefix("#")):
            if id:
                yield id, _words(element)


def _words(element: Any) -> str:
    return tidy("".join(element.itertext()))


def _is_links(element: Any) -> bool:
    """Tell whether an element has nothing but links and headings over them."""
    linked = (e for e in element.iter("a", *(f"h{level}" for level in range(1, 7))))
    outer = (e for e in linked if next(e.iterancestors("a"), None) is None)
    return sum(map(letters, outer)) == letters(element) > 0


def letters(element: Any) -> int:
    """Return how many characters an element has, spaces aside."""
    return sum(map(len, "".join(element.itertext()).split()))


def _is_in_section(element: Any) -> bool:
    return next(element.iterancestors("article", "section"), None) is not None


def _is_main(element: Any) -> bool:
    return (element.tag == "main" or element.get("role") == "main") and bool(
        "".join(element.itertext()).strip()
    )
