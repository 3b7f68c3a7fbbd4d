"""Tables as text: one block a row, each figure beside its header."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from klimatsvar.corpus.headings import BOLD_LEVEL, is_numbered, looks_like_heading
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.table_bold import title_in_bold, told_by_bold
from klimatsvar.corpus.table_cells import (
    LONGEST_CELL,
    Cell,
    Covered,
    Note,
    Row,
    filled,
    texts_of,
)
from klimatsvar.corpus.table_groups import filled_down, is_total
from klimatsvar.corpus.table_headers import (
    are_units,
    fields,
    has_figures,
    is_figure,
    is_labelled,
    is_value,
    joined,
)


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


AFTER_FIRST_CELL, AFTER_HEADER, BETWEEN_CELLS = " – ", ": ", "; "
"""What ``row_text`` puts between the parts of a row."""
_LONG_TEXT = 1500


def table_parts(rows: Iterable[Row]) -> Iterator[SourceBlock | Note]:
    """Yield a block for each row, as ``row_blocks``, and its notes.

    A row that is there for the layout, such as a box around paragraphs, is no row: what is in its
    cells comes as it stands there. A row of one cell over all columns is a title: a heading over
    the rows below it, which keep the headers.
    """
    # A row of nothing but the lower parts of merged cells says what the one above it says.
    grid: list[Row] = [row for row in rows if any(c.parts and not c.is_repeated for c in row)]
    if all(map(is_marked, grid)):  # which says nothing
        grid = [[replace(cell, is_header=False) for cell in row] for row in grid]
    grid = [*told_by_bold(grid)]
    headers: list[str] | None = None
    group: list[Row] = []
    groups: list[list[Row]] = []
    for i, row in enumerate(grid):
        if title := title_in_bold(row, grid[i + 1 :]):
            notes = (part for cell in row for part in cell.parts if isinstance(part, Note))
            row = [Cell((SourceBlock("paragraph", title), *notes), columns=len(row))]
        is_over = bool(title) or is_title(row, grid[i + 1 :], is_first=not i)
        if not is_over and not _is_layout(row):
            group.append(row)
            continue
        headers, parts = _read(group, headers, goes_on=is_over)
        yield from parts
        groups.append(group)
        group = []
        for part in (part for cell in row if not cell.is_repeated for part in cell.parts):
            is_heading = is_over and isinstance(part, SourceBlock) and _is_heading(part.text)
            yield SourceBlock("heading", part.text, BOLD_LEVEL) if is_heading else part
    total = group.pop() if is_total([*map(_figures, groups), _figures(group)]) else None
    yield from _read(group, headers)[1]
    if total:  # of all, and a group of its own
        yield SourceBlock("heading", total[0].text, BOLD_LEVEL)
        yield from _read([total], headers)[1]


def _is_heading(text: str) -> bool:
    """Tell whether a title over rows heads them; a numbered action does however it is set."""
    return looks_like_heading(text) or (is_numbered(text) and len(text) <= LONGEST_CELL)


def _figures(group: Sequence[Row]) -> list[list[str]]:
    return [texts_of(row) for row in group if not is_marked(row)]


def _is_layout(row: Row) -> bool:
    cells = [cell for cell in filled(row) if not cell.is_repeated]
    if len(cells) == 1:
        return len(cells[0].blocks) > 1 or len(cells[0].text) > LONGEST_CELL
    return any(len(cell.blocks) > 1 and len(cell.text) > _LONG_TEXT for cell in cells)


def is_title(row: Row, below: Sequence[Row], is_first: bool = False) -> bool:
    """Tell whether a row of one cell is a title over the rows below.

    The cell is merged over all columns; or the others are empty, and the row stands above those
    with several cells.
    """
    if not below or not row[0].blocks or any(cell.blocks for cell in row[1:]):
        return False
    if len(row[0].blocks) > 1 or row[0].is_repeated or len(row) < 2:
        return False
    is_above = is_first and len(below) > 1 and len(filled(below[0])) > 1
    is_above = is_above and not below[0][0].is_repeated  # which is a header of both rows
    return row[0].columns == len(row) or is_above


def _read(
    rows: Sequence[Row], headers: list[str] | None, goes_on: bool = False
) -> tuple[list[str] | None, list[SourceBlock | Note]]:
    """Return the headers that hold below these rows, and the blocks and notes of the rows.

    Rows that the file marks as headers are new ones; without any, those given hold on. Headers
    with nothing below them are a row, unless the table goes on.
    """
    texts = [texts_of(row) for row in rows]
    parts: list[SourceBlock | Note] = []
    start = 0
    while start < len(rows):
        height = header_height(rows[start:], headers)
        if height:
            headers = names_of(rows[start : start + height])
            if start + height == len(rows) and not goes_on:
                parts += row_blocks(texts[start:], headers=() if parts else None)
        start += height
        end = next((i for i in range(start, len(rows)) if is_marked(rows[i])), len(rows))
        if not headers and _are_fields(rows[start:end]):
            parts += [SourceBlock("row", text) for text in fields(pairs(rows[start:end]))]
        else:
            parts += row_blocks(texts[start:end], headers=headers or ())
        start = end
    notes = [part for row in rows for cell in row if not cell.is_repeated for part in cell.parts]
    parts += [part for part in notes if isinstance(part, Note)]
    return headers, parts


def is_marked(row: Row) -> bool:
    """Tell whether the file says of the row's cells that they are headers.

    The corner beside them may be none; one that is alone may be the header of an empty row.
    """
    cells = filled(row)
    return all(cell.is_header for cell in (row if len(cells) == 1 else cells))


def _are_fields(rows: Sequence[Row]) -> bool:
    """Tell whether the file says of every other cell of the rows that it is the next one's header.

    A label may stand alone.
    """
    return all(
        cell.is_header == (place % 2 == 0) for row in rows for place, cell in enumerate(filled(row))
    )


def pairs(rows: Sequence[Row]) -> list[list[str]]:
    """Return the labels of rows, each with what stands beside it."""
    texts = ([cell.text.strip() for cell in filled(row)] for row in rows)
    return [row[i : i + 2] for row in texts for i in range(0, len(row), 2)]


def header_height(rows: Sequence[Row], headers: Sequence[str] | None = None) -> int:
    """Return how many of the first rows hold headers; ``headers`` are those given above them."""
    height = next((i for i, row in enumerate(rows) if not is_marked(row)), len(rows))
    if not height:
        texts = [texts_of(row) for row in rows]
        # Each row has its own header, in its first cell; the first may name the columns, too.
        is_beside = rows[0][0].is_header and not _names_columns(texts)
        if headers is not None or is_beside or has_figures(texts[0]) or is_labelled(texts):
            return 0
        height = 1
    while height < len(rows) and (
        _goes_on(rows[height - 1], rows[height])
        or _hangs_down(rows[height - 1], rows[height:])
        or are_units(["" if cell.is_repeated else cell.text for cell in rows[height]])
    ):
        height += 1
    return height


def _hangs_down(upper: Row, rows: Sequence[Row]) -> bool:
    """Tell whether the first of the rows below a header has headers that are merged down into it.

    Its name and another are, or all that the upper row has; what it has of its own are words or
    years. If the same cells are merged over the rows below it, they are groups of rows.
    """
    row, *below = rows
    merged = [place for place, cell in enumerate(row) if cell.is_repeated]
    own = [cell.text for cell in row if cell.blocks and not cell.is_repeated]
    is_whole = len(merged) > 1 or len(filled(upper)) == len(merged)
    if not merged or merged[0] or not is_whole or not own or any(map(is_value, own)):
        return False
    under = [place for place, cell in enumerate(below[1]) if cell.is_repeated] if below[1:] else []
    return merged != under


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of rows has words beside its header, and all others quantities."""
    (_, *names), *below = rows
    cells = [cell for _, *row in below for cell in row if cell]
    return (
        len(names) > 1
        and all(names)
        and not any(map(is_value, names))
        and bool(cells)
        and all(map(is_value, cells))
    )


