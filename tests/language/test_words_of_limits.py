"""Words that make a number or a date a limit.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

import pytest

from klimatsvar.language.polarity import (
    limit_at,
    limit_of_time,
    may_say_during,
)


def each(words: dict[str, str]) -> list[tuple[str, str]]:
    """Return (language, word) for words parted by commas."""
    return [(code, word.strip()) for code, listed in words.items() for word in listed.split(",")]


AT_LEAST = (
    "minst, över, drygt, mer än, fler än, äldre än, längre än, större än, högre än, åtminstone,"
    " at least, over, just over, more than, older than, longer than, larger than, higher than,"
    " above, vähintään, yli, mindestens, über, mehr als, co najmniej, ponad, powyżej, više od,"
    " preko, najmanje, ugu yaraan, in ka badan, على الأقل, أكثر من, فوق, inte mindre än,"
    " inte färre än, not less than, no fewer than, nicht weniger als"
)
AT_MOST = (
    "högst, under, knappt, mindre än, färre än, yngre än, kortare än, lägre än, max, maximalt,"
    " som mest, upp till, at most, just under, less than, fewer than, younger than, shorter than,"
    " smaller than, lower than, below, a maximum of, no more than, not more than, inte mer än,"
    " inte fler än, up to, enintään, alle, korkeintaan, höchstens, unter, weniger als, bis zu,"
    " najwyżej, poniżej, mniej niż, maksymalnie, nicht mehr als, manje od, ispod, najviše,"
    " ugu badnaan, in ka yar, على الأكثر, أقل من, تحت, hasta"
)
LEAST_AFTER = (
    "eller mer, eller fler, och uppåt, or more, at least, or above, oder mehr, tai enemmän,"
    " lub więcej, ili više, o más, على الأقل, أو أكثر"
)
MOST_AFTER = (
    "eller mindre, eller färre, som mest, som högst, or less, or fewer, at most, oder weniger,"
    " tai vähemmän, lub mniej, ili manje, كحد أقصى, على الأكثر, أو أقل"
)


@pytest.mark.parametrize(
    ("before", "after", "limit"),
    [
        *((word, "", "least") for _, word in each({"": AT_LEAST})),
        *((word, "", "most") for _, word in each({"": AT_MOST})),
        *(("", word, "least") for _, word in each({"": LEAST_AFTER})),
        *(("", word, "most") for _, word in each({"": MOST_AFTER})),
        *((f"minst {word}", "", "least") for word in
          "den det år året the year dem am cirka ungefär about vuotta roku sek".split()),
        ("", "", None), ("de", "bussar", None),
    ],
)  # fmt: skip
def test_words_around_a_number_make_it_a_limit(before: str, after: str, limit: str | None) -> None:
    text = f"X {before} 50 bussar {after} Y"
    start = text.index("50")
    assert limit_at(text, start, start + 2) == limit


@pytest.mark.parametrize(
    ("word", "limit"),
    [
        *((word, "least") for _, word in each({"": "tidigast, efter, inte före, after, earliest,"
            " not before, frühestens, nach, aikaisintaan, jälkeen, najwcześniej, najranije,"
            " nakon"})),
        *((word, "most") for _, word in each({"": "senast, före, innan, before, no later than,"
            " latest, spätestens, vor, viimeistään, ennen, najpóźniej, przed, najkasnije, prije"})),
        ("sedan", None),
    ],
)  # fmt: skip
def test_a_word_makes_a_year_a_limit(word: str, limit: str | None) -> None:
    text = f"X {word} 2030"
    assert limit_of_time(text, text.index("2030")) == limit


@pytest.mark.parametrize("word", ["under", "över", "over"])
def test_a_limit_may_say_during(word: str) -> None:
    assert may_say_during(f"X {word} 3 år", len(f"X {word} "))
    assert not may_say_during("X minst 3 år", len("X minst "))
