"""Tables: rows whose segments stand in the same columns, line after line."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise
from math import inf
from statistics import median

from klimatsvar.corpus.formats.pdf.cells import (
    Column,
    Table,
    heads_figures,
    is_bare_name,
)
from klimatsvar.corpus.formats.pdf.drawn import drawn_table
from klimatsvar.corpus.formats.pdf.lines import Row
from klimatsvar.corpus.formats.pdf.placing import (
    cells_in,
    columns_of,
    is_caption,
    places_in,
)
from klimatsvar.corpus.formats.pdf.statements import labelled_rows, large_figures
from klimatsvar.corpus.formats.pdf.table_rows import (
    HIGHEST_HEADER,
    is_boxed,
    mostly_bold,
    table_of,
    titles_in,
)
from klimatsvar.corpus.formats.pdf.text import Rule, any_between, has_words, heights, heights_across
from klimatsvar.corpus.headings import is_numbered
from klimatsvar.corpus.table_headers import names_unit

_MOST_COLUMNS = 20
_LARGER = 1.2
# In ems: how far a cell may reach beyond the others of the last column.
_BEYOND, _BEYOND_RULED = 3, 8
_MOST_ROWS = 300
"""Lines on one page; a bound on the work where nothing is a table."""


def find_table(rows: Sequence[Row], first: int, rules: Sequence[Rule]) -> tuple[Table, int] | None:
    """Return the table that begins with row ``first``, and the row after it; None if none does."""
    if (grid := rows[first].grid) is not None:
        return drawn_table(grid), first + 1
    if _is_unit_above(rows[first : first + 2]):
        below = find_table(rows, first + 1, rules)
        if below is not None:
            return replace(below[0], unit=rows[first].text.strip("()")), below[1]
    ahead = rows[first : first + _MOST_ROWS]
    if (form := labelled_rows(ahead)) is not None:
        return form[0], first + form[1]
    if (tiles := large_figures(ahead)) is not None:
        return tiles[0], first + tiles[1]
    alone = len(rows[first].segments) < 2
    if alone and not _overheads(rows[first : first + 2]) and not _heads(rows, first, rules):
        return None
    run = _run(rows, first, rules)
    columns = _columns(run)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    ruled = heights(rules, columns[-1].left, columns[0].right)
    titles = titles_in(run, columns, ruled)
    band = run[: _fitting(run, columns, ruled, titles)]
    while len(band) > 1 and not _ends(band, columns, ruled, titles):
        band.pop()  # a line below the table, such as its source, at the first column's edge
    if not _is_table(band, columns, ruled, titles):
        return None
    titles = {index for index in titles if index < len(band)}
    edges = heights_across(rules, columns[0].left, columns[0].left + 1)
    return table_of(band, columns, ruled, titles, edges), first + len(band)


def rest_of_table(rows: Sequence[Row], before: Table) -> tuple[Table, int] | None:
    """Return the rows at the head of a page that are more of the table the page before ends with.

    They begin at its columns' edges and keep to their widths, in its letters and close together:
    so few that by themselves they are no table. The second value is the row after them.
    """
    columns = list(before.columns)
    end = 0
    if not before.header:
        return None
    while end < len(rows) and rows[end].grid is None and _keeps_to(rows[end], before):
        if end and rows[end - 1].y - rows[end].y > 2.2 * before.size:
            break
        end += 1
    band = list(rows[:end])
    single = all(len(row.segments) == 1 for row in band)
    if not band:
        return None
    if single and not rows[0].text[:1].islower() and not all(is_bare_name(r.text) for r in band):
        return None
    if end < len(rows) and rows[end - 1].y - rows[end].y < 1.6 * before.size:
        return None  # the first line of a text
    return table_of(band, columns, [], set()), end


def _keeps_to(row: Row, table: Table) -> bool:
    """Tell whether a line's parts stand in one column each, at its edge or in a drawn cell."""
    columns = list(table.columns)
    ends = [*(column.left for column in columns[1:]), inf]
    places = [i for place in places_in(row, columns) for i in place]
    return (
        abs(row.size - table.size) < 0.05 * table.size
        and len(set(places)) == len(places) == len(row.segments)
        and not mostly_bold(row)
        and all(
            (table.is_drawn or columns[i].aligns(segment))
            and segment.x1 < ends[i]
            and not segment.mark
            for i, segment in zip(places, row.segments, strict=True)
        )
    )


def _is_unit_above(rows: Sequence[Row]) -> bool:
    """Tell whether a line of its own, close above a table, names the unit of its figures."""
    return (
        len(rows) == 2
        and len(rows[0].segments) == 1
        and (len(rows[1].segments) > 1 or rows[1].grid is not None)
        and rows[0].y - rows[1].y <= 2.5 * rows[1].size
        and names_unit(rows[0].text)
    )


def _overheads(rows: Sequence[Row]) -> bool:
    """Tell whether a line with one segment is the upper line of a header: "Utsläpp / (ton)"."""
    if len(rows) < 2 or len(rows[1].segments) < 2:
        return False
    segment, below = rows[0].segments[0], rows[1]
    near = segment.x0 > below.segments[0].x1 and segment.y - below.y <= 1.5 * below.size
    return near and not is_caption(*rows)


