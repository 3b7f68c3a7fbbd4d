"""Read markdown: YAML front matter, headings, paragraphs, lists, tables."""

import re

import yaml
from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from klimatsvar.corpus.dates import iso_date
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.errors import DocumentError
from klimatsvar.types import BlockKind

_PARSER = MarkdownIt("commonmark").enable("table")
_INLINE = "a abbr b code em i mark small span strong sub sup u".split()
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(text: str) -> Source:
    """Read a markdown file. Markup is left out; links and emphasis keep their words.

    Raises DocumentError when the front matter is not valid YAML.
    """
    metadata, body = _front_matter(text)
    blocks = _blocks(_PARSER.parse(body))
    first = next((block.text for block in blocks if block.kind == "heading"), None)
    return Source(tuple(blocks), metadata.over(Metadata(title=first)))


def _front_matter(text: str) -> tuple[Metadata, str]:
    found = _FRONT_MATTER.match(text)
    if not found:
        return Metadata(), text
    try:
        # BaseLoader: every value stays the string that stands there, dates included.
        values = yaml.load(found.group(1) or "", Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError(
            f"raderna mellan --- överst i filen går inte att läsa ({_first_line(error)}); rätta dem"
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
        replaced_by=value("replaced_by", "ersätts av"),
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
            case "inline":
                kind: BlockKind = "heading" if heading else "item" if in_items else "paragraph"
                if text := _plain(token):
                    blocks.append(SourceBlock(kind, text, heading))
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


def _plain(token: Token) -> str:
    """Return an inline token's words without markup."""
    words = []
    for child in token.children or []:
        match child.type:
            case "text" | "code_inline":
                words.append(child.content)
            case "softbreak" | "hardbreak":
                words.append(" ")
    return tidy("".join(words))
