"""Read markdown: YAML front matter, headings, paragraphs, lists, tables."""

import re
from collections.abc import Iterator
from dataclasses import replace

import yaml
from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from klimatsvar.corpus.about import iso_date
from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.headings import BOLD_LEVEL, looks_like_heading, top_heading, without_idle
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.errors import DocumentError

_DEEPEST = 40
_PARSER = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
_LONGEST = 500_000
"""Characters; the parser needs minutes and a gigabyte for twenty times as many."""
_LONGEST_FRONT_MATTER = 20_000
_INLINE = "a abbr b code em i mark small span strong sub sup u".split()
_BREAKS = ("softbreak", "hardbreak")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# A line that begins an item, though markdown doesn't know the sign or the number is in bold.
_ITEM = re.compile(r"(?:[•·▪]\s*|\d{1,2}[.)]\s+)(?=\S)")


def read_markdown(text: str) -> Source:
    """Read a markdown file. Markup is left out; links and emphasis keep their words.

    It has no pages.

    A text that is too long or too deeply nested for markdown is read as plain text, with a
    warning. Raises DocumentError when the front matter is too long or not valid YAML.
    """
    metadata, body = _front_matter(text)
    if len(body) > _LONGEST:
        return _as_plaintext(body, metadata, f"är längre än {_LONGEST} tecken")
    tokens = _PARSER.parse(body)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return _as_plaintext(body, metadata, "har listor eller citat för djupt i varandra")
    blocks = without_idle(_blocks(tokens), BOLD_LEVEL)
    return Source(tuple(blocks), metadata.over(Metadata(title=top_heading(blocks))))


def _as_plaintext(body: str, metadata: Metadata, reason: str) -> Source:
    source = read_plaintext(body)
    warning = f"texten {reason} och läses som ren text, utan tabeller; dela upp den"
    return replace(source, metadata=metadata.over(source.metadata), warnings=(warning,))


def _front_matter(text: str) -> tuple[Metadata, str]:
    found = _FRONT_MATTER.match(text)
    if not found:
        return Metadata(), text
    if len(found.group()) > _LONGEST_FRONT_MATTER:
        raise DocumentError(
            f"raderna mellan --- överst i filen är längre än {_LONGEST_FRONT_MATTER} tecken",
            "sätt --- direkt efter titel, datum och länk",
        )
    try:
        # BaseLoader: every value stays the string that stands there, dates included.
        values = yaml.load(found.group(1) or "", Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError(
            f"raderna mellan --- överst i filen går inte att läsa ({_first_line(error)})",
            "rätta dem",
        ) from error
    if not isinstance(values, dict):
        return Metadata(), text  # two rules with text between them
    known = {str(name).lower(): value for name, value in values.items()}

    def value(*names: str) -> str | None:
        found = (known.get(name) for name in names)
        return next((tidy(v) for v in found if isinstance(v, str) and v.strip()), None)

    metadata = Metadata(
        title=value("title", "titel"),
        publisher=value("publisher", "utgivare", "author"),
        date=iso_date(value("date", "datum") or ""),
        url=value("url", "link", "länk"),
        language=value("language", "lang", "språk"),
        replaced_by=value("replaced_by", "ersätts av", "ersatts av"),
    )
    return metadata, text[found.end() :]


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"rad {mark.line + 2}" if mark else type(error).__name__


def _blocks(tokens: list[Token]) -> list[SourceBlock]:
    blocks: list[SourceBlock] = []
    table: list[list[str]] = []
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
                blocks.extend(row_blocks(table))
                table = []
            case "inline" if table:
                table[-1].append(_plain(token))
            case "inline" if heading or in_items:
                if text := _plain(token):
                    blocks.append(SourceBlock("heading" if heading else "item", text, heading))
            case "inline":
                blocks.extend(_paragraph(token))
            case "fence" | "code_block":
                if text := tidy(token.content):
                    blocks.append(SourceBlock("paragraph", text))
            case "html_block":
                if text := _words_of_html(token.content):
                    blocks.append(SourceBlock("paragraph", text))
    return blocks


def _words_of_html(markup: str) -> str:
    """Return the words of HTML among markdown; tags, comments, scripts and styles are left out."""
    try:
        tree = html.fragment_fromstring(markup, create_parent=True)
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(tree, etree.Comment, "script", "style", with_tail=False)
    etree.strip_tags(tree, *_INLINE)
    return tidy(" ".join(tree.itertext()))


def _paragraph(token: Token) -> Iterator[SourceBlock]:
    """Yield a paragraph; a first line all in bold as a heading, numbered lines as items."""
    lines = _lines(token)
    words = [_words(line) for line in lines]
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


def _plain(token: Token) -> str:
    """Return an inline token's words without markup."""
    return tidy(" ".join(map(_words, _lines(token))))


def _words(line: list[Token]) -> str:
    return tidy("".join(child.content for child in line if child.type in ("text", "code_inline")))
