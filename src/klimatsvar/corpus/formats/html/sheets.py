"""What a web page's own style sheets say of its elements, as if it stood in each of them.

Programs that save texts as web pages tell there which figures are raised and what is struck out,
hidden or bold. Only plain selectors are read: tags, classes and ids, also within each other. Sheets
that lie elsewhere are not known.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

_SHEET = re.compile(r"<style\b[^<>]*>", re.I)
_END = re.compile(r"</style\b", re.I)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_TOLD = {
    "display",
    "font-size",
    "font-weight",
    "mso-hide",
    "text-decoration",
    "text-decoration-line",
    "vertical-align",
    "visibility",
}
"""The properties that tell what a reader sees."""
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)", re.I)
_MOST_RULES = 5_000
_LONGEST = 2_000_000
"""Characters."""


class _Rule(NamedTuple):
    path: tuple[tuple[str, frozenset[str]], ...]
    """The element, and those that it must be within, innermost first: tag, classes and ids."""
    told: dict[str, str]


def sheets_of(markup: str) -> str:
    """Return what stands in the style elements of a page."""
    pieces = _SHEET.split(markup)[1:]
    return "\n".join(_END.split(piece, maxsplit=1)[0] for piece in pieces)


def style_elements(tree: Any, css: str) -> None:
    """Write what style sheets say of a page's elements into their own styles, which go first."""
    rules: dict[str, list[tuple[int, _Rule]]] = defaultdict(list)
    for number, rule in enumerate(_rules(css)):
        tag, names = rule.path[0]
        rules[min(names, default=tag)].append((number, rule))
    if not rules:
        return
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        keys = (*_names(element), element.tag)
        found = [one for key in keys for one in rules.get(key, ()) if _fits(element, one[1])]
        told: dict[str, str] = {}
        for _, rule in sorted(found, key=lambda one: one[0]):
            told |= rule.told
        if told:
            own = declared(element.get("style", ""))
            element.set("style", ";".join(f"{k}:{v}" for k, v in (told | own).items()))


def declared(style: str) -> dict[str, str]:
    """Return the declarations in a style, lower case."""
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


def _rules(css: str) -> Iterator[_Rule]:
    count = 0
    for selectors, body in _bodies(_COMMENT.sub("", css[:_LONGEST])):
        told = {name: value for name, value in declared(body).items() if name in _TOLD}
        if not told:
            continue
        for selector in selectors.split(","):
            path = _path(selector)
            count += 1
            if count > _MOST_RULES:
                return
            if path:
                yield _Rule(path, told)


def _bodies(css: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations of rules that hold for all screens."""
    depth = start = inner = 0
    for brace in re.finditer("[{}]", css):
        if brace[0] == "{":
            inner = inner if depth else brace.end()
            depth += 1
            continue
        depth = max(0, depth - 1)
        if not depth:
            selectors = css[start : max(start, inner - 1)].rpartition(";")[2]
            if not selectors.lstrip().startswith("@"):
                yield selectors, css[inner : brace.start()]
            start = brace.end()


def _path(selector: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return a selector's parts, innermost first; none where it asks for more than is known."""
    path = []
    for part in reversed(selector.split()):
        found = _SIMPLE.fullmatch(part)
        if not found:
            return ()
        names = frozenset(re.findall(r"[.#][\w-]+", found[2]))
        path.append(((found[1] or "").lower(), names))
    return tuple(path)


def _names(element: Any) -> list[str]:
    classes = [f".{name}" for name in (element.get("class") or "").split()]
    return [*classes, f"#{element.get('id')}"] if element.get("id") else classes


def _fits(element: Any, rule: _Rule) -> bool:
    (own, *outer) = rule.path
    if not _is(element, own):
        return False
    above = element.iterancestors()
    return all(any(_is(each, part) for each in above) for part in outer)


def _is(element: Any, part: tuple[str, frozenset[str]]) -> bool:
    tag, names = part
    return (not tag or element.tag == tag) and names <= {*_names(element)}
