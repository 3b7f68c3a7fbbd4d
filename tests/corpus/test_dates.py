"""Dates as municipal documents write them."""

from datetime import date

import pytest

from klimatsvar.corpus.about import is_over, iso_date, valid_until
from klimatsvar.corpus.source import SourceBlock


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Antagen 2023-12-08 av fullmäktige", "2023-12-08"),
        ("2023-12", "2023-12"),
        ("den 8 december 2023", "2023-12-08"),
        ("8 DEC. 2023", "2023-12-08"),
        ("3 sept 2023", "2023-09-03"),
        ("december 2023", "2023-12"),
        ("20231208", "2023-12-08"),
        ("8/12 2023", "2023-12-08"),
        ("2023-12-08T10:00:00Z", "2023-12-08"),
        ("den 8:e december 2023", "2023-12-08"),
        ("8/12-2023", "2023-12-08"),
        ("Klimatplan 2023", "2023"),
        ("Plan för 2024-2030", "2024"),
        ("budgeten 2024-26", "2024"),
        ("från 2021 till 8 december 2023", "2023-12-08"),
        ("2023 eller 2022, 2021-05 och 2020-04", "2021-05"),
        ("31 februari 2023", "2023"),
        ("2023-13-01 eller 2024-01-31", "2024-01-31"),
        ("29 februari 2024", "2024-02-29"),
        ("29 februari 2023", "2023"),
        ("٢٠٢٣-١٢-٠٨", "2023-12-08"),
        ("0000-01-01", None),
        ("033-35 70 00", None),
        ("8 december 2023¹", "2023-12-08"),
        ("mål till 2030²", "2030"),
        ("diarienummer 123456789", None),
        ("ingen uppgift", None),
        ("", None),
    ],
)
def test_the_surest_date_of_a_text(text: str, date: str | None) -> None:
    assert iso_date(text) == date


def test_a_long_text_is_read_once() -> None:
    assert iso_date("8 maj " * 200_000 + "den 8 december 2023") == "2023-12-08"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Gäller till och med: 2031-12-31", "2031-12-31"),
        ("Giltig till: 2028", "2028"),
        ("Planen gäller t.o.m. den 31 december 2027.", "2027-12-31"),
        ("Gäller fram till juni 2026", "2026-06"),
        ("Giltighetstid: 2020-01-01 – 2024-12-31", "2024-12-31"),
        ("Gäller för åren 2020–2024", "2024"),
        ("Gäller från 2024-03-12. Ersätter planen från 2018", None),
        ("Gäller tills vidare", None),
        ("Bidraget gäller till hushåll som sökt före 2024", None),
        ("Antagen 2019-05-06, gäller till och med 2023", "2023"),
        ("Planen gäller till och med 2027, beslutad 2021-03-04", "2027"),
        ("Giltig till: 2027 (antagen 2021-03-04)", "2027"),
        ("Gäller till och med 2028 enligt KF 2022-06-16", "2028"),
        ("Gäller t.o.m. 2027-12 enligt 2021-03-04", "2027-12"),
        ("Gäller t.o.m. 31/12 2027 (2021-03-04)", "2027-12-31"),
        ("Gäller till dec. 2027, fr. 2021-03", "2027-12"),
        ("Gäller till utgången av år 2027, KF 2021-03", "2027"),
        ("Gäller till 3 år efter 2021-03-04", None),
        ("Gäller till och med 31.12.2027", "2027-12-31"),
        ("Gäller till och med 31/12/2027, KF 2021-03-04", "2027-12-31"),
        ("Gäller till 1 juli, 2027", "2027-07-01"),
        ("Gäller till 30 juni år 2027", "2027-06-30"),
        ("Gäller till 31 februari 2027", None),
        ("Avfallstaxa som gäller t.o.m. 2023-12-31", "2023-12-31"),
        ("Handlingsplanen ska gälla till 2030.", "2030"),
        ("Biljetten gäller till och med 2024-05-01.", None),
        ("Köp före fredag. Erbjudandet gäller till och med 2024-05-01.", None),
    ],
)
def test_how_long_a_document_holds(text: str, until: str | None) -> None:
    assert valid_until([SourceBlock("paragraph", text)]) == until


def test_how_long_it_holds_is_said_in_short_lines_at_its_beginning() -> None:
    notice, line = SourceBlock("row", "Giltig till: 2028"), SourceBlock("paragraph", "Ta buss.")
    assert valid_until([*[line] * 11, notice]) == "2028"
    assert valid_until([*[line] * 12, notice]) is None
    assert valid_until([SourceBlock("row", notice.text.ljust(120, "."))]) == "2028"
    assert valid_until([SourceBlock("row", notice.text.ljust(121, "."))]) is None


@pytest.mark.parametrize(
    ("until", "over"),
    [
        (None, False),
        ("2026-11-28", True),
        ("2026-11-29", False),
        ("2026-10", True),
        ("2026-11", False),
        ("2025", True),
        ("2026", False),
    ],
)
def test_what_holds_until_a_day_holds_on_it(until: str | None, over: bool) -> None:
    assert is_over(until, date(2026, 11, 29)) is over
