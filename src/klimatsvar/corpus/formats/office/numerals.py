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


_CONDITION = re.compile(r"\[([<=>]{1,2})(-?\d{1,15}(?:\.\d{1,15})?)\]")


@dataclass(frozen=True, slots=True)
class _Condition:
    """Which numbers a section is for: "[<1000]"."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        """Tell whether the section is for a number."""
        signs = {"<": number < self.limit, "=": number == self.limit, ">": number > self.limit}
        return any(signs[each] for each in self.sign)


@dataclass(slots=True)
class _Section:
    """A number format, or its part for numbers below or at zero."""

    before: str = ""
    digits: str = ""
    after: str = ""
    within: tuple[tuple[int, str], ...] = ()
    """What stands between digits, and after how many of them: "000000-0000"."""
    hundreds: int = 0
    """How often it says per cent; such a sign in quotes is just a word."""
    condition: _Condition | None = None
    """Which numbers it is for, where it says so."""

    def add_digits(self, digits: str) -> None:
        """Add more digits, after what stands between; those of powers and fractions are words."""
        is_whole = "." not in self.digits and "/" not in self.after
        if self.digits and (not is_whole or self.after[:1] in ("E", "e")):
            self.after += digits
            return
        if self.digits:
            self.within += ((len(self.digits.replace(",", "")), self.after),)
            self.after = ""
        self.digits += digits


@lru_cache(maxsize=256)
def _sections(format: str) -> tuple[_Section, ...]:
    sections = [_Section()]
    for quoted, escaped, currency, unseen, digits, other in _PART.findall(format):
        section = sections[-1]
        words = quoted or escaped or currency or other
        if unseen:
            if condition := _CONDITION.fullmatch(unseen):
                section.condition = _Condition(condition[1], Decimal(condition[2]))
            continue
        section.hundreds += other == "%"
        if other == ";":
            sections.append(_Section())
        elif digits:
            section.add_digits(digits)
        elif section.digits:
            section.after += words
        else:
            section.before += words
    return tuple(sections)


def _number(value: float, format: str) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        return ""
    section, number = _section_for(number, _sections(format[:_LONGEST_FORMAT]))
    before, after = section.before, section.after
    if not section.digits and before not in ("General", "@"):
        return before
    if not section.digits or after[:1] in ("E", "e") or "/" in after or number.adjusted() > 15:
        return _general(number)
    number = number.scaleb(2 * section.hundreds)
    return f"{before}{_parted(_digits(number, section.digits), section)}{after}".strip()


def _section_for(number: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section, Decimal]:
    """Return the section that a number is written by, and the number without a sign of its own."""
    if any(section.condition for section in sections):
        fitting = (s for s in sections if not s.condition or s.condition.holds(number))
        return next(fitting, _Section("General")), number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    return sections[2 if number == 0 and len(sections) > 2 else 0], number


def _parted(digits: str, section: _Section) -> str:
    """Return a number's digits with what its format puts between them, counted from the right."""
    whole, mark, decimals = digits.partition(",")
    places = len(section.digits.partition(".")[0].replace(",", ""))
    length = len(whole)
    for place, words in reversed(section.within):
        at = length - places + place
        if at > 0 and whole[at - 1].isdigit():
            whole = f"{whole[:at]}{words}{whole[at:]}"
    return f"{whole}{mark}{decimals}"


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
