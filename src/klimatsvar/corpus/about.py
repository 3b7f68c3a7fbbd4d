"""What a document tells of itself: its own title, and its date as municipal documents write it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice, pairwise

from klimatsvar.corpus.source import SourceBlock, tidy
from klimatsvar.language.letters import RAISED_FIGURES, RAISED_LETTERS
from klimatsvar.language.lists import any_of
from klimatsvar.language.months import month_numbers

_DECIDED = re.compile(
    r"\b(?:antag(?:en|na|et|its|ogs)|antogs|beslut(?:ad|ades|at|ade)?|fastställ[dt]\w*|publicera[dt]\w*"
    r"|utg[ie]v(?:en|et|na|ning)\w*|\w*datum|daterad)\b",
    re.IGNORECASE,
)
_REVISED = re.compile(r"\b(?:reviderad\w*|uppdaterad\w*|senast ändrad|ändrad)\b", re.IGNORECASE)
# What else a date may stand for, between the word and itself: "Datum för nästa revidering 2027".
_OTHER = re.compile(
    r"\b(?:nästa|före|gäller|giltig|till och med|t\.o\.m|senast den)\b", re.IGNORECASE
)
# 240703, as in notes of revision; read as a date only beside a word that says so.
_SHORT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)")
NOTICE_LENGTH = 120
"""Characters of the lines in which a document says when it was decided."""
_OPENING = 8
"""Blocks looked at where there are no pages."""
_FOREWORD = 12
"""Blocks in which a document says how long it holds."""


def told_date(notices: Iterable[str]) -> str | None:
    """Return the day or month of a decision that the lines tell, its latest revision's."""
    for text in notices:
        for word in (_REVISED, _DECIDED):
            if found := word.search(text):
                after = word.split(text)[-1] if word is _REVISED else text[found.end() :]
                own = _OTHER.split(after)[0]
                told = precise_date(own) or (_short_date(own) if word is _REVISED else None)
                told = told or precise_date(text[: found.start()])
                if told is not None:
                    return told
    return None


def opening_texts(blocks: Sequence[SourceBlock]) -> list[str]:
    """Return the texts of the first page that has any, of the first blocks where there are none."""
    if blocks and blocks[0].page is not None:
        return [block.text for block in blocks if block.page == blocks[0].page]
    return [block.text for block in islice(blocks, _OPENING)]


