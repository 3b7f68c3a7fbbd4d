"""A table's lines made its header, its rows and the titles across it."""

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.formats.pdf.cells import (
    Column,
    Section,
    Table,
    goes_on,
    heads_figures,
    heads_texts,
    is_one_row,
    is_surely_one_row,
    is_torn,
    stacked,
)
from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.placing import cells_in, columns_of, nearest, places_in
from klimatsvar.corpus.formats.pdf.text import any_between
from klimatsvar.corpus.headings import is_numbered
from klimatsvar.corpus.table_headers import are_units, is_form, is_value, joined, names_unit

HIGHEST_HEADER = 3
"""Lines."""


def table_of(
    band: list[Row],
    columns: list[Column],
    ruled: list[float],
    titles: Set[int],
    edges: Sequence[float] = (),
) -> Table:
    """Return the table that the lines are; ``edges`` are where rules cross its first column."""
    lines = [cells_in(row, columns) for row in band]
    body = [i for i in range(len(band)) if i not in titles]
    top = _header_lines([band[i] for i in body], [lines[i] for i in body], ruled)
    if top and any(title < body[top - 1] for title in titles if title > body[0]):
        top = 0  # what a title parts is no header
    for i in body[top:]:
        lines[i] = _named(band[i], columns, lines[i])
    header = stacked([lines[i] for i in body[:top]], len(columns)) if top else ()
    if header and top < len(body) - 1 and are_units(lines[body[top]]):
        header, top = tuple(joined([header, lines[body[top]]])), top + 1
    height = max(top, 2)
    if len(body) > height and body[:height] == list(range(height)):
        double = _double_header(band[: height - 1], lines[height - 1], columns)
        if double and heads_figures(double, [lines[i] for i in body[height:]]):
            header, top = double, height
    groups = _groups(band, lines, titles, body[top:], ruled)
    rows = [stacked([lines[i] for i in group], len(columns)) for group in groups]
    rows = _with_merged(rows, [band[group[0]].y for group in groups], ruled, edges)
    sections = [Section("", ())]
    for group, row in zip(groups, rows, strict=True):
        if group[0] in titles:
            text = stacked([(band[i].text,) for i in group], 1)[0]
            sections.append(Section(text, ()))
        elif row != header:
            sections[-1] = replace(sections[-1], rows=(*sections[-1].rows, row))
    size = median(row.size for row in band)
    table = Table(tuple(columns), header, tuple(sections), size=size)
    is_told = all(band[i].is_head or mostly_bold(band[i]) for i in body[:top])
    return replace(table, is_guessed=bool(header) and not is_told and not table.is_headed)


def headed_by(above: Row | Table, table: Table) -> Table | None:
    """Return a table without a header with the one that stands alone at the foot of a page before.

    Its lines may be a table of one row. None if it has no cell over each of the table's columns,
    but for the first, or neither its letters, what stands below it nor cells drawn like its own
    tell that it is one.
    """
    columns = list(table.columns)
    if isinstance(above, Row):
        places = [place for places in places_in(above, columns) for place in places]
        cells = cells_in(above, columns)
        is_bold = all(segment.bold for segment in above.segments)
    else:
        row = above.rows[0] if len(above.rows) == 1 and not above.header else ()
        over = zip((nearest(c.left, c.right, columns) for c in above.columns), row, strict=False)
        named = [(place, cell) for place, cell in over if cell]
        places = [place for place, _ in named]
        cells = tuple(dict(named).get(i, "") for i in range(len(columns)))
        is_bold = False
    if table.is_form or places not in _whole(len(columns)):
        return None
    drawn = table.is_drawn and table.is_guessed and not table.is_headed
    if cells == table.header or (table.header and not drawn):
        return table if cells == table.header else None
    table = table.unheaded() if drawn else table
    told = heads_figures(cells, list(table.rows)) or heads_texts(cells, table.rows)
    return replace(table, header=cells) if drawn or told or is_bold else None


def _whole(columns: int) -> list[list[int]]:
    """Return the columns in which a header has cells: all of them, or all but the first."""
    return [[*range(columns)], [*range(1, columns)]]


