"""Tables as text: one block a row, each figure beside its header."""

from collections.abc import Sequence

from klimatsvar.corpus.source import SourceBlock


def row_blocks(rows: Sequence[Sequence[str]], page: int | None = None) -> list[SourceBlock]:
    """Return a block for each row below the first, which holds the headers.

    A row reads "first cell – header: cell; header: cell". Empty cells are left out. A table of
    one row is a plain row of its cells.
    """
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return []
    if len(filled) == 1:
        return [SourceBlock("row", "; ".join(cell for cell in filled[0] if cell), page=page)]
    headers, *body = filled
    return [SourceBlock("row", _row(headers, row), page=page) for row in body]


def _row(headers: Sequence[str], row: Sequence[str]) -> str:
    first, *rest = row
    names = [*headers[1:], *[""] * len(rest)]
    cells = [
        f"{name}: {cell}" if name else cell for name, cell in zip(names, rest, strict=False) if cell
    ]
    return " – ".join(part for part in (first, "; ".join(cells)) if part)
