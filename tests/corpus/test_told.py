"""Dates that a document's first lines tell."""

import pytest

from klimatsvar.corpus.about import opening_date, told_date
from klimatsvar.corpus.source import SourceBlock


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Antagen av kommunfullmäktige 2018-06-18", "2018-06-18"),
        ("Avgörandedatum: 2013-08-21", "2013-08-21"),
        ("Bilaga till beslut från 2022-06-29 (uppdaterad 240703)", "2024-07-03"),
        ("Antagen 2018-06-18, reviderad den 3 maj 2021", "2021-05-03"),
        ("Beslutet gäller till och med 2030-12-31", None),
        ("Diarienummer 240703", None),
    ],
)
def test_a_line_tells_a_date(line: str, date: str | None) -> None:
    assert told_date([line]) == date


def test_only_short_lines_at_the_top_tell_it() -> None:
    notice = SourceBlock("paragraph", "Antagen 2018-06-18")
    long = SourceBlock("paragraph", "Planen som blev antagen 2018-06-18 " + "och så vidare " * 10)
    filler = [SourceBlock("paragraph", "Text.")] * 8
    assert opening_date([*filler[:7], notice]) == "2018-06-18"
    assert opening_date([*filler, notice]) is None
    assert opening_date([long]) is None
