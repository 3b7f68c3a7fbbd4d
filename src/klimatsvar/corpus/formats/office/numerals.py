"""Write a spreadsheet's values as a Swedish reader sees them in the sheet."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# Parts of a number format: words in quotes, a letter after a backslash, a currency; colours and
# conditions; signs for width; digits; anything else.
_PART = re.compile(
    r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\]|[_*].)|([#0?][#0?,]*(?:\.[#0?]*,*)?)|(.)',
    re.DOTALL,
)
_LONGEST_FORMAT = 255
_GENERAL = Context(prec=10, rounding=ROUND_HALF_UP)
"""As many digits as a sheet shows of a number without a format."""
_MOST_DECIMALS = 15
_MOST_DIGITS = 30
_SMALLEST, _LARGEST = Decimal("1e-9"), Decimal("1e15")


def shown(value: object, format: str) -> str:
    """Return what stands in a cell with this value and number format: "1 234,5", "16%".

    Dates are written as 2023-12-08, whatever order their format has. Formats of more than
    digits, decimals, thousands, per cent and words give the number itself.
    """
    match value:
        case None:
            return ""
        case bool():
            return "SANT" if value else "FALSKT"
        case datetime():
            return _moment(value, format)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours}:{seconds // 60:02}"
        case int() | float():
            return _number(value, format)
    return str(value)


def _moment(value: datetime, format: str) -> str:
    letters = {other.lower() for *_, other in _PART.findall(format[:_LONGEST_FORMAT])}
    if "d" not in letters and "h" not in letters and "y" in letters:
        return f"{value.year}-{value.month:02}" if "m" in letters else f"{value.year}"
    has_time = (value.hour, value.minute, value.second) != (0, 0, 0)
    return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()


@dataclass(slots=True)
class _Section:
    """A number format, or its part for numbers below or at zero."""

    before: str = ""
    digits: str = ""
    after: str = ""


@lru_cache(maxsize=256)
def _sections(format: str) -> tuple[_Section, ...]:
    sections = [_Section()]
    for quoted, escaped, currency, unseen, digits, other in _PART.findall(format):
        section = sections[-1]
        words = quoted or escaped or currency or other
        if unseen:
            continue
        if other == ";":
            sections.append(_Section())
        elif digits and not section.digits:
            section.digits = digits
        elif section.digits:
            section.after += words or digits
        else:
            section.before += words
    return tuple(sections)


def _number(value: float, format: str) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        return ""
    sections = _sections(format[:_LONGEST_FORMAT])
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    before, after = section.before, section.after
    if not section.digits and before not in ("General", "@"):
        return before
    if not section.digits or after[:1] in ("E", "e") or "/" in after or number.adjusted() > 15:
        return _general(number)
    number = number.scaleb(2 * (before + after).count("%"))
    return f"{before}{_digits(number, section.digits)}{after}".strip()


def _general(number: Decimal) -> str:
    """Return a number without a format; a whole one digit for digit, unlike a narrow column."""
    is_exact = number.as_tuple().exponent == 0 and number.adjusted() < _MOST_DIGITS
    if is_exact or (abs(number) < _LARGEST and number == number.to_integral_value()):
        return f"{number:.0f}"
    number = _GENERAL.create_decimal(number).normalize()
    plain = number == 0 or _SMALLEST < abs(number) < _LARGEST
    return f"{number:f}".replace(".", ",") if plain else f"{number:E}".replace(".", ",")


def _digits(number: Decimal, pattern: str) -> str:
    """Return the number by a pattern such as ``#,##0.0#``."""
    whole, _, decimals = pattern.rstrip(",").partition(".")
    number = number.scaleb(-3 * (len(pattern) - len(pattern.rstrip(","))))
    most = min(len(decimals), _MOST_DECIMALS)
    rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    before, _, after = f"{abs(rounded):f}".partition(".")
    while len(after) > decimals.count("0") and after.endswith("0"):
        after = after[:-1]
    before = before.zfill(whole.count("0"))
    if "," in whole:
        before = f"{int(before):,}".replace(",", " ")
    sign = "-" if rounded < 0 else ""
    return f"{sign}{before},{after}" if after else f"{sign}{before}"