_YEARLY = re.compile(r"(?:19|20)\d\d")


def _double_header(
    upper: Sequence[Row], lower: tuple[str, ...], columns: list[Column]
) -> tuple[str, ...] | None:
    """Return the headers that a line parts the ones above it into; None if it is not so.

    The lower ones come again under each of the upper ones, or are years under a single one: else
    nothing tells how far an upper one reaches. One that has none below it is a column's own.
    """
    names: list[str] = []
    own: dict[int, str] = {}
    for place, name in _stacks(upper, columns):
        if place[0] and (len(place) > 1 or lower[place[0]]):
            names.append(name)
        else:
            own[place[0]] = name
    parted = [i for i, text in enumerate(lower) if text and i]
    texts = [lower[i] for i in parted]
    empty = [i for i, text in enumerate(lower) if not text and i and i not in own]
    if not names or empty or len(texts) <= len(names) or len(texts) % len(names):
        return None
    period = len(texts) // len(names)
    again = len(names) > 1 and all(text == texts[i % period] for i, text in enumerate(texts))
    if not again and not (len(names) == 1 and all(map(_YEARLY.search, texts))):
        return None
    first = stacked([(text,) for text in (own.get(0, ""), lower[0])], 1)[0]
    double = {i: f"{names[k // period]}, {lower[i]}" for k, i in enumerate(parted)}
    return first, *((own | double)[i] for i in range(1, len(lower)))


def _stacks(rows: Sequence[Row], columns: list[Column]) -> list[tuple[list[int], str]]:
    """Return the texts of a header's upper lines with the columns they stand over, from the left.

    Lines that stand below each other are one text.
    """
    stacks: list[list[Segment]] = []
    for segment in (segment for row in rows for segment in row.segments):
        over = (s for s in stacks if any(o.x0 < segment.x1 and segment.x0 < o.x1 for o in s))
        if (stack := next(over, None)) is not None:
            stack.append(segment)
        else:
            stacks.append([segment])
    return [
        (
            sorted({i for segment in stack for i in columns_of(segment, columns)}),
            stacked([(segment.full_text,) for segment in stack], 1)[0],
        )
        for stack in sorted(stacks, key=lambda stack: stack[0].x0)
    ]


def _with_merged(
    rows: list[tuple[str, ...]], ys: list[float], ruled: list[float], edges: Sequence[float]
) -> list[tuple[str, ...]]:
    """Return the rows with the text of a first cell merged over several of them in each.

    Such a cell stands between two rules over the first column, with other rows' rules beside it.
    Its text may begin beside any of the rows, and run on beside the next.
    """
    cells: dict[int, list[int]] = defaultdict(list)
    for i, y in enumerate(ys):
        cells[bisect(edges, y)].append(i)
    found = list(rows)
    for place, inside in cells.items():
        names = [rows[i][0] for i in inside if rows[i][0]]
        begun = sum(name[0].isupper() for name in names)
        parted = all(any_between(ruled, ys[low], ys[high]) for high, low in pairwise(inside))
        within = 0 < place < len(edges) and len(inside) > 1
        if within and parted and begun == 1 and names[0][0].isupper():
            name = stacked([(name,) for name in names], 1)[0]
            for i in inside:
                found[i] = (name, *rows[i][1:])
    return found


def titles_in(run: list[Row], columns: list[Column], ruled: list[float]) -> set[int]:
    """Return which lines are titles across the table, over the rows below them.

    Such a line stands alone, at the left edge. It is numbered as an action is, and in bold, wide or
    one of several; or it has a box of its own between two rules and something that tells it from a
    row with empty cells: its number, bold letters that the rows don't have, its width, or a header
    of the rows below it.
    """
    full = [row for row in run if len(row.segments) > 1]
    headers = Counter(row.text for row in full)
    bold = 2 * sum(map(mostly_bold, run)) > len(run)
    numbered = any(is_numbered(row.text) for row in full)
    listed = not ruled and sum(_is_over_row(run, i) for i in range(len(run))) > 1
    titles: set[int] = set()
    for index, row in enumerate(run):
        (segment, *others) = row.segments
        if others or abs(segment.x0 - columns[0].left) > 1.5 * row.size:
            continue
        stands_out = segment.bold and not bold
        across = segment.x1 > columns[1].left and not row.text.endswith((".", ":", ","))
        boxed = is_boxed(run, index, ruled)
        over_header = index == 0 or headers[run[min(index + 1, len(run) - 1)].text] > 1
        is_action = is_numbered(row.text) and not numbered
        named = stands_out or across or (listed and _is_over_row(run, index))
        is_label = boxed and (stands_out or across or over_header) and not names_unit(row.text)
        above = run[index - 1].y
        more = index - 1 in titles and stands_out and not any_between(ruled, row.y, above)
        if (is_action and (named or boxed)) or is_label or more:
            titles.add(index)
    return titles


