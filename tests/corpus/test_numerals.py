"""Values of a sheet, as a Swedish reader sees them there."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.corpus.formats.office.numerals import shown


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (195210, "General", "195210"),
        (1234.5, "General", "1234,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1e20, "General", "1E+20"),
        (162120001561, "General", "162120001561"),
        (12345678901.0, "General", "12345678901"),
        (12345678901234567, "General", "12345678901234567"),
        (-7, "General", "-7"),
        (0, "General", "0"),
        (1234.5, "#,##0", "1 235"),
        (1234567.891, "#,##0.00", "1 234 567,89"),
        (1234.5, "0.00", "1234,50"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (-0.4, "0", "0"),
        (0.163, "0%", "16%"),
        (0.163, "0.0%", "16,3%"),
        (1.5, "0.0##", "1,5"),
        (82, "0000", "0082"),
        (2120001561, "000000-0000", "212000-1561"),
        (335711234, "0##-## ## ##", "335-71 12 34"),
        (50180, "### ##", "501 80"),
        (18, "### ##", "18"),
        (-1234.5, "# ##0.00", "-1 234,50"),
        (12.5, '0.0" %"', "12,5 %"),
        (12.5, "0.0\\%", "12,5%"),
        (0, '[=1]"Ja";[=0]"Nej"', "Nej"),
        (2, '[=1]"Ja";[=0]"Nej"', "2"),
        (999, '[>=1000]0.0,"t";0', "999"),
        (1000, '[>=1000]0.0,"t";0', "1,0t"),
        (-1000, '[>=1000]0.0,"t";0', "-1000"),
        (12500000, '#,##0.0,,"\u00a0Mkr"', "12,5\u00a0Mkr"),
        (1500, '#,##0 "kr"', "1 500 kr"),
        (1500, "#,##0\\ [$kr-41D]", "1 500 kr"),
        (-5, "#,##0;[Red]-#,##0", "-5"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (0, '0;-0;"–"', "–"),
        (5, ";;;", ""),
        (0.5, "# ?/?", "0,5"),
        (12345, "0.00E+00", "12345"),
        (7, "@", "7"),
        (1e300, "#,##0", "1E+300"),
        (float("nan"), "0", ""),
        (True, "General", "SANT"),
        (None, "General", ""),
        ("text", "0", "text"),
        (datetime(2023, 12, 8), "m/d/yyyy", "2023-12-08"),
        (datetime(2023, 12, 8, 10, 30), "yyyy-mm-dd hh:mm", "2023-12-08 10:30"),
        (datetime(2023, 12, 1), "yyyy", "2023"),
        (datetime(2023, 12, 1), "mmm yyyy", "2023-12"),
        (date(2023, 12, 8), "yyyy-mm-dd", "2023-12-08"),
        (time(8, 5), "hh:mm", "08:05"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_cell_as_it_is_shown(value: object, format: str, text: str) -> None:
    assert shown(value, format) == text


@given(st.integers(-(10**14), 10**14), st.sampled_from(["0", "#,##0", "#,##0.00"]))
def test_whole_numbers_keep_their_digits(value: int, format: str) -> None:
    whole = shown(value, format).split(",")[0]
    assert int(whole.replace(" ", "")) == value


@given(st.floats(), st.text('#0?,.;%E+/ "[]\\_*@kr-', max_size=30))
def test_any_format_gives_some_text(value: float, format: str) -> None:
    assert isinstance(shown(value, format), str)
