"""Rows of a table whose cells stand in the middle, or at the foot, of theirs: made level."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal, TypeAlias

from klimatsvar.corpus.formats.pdf.joining import join_in_cell
from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.placing import is_caption
from klimatsvar.corpus.formats.pdf.prose import breaks_off, columns_of, is_prose, runs
from klimatsvar.corpus.formats.pdf.text import Rule, has_words
from klimatsvar.corpus.table_headers import is_value

Standing: TypeAlias = Literal["even", "top", "middle", "foot"]
"""Where the shorter cells of a table row stand beside the longest; "even" if none is shorter."""

_Cell: TypeAlias = list[Segment]
"""From the top; a line may have several segments."""

_FARTHEST = 3.2
"""In ems, from line to line: what stands farther apart is no table."""
_WIDER = 0.1
"""In ems: how much farther apart table rows are, at least, than lines of a cell."""
_SAME = 0.2
"""In ems."""
_BETWEEN = 0.8
"""Of the distance between lines of one cell: what stands closer is beside them."""
_APART = 1.5
"""Of the distance between lines of one cell."""
_HIGHEST = 6
"""Lines of a header, or of a cell that no gap parts from the next."""
_UNEVEN: tuple[Standing, ...] = ("middle", "foot")


def levelled(rows: Sequence[Row], rules: Sequence[Rule] = ()) -> list[Row]:
    """Return a page's rows with the cells of each table row beginning on its first line.

    Only where all rows of a table have them so, or its header has, which becomes one line: a figure
    beside the middle of a name in three lines, or between two lines. Lines of one cell stand closer
    together than table rows do, or ``rules`` part these; where neither is so, lines between others
    tell. A cell merged over several rows, which rules or capitals part, stays.
    """
    found: list[Row] = []
    rules = sorted(rules, key=_height)
    for run in _runs(rows):
        parts = _table_rows(run, rules)
        first = 0
        for last in range(len(parts) + 1):
            if last == len(parts) or len(_cells(parts[last])) < 2:
                found += _made_level(parts[first:last], rules) if first < last else []
                found += parts[last] if last < len(parts) else []
                first = last + 1
    return found


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows in runs that stand near each other, drawn tables and captions apart."""
    run: list[Row] = []
    for row in rows:
        far = run and run[-1].y - row.y > _FARTHEST * row.size
        far = far or (run and is_caption(run[-1], row))
        if run and (far or row.grid is not None or run[-1].grid is not None):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _table_rows(run: list[Row], rules: Sequence[Rule]) -> list[list[Row]]:
    """Return the lines in groups that stand closer together than the groups do.

    What a line drawn across both parts is two groups, too.
    """
    steps = [above.y - below.y for above, below in _stacked(run)]
    if not steps:
        return [[row] for row in run]
    closest = min(steps)
    groups = [run[:1]]
    for above, row in pairwise(run):
        if above.y - row.y > closest + _WIDER * row.size or _is_ruled(above, row, rules):
            groups.append([])
        groups[-1].append(row)
    return groups


def _is_ruled(above: Row, below: Row, rules: Sequence[Rule]) -> bool:
    """Tell whether a line is drawn between two rows, as wide as both; ``rules`` are in order."""
    start = bisect_right(rules, below.y, key=_height)
    end = bisect_left(rules, above.y, key=_height)
    left = min(row.segments[0].x0 for row in (above, below))
    right = max(row.segments[-1].x1 for row in (above, below))
    return any(rule.x0 <= left and rule.x1 >= right for rule in rules[start:end])


def _height(rule: Rule) -> float:
    return rule.y


def _stacked(run: Sequence[Row]) -> Iterator[tuple[Segment, Segment]]:
    """Yield each segment with the next one below it, if that is in letters as large."""
    for i, row in enumerate(run):
        near = [segment for below in run[i + 1 : i + 4] for segment in below.segments]
        for segment in row.segments:
            below = (s for s in near if s.x0 < segment.x1 and segment.x0 < s.x1)
            under = next(below, None)
            if under is not None and abs(under.size - segment.size) < 0.1 * segment.size:
                yield segment, under


