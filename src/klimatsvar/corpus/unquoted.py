"""Passages that staff don't want quoted, in ``citera-inte.csv``: they are left out of what is read.

What isn't in a document's text can be neither quoted nor suggested, whoever asks. The whole
sentence, list item or table row goes that such a passage touches, and the text is parted there, so
that no quotation joins what stands before it with what stands after.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from klimatsvar.corpus.source import SourceBlock, Unquoted, tidy
from klimatsvar.corpus.staff_table import Fault, Form, StaffTable
from klimatsvar.corpus.standing import standing
from klimatsvar.language.sentences import split_sentences
from klimatsvar.texts.messages import Message

UNQUOTED = "citera-inte.csv"
FORM = Form(
    columns=("fil", "text", "rubrik", "anledning"),
    key="fil",
    without_key="row_without_file",
    aliases={},
)
_SHORTEST = 10
"""Characters of a text that is not to be quoted; a shorter one stands in many places."""


@dataclass(frozen=True, slots=True)
class UnquotedTable:
    """What citera-inte.csv says."""

    passages: Mapping[str, tuple[Unquoted, ...]] = field(default_factory=dict)
    """By document id."""
    faults: tuple[Fault, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    """Number of the first row about each document."""


def read_unquoted(folder: Path) -> UnquotedTable:
    """Return what ``citera-inte.csv`` in ``folder`` says; nothing without the file.

    Raises CorpusError for a file or a header that can't be read.
    """
    table = StaffTable.open(folder / UNQUOTED, FORM)
    return parse(table) if table else UnquotedTable()


def parse(table: StaffTable) -> UnquotedTable:
    """Return what the rows of ``citera-inte.csv`` say."""
    found: dict[str, list[Unquoted]] = defaultdict(list)
    rows: dict[str, int] = {}
    for row in table:
        number, cells = row.number, row.cells
        id = table.file(cells["fil"], number, "fil")
        text, heading = cells["text"], cells["rubrik"]
        if id is None:
            continue
        if bool(text) == bool(heading):
            table.tell(number, "", "row_of_text_or_heading")
        elif text and len(text) < _SHORTEST:
            table.tell(number, "text", "text_too_short", text=text)
        else:
            found[id].append(Unquoted(text or heading, is_heading=bool(heading)))
            rows.setdefault(id, number)
    return UnquotedTable(
        {id: tuple(dict.fromkeys(passages)) for id, passages in found.items()},
        tuple(table.faults),
        rows,
    )


def without(
    blocks: Sequence[SourceBlock], passages: Sequence[Unquoted]
) -> tuple[tuple[SourceBlock, ...], tuple[Message, ...]]:
    """Return the blocks that may be quoted, and what became of each passage."""
    remarks = []
    for passage in passages:
        kept = tuple(_without(blocks, passage))
        left_out = sum(len(b.text) for b in blocks) - sum(len(b.text) for b in kept)
        remarks.append(_remark(passage, left_out, is_there=kept != tuple(blocks)))
        blocks = kept
    return tuple(blocks), tuple(remarks)


def _remark(passage: Unquoted, characters: int, *, is_there: bool) -> Message:
    shown = passage.text if len(passage.text) <= 60 else passage.text[:57].rstrip() + " …"
    if not is_there:
        key = "section_not_found" if passage.is_heading else "unquoted_not_found"
        return Message.of(key, text=shown, table=UNQUOTED)
    key = "section_unquoted" if passage.is_heading else "text_unquoted"
    return Message.of(key, text=shown, table=UNQUOTED, characters=characters)


def _without(blocks: Sequence[SourceBlock], passage: Unquoted) -> Iterator[SourceBlock]:
    if passage.is_heading:
        yield from _without_section(blocks, passage.text)
        return
    text = "\n".join(block.text for block in blocks)
    cuts: list[tuple[int, int]] = []
    end = 0
    while found := standing(passage.text, text[end:]):
        cuts.append((end + found[0], end + found[1]))
        end += found[1]
    start = 0
    for block in blocks:
        own = [(a - start, b - start) for a, b in cuts if a < start + len(block.text) and b > start]
        yield from _parts(block, own) if own else (block,)
        start += len(block.text) + 1


def _without_section(blocks: Sequence[SourceBlock], heading: str) -> Iterator[SourceBlock]:
    """Yield the blocks but for those under a heading of this name, the smaller headings' too."""
    name = tidy(heading).casefold()
    level = 0  # of the heading that is left out with all below it; 0 for none
    for block in blocks:
        if block.kind == "heading":
            if level and block.level <= level:
                level = 0
            if not level and block.text.casefold() == name:
                level = block.level
        if not level:
            yield block


def _parts(block: SourceBlock, cuts: Sequence[tuple[int, int]]) -> Iterator[SourceBlock]:
    """Yield what is left of a block, in runs of whole sentences."""
    if block.kind != "paragraph":
        return
    runs: list[tuple[int, int]] = []
    is_joined = False
    for start, end in split_sentences(block.text):
        if any(a < end and b > start for a, b in cuts):
            is_joined = False
            continue
        runs.append((runs.pop()[0], end) if is_joined else (start, end))
        is_joined = True
    for start, end in runs:
        yield _part(block, start, end)


def _part(block: SourceBlock, start: int, end: int) -> SourceBlock:
    before = [page for offset, page in block.breaks if offset <= start]
    return replace(
        block,
        text=block.text[start:end],
        page=before[-1] if before else block.page,
        breaks=tuple((o - start, page) for o, page in block.breaks if start < o < end),
    )