def _is_over_row(run: list[Row], index: int) -> bool:
    """Tell whether a numbered line stands alone over one in several parts that begins anew."""
    if index + 1 >= len(run) or len(run[index].segments) > 1:
        return False
    below = run[index + 1]
    return (
        is_numbered(run[index].text)
        and len(below.segments) > 1
        and below.segments[0].text[:1].isupper()
    )


def is_boxed(run: list[Row], index: int, ruled: list[float]) -> bool:
    """Tell whether a line has a rule above it and one below it, and no other line between them."""
    row = run[index]
    above = run[index - 1].y if index else row.y + 2.5 * row.size
    below = run[index + 1].y if index + 1 < len(run) else row.y - 2 * row.size
    return any_between(ruled, row.y, above) and any_between(ruled, below, row.y)


def _named(row: Row, columns: list[Column], cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells of a row whose name runs over columns that it leaves empty: it is one."""
    name, *others = row.segments
    wide = places_in(row, columns)[0][1:] if others else []
    is_over = [i in wide and cell == name.full_text for i, cell in enumerate(cells)]
    return tuple("" if over else cell for cell, over in zip(cells, is_over, strict=True))


def _header_lines(band: list[Row], lines: list[tuple[str, ...]], ruled: list[float]) -> int:
    """Return how many of the first lines are the header: 0 if there is none."""
    if band[0].is_head:
        return 1
    if lines[0][0].endswith(":") and is_form(lines):
        return 0
    bold = [_is_bold_over_columns(row) for row in band]
    top = next((i for i, is_bold in enumerate(bold) if not is_bold), len(band))
    if 0 < top < len(band) and 2 * sum(bold[top:]) < len(band) - top and top <= 5:
        return top
    between = [i for i in range(1, len(band)) if any_between(ruled, band[i].y, band[i - 1].y)]
    if len(between) == 1 and between[0] <= 3 and len(band) > 2 * between[0]:
        return between[0]
    heights = (top for top in range(HIGHEST_HEADER, 0, -1) if _heads_figures(band, lines, top))
    return next(heights, 0) or _heads_texts(band, lines, ruled)


def _heads_texts(band: list[Row], lines: list[tuple[str, ...]], ruled: list[float]) -> int:
    """Return how many of the first lines are names of columns of texts, 0 if none is.

    The first names all columns, and those below go on with it. No name is a sentence, or stands
    below itself.
    """
    top = 1
    while top < min(HIGHEST_HEADER, len(band)) and is_torn(lines[top - 1], lines[top]):
        top += 1
    header = stacked(lines[:top], len(lines[0]))
    groups = _groups(band, lines, set(), [*range(top, len(band))], ruled)
    rows = [stacked([lines[i] for i in group], len(header)) for group in groups if group]
    rest = [row for row in rows if row != header and not are_units(row)]
    again = any(cell in column for cell, *column in zip(header, *rest, strict=True))
    ended = any(cell.endswith(".") for cell in header)
    return top if heads_texts(lines[0], rest) and not again and not ended else 0


def _heads_figures(band: list[Row], lines: list[tuple[str, ...]], top: int) -> bool:
    """Tell whether a table of figures has a header of ``top`` lines.

    Below the first are words or years that stand closer to it than any row to the next, or, with
    one name for the first column, go on with the cells above: "Utsläpp / (ton)". That name may
    stand alone between them.
    """
    rest = [line for line in lines[top:] if line != lines[0] and not are_units(line)]
    if not rest or not heads_figures(stacked(lines[:top], len(lines[0])), rest):
        return False
    gaps = [above.y - below.y for above, below in pairwise(band)]
    begun = (gap for gap, line in zip(gaps[top - 1 :], lines[top:], strict=True) if any(line[1:]))
    closer = max(gaps[: top - 1], default=0.0) < 0.85 * min(begun, default=0.0)
    cells = [cell for line in lines[1:top] for cell in line[1:] if cell]
    nameless = sum(bool(line[0]) for line in lines[:top]) < 2
    go_on = nameless and all(cell[0].islower() or cell[0] in "(12" for cell in cells)
    named = (closer or go_on) and not any(map(is_value, cells))
    above = stacked(lines[: top - 1], len(lines[0]))
    is_open = any(cell.count("(") > cell.count(")") for cell in above)
    is_whole = top == 1 or (any(lines[top - 1][1:]) and (is_open or not are_units(lines[top - 1])))
    return is_whole and named


def _is_bold_over_columns(row: Row) -> bool:
    """Tell whether a line is in bold, and not just the name that begins it."""
    return mostly_bold(row) and (
        len(row.segments) == 1 or any(segment.bold for segment in row.segments[1:])
    )


def mostly_bold(row: Row) -> bool:
    weight = sum(len(segment.text) for segment in row.segments)
    return 2 * sum(len(segment.text) for segment in row.segments if segment.bold) > weight


def _groups(
    band: list[Row],
    lines: list[tuple[str, ...]],
    titles: Set[int],
    body: list[int],
    ruled: list[float],
) -> list[list[int]]:
    """Group the lines below the header into table rows, ``body``, and titles.

    A table row is a line and those close below it that go on with its cells; or, where lines are
    drawn between the rows, what stands between two of them.
    """
    between = [any_between(ruled, band[i].y, band[i - 1].y) for i in range(1, len(band))]
    boxes: list[list[int]] = []
    for i in sorted({*body, *titles}):
        parted = i > 0 and (between[i - 1] or (i in titles) != (i - 1 in titles))
        if not boxes or parted:
            boxes.append([])
        boxes[-1].append(i)
    rows = [[lines[i] for i in box] for box in boxes if box[0] not in titles]
    if sum(between[box[0] - 1] for box in boxes[1:]) > 1 and all(map(is_one_row, rows)):
        return boxes
    if _is_closed(band, ruled) and all(map(is_surely_one_row, rows)):
        return boxes
    return [
        group
        for box in _parted(boxes, titles)
        for group in ([box] if box[0] in titles else _by_gaps(band, lines, between, box))
    ]


def _is_closed(band: list[Row], ruled: list[float]) -> bool:
    """Tell whether a rule stands close below the last line, and one above the last rows."""
    last = band[-1]
    return any_between(ruled, last.y - 2.5 * last.size, last.y) and any_between(
        ruled, last.y, band[0].y
    )


def _parted(boxes: list[list[int]], titles: Set[int]) -> list[list[int]]:
    """Join the boxes that no title parts."""
    joined: list[list[int]] = []
    for box in boxes:
        if joined and box[0] not in titles and joined[-1][0] not in titles:
            joined[-1].extend(box)
        else:
            joined.append([*box])
    return joined


def _by_gaps(
    band: list[Row], lines: list[tuple[str, ...]], between: list[bool], body: list[int]
) -> list[list[int]]:
    """Group lines into table rows by how close they stand and by what their cells say."""
    gaps = [band[i - 1].y - band[i].y for i in body[1:]]
    widest = max(gaps, default=0.0)
    groups = [body[:1]]
    for i in body[1:]:
        gap, size = band[i - 1].y - band[i].y, band[i].size
        tight = gap <= 1.5 * size and gap < 0.85 * widest
        above = lines[groups[-1][-1]]
        more = tight and goes_on(lines[i], above)
        if gap <= 1.5 * size and is_torn(above, lines[i]) and not all(lines[i]):
            more = True  # in even lines only the words tell
        if not between[i - 1] and (gap < 0.75 * size or more):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
