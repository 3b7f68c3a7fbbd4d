"""Read plain text, also web pages saved as text."""

import re
from collections.abc import Iterator
from itertools import groupby

from klimatsvar.corpus.about import opening_date
from klimatsvar.corpus.formats.aligned import find_table, has_cells, table_blocks
from klimatsvar.corpus.formats.furniture import is_furniture, notice_date, shared_line
from klimatsvar.corpus.headings import looks_like_heading, without_idle
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.unfilled import is_unfilled
from klimatsvar.corpus.wrapped import unwrapped

_ITEM = re.compile(r"^\s*(?:[•·▪◦‣●○■\uf0b7\uf0a7]\s*|[-–*]\s+|\d{1,2}[.)]\s+)(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+[A-ZÅÄÖ]")
# A dash that goes on with the line before it, which ends in a word.
_PARENTHESIS = re.compile(r"^[–—]\s+[a-zåäö]")
# "1 732 timmar för lärare" counts; "2030 och sedan" and "2 Flextid" don't.
_QUANTITY = re.compile(r"(?!(?:19|20)\d\d\s)\d[\d\s]*[a-zåäö]")
_RULE = re.compile(r"^[\s=\-_*~#.]*$")
_QUOTED = re.compile(r"(?:> ?)+")
_PAGE = re.compile(r"(?:sida|page)\s\d{1,3}(?:\s?(?:av|of|/|\()\s?\d{1,3}\)?)?", re.IGNORECASE)
_LABELLED = re.compile(r"[^\W\d][^.:!?]{1,40}:\s+\S")
"""A line of a list of facts: "Telefon: 033-35 70 00"."""
_LEVEL = 2
_LONGEST_LINE = 200
"""Characters of a line that may be a heading or an item without a sign."""


def read_plaintext(text: str) -> Source:
    """Read paragraphs, list items and headings, which stand alone between blank lines.

    It has no pages.

    The title is the one in a sharing line, else the first heading. Lines that are a web page's
    furniture are left out; ``furniture`` counts their characters.
    """
    lines = text.splitlines()
    metadata = _metadata(lines)
    groups, furniture = _groups(lines)
    blocks = _with_loose_items(list(_blocks(groups)))
    blocks = _with_title(blocks, metadata.title)
    title = metadata.title or (blocks[0].text if blocks and blocks[0].kind == "heading" else None)
    return Source(
        tuple(without_idle(blocks, _LEVEL)),
        metadata.over(Metadata(title=title, date=opening_date(blocks))),
        furniture=furniture,
    )


def _metadata(lines: list[str]) -> Metadata:
    for line in lines:
        if shared := shared_line(line):
            return Metadata(date=shared[0], title=tidy(shared[1]))
    dates = (notice_date(line) for line in lines)
    return Metadata(date=next((date for date in dates if date), None))


def _groups(lines: list[str]) -> tuple[list[list[str]], int]:
    """Return the runs of lines between blank lines and rules, and the furniture's characters.

    A rule below a table's header parts nothing. What a letter quotes is a run of its own.
    """
    groups: list[list[str]] = [[]]
    furniture = 0
    is_quoted = False
    for line in lines:
        mark = _QUOTED.match(line)
        if is_quoted != (mark is not None):
            groups.append([])
        is_quoted = mark is not None
        line = line[mark.end() :] if mark else line
        if _RULE.match(line):
            if not (line.strip() and groups[-1] and has_cells(groups[-1][-1])):
                groups.append([])
        elif is_furniture(tidy(line)) or _PAGE.fullmatch(tidy(line)):
            furniture += len(tidy(line))
        else:
            groups[-1].append(line)
    return [group for group in groups if group], furniture


def _blocks(groups: list[list[str]]) -> Iterator[SourceBlock]:
    numbered = [False, *map(_is_numbered, groups), False]
    for i, group in enumerate(groups):
        is_alone = numbered[i : i + 3] == [False, True, False]
        if is_alone or _is_heading(group):
            yield SourceBlock("heading", tidy(group[0]).lstrip("# "), _LEVEL)
        else:
            yield from _group_blocks(group)


