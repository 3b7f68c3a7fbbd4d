"""Tables that are drawn in markdown with lines or dashes, as pandoc has them, made pipe tables."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_BORDER = re.compile(r" {0,3}\+(?:[-=:]+\+)+\s*")
_DASHES = re.compile(r" {0,3}-{2,}(?: +-{2,})+\s*")
_DASH = re.compile(r"-+")


def piped(text: str) -> str:
    """Return markdown with its grid tables and simple tables as tables of pipes."""
    if "--" not in text:
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    kept: list[str] = []
    fenced = False
    i = 0
    while i < len(lines):
        line = lines[i]
        fenced ^= _FENCE.match(line) is not None
        end = i
        if not fenced and _BORDER.fullmatch(line):
            end = _end(lines, i, lambda line: line.lstrip().startswith(("+", "|")))
            rows, head = _grid(lines[i:end])
        elif not fenced and _DASHES.fullmatch(line):
            end = _end(lines, i, lambda line: bool(line.strip()))
            above = kept.pop() if kept and kept[-1].strip() else ""
            rows, head = _simple(above, lines[i:end]), bool(above)
        if end == i:
            kept.append(line)
            i += 1
            continue
        kept += ["", *_pipes(rows if head else [[], *rows]), ""]
        i = end
    yield from kept


def _end(lines: Sequence[str], start: int, is_in: Callable[[str], bool]) -> int:
    return next((i for i in range(start, len(lines)) if not is_in(lines[i])), len(lines))


def _grid(lines: Sequence[str]) -> tuple[list[list[str]], bool]:
    """Return the rows of a grid, each cell on one line, and whether the first is a header."""
    rows: list[list[str]] = []
    open_: list[str] = []
    is_headed = False
    for line in lines:
        if not _BORDER.fullmatch(line):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            wide = max(len(open_), len(cells))
            pairs = zip(_filled(open_, wide), _filled(cells, wide), strict=True)
            open_ = [f"{upper} {cell}".strip() for upper, cell in pairs]
        elif open_:
            rows.append(open_)
            is_headed = is_headed or (len(rows) == 1 and "=" in line)
            open_ = []
    return rows, is_headed


def _simple(above: str, lines: Sequence[str]) -> list[list[str]]:
    """Return the rows whose columns begin where the dashes of the first line do."""
    starts = [found.start() for found in _DASH.finditer(lines[0])]
    edges = [0, *starts[1:], 10_000]
    rows = [line for line in lines if not _DASH.fullmatch(line.replace(" ", ""))]
    return [
        [line[left:right].strip() for left, right in pairwise(edges)]
        for line in ([above, *rows] if above else rows)
    ]


def _pipes(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    width = max((len(row) for row in rows), default=0)
    for number, row in enumerate(rows):
        cells = [cell.replace("|", "\\|") for cell in _filled(row, width)]
        yield f"| {' | '.join(cells)} |"
        if not number:
            yield "|" + " --- |" * width


def _filled(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]
