"""Whether the numbers, dates and names of a sentence belong together as in what it quotes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from klimatsvar.language.dates import Date
from klimatsvar.language.name_forms import same
from klimatsvar.language.names import Name
from klimatsvar.language.numbers import Number, agree
from klimatsvar.wording.claims import Claims

Item: TypeAlias = Number | Date | Name
_FORMS_BEGIN = 5
"""Letters that two forms of a noun begin with alike."""
_LEADS_TO = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:till|to|bis|do|na|إلى|ilaa|auf)\W+(?:\w+\W+){0,2}?", re.I
)


def same_noun(one: str, other: str) -> bool:
    """Tell whether two words that follow numbers are forms of one noun."""
    if min(len(one), len(other)) < _FORMS_BEGIN:
        return one == other != ""
    return one[:_FORMS_BEGIN] == other[:_FORMS_BEGIN]


def miscounted(claimed: Claims, given: Sequence[Claims]) -> bool:
    """Tell whether a number counts what the quotes count with another: "sex parter" of five."""
    theirs = [(number, quoted.text) for quoted in given for number in quoted.numbers]
    values = {value for other, _ in theirs for value in other.values}
    for number in claimed.numbers:
        if number.vague and 2 in number.values and 1 in values and 2 not in values:
            return True  # the second contract, of a quote about the first
        alike = [
            (other, text)
            for other, text in theirs
            if number.noun and same_noun(number.noun, other.noun) and not other.year
        ]
        if number.year or number.unit:
            continue
        if alike and not any(number.values & other.values for other, _ in alike):
            return True
    return False


def repeated(claimed: Claims, given: Iterable[Claims]) -> bool:
    """Tell whether a figure stands more often than given: "2023 till 2023" of "2022 till 2023"."""
    have = Counter(figure for text in given for figure in _figures(text).elements())
    return any(count > have[figure] > 0 for figure, count in _figures(claimed).items())


def _figures(text: Claims) -> Counter[str]:
    """Count the years, also those of dates, and the other numbers that are not vague."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text.text)
    others = [
        str(value)
        for number in text.numbers
        for value in number.values
        if not number.year and not number.vague and isinstance(value, Fraction)
    ]
    days = [f"{date.month}/{date.day}" for date in text.dates if date.day]
    return Counter([*years, *others, *days])


def mixed(claimed: Claims, names: Sequence[Name], given: Sequence[Claims]) -> bool:
    """Tell whether items stand together that the quotes have in different sentences.

    As many amounts as years, or names as dates, are taken in pairs, in the order of the sentence.
    A pair is wrong when no quoted sentence has both, though those with the one have others of the
    other's kind.
    """
    amounts: list[Item] = [n for n in claimed.numbers if not n.year and not n.vague]
    years: list[Item] = [*claimed.dates, *(n for n in claimed.numbers if n.year)]
    years.sort(key=lambda item: item.start)
    heads = [n for n in names if not any(_follows(n, other) for other in names)]
    telling: list[Item] = [head for head in heads if _tells_apart(head, given)]
    kinds = [amounts, years, telling]
    return any(
        _apart(a, b, given)
        for one in kinds
        for other in kinds
        if one is not other and len(one) == len(other)
        for a, b in zip(one, other, strict=True)
    )


def _follows(name: Name, other: Name) -> bool:
    return name is not other and 0 <= name.start - other.end <= 1


def _tells_apart(item: Item, given: Sequence[Claims]) -> bool:
    """Tell whether some quoted sentences have the item, and others don't."""
    return len({has(quoted, item) for quoted in given}) > 1


def _apart(one: Item, other: Item, given: Sequence[Claims]) -> bool:
    with_one = [quoted for quoted in given if has(quoted, one)]
    with_other = [quoted for quoted in given if has(quoted, other)]
    if not with_one or not with_other or any(has(quoted, other) for quoted in with_one):
        return False
    return all(_has_kind(quoted, other) for quoted in with_one) and all(
        _has_kind(quoted, one) for quoted in with_other
    )


def has(quoted: Claims, item: Item) -> bool:
    """Tell whether a quoted text has the number, date or name."""
    if isinstance(item, Name):
        return any(same(item.word, word) for word in quoted.words)
    if isinstance(item, Date):
        return any(item.stands_in(date) for date in quoted.dates)
    if item.year:
        years = [date.year for date in quoted.dates] + [number.year for number in quoted.numbers]
        return item.year in years
    return any(agree(item, number, quoted.text) for number in quoted.numbers)


def _has_kind(quoted: Claims, item: Item) -> bool:
    if isinstance(item, Name):
        return any(not name.first for name in quoted.names)
    if isinstance(item, Date) or item.year:
        return bool(quoted.dates) or any(number.year for number in quoted.numbers)
    return any(not number.year and not number.vague for number in quoted.numbers)