def _cells(lines: Sequence[Row]) -> list[_Cell]:
    """Return a table row's cells from the left: segments that stand below each other are one."""
    segments = sorted((s for row in lines for s in row.segments), key=lambda s: s.x0)
    cells: list[_Cell] = []
    right = 0.0
    for segment in segments:
        if cells and segment.x0 < right:
            cells[-1].append(segment)
        else:
            cells.append([segment])
            right = segment.x1
        right = max(right, segment.x1)
    return [sorted(cell, key=lambda s: (-s.y, s.x0)) for cell in cells]


def _standing(cells: Sequence[_Cell]) -> Standing | None:
    """Tell how a table row's cells stand beside each other; None if they do so in no one way.

    Neither do cells of which one has its lines as far apart as two lines of another: several rows.
    """
    steps = [a.y - b.y for cell in cells for a, b in pairwise(cell) if a.y > b.y]
    if steps and max(steps) > _APART * min(steps):
        return None
    size = max(segment.size for cell in cells for segment in cell)
    tops = [cell[0].y for cell in cells]
    feet = [cell[-1].y for cell in cells]
    level = [
        max(ys) - min(ys) < _SAME * size
        for ys in (tops, feet, [top + foot for top, foot in zip(tops, feet, strict=True)])
    ]
    match level:
        case [True, True, _]:
            return "even"
        case [True, _, _]:
            return "top"
        case [_, True, _]:
            return "foot"
        case [_, _, True]:
            return "middle"
    return None


def _made_level(parts: Sequence[list[Row]], rules: Sequence[Rule]) -> list[Row]:
    """Return table rows made level, if all that are uneven are so in one way.

    A header may have its own, above two such rows or more. A single row with cells in the middle
    tells enough where all others are even; two columns of text may end on one line. Where lines of
    a cell stand as far apart as table rows, lines between two others tell what is one row.
    """
    for pieces in (parts, [*_by_steps(parts)]):
        cells = [_cells(piece) for piece in pieces]
        ways = [None if _are_parted(each, rules) else _standing(each) for each in cells]
        is_table = len(pieces) > 1 and not any(_goes_on(*two) for two in pairwise(cells))
        is_whole = pieces is parts or _are_rows(cells)
        if not (is_table and is_whole and any(_is_all(ways, way) for way in _UNEVEN)):
            continue
        if not set(ways[1:]) & set(_UNEVEN):
            return _headed(pieces[0], [row for piece in pieces[1:] for row in piece])
        levels = (_level(p) if way in _UNEVEN else p for p, way in zip(pieces, ways, strict=True))
        return [row for piece in levels for row in piece]
    lines = [row for part in parts for row in part]
    end = _height_of_head(lines, rules)
    return _headed(lines[:end], lines[end:]) if end else lines


def _by_steps(parts: Sequence[list[Row]]) -> Iterator[list[Row]]:
    """Yield the parts; of one whose cells stand in no one way lines closer than those of a cell."""
    for part in parts:
        if _standing(_cells(part)) is not None:
            yield part
            continue
        closest = min((above.y - below.y for above, below in _stacked(part)), default=0.0)
        first = 0
        for i in range(1, len(part)):
            if part[i - 1].y - part[i].y > _BETWEEN * closest:
                yield part[first:i]
                first = i
        yield part[first:]


def _are_rows(cells: Sequence[Sequence[_Cell]]) -> bool:
    """Tell whether three rows or more have cells in all columns, of a few lines each."""
    highest = max(len({segment.y for segment in cell}) for each in cells for cell in each)
    return len(cells) > 2 and len(set(map(len, cells))) == 1 and highest <= _HIGHEST


def _height_of_head(lines: Sequence[Row], rules: Sequence[Rule]) -> int:
    """Return how many of the first lines are names in the middle of a header, 0 if none are.

    Not all columns have a name in the first of them. All have a cell in the line below, and where
    they are two in another one: a row alone may be a text beside another.
    """
    columns = columns_of([row.segments for row in lines])
    texts = [is_prose(column) and runs(column) for column in columns]
    if all(texts) or (len(texts) == 2 and any(texts)):
        return 0
    for end in range(2, min(_HIGHEST + 1, len(lines))):
        cells, below = _cells(lines[:end]), lines[end]
        if (
            _standing(cells) == "middle"
            and not any(_is_text(cell) for cell in cells)
            and not _are_parted(cells, rules)
            and not any(segment.text[:1].islower() for segment in below.segments)
            and len(cells) == len(below.segments)
            and (len(cells) > 2 or any(len(row.segments) == 2 for row in lines[end + 1 :]))
            and all(
                cell[0].x0 < segment.x1 and segment.x0 < cell[-1].x1
                for cell, segment in zip(cells, below.segments, strict=True)
            )
        ):
            return end
    return 0