def _heads(rows: Sequence[Row], first: int, rules: Sequence[Rule]) -> bool:
    """Tell whether a line of its own, between two rules, is a table's first row, set across it."""
    if first + 1 >= len(rows) or len(rows[first + 1].segments) < 2:
        return False
    (row, below), size = rows[first : first + 2], rows[first].size
    left, right = below.segments[0], below.segments[-1]
    ruled = heights_across(rules, left.x0, right.x1)
    return (
        row.y - below.y < 3.2 * size
        and abs(row.segments[0].x0 - left.x0) < size
        and any_between(ruled, row.y, row.y + 2.5 * size)
        and any_between(ruled, below.y, row.y)
    )


def _run(rows: Sequence[Row], first: int, rules: Sequence[Rule]) -> list[Row]:
    """Return the rows from ``first`` that may be one table: near each other, most in parts."""
    widest = max(rows[first : first + 5], key=lambda row: len(row.segments)).segments
    ruled = heights_across(rules, widest[0].x0, widest[-1].x1) if len(widest) > 1 else []
    run = [rows[first]]
    for index in range(first + 1, min(first + _MOST_ROWS, len(rows))):
        row, before = rows[index], rows[index - 1]
        gap = before.y - row.y
        if row.grid is not None or gap > 3.2 * max(row.size, before.size):
            break
        if len(row.segments) == 1 and row.size > _LARGER * before.size and gap > 1.5 * row.size:
            break  # a heading over another table
        if (
            len(row.segments) == 1
            and len(before.segments) == 1
            and gap > 1.5 * row.size
            and not (
                any_between(ruled, row.y, before.y)
                and row.size < 1.25 * before.size
                and has_words(row.text)
            )
            and not _is_action(rows[index - 1 : index + 2])
        ):
            break
        run.append(row)
    return run


def _is_action(rows: Sequence[Row]) -> bool:
    """Tell whether the second of three lines, as large as they, is an action's over the third."""
    return (
        len(rows) > 2
        and is_numbered(rows[1].text)
        and len(rows[2].segments) > 1
        and all(abs(row.size - rows[1].size) < 0.05 * row.size for row in rows)
    )


def _columns(run: list[Row]) -> list[Column]:
    """Return the columns of the rows that have the commonest number of parts."""
    counts = Counter(len(row.segments) for row in run if len(row.segments) > 1)
    most = max(counts, key=lambda count: (counts[count] * count, count))
    columns: list[Column] = []
    for row in (row for row in run if len(row.segments) == most):
        wider = (
            [
                Column(min(column.left, segment.x0), max(column.right, segment.x1))
                for column, segment in zip(columns, row.segments, strict=True)
            ]
            if columns
            else [Column(segment.x0, segment.x1) for segment in row.segments]
        )
        if all(left.right < right.left for left, right in pairwise(wider)):
            columns = wider
    heads = [row for row in run[:HIGHEST_HEADER] if len(row.segments) > 1]
    apart = _columns_apart(run) if heads else []
    if len(apart) <= len(columns):
        return columns
    named = [row for row in heads if _names_each(row, apart)]
    is_headed = any(map(mostly_bold, named)) or (run[0] in named and _names_figures(run, apart))
    return apart if is_headed else columns


def _names_figures(run: list[Row], columns: list[Column]) -> bool:
    """Tell whether the first line names columns of figures."""
    first, *rest = (cells_in(row, columns) for row in run)
    return heads_figures(first, rest)


def _names_each(row: Row, columns: list[Column]) -> bool:
    """Tell whether a line in bold has a cell in each of the columns, but for the first at most."""
    names = row.segments[1 - len(columns) :]
    return len(names) == len(columns) - 1 and all(
        column.overlaps(name) for column, name in zip(columns[1:], names, strict=True)
    )


def _columns_apart(run: list[Row]) -> list[Column]:
    """Return the columns that blanks part from the first to the last of the rows in parts.

    Rows with cells left out differ in their number of parts, and none may have them all. There are
    none where any has a single cell, as where headers keep to the left and figures to the right.
    """
    segments = sorted(
        (segment for row in run if len(row.segments) > 1 for segment in row.segments),
        key=lambda segment: segment.x0,
    )
    columns: list[Column] = []
    cells: list[int] = []
    for segment in segments:
        if columns and segment.x0 < columns[-1].right:
            columns[-1] = replace(columns[-1], right=max(columns[-1].right, segment.x1))
            cells[-1] += 1
        else:
            columns.append(Column(segment.x0, segment.x1))
            cells.append(1)
    return columns if min(cells, default=0) > 1 else []


