"""Read markdown: YAML front matter, headings, paragraphs, lists, tables."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

import yaml
from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from klimatsvar.corpus.about import precise_date, whole_date
from klimatsvar.corpus.formats.html.blocks import Reader
from klimatsvar.corpus.formats.html.markup import lean_markup, words_of
from klimatsvar.corpus.formats.html.places import Places
from klimatsvar.corpus.formats.markdown_tables import piped
from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.headings import BOLD_LEVEL, looks_like_heading, top_heading, without_idle
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import place_notes, table_parts
from klimatsvar.errors import DocumentError
from klimatsvar.texts.messages import Message

_DEEPEST = 40
_PARSER = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
_DEEPEST_HTML = 255
"""The parser drops, without a word, what stands deeper."""
_LONGEST = 500_000
"""Characters; the parser needs minutes and a gigabyte for twenty times as many."""
_LONGEST_FRONT_MATTER = 20_000
_DATE = ("date", "datum")
_BREAKS = ("softbreak", "hardbreak")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# A line that begins an item, though markdown doesn't know the sign or the number is in bold.
_ITEM = re.compile(r"(?:[•·▪]\s*|\d{1,2}[.)]\s+)(?=\S)")

# "[^1]: Sedan 2010." with the indented lines that go on with it, and the mark in the text.
_NOTE = re.compile(
    r"^ {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(.*(?:\n(?: {2,}|\t)\S.*)*)\n?", re.MULTILINE
)
_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
# "{#mal .unnumbered}" behind a heading, and the lines around a box: "::: {.note}".
_ANCHOR = re.compile(r"\s*\{[#.-][^{}]{0,200}\}$")
_BOX = re.compile(r"^ {0,3}:{3,}(?: *[\w-]+| *\{[^{}\n]{0,200}\})? *:* *$", re.MULTILINE)
_DEFINITION = re.compile(r":\s+(?=\S)")
_EMPTY_LINE = re.compile(r"\n\s*\n")
# Figures raised and lowered as pandoc has it: 10^6^, H~2~O.
_RAISED = re.compile(r"\^([\d+−-]{1,8})\^")
_LOWERED = re.compile(r"~(\d{1,4})~")


def read_markdown(text: str) -> Source:
    """Read a markdown file. Markup is left out; links and emphasis keep their words.

    A footnote comes after the block that refers to it. It has no pages.

    A text that is too long or too deeply nested for markdown is read as plain text, with a
    warning; and so is HTML in it that is too deeply nested. A date in the front matter that is
    none is left out, with a warning. Raises DocumentError when the front matter is too long or not
    valid YAML.
    """
    values, body = front_matter(text)
    metadata = _metadata(values)
    told = _value(values, *_DATE)
    faults = (Message.of("front_matter_date", date=told),) if told and not metadata.date else ()
    source = _read_body(body, metadata)
    return replace(source, warnings=(*faults, *source.warnings))


def _read_body(body: str, metadata: Metadata) -> Source:
    if len(body) > _LONGEST:
        return _as_plaintext(body, metadata, Message.of("markdown_long", most=_LONGEST))
    notes = {name: tidy(_words_of_note(note)) for name, note in _NOTE.findall(body)}
    tokens = _PARSER.parse(piped(_NOTE.sub("\n", _BOX.sub("", body))))
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return _as_plaintext(body, metadata, Message.of("markdown_deep"))
    markup = {token.content for token in tokens if token.type == "html_block"}
    parsed = {content: _html_blocks(content) for content in markup}
    blocks = without_idle(place_notes(_parts(tokens, notes, parsed)), BOLD_LEVEL)
    struck = sum(len(_plain(token, struck=True)) for token in tokens if token.type == "inline")
    known = metadata.over(Metadata(title=top_heading(blocks)))
    warnings = (Message.of("html_plain"),) if None in parsed.values() else ()
    return Source(tuple(blocks), known, warnings=warnings, struck=struck)


def _as_plaintext(body: str, metadata: Metadata, warning: Message) -> Source:
    source = read_plaintext(body)
    return replace(source, metadata=metadata.over(source.metadata), warnings=(warning,))


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return what stands between the lines of --- at the top, by name in small letters; and the
    text below.

    Names that say nothing are left out. Raises DocumentError when it is too long or not valid YAML.
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    if len(found.group()) > _LONGEST_FRONT_MATTER:
        raise DocumentError("front_matter_long", most=_LONGEST_FRONT_MATTER)
    try:
        # BaseLoader: every value stays the string that stands there, dates included.
        values = yaml.load(found.group(1) or "", Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError("front_matter_wrong", reason=_first_line(error)) from error
    if not isinstance(values, dict):
        return {}, text  # two rules with text between them
    told = {str(name).lower(): tidy(v) for name, v in values.items() if isinstance(v, str)}
    return {name: value for name, value in told.items() if value}, text[found.end() :]


def _metadata(values: Mapping[str, str]) -> Metadata:
    return Metadata(
        title=_value(values, "title", "titel"),
        publisher=_value(values, "publisher", "utgivare", "author"),
        date=_date(_value(values, *_DATE) or ""),
        url=_value(values, "url", "link", "länk"),
        language=_value(values, "language", "lang", "språk"),
        replaced_by=_value(values, "replaced_by", "ersätts av", "ersatts av"),
        origin=_value(values, "origin", "ursprung"),
    )


def _value(values: Mapping[str, str], *names: str) -> str | None:
    return next((values[name] for name in names if name in values), None)


def _date(told: str) -> str | None:
    with suppress(ValueError):
        if whole := whole_date(told):
            return whole
    return precise_date(told)  # "Antagen 2024-05-01"; a mere year may be of what is no date


def _first_line(error: Exception) -> Message | str:
    mark = getattr(error, "problem_mark", None)
    return Message.of("at_line", line=mark.line + 2) if mark else type(error).__name__


def _words_of_note(text: str) -> str:
    return " ".join(_plain(token) for token in _PARSER.parseInline(text))


def _parts(
    tokens: list[Token], notes: dict[str, str], parsed: Mapping[str, list[SourceBlock] | None]
) -> Iterator[SourceBlock | Note]:
    """Yield the blocks, each followed by the notes that it refers to and that none before did.

    ``parsed`` has the blocks of HTML by its markup, None where it is read as plain text.
    """
    table: list[list[Cell]] = []
    in_items = 0
    heading = 0
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "list_item_open":
                in_items += 1
            case "list_item_close":
                in_items -= 1
            case "tr_open":
                table.append([])
            case "table_close":
                yield from table_parts(table)
                table = []
            case "inline" if table:
                table[-1].append(_cell(token, notes, is_header=len(table) == 1))
                continue
            case "inline" if heading or in_items:
                if text := _ANCHOR.sub("", _plain(token)):
                    yield SourceBlock("heading" if heading else "item", text, heading)
            case "inline":
                yield from _paragraph(token)
            case "fence" | "code_block":
                if text := tidy(token.content):
                    yield SourceBlock("paragraph", text)
            case "html_block":
                own = parsed[token.content]
                yield from _html_words(token.content) if own is None else own
        if token.type == "inline":
            yield from _notes_of(token, notes)


def _cell(token: Token, notes: dict[str, str], is_header: bool) -> Cell:
    text = _plain(token)
    block = [SourceBlock("paragraph", text)] if text else []
    is_bold = bool(text) and all(map(_is_bold, _lines(token)))
    return Cell((*block, *_notes_of(token, notes)), is_header=is_header, is_bold=is_bold)


def _notes_of(token: Token, notes: dict[str, str]) -> Iterator[Note]:
    for name in _MARK.findall(token.content) if notes else ():
        if name in notes:
            yield Note(notes.pop(name))


def _html_blocks(markup: str) -> list[SourceBlock] | None:
    """Return the blocks of HTML among markdown, as those of a web page's own text.

    None where it is too deeply nested, or has what no HTML may have, as a control character.
    """
    try:
        tree = html.fragment_fromstring(markup, create_parent=True)
        if _is_cut(tree):
            return None
        pieces = Reader(Places(tree), "main").read(tree)
    except etree.ParserError:
        return []  # it holds nothing: "<!DOCTYPE html>"
    except (ValueError, AssertionError, RecursionError):
        return None
    return [piece.block for piece in pieces if piece.place != "gone"]


def _is_cut(tree: etree._Element) -> bool:
    """Tell whether elements stand as deep in each other as the parser lets them."""
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= _DEEPEST_HTML:
            return True
    return False


def _html_words(markup: str) -> Iterator[SourceBlock]:
    for part in _EMPTY_LINE.split(words_of(lean_markup(markup))):
        if words := tidy(part):
            yield SourceBlock("paragraph", words)


def _paragraph(token: Token) -> Iterator[SourceBlock]:
    """Yield a paragraph; a first line all in bold as a heading, numbered lines as items.

    Lines that begin with a colon say what the first line means: "term: meaning".
    """
    lines = _lines(token)
    words = [_words(line) for line in lines]
    if len(words) > 1 and all(map(_DEFINITION.match, words[1:])):
        meanings = [_DEFINITION.sub("", line, count=1) for line in words[1:]]
        yield from (SourceBlock("item", f"{words[0].rstrip(':')}: {text}") for text in meanings)
        return
    if looks_like_heading(words[0]) and _is_bold(lines[0]):
        yield SourceBlock("heading", words.pop(0), BOLD_LEVEL)
    if len(words) > 1 and all(map(_ITEM.match, words)):
        yield from (SourceBlock("item", _ITEM.sub("", line, count=1)) for line in words)
    elif text := tidy(" ".join(words)):
        yield SourceBlock("paragraph", text)


def _lines(token: Token) -> list[list[Token]]:
    """Return an inline token's parts, line by line as they stand in the file."""
    lines: list[list[Token]] = [[]]
    for child in token.children or []:
        if child.type in _BREAKS:
            lines.append([])
        else:
            lines[-1].append(child)
    return lines