def _goes_on(upper: Row, lower: Row) -> bool:
    """Tell whether the lower row parts the headers that the upper one has over several columns.

    Beside them, only one of the two rows has a header; or the lower one has none of its own for
    the first column, as no row of figures or words has.
    """
    covered = _covered(upper)
    if not covered or len(covered) == len(upper) or len(lower) < len(upper):
        return False
    is_nameless = 0 not in covered and (lower[0].is_repeated or not lower[0].blocks)
    for column, cell in enumerate(lower):
        is_covered = column in covered
        is_other = not is_covered and column < len(upper) and bool(upper[column].blocks)
        is_other = is_other and bool(cell.blocks) and not cell.is_repeated
        if (is_covered or is_other) and is_figure(cell.text):
            return False
        if is_other and not is_nameless:
            return False
    return any(lower[column].blocks for column in covered)


def _covered(row: Row) -> dict[int, str]:
    """Return the columns under cells that are merged over several, and the text of these cells."""
    return {
        column: cell.text.strip()
        for start, cell in enumerate(row)
        if cell.columns > 1
        for column in range(start, min(start + cell.columns, len(row)))
    }


def names_of(rows: Sequence[Row]) -> list[str]:
    """Return the headers that rows of them give, one a column: "Utsläpp (ton), 2022"."""
    return joined(_same_length([_names(row) for row in rows]))