def _fitting(run: list[Row], columns: list[Column], ruled: list[float], titles: Set[int]) -> int:
    """Return how many of the rows, from the first, keep to the columns."""
    for index, row in enumerate(run):
        if index in titles and _begins_another(run, index, titles):
            return index
        if index in titles:
            continue
        places = places_in(row, columns)
        spread = any(len(place) > 1 for place in places)
        merged = len(places) == 1 and names_unit(row.text)
        if spread and not merged and (index > 3 or (index > 0 and len(places) == 1)):
            return index
        flat = [i for place in places for i in place]
        if sorted(set(flat)) != flat:
            return index
        if merged:
            continue
        if len(places) == 1 and index > 0 and not _continues(row, run[index - 1], columns, ruled):
            return index
    return len(run)


def _begins_another(run: list[Row], index: int, titles: Set[int]) -> bool:
    """Tell whether a title has a header below it that is not the one above: of a table of its own.

    A header tells itself by bold letters that the row before the title does not have.
    """
    below = next((row for i, row in enumerate(run) if i > index and i not in titles), None)
    if index < 2 or below is None or not all(segment.bold for segment in below.segments):
        return False
    above = run[index - 1]
    return (
        len(below.segments) > 1
        and not mostly_bold(above)
        and below.text not in (row.text for row in run[:index])
    )


def _continues(row: Row, before: Row, columns: list[Column], ruled: list[float]) -> bool:
    """Tell whether a line with one segment is more of a cell, not text below the table."""
    (segment,) = row.segments
    (place,) = columns_of(segment, columns)
    tight = before.y - row.y <= 1.5 * row.size or any_between(ruled, row.y - 4 * row.size, row.y)
    last = place + 1 == len(columns)
    beyond = _BEYOND_RULED if any_between(ruled, row.y - 4 * row.size, row.y) else _BEYOND
    room = columns[-1].right + beyond * row.size if last else columns[place + 1].left
    fits = segment.x1 < room
    return fits and (tight or place > 0 or len(columns) > 2)


def _ends(band: list[Row], columns: list[Column], ruled: list[float], titles: Set[int]) -> bool:
    """Tell whether the last line is the table's, not a line of its own below it."""
    last = len(band) - 1
    if len(band[-1].segments) > 1:
        return True
    if last in titles:
        return is_boxed(band, last, ruled)
    return _wraps(band, ruled) or _is_idle(band, columns)


def _is_idle(band: list[Row], columns: list[Column]) -> bool:
    """Tell whether the last line, in even step with the table's, is a row with one cell filled."""
    (segment,) = band[-1].segments
    gaps = [above.y - below.y for above, below in pairwise(band)]
    return (
        len(columns) > 2
        and mostly_bold(band[0])
        and not segment.bold
        and gaps[-1] < 1.05 * median(gaps)
        and abs(segment.x0 - columns[0].left) < 2
        and segment.x1 < columns[1].left
        and is_bare_name(segment.full_text)
    )


def _wraps(band: list[Row], ruled: list[float]) -> bool:
    """Tell whether the last line, in one column only, is the rest of a cell."""
    before, row = band[-2:]
    (segment,) = row.segments
    if any_between(ruled, row.y - 2 * row.size, row.y):
        return not any_between(ruled, row.y, before.y)
    tight = before.y - row.y <= 1.5 * segment.size
    return tight and (segment.text[:1].islower() or segment.x0 > before.segments[0].x1)


def _is_table(band: list[Row], columns: list[Column], ruled: list[float], titles: Set[int]) -> bool:
    rows = [row for index, row in enumerate(band) if index not in titles]
    full = [row for row in rows if len(row.segments) > 1]
    if len(full) < 2:
        return False
    if not any(char.isalpha() for row in band for char in row.text):
        return False  # the figures along a chart's axes
    gaps = [(b.x0 - a.x1) / row.size for row in full for a, b in pairwise(row.segments)]
    if len(full) < 4 and median(gaps) < 1.5:
        return False  # a wide space here and there in justified lines
    whole = len(rows) - _rests(rows, columns[0])
    return 2 * len(full) >= whole or len(columns) == 2 or _is_headed(rows, columns, ruled)


def _rests(rows: list[Row], first: Column) -> int:
    """Return how many lines are the rest of a row's long name, if each row begins anew."""
    if any(len(row.segments) > 1 and row.segments[0].text[:1].islower() for row in rows):
        return 0
    return sum(
        len(row.segments) == 1
        and row.segments[0].text[:1].islower()
        and abs(row.segments[0].x0 - first.left) < 1
        and above.y - row.y <= 1.5 * row.size
        for above, row in pairwise(rows)
    )


def _is_headed(rows: list[Row], columns: list[Column], ruled: list[float]) -> bool:
    """Tell whether a header in bold stands over all columns, or rules part the rows.

    Then most lines may have a single cell: the rest of a long one, or a row with empty cells.
    """
    head = rows[0]
    if any(row.segments[0].x0 > columns[0].left + row.size for row in rows[1:]):
        return False
    bold = all(segment.bold for segment in head.segments) and not mostly_bold(rows[1])
    between = sum(any_between(ruled, below.y, above.y) for above, below in pairwise(rows))
    return (bold and len(head.segments) == len(columns)) or between > 1
