"""Tables as text: one block a row, each figure beside its header."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from klimatsvar.corpus.source import SourceBlock


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote's or endnote's text, following the block that refers to it."""

    text: str


def place_notes(parts: Iterable[SourceBlock | Note]) -> list[SourceBlock]:
    """Return the blocks, each note a paragraph after the one that refers to it.

    A list or table stays whole with the paragraph before it: its notes come after it, and a
    heading's after the paragraph under it.
    """
    blocks: list[SourceBlock] = []
    waiting: list[SourceBlock] = []
    for part in parts:
        if isinstance(part, Note):
            if part.text:
                waiting.append(SourceBlock("paragraph", part.text))
        else:
            if waiting and not _belongs(part, blocks[-1] if blocks else None):
                blocks += waiting
                waiting = []
            blocks.append(part)
    return blocks + waiting


def _belongs(block: SourceBlock, last: SourceBlock | None) -> bool:
    """Tell whether nothing may come between the last block and this one."""
    under_heading = last is not None and last.kind == "heading"
    return block.kind in ("item", "row") or (under_heading and block.kind != "heading")


_LONGEST_CELL = 300
"""Characters of a cell that is alone in its row, or repeated for each row it is merged over."""
_LONG_TEXT = 1500


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table's cell."""

    parts: tuple[SourceBlock | Note, ...] = ()
    is_repeated: bool = False
    """Whether it is the lower part of a cell merged over rows."""

    @property
    def blocks(self) -> list[SourceBlock]:
        """The cell's blocks, without its notes."""
        return [part for part in self.parts if isinstance(part, SourceBlock)]

    @property
    def text(self) -> str:
        """The cell's words on one line; a long text is not repeated."""
        text = " ".join(block.text for block in self.blocks)
        return "" if self.is_repeated and len(text) > _LONGEST_CELL else text


def table_parts(rows: Iterable[Sequence[Cell]]) -> Iterator[SourceBlock | Note]:
    """Yield a block for each row, as ``row_blocks``, and its notes.

    A row that is there for the layout, such as a box around paragraphs, is no row: what is in its
    cells comes as it stands there.
    """
    headers: list[str] | None = None
    texts: list[list[str]] = []
    notes: list[Note] = []
    for row in rows:
        fresh = [cell for cell in row if not cell.is_repeated]
        if _is_layout(fresh):
            yield from row_blocks(texts, headers=headers)
            yield from notes
            headers = headers or next(iter(texts), None)
            texts, notes = [], []
            for cell in fresh:
                yield from cell.parts
        else:
            texts.append([cell.text for cell in row])
            notes += [part for cell in fresh for part in cell.parts if isinstance(part, Note)]
    yield from row_blocks(texts, headers=headers)
    yield from notes


def _is_layout(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell.blocks]
    if len(filled) == 1:
        return len(filled[0].blocks) > 1 or len(filled[0].text) > _LONGEST_CELL
    return any(len(cell.blocks) > 1 and len(cell.text) > _LONG_TEXT for cell in filled)


def row_blocks(
    rows: Sequence[Sequence[str]],
    page: int | None = None,
    headers: Sequence[str] | None = None,
) -> list[SourceBlock]:
    """Return a block for each row below the first, which holds the headers unless they are given.

    A row reads "first cell – header: cell; header: cell". Empty cells are left out. A table of
    one row is a plain row of its cells. Where the first cells end in colons ("Beslut: 2023-12-08")
    they are the headers, and the first row is a row as the others.
    """
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return []
    if len(filled) == 1 and headers is None:
        return [SourceBlock("row", "; ".join(cell for cell in filled[0] if cell), page=page)]
    if _is_form(filled):
        return [SourceBlock("row", _field(row), page=page) for row in filled]
    body = filled if headers is not None else filled[1:]
    names = [name.strip() for name in headers] if headers is not None else filled[0]
    return [SourceBlock("row", row_text(names, row), page=page) for row in body]


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    labels = [row[0] for row in rows if row[0]]
    return sum(label.endswith(":") for label in labels) > len(labels) / 2


def _field(row: Sequence[str]) -> str:
    """Return a form's row: "label: value"; several of them are set apart."""
    parts: list[str] = []
    for cell in filter(None, row):
        if parts and parts[-1].endswith(":"):
            parts[-1] += f" {cell}"
        else:
            parts.append(cell)
    return "; ".join(parts)


def row_text(headers: Sequence[str], row: Sequence[str]) -> str:
    """Return a row as text: "first cell – header: cell; header: cell", without empty cells.

    Cells to the right of the last header stand without one.
    """
    first, *rest = row
    names = [*headers[1:], *[""] * len(rest)]
    cells = [
        f"{name}: {cell}" if name else cell for name, cell in zip(names, rest, strict=False) if cell
    ]
    return " – ".join(part for part in (first, "; ".join(cells)) if part)
