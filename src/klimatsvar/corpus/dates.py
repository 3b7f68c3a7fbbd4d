"""Dates as municipal documents write them."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januari|jan",
            "februari|feb|febr",
            "mars|mar",
            "april|apr",
            "maj",
            "juni|jun",
            "juli|jul",
            "augusti|aug",
            "september|sep|sept",
            "oktober|okt",
            "november|nov",
            "december|dec",
        ],
        start=1,
    )
    for name in names.split("|")
}
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_SWEDISH = re.compile(
    rf"\b(?:(\d{{1,2}})(?::[ae])?\s+)?({'|'.join(_MONTHS)})\.?\s+(\d{{4}})\b", re.I
)
_COMPACT = re.compile(r"\b(\d{4})(\d{2})(\d{2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})[ -](\d{4})\b")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")


def iso_date(text: str) -> str | None:
    """Return the first date in ``text`` as a day, month or year in ISO 8601, None without one.

    Reads "2023-12-08", "8 december 2023", "december 2023", "20231208", "8/12 2023" and "2023".
    """
    for year, month, day in _candidates(text):
        if not month:
            return year
        try:
            date(int(year), month, day or 1)
        except ValueError:
            continue
        return f"{int(year):04}-{month:02}" + (f"-{day:02}" if day else "")
    return None


def _candidates(text: str) -> "list[tuple[str, int, int]]":
    """Return (year, month, day), 0 for what is not given, surest form first."""
    found: list[tuple[str, int, int]] = []
    found += [(y, int(m), int(d or 0)) for y, m, d in _ISO.findall(text)]
    found += [(y, _MONTHS[m.lower()], int(d or 0)) for d, m, y in _SWEDISH.findall(text)]
    found += [(y, int(m), int(d)) for y, m, d in _COMPACT.findall(text)]
    found += [(y, int(m), int(d)) for d, m, y in _SLASHED.findall(text)]
    found += [(y, 0, 0) for y in _YEAR.findall(text)]
    return found