def opening_date(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the date told by short lines of the first page, or of the first blocks.

    A label may stand on a line of its own, above what it tells: "Datum", "2023-03-31".
    """
    lines = [text for text in opening_texts(blocks) if len(text) <= NOTICE_LENGTH]
    labelled = (
        f"{label} {text}"
        for label, text in pairwise(lines)
        if _DECIDED.fullmatch(label.rstrip(":"))
    )
    return told_date(lines) or told_date(labelled)


def bare_date(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the day or month that is a line of its own on the first page."""
    for text in opening_texts(blocks):
        with suppress(ValueError):
            date = whole_date(text.removeprefix("den "))
            if date is not None and len(date) > len("2023"):
                return date
    return None


def precise_date(text: str) -> str | None:
    """Return the surest day or month in a text; a year alone is not enough."""
    date = iso_date(text)
    return date if date is not None and len(date) > len("2023") else None


def _short_date(text: str) -> str | None:
    found = _SHORT.search(text)
    return iso_date(f"20{found[1]}-{found[2]}-{found[3]}") if found else None


_MONTHS = month_numbers("sv")
# The document itself is what holds: nothing stands before the word, or a name of a document. Else
# another thing may be meant: "Biljetten gäller till och med 2024".
_HOLDS = (
    r"(?:^|[.:;,!?–(]\s*"
    r"|(?:dokument|plan|program|polic|strategi|riktlinje|beslut|föreskrift|taxa|regl|version)\w*"
    r"\s+(?:(?:som|är|ska|skall)\s+)?)"
    r"(?:gäll|giltig)\w*\b[^.;!?]{0,60}?"
)
_UNTIL = re.compile(
    rf"{_HOLDS}\b(?:till och med|t\.\s?o\.\s?m\.|fram till|till)(?=[\s:]):?\s*"
    r"(?:den |utgången av |slutet av )?"
    # A day or year, a month and its year, or a year after a word: "år 2027".
    rf"(?:(?=\d)|(?={any_of(_MONTHS)}\.? \d{{4}})|[a-zåäö]+ (?=\d{{4}}))(.{{1,24}})",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"{_HOLDS}\b(?:19|20)\d\d(?:-\d\d-\d\d)?\s*[–-]\s*((?:19|20)\d\d(?:-\d\d-\d\d)?)\b",
    re.IGNORECASE,
)


def valid_until(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the last day, month or year that a document's first lines say it holds, None without.

    "Gäller till och med 2027-12-31", "Giltig till: 2028", "Giltighetstid: 2020–2024".
    """
    lines = (block.text for block in blocks[:_FOREWORD] if len(block.text) <= NOTICE_LENGTH)
    found = (_UNTIL.search(line) or _SPAN.search(line) for line in lines)
    return next(filter(None, (_opening_day(told[1]) for told in found if told)), None)


def is_over(until: str | None, today: date) -> bool:
    """Tell whether what holds until a day, month or year, in ISO 8601, holds no more."""
    return until is not None and today.isoformat()[: len(until)] > until


# A footnote's mark may follow: "2030¹".
_END = rf"(?![^\W{RAISED_FIGURES}{RAISED_LETTERS}])"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?!\d)",
        rf"\b(?:(?P<day>\d{{1,2}})(?::[ae])?\s+)?(?P<month>{any_of(_MONTHS)})\.?"
        r"\s+(?P<year>\d{4})(?!\d)",
        r"\b(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})\b",
        r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})[ -](?P<year>\d{4})\b",
        rf"\b(?P<year>(?:19|20)\d{{2}}){_END}",
    )
)
"""Of dates, the surest first."""
_BEGUN_WITH = (
    *_FORMS,
    *(
        re.compile(form, re.IGNORECASE)
        for form in (
            r"(?P<day>\d{1,2})\s?[./-]\s?(?P<month>\d{1,2})\s?[ ./-]\s?(?P<year>\d{4})\b",
            rf"(?P<day>\d{{1,2}})(?::[ae])?\s+(?P<month>{any_of(_MONTHS)})\.?,?\s+(?:år\s+)?"
            r"(?P<year>\d{4})\b",
        )
    ),
)
"""Also forms that are taken for dates only where one must stand: "31.12.2027"."""
# As programs write it: "T10:00:00Z", " 10:00:00 +0200".
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z| ?[+-]\d{2}:?\d{2})?$")


def iso_date(text: str) -> str | None:
    """Return the surest date in ``text`` as a day, month or year in ISO 8601, None without one.

    Reads "2023-12-08", "8 december 2023", "december 2023", "20231208", "8/12 2023" and "2023", in
    this order of sureness, wherever they stand; of dates of one form the first.
    """
    return next(filter(None, map(_told, _candidates(text))), None)


def _opening_day(text: str) -> str | None:
    """Return the date that a text begins with, as ``iso_date``: others may stand after it."""
    begun = (form.match(text) for form in _BEGUN_WITH)
    return next(filter(None, (_told(found) for found in begun if found)), None)


def whole_date(text: str) -> str | None:
    """Return a text that is a date, and nothing besides, in ISO 8601; None for any other text.

    A time of day may follow it. Raises ValueError when the calendar has no such date.
    """
    text = _TIME.sub("", text.strip())
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if found is None:
        return None
    date = _told(found)
    if date is None:
        raise ValueError(text)
    return date


def dates_in(text: str) -> set[str]:
    """Return the days, months and years that a text names, those that there are, in ISO 8601."""
    return {told for found in _candidates(text) if (told := _told(found))}


def _told(found: re.Match[str]) -> str | None:
    """Return a date in ISO 8601, None where the calendar has no such day."""
    parts = found.groupdict()
    year, word, day = parts["year"], parts.get("month"), int(parts.get("day") or 0)
    if not word:
        return str(year)
    month = int(word) if word.isdigit() else _MONTHS[word.lower()]
    try:
        date(int(year), month, day or 1)
    except ValueError:
        return None
    return f"{int(year):04}-{month:02}" + (f"-{day:02}" if day else "")


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """Yield what is written as a date, surest form first."""
    for form in _FORMS:
        yield from form.finditer(text)


_MADE_UP = re.compile(
    r"""
      (?:microsoft\ (?:word|excel|powerpoint)|powerpoint)\b .*
    | (?:namnlös|untitled|unnamed|utan\ titel|no\ title) .*
    | (?:dokument|document|word\ document|word-dokument|presentation|arbetsbok|bok|book|workbook
        |blad|sheet|mall|template|titel|title|rubrik|skriv\ (?:in\ )?titel.*)
      \W* \d* \W*
    | .* \. (?:docx?|dotx?|xlsx?|pptx?|odt|rtf|pdf|indd|html?|txt|md)
    | [\d\W]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One word of several, as programmers write them: the name of a template.
_CAMEL = re.compile(r"[A-ZÅÄÖ]?[a-zåäö]{3,}(?:[A-ZÅÄÖ][a-zåäö]{3,})+")


def own_title(text: str | None) -> str | None:
    """Return the title tidied, None if it is empty or a program made it up ("Dokument1")."""
    title = tidy(text or "")
    return None if _MADE_UP.fullmatch(title) or _CAMEL.fullmatch(title) else title


def opening_line(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the line that a text begins with, if it stands there as a title does.

    A column of short lines makes one title: "Regeringens proposition 2011/12:94".
    """
    lines: list[str] = []
    for block in blocks[:_MOST_LINES]:
        if block.kind not in ("paragraph", "row") or not _TITLE_LINE.fullmatch(block.text):
            break
        lines.append(block.text)
        if block.kind == "row" or sum(map(len, lines)) > _MOST_CHARS:
            break
    title = " ".join(lines)
    return title if len(re.findall(r"[^\W\d_]{2,}", title)) >= _FEWEST_WORDS else None


_TITLE_LINE = re.compile(r"[^\W_].{2,100}(?:[^\W_]|m\.m\.|\))")
_MOST_LINES = 3
_MOST_CHARS = 60
_FEWEST_WORDS = 2