def _names(row: Row) -> list[str]:
    """Return a row's texts, one merged over columns in each of them."""
    covered = _covered(row)
    return [covered.get(column, cell.text.strip()) for column, cell in enumerate(row)]


def _same_length(rows: Sequence[list[str]]) -> list[list[str]]:
    length = max(map(len, rows))
    return [row + [""] * (length - len(row)) for row in rows]


def row_blocks(
    rows: Sequence[Sequence[str]],
    page: int | None = None,
    headers: Sequence[str] | None = None,
) -> list[SourceBlock]:
    """Return a block for each row below the first, which holds the headers unless they are given.

    A row reads "first cell – header: cell; header: cell". Empty cells are left out, and so is a
    row that repeats the headers. A table of one row is a plain row of its cells. A table of labels
    (``is_labelled``) has no headers: each row reads "label: value".
    """
    cells = [[*map(_stripped, row)] for row in rows if any(cell.strip() for cell in row)]
    if not cells:
        return []
    if len(cells) == 1 and headers is None:
        return [SourceBlock("row", "; ".join(cell for cell in cells[0] if cell), page=page)]
    if not headers and is_labelled(cells):
        return [SourceBlock("row", text, page=page) for text in fields(cells)]
    names = [name.strip() for name in headers] if headers is not None else cells[0]
    below = filled_down([tuple(row) for row in cells if row != names])
    return [SourceBlock("row", row_text(names, row), page=page) for row in below]


def _stripped(cell: str) -> str:
    return cell if isinstance(cell, Covered) else cell.strip()


def row_text(headers: Sequence[str], row: Sequence[str]) -> str:
    """Return a row as text: "first cell – header: cell; header: cell", without empty cells.

    Cells to the right of the last header stand without one. One that is merged over several columns
    is of all of them: words stand in each, but a figure may be the sum of what would.
    """
    first, *rest = row
    names = [*headers[1:], *[""] * len(rest)]
    cells: list[str] = []
    for place, cell in enumerate(rest):
        end = next((i for i in range(place + 1, len(rest)) if not _is_covered(rest[i])), len(rest))
        own = [*dict.fromkeys(filter(None, names[place:end]))]
        if is_value(cell) and len(own) > 1:
            own = [_shared(own)]
        if cell:
            cells += [f"{name}{AFTER_HEADER}{cell}" for name in own] or [cell]
    return AFTER_FIRST_CELL.join(part for part in (first, BETWEEN_CELLS.join(cells)) if part)


def _is_covered(cell: str) -> bool:
    return isinstance(cell, Covered)


def _shared(names: Sequence[str]) -> str:
    """Return headers as one, what they begin with once: "Ton, 2022 / 2023"."""
    parts = [name.split(", ") for name in names]
    same = len([*takewhile(lambda ones: len({*ones}) == 1, zip(*parts, strict=False))])
    same = min(same, *(len(own) - 1 for own in parts))
    ends = " / ".join(", ".join(own[same:]) for own in parts)
    return ", ".join([*parts[0][:same], ends])
