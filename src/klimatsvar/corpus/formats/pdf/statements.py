"""Parts of a page that stand like tables, and name themselves what they are about.

Labels beside what they stand for, as in a form, and large figures over small words.
"""

from collections.abc import Sequence
from itertools import pairwise

from klimatsvar.corpus.formats.pdf.cells import LONGEST_LABEL, Column, Section, Table
from klimatsvar.corpus.formats.pdf.joining import join
from klimatsvar.corpus.formats.pdf.lines import Row
from klimatsvar.corpus.formats.pdf.placing import nearest
from klimatsvar.corpus.formats.pdf.text import has_words
from klimatsvar.corpus.table_headers import is_value

_TILE, _HIGHEST_TILE = 1.4, 6
"""How much larger figures are than the words below them, and how many lines both have."""
_FEWEST_LABELLED = 2
"""Rows."""


def labelled_rows(rows: Sequence[Row]) -> tuple[Table, int] | None:
    """Return the labels in bold, or beside fields of a form, each with what it is for.

    The second value is the row after them; None if there are fewer than two rows. A line that goes
    on with one of the values stands below it.
    """
    starts = [segment.x0 for segment in rows[0].segments]
    cells: list[list[str]] = []
    end = 0
    for i, row in enumerate(rows):
        tight = i > 0 and rows[i - 1].y - row.y <= 1.5 * row.size
        places = [k for k, x in enumerate(starts) if abs(row.segments[0].x0 - x) < 1.5]
        if _is_labelled(row, starts) and (i == 0 or rows[i - 1].y - row.y <= 3.2 * row.size):
            cells.append([segment.full_text for segment in row.segments])
        elif (
            cells
            and tight
            and len(row.segments) == 1
            and row.grid is None
            and any(k % 2 for k in places)
            and not row.segments[0].bold
        ):
            cells[-1][places[0]] = join(cells[-1][places[0]], row.segments[0].full_text)
        else:
            break
        end = i + 1
    if len(cells) < _FEWEST_LABELLED:
        return None
    pairs = tuple((row[k], row[k + 1]) for row in cells for k in range(0, len(row), 2))
    columns = tuple(Column(x, x) for x in starts[:2])
    table = Table(columns, (), (Section("", pairs),), size=rows[0].size, is_form=True)
    return table, end


def large_figures(rows: Sequence[Row]) -> tuple[Table, int] | None:
    """Return large figures side by side, each over small words about it, as statements.

    The second value is the row after the words; None if there are no such figures.
    """
    figures, *below = rows[:_HIGHEST_TILE]
    columns = [Column(segment.x0, segment.x1) for segment in figures.segments]
    if len(columns) < 2 or not all(is_value(s.full_text) for s in figures.segments):
        return None
    cells = [segment.full_text for segment in figures.segments]
    told: set[int] = set()
    end = 1
    for above, row in pairwise((figures, *below)):
        places = [nearest(s.x0, s.x1, columns) for s in row.segments]
        small = _TILE * row.size < figures.size and above.y - row.y < 2 * above.size
        if row.grid or not small or len({*places}) < len(places):
            break
        for place, segment in zip(places, row.segments, strict=True):
            cells[place] = join(cells[place], segment.full_text)
        told |= {*places}
        end += 1
    if len(told) < len(columns) or not all(has_words(row.text) for row in below[: end - 1]):
        return None
    size = figures.size
    return Table(tuple(columns), (), (Section("", (tuple(cells),)),), size=size, is_list=True), end


def _is_labelled(row: Row, starts: Sequence[float]) -> bool:
    """Tell whether every other part of a line is a short label, where the columns begin."""
    parts = row.segments
    return (
        row.grid is None
        and len(parts) == len(starts)
        and len(parts) % 2 == 0
        and all(abs(part.x0 - x) < 1.5 for part, x in zip(parts, starts, strict=True))
        and (
            all(part.bold == (k % 2 == 0) for k, part in enumerate(parts))
            or all(part.filled == (k % 2 == 1) for k, part in enumerate(parts))
        )
        and all(not p.mark and len(p.text) <= LONGEST_LABEL for p in parts[::2])
        and all(part.text[:1].isupper() for part in parts[::2])
        and not any(part.text[:1].islower() for part in parts[1::2])
    )
