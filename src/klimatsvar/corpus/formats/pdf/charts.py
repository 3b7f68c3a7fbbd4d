"""Charts beside running text: their labels are no cells, and stand between none of its lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from klimatsvar.corpus.formats.pdf.cells import Column
from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.prose import (
    FEW_LETTERS,
    Side,
    begin_together,
    beginnings,
    columns_of,
    is_prose,
    runs,
)
from klimatsvar.corpus.formats.pdf.text import Rule, any_between, heights

_FEW_LINES = 4
_FEW_LABELS = 3
_FEW_FIGURES = 2
_APART = 2.2
_FARTHEST = 3.2
"""In ems, from line to line."""


def labels_beside(rows: Sequence[Row], rules: Sequence[Rule]) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of rows in which a chart's labels stand beside running text.

    The first row, the one after the last, and what parts the labels and the text from left to
    right. What a line is drawn across is a table.
    """
    for start, end in _runs(rows):
        for left, right in _texts(rows[start:end]):
            for x in (right + 1, left - 1):
                ruled = heights(rules, x - 10, x + 10)
                for first, last in _bands(rows, start, end, x):
                    band = rows[first:last]
                    before = [[s for s in row.segments if s.x0 < x] for row in band]
                    behind = [[s for s in row.segments if s.x0 >= x] for row in band]
                    sides = (before, behind) if x > right else (behind, before)
                    if not any_between(ruled, band[-1].y, band[0].y) and _are_beside(*sides):
                        yield first, last, x


def _runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows that stand near each other, without drawn tables."""
    parted = [
        i
        for i, (above, row) in enumerate(pairwise(rows), 1)
        if above.y - row.y > _FARTHEST * row.size or row.grid or above.grid
    ]
    yield from pairwise([0, *parted, len(rows)])


def _texts(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return the left and right edges of what may be running text: long lines that begin level."""
    lines: dict[int, list[Segment]] = defaultdict(list)
    for segment in (segment for row in rows for segment in row.segments):
        if len(segment.text) >= FEW_LETTERS:
            lines[round(segment.x0)].append(segment)
    return [
        (min(line.x0 for line in each), max(line.x1 for line in each))
        for each in lines.values()
        if len(each) >= _FEW_LINES
    ]


def _bands(rows: Sequence[Row], start: int, end: int, x: float) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows that have nothing across ``x``; a table's head may begin one."""
    first = start
    for i in range(start, end + 1):
        crossed = i == end or any(s.x0 < x < s.x1 for s in rows[i].segments)
        if crossed or (i > first and _may_head(rows[i - 1], rows[i])):
            if i - first >= _FEW_LINES:
                yield first, i
            first = i + 1 if crossed else i


def _may_head(above: Row, row: Row) -> bool:
    """Tell whether a row with short parts, apart from the one above, may begin a table."""
    is_short = all(len(segment.text) < 2 * FEW_LETTERS for segment in row.segments)
    return len(row.segments) > 1 and is_short and above.y - row.y > _APART * row.size


def _are_beside(text: Side, labels: Side) -> bool:
    """Tell whether labels stand beside running text as they happen to, not as cells do.

    Cells begin where the text beside them does, and stand in columns. Labels of a chart are many,
    beside the middle of a text that has none where it begins, or stand below none of the others.
    """
    if not (is_prose(text) and runs(text)) or is_prose(labels):
        return False
    filled = [i for i, line in enumerate(text) if line]
    begun = {filled[0]} | beginnings(text)
    beside = [i for i in range(filled[0], filled[-1] + 1) if labels[i]]
    if _are_figures_between(text, labels, beside):
        return True
    if len(beside) < max(_FEW_LABELS, 2 * len(begun)) or begin_together(
        [text, *columns_of(labels)]
    ):
        return False
    loose = [s for i in beside if i not in begun for s in labels[i] if _is_loose(s, labels)]
    return len(loose) >= _FEW_LABELS or not begun <= set(beside)


def _are_figures_between(text: Side, labels: Side, beside: Sequence[int]) -> bool:
    """Tell whether labels are figures that stand level with no line of the text, as no cells do."""
    figures = [label for i in beside for label in labels[i]]
    return (
        len(figures) >= _FEW_FIGURES
        and not any(text[i] for i in beside)
        and not any(any(map(str.isalpha, label.text)) for label in figures)
    )


def _is_loose(label: Segment, labels: Side) -> bool:
    """Tell whether no other label begins, ends or has its middle where this one has."""
    column = Column(label.x0, label.x1)
    return not any(column.aligns(s) for line in labels for s in line if s is not label)