def _is_text(cell: _Cell) -> bool:
    """Tell whether a cell is of a sentence, a value or a formula: no name of a column."""
    first, last = cell[0].text, cell[-1].text
    is_name = has_words(first) or (first.isdigit() and not is_value(first))
    return not is_name or first[:1].islower() or last[-1:] in ".,:;-"


def _headed(head: Sequence[Row], rest: list[Row]) -> list[Row]:
    """Return a table with its header in one line, where none of it stands over two columns.

    It is surely a header if cells below it that run over several lines begin level.
    """
    cells = _cells(head)
    if any(len(line) > 1 for cell in cells for line in _lines(cell)):
        return [*_level(head), *rest]
    is_head = any(
        len(row.segments) < len(cells) and row.segments[0].text[:1].islower() for row in rest
    )
    y = head[-1].y
    segments = tuple(_in_one_line(cell, y) for cell in cells)
    return [Row(y, max(row.size for row in head), segments, is_head=is_head), *rest]


def _in_one_line(cell: _Cell, y: float) -> Segment:
    """Return a cell's lines as one."""
    first, *others = cell
    text = first.text
    for segment in others:
        text = join_in_cell(text, segment.full_text)
    left, right = min(s.x0 for s in cell), max(s.x1 for s in cell)
    bold = all(segment.bold for segment in cell)
    return replace(first, text=text, x0=left, x1=right, y=y, bold=bold)


def _are_parted(cells: Sequence[_Cell], rules: Sequence[Rule]) -> bool:
    """Tell whether lines of cells are rows of their own, beside one that is merged over them.

    The lines of a formula are, too.
    """
    longer = [cell for cell in cells if cell[0].y > cell[-1].y]
    within = any(
        cell[-1].y < rule.y < cell[0].y and rule.x0 < cell[-1].x1 and cell[0].x0 < rule.x1
        for cell in longer
        for rule in rules
    )
    rest = [segment.text[:1].islower() for cell in longer for segment in cell[1:]]
    words = [has_words(segment.text) for cell in longer for segment in cell]
    return within or (len(longer) > 1 and not any(rest)) or 2 * sum(words) < len(words)


def _goes_on(above: Sequence[_Cell], below: Sequence[_Cell]) -> bool:
    """Tell whether a sentence goes on in the next row, as it does in columns of text."""
    return any(
        breaks_off(upper[-1].text)
        and cell[0].text[:1].islower()
        and upper[-1].x0 < cell[0].x1
        and cell[0].x0 < upper[-1].x1
        for upper in above
        for cell in below
    )


def _is_all(ways: Sequence[Standing | None], way: Standing) -> bool:
    """Tell whether all that are not even are of one way, but for a header, or only a header is."""
    fewest = 1 if way == "middle" else 2
    header, *others = ways
    return (
        (set(ways) - {"even"} == {way} and ways.count(way) >= fewest)
        or (set(others) - {"even"} == {way} and others.count(way) > 1)
        or (header == way and len(others) > 1 and set(others) <= {"even", "top"})
    )


def _level(part: Sequence[Row]) -> list[Row]:
    """Return a table row's lines with each cell's first on the first."""
    cells = _cells(part)
    lines = [list(_lines(cell)) for cell in cells]
    longest = max(lines, key=len)
    found: list[Row] = []
    for i, (of_longest, *_) in enumerate(longest):
        y = of_longest.y
        segments = [s for each in lines if i < len(each) for s in each[i]]
        size = max(segment.size for segment in segments)
        found.append(Row(y, size, tuple(replace(segment, y=y) for segment in segments)))
    return found


def _lines(cell: _Cell) -> Iterator[list[Segment]]:
    """Yield the segments of each line of a cell."""
    line: list[Segment] = []
    for segment in cell:
        if line and line[0].y != segment.y:
            yield line
            line = []
        line.append(segment)
    yield line
