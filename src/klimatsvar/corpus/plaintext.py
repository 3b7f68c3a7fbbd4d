"""Read plain text, also web pages saved as text."""

import re

from klimatsvar.corpus.furniture import is_furniture, notice_date, shared_line
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy

_ITEM = re.compile(r"^\s*(?:[•·▪◦‣●○■\uf0b7\uf0a7]\s*|[-–*]\s+|\d{1,2}[.)]\s+)(?=\S)")
_RULE = re.compile(r"^[\s=\-_*~#.]*$")
_HEADING_CHARS = 90


def read_plaintext(text: str) -> Source:
    """Read paragraphs, list items and headings, which stand alone between blank lines.

    The title is the one in a sharing line, else the first heading. Lines that are a web page's
    furniture are left out.
    """
    lines = text.splitlines()
    metadata = _metadata(lines)
    blocks: list[SourceBlock] = []
    for group in _groups(lines):
        blocks.extend(_group_blocks(group))
    titled = _with_title(blocks, metadata.title)
    title = metadata.title or (titled[0].text if titled and titled[0].kind == "heading" else None)
    return Source(tuple(_without_idle_headings(titled)), metadata.over(Metadata(title=title)))


def _metadata(lines: list[str]) -> Metadata:
    for line in lines:
        if shared := shared_line(line):
            return Metadata(date=shared[0], title=tidy(shared[1]))
    dates = (notice_date(line) for line in lines)
    return Metadata(date=next((date for date in dates if date), None))


def _groups(lines: list[str]) -> list[list[str]]:
    """Return the runs of lines between blank lines and rules, furniture left out."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if _RULE.match(line):
            groups.append([])
        elif not is_furniture(tidy(line)):
            groups[-1].append(line)
    return [group for group in groups if group]


def _group_blocks(lines: list[str]) -> list[SourceBlock]:
    if len(lines) == 1 and _looks_like_heading(tidy(lines[0])):
        return [SourceBlock("heading", tidy(lines[0]).lstrip("# "), level=2)]
    pieces: list[tuple[bool, str]] = []
    for line in lines:
        item = _ITEM.match(line)
        if item:
            pieces.append((True, line[item.end() :]))
        elif pieces and (not pieces[-1][0] or line[0].isspace()):
            pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]} {line}")
        else:
            pieces.append((False, line))
    return [
        SourceBlock("item" if is_item else "paragraph", words)
        for is_item, piece in pieces
        if (words := tidy(piece))
    ]


def _looks_like_heading(line: str) -> bool:
    starts = line[:1].isupper() or line[:1].isdigit() or line.startswith("#")
    return (
        starts
        and len(line) <= _HEADING_CHARS
        and not _ITEM.match(line)
        and line[-1] not in '.:;,!…”"'
    )


def _with_title(blocks: list[SourceBlock], title: str | None) -> list[SourceBlock]:
    """Make the title's heading, or the first block if it is one, the document's top heading."""
    for i, block in enumerate(blocks):
        if block.text == title or (not title and i == 0 and block.kind == "heading"):
            top = SourceBlock("heading", block.text, level=1)
            return [*blocks[:i], top, *blocks[i + 1 :]]
    return blocks


def _without_idle_headings(blocks: list[SourceBlock]) -> list[SourceBlock]:
    """Turn headings over nothing, such as lines that stand apart in a row, into paragraphs."""
    return [
        SourceBlock("paragraph", block.text)
        if block.kind == "heading" and block.level > 1 and _is_idle_before(next_block)
        else block
        for block, next_block in zip(blocks, [*blocks[1:], None], strict=False)
    ]


def _is_idle_before(following: SourceBlock | None) -> bool:
    return following is None or following.kind == "heading"