def reordered(claimed: Claims, given: Sequence[Claims]) -> bool:
    """Tell whether two amounts changed places: "four cities, nine agencies" of nine and four.

    The order may change where each amount has a unit of its own, or its noun is the quote's.
    """
    amounts = [n for n in claimed.numbers if not n.year and not n.vague and 1 not in n.values]
    return any(
        has(quoted, a)
        and has(quoted, b)
        and not (a.unit != b.unit or (_keeps_noun(a, quoted) and _keeps_noun(b, quoted)))
        and _place(quoted, a, min) > _place(quoted, b, max)
        for a, b in pairwise(amounts)
        for quoted in given
    )


def _keeps_noun(number: Number, quoted: Claims) -> bool:
    return any(
        number.values & other.values and number.noun and same_noun(number.noun, other.noun)
        for other in quoted.numbers
    )


_NEAR = 12
"""Letters between "enligt" and the first name after it, as in "enligt tidningen ..."."""
_ACCORDING = re.compile(r"\b(?:enligt|according to|laut|według|prema|según|selon)\s", re.I)


def misattributed(claimed: Claims, names: Sequence[Name], given: Sequence[Claims]) -> bool:
    """Tell whether what follows "enligt" is who the quotes speak of, not who they follow."""
    sources = [
        text.text[found.end() :] for text in given for found in _ACCORDING.finditer(text.text)
    ]
    words = [word for source in sources for word in re.findall(r"[^\W_]+", source)]
    starts = [found.end() for found in _ACCORDING.finditer(claimed.text)]
    told = [name for name in names for start in starts if 0 <= name.start - start <= _NEAR]
    return bool(sources) and any(
        not any(same(name.word, word) for word in words)
        for name in told
        if any(has(quoted, name) for quoted in given)
    )


_YEAR = re.compile(r"(?:([^\W\d_]+)\W{1,3})?(?<!\d)((?:19|20)\d\d)(?!\d)")
_BASE = frozenset(
    """
    från än sedan mot from than since compared to with alkaen verrattuna von seit als gegenüber od
    niż względem nego odnosu من منذ desde que
    """.split()
)
"""What stands before the year that another is compared with."""
_THAN = frozenset(["än", "than", "als", "niż", "nego"])


def swapped_years(claimed: Claims, given: Sequence[Claims]) -> bool:
    """Tell whether two years changed places: "Klimatkontrakt 2023 under 2030" of 2030 in 2023.

    They may where one of them follows the same word as in the quote, or both are compared. What is
    called by a year keeps it.
    """
    called = {pair for quoted in given for pair in _YEAR.findall(quoted.text)}
    for name, year in _YEAR.findall(claimed.text):
        if name[:1].isupper() and name in {n for n, _ in called} and (name, year) not in called:
            return True
    told = [(word.casefold(), int(year)) for word, year in _YEAR.findall(claimed.text)]
    for quoted in given:
        own = [(word.casefold(), int(year)) for word, year in _YEAR.findall(quoted.text)]
        years = [year for _, year in own]
        for one, other in pairwise(told):
            if one[1] == other[1] or one[1] not in years or other[1] not in years:
                continue
            compared = {word for word, year in own if year in (one[1], other[1])} & _THAN
            if compared and not {one[0], other[0]} & _THAN:
                continue  # "1990 and 2022" may stand for itself where the quote has "2022 ... than"
            last = len(years) - 1 - years[::-1].index(other[1])
            if years.index(one[1]) > last and not any(_keeps(item, own) for item in (one, other)):
                return True
    return False


def _keeps(item: tuple[str, int], own: Sequence[tuple[str, int]]) -> bool:
    """Tell whether a year follows the word that it follows in the quote, or one such as "than"."""
    word, year = item
    return any(
        bool(word) and (word == other or {word, other} <= _BASE)
        for other, its_year in own
        if its_year == year
    )


def reversed_range(claimed: Claims, given: Iterable[Claims]) -> bool:
    """Tell whether the sentence says "from 15 to 20" where the quotes have 20 before 15."""
    steps = [
        (a, b)
        for a, b in pairwise(claimed.numbers)
        if _LEADS_TO.fullmatch(claimed.text[a.end : b.start])
    ]
    orders = [
        (a, b, quoted) for a, b in steps for quoted in given if has(quoted, a) and has(quoted, b)
    ]
    return any(_place(quoted, a, min) > _place(quoted, b, max) for a, b, quoted in orders)


def _place(quoted: Claims, item: Number, choose: Callable[[Iterable[int]], int]) -> int:
    return choose(
        [n.start for n in quoted.numbers if n.values & item.values]
        + [d.start for d in quoted.dates if d.year == item.year and item.year]
    )
