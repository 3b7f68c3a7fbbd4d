"""A web page's markup before it is parsed: made lean, measured, or its words alone."""

import re
from html import unescape

from klimatsvar.corpus.source import raised

_MOST_TAGS = 10_000
"""More, and the search for the article takes minutes."""
_LONGEST = 2_000_000
"""Characters."""
_DEEPEST = 200
"""The parser drops, without a word, what stands deeper than 255."""
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*>", re.I)
_START = re.compile(r"<(?:(script|style|svg|template|noscript)\b|!--)", re.I)
_ENDS = {
    "--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\b[^<>]*>", re.I)
        for name in ("script", "style", "svg", "template", "noscript")
    },
}
_ABOUT = re.compile(r"<script\b[^<>]{0,200}ld\+json", re.I)
_BODY = re.compile(r"<body\b[^<>]*>", re.I)
_BARE = {"span", "font"}
"""Tags of which programs write many; they cost little."""
_RAISED = re.compile(r"<sup\b[^<>]*>((?:[^<>&]|</?a\b[^<>]*>){0,200})</sup\s*>", re.I)
_DATA = re.compile(r"(?<=[\"'])data:[^\"'<>]*")
_NESTED = set("div section article main ul ol table blockquote b i em strong a center".split())
_NESTED |= _BARE
_LINE = set("p div section article main header footer nav li tr h1 h2 h3 h4 h5 h6 br title".split())
_CELL = {"td", "th"}


def lean_markup(text: str) -> str:
    """Return a page without scripts, styles, drawings, comments and embedded files.

    Scripts that tell what the page is, its title and date, are kept.
    """
    pieces: list[str] = []
    position = 0
    unclosed: set[str] = set()
    while found := _START.search(text, position):
        name = (found.group(1) or "--").lower()
        is_kept = name in unclosed or _ABOUT.match(text, found.start())
        end = None if is_kept else _ENDS[name].search(text, found.end())
        if end:
            pieces.append(text[position : found.start()])
            position = end.end()
        else:
            if not is_kept:
                unclosed.add(name)  # hides nothing, and is looked for once
            pieces.append(text[position : found.end()])
            position = found.end()
    pieces.append(text[position:])
    return _DATA.sub("", "".join(pieces))


def is_overgrown(markup: str) -> bool:
    """Tell whether a page has more tags, more text or more in each other than can be parsed."""
    if len(markup) > _LONGEST:
        return True
    depth = count = 0
    for tag in _TAG.finditer(markup):
        name = tag.group(2).lower()
        count += name not in _BARE
        if name in _NESTED:
            depth += -1 if tag.group(1) else 1
        if depth > _DEEPEST or count > 2 * _MOST_TAGS:
            return True
    return False


def words_of(markup: str) -> str:
    """Return a page's text as lines: paragraphs parted by empty ones, cells by spaces."""
    body = _BODY.search(markup)
    text = markup[body.end() :] if body else markup
    return unescape(_TAG.sub(_gap, _RAISED.sub(lambda found: raised(found[1]), text)))


def _gap(tag: re.Match[str]) -> str:
    name = tag.group(2).lower()
    return "\n\n" if name in _LINE else " " if name in _CELL else ""