def _is_bold(line: list[Token]) -> bool:
    depth = 0
    for token in line:
        depth += (token.type == "strong_open") - (token.type == "strong_close")
        if not depth and token.content.strip():
            return False
    return True


def _plain(token: Token, struck: bool = False) -> str:
    """Return an inline token's words without markup, or those that are struck out."""
    return tidy(" ".join(_words(line, struck) for line in _lines(token)))


def _words(line: list[Token], struck: bool = False) -> str:
    """Return a line's words, or those that are struck out: they no longer hold."""
    words: list[str] = []
    depth = high = 0
    for token in line:
        kind = token.type
        if kind in ("text", "code_inline"):
            if bool(depth) == struck:
                text = _set_apart(token.content) if kind == "text" else token.content
                words.append(raised(text) if high else text)
        elif kind in ("s_open", "s_close"):
            depth = max(0, depth + token.nesting)
        elif kind == "html_inline" and (tag := _TAG.match(token.content)):
            change = -1 if tag[1] else 1
            match tag[2].lower():
                case "s" | "del" | "strike":
                    depth = max(0, depth + change)
                case "sup":
                    high = max(0, high + change)
                case "br":
                    words.append(" ")
    return tidy("".join(words))


_TAG = re.compile(r"<(/?)(\w+)")


def _set_apart(text: str) -> str:
    """Return a text without its notes' marks, and its raised figures as such."""
    if "^" in text:
        text = _RAISED.sub(lambda found: raised(found[1]), _MARK.sub("", text))
    return _LOWERED.sub(r"\1", text) if "~" in text else text