def _is_heading(group: list[str]) -> bool:
    return _is_short(group) and looks_like_heading(tidy(group[0])) and not _ITEM.match(group[0])


def _is_numbered(group: list[str]) -> bool:
    """Tell whether a line alone is "1. Inledning": a heading, or an item among others."""
    if not _is_short(group):
        return False
    line = tidy(group[0])
    return looks_like_heading(line) and _NUMBERED.match(line) is not None


def _is_short(group: list[str]) -> bool:
    return len(group) == 1 and len(group[0]) <= _LONGEST_LINE


def _group_blocks(lines: list[str]) -> Iterator[SourceBlock]:
    """Yield the paragraphs, items and rows that lines without a blank one between them make.

    A field of a form that nobody has filled in is by itself.
    """
    if any(map(is_unfilled, lines)) and len(lines) > 1:
        for is_field, run in groupby(lines, is_unfilled):
            for part in [[line] for line in run] if is_field else [[*run]]:
                yield from _group_blocks(part)
        return
    table = None if any(map(_ITEM.match, lines)) else find_table(lines)
    if table is not None:
        first, last, rows = table
        yield from _group_blocks(lines[:first])
        yield from table_blocks(rows)
        yield from _group_blocks(lines[last:])
        return
    top = next((i for i, line in enumerate(lines) if _LABELLED.match(line)), 0)
    if top < len(lines) - 1 and top < 2 and all(map(_LABELLED.match, lines[top:])):
        yield from _group_blocks(lines[:top])
        yield from (SourceBlock("item", tidy(line)) for line in lines[top:])
        return
    dashes = sum(bool(_PARENTHESIS.match(line)) for line in lines)
    pieces: list[tuple[bool, list[str]]] = []
    for i, line in enumerate(lines):
        goes_on = dashes == 1 and i > 0 and _PARENTHESIS.match(line) and _ends_open(lines[i - 1])
        item = None if goes_on else _ITEM.match(line)
        if item:
            pieces.append((True, [line[item.end() :]]))
        elif pieces and (not pieces[-1][0] or line[0].isspace()):
            pieces[-1][1].append(line)
        else:
            pieces.append((False, [line]))
    for is_item, piece in pieces:
        if words := tidy(unwrapped(piece)):
            yield SourceBlock("item" if is_item else "paragraph", words)


def _ends_open(line: str, signs: str = ",") -> bool:
    """Tell whether a line ends within a sentence: in a word or one of the signs."""
    end = line.rstrip()[-1:]
    return end.isalnum() or (end != "" and end in signs)


def _with_loose_items(blocks: list[SourceBlock]) -> list[SourceBlock]:
    """Make items of lines that stand apart but go on with an unfinished paragraph before them.

    They begin in lower case; or count something, if the last of them ends the sentence.
    """
    made: list[SourceBlock] = []
    start = 0
    while start < len(blocks):
        made.append(blocks[start])
        start += 1
        if not (made[-1].kind == "paragraph" and _ends_open(made[-1].text, ",:")):
            continue
        end = start
        is_closed = False
        while end < len(blocks) and not is_closed and _may_go_on(blocks[end]):
            is_closed = blocks[end].text.endswith(".")
            end += 1
        for block in blocks[start:end]:
            is_item = is_closed or block.text[0].islower()
            made.append(SourceBlock("item", block.text) if is_item else block)
        start = end
    return made


def _may_go_on(block: SourceBlock) -> bool:
    is_short = block.kind in ("paragraph", "heading") and len(block.text) <= _LONGEST_LINE
    return is_short and (block.text[0].islower() or _QUANTITY.match(block.text) is not None)


def _with_title(blocks: list[SourceBlock], title: str | None) -> list[SourceBlock]:
    """Make the title's heading, or the first block if it is one, the document's top heading."""
    for i, block in enumerate(blocks):
        if block.text == title or (not title and i == 0 and block.kind == "heading"):
            top = SourceBlock("heading", block.text, level=1)
            return [*blocks[:i], top, *blocks[i + 1 :]]
    return blocks
