"""Which of Sweden's municipalities a text names, and which one a document is of."""

import re
import tomllib
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

from klimatsvar.language.letters import without_marks

_LETTERS_WITHOUT_MARKS = 6
"""From here a name is known without the marks on its letters too; "are" is not "Åre"."""


def municipalities_in(text: str) -> frozenset[str]:
    """Return the municipalities that a text in any language names, as they are written.

    Case does not matter, but for names that are other words as well: "vara" is no municipality,
    "Vara" is one inside a sentence, and "vara kommun" is.
    """
    return frozenset(name for name, _ in municipalities_at(text))


def municipalities_at(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Return the same in the order of the text, with where each name stands, without its ending."""
    names, other_words, pattern = _known()
    found = ((names.get(match[1].casefold()), match) for match in pattern.finditer(text))
    return [
        (name, match.span(1))
        for name, match in found
        if name and (name not in other_words or _is_meant(match, text))
    ]


def _is_meant(match: re.Match[str], text: str) -> bool:
    inside = not _BEGINS.search(text, 0, match.start())
    return _MUNICIPALITY.match(text, match.end()) is not None or (inside and match[1][0].isupper())


_BEGINS = re.compile(r"(?:^|[.!?:\n]\s*)\W*\Z")
_MUNICIPALITY = re.compile(r"s?\s+kommun", re.IGNORECASE)


# Never "the municipality": what stands before that is no name of it.
_CALLED = re.compile(r"(?<!\w)([A-ZÅÄÖ][\w-]+)\s+(?:kommun|Kommun|stad|Stad)s?(?!\w)")
# A word with a capital that does not begin a sentence.
_INSIDE = re.compile(r"(?<=[^\s.:!?] )[A-ZÅÄÖ][\w-]+")
# Not in addresses, where names have no capitals.
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_][\w-]*(?![\w@/-]|\.\w)")
BEGINNING = 20_000
"""Characters of a document that tell whose it is."""


@lru_cache(maxsize=256)
def municipality_of(text: str) -> str:
    """Return the municipality that a document is of, "" if none; for ``is_named`` alone.

    ``text`` is its ``BEGINNING``.

    Of those that it calls "X kommun" or "X stad", whether there are such in Sweden or not, it is
    the one that it names most.
    """
    words = _WORD.findall(text)
    small = {_stem(word) for word in words if word[0].islower()}
    inside = set(map(_stem, _INSIDE.findall(text)))  # "Varje kommun" begins sentences alone
    called = inside.intersection(map(_stem, _CALLED.findall(text))) - small
    named = Counter(stem for stem in map(_stem, words) if stem in called)
    often = sorted(name for name, count in named.items() if count > 1)
    return max(often, key=named.__getitem__, default="")


@lru_cache(maxsize=256)
def mostly_named(text: str) -> str:
    """Return the municipality that a document names more often than all others, "" if none.

    ``text`` is its ``BEGINNING``. Once is no more than by the way.
    """
    counts = Counter(name for name, _ in municipalities_at(text))
    most = max(counts, key=counts.__getitem__, default="")
    return most if counts[most] > 1 and 2 * counts[most] > counts.total() else ""


def is_named(municipality: str, text: str) -> bool:
    """Tell whether a text names what ``municipality_of`` returned, in whatever case."""
    return bool(municipality) and municipality in map(_stem, _WORD.findall(text))


def _stem(word: str) -> str:
    """Return a name without its genitive: "Granviks" and "Granvik" are one, as is "Borås" alone."""
    return word.casefold().removesuffix("s")


@cache
def _known() -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
    """Return the names by their form without case, those that are other words, and what
    finds them."""
    content = files(__package__).joinpath("municipalities.toml").read_text("utf-8")
    lists = {key: _parted(value) for key, value in tomllib.loads(content).items()}
    plain = {
        without_marks(name).casefold(): name
        for name in lists["names"]
        if len(name) >= _LETTERS_WITHOUT_MARKS
    }
    names = plain | {name.casefold(): name for name in lists["names"]}
    longest_first = sorted(names, key=lambda form: (-len(form), form))
    any_name = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"(?<!\w)({any_name})(?=s?(?!\w))", re.IGNORECASE)
    return names, frozenset(lists["other_words"]), pattern


def _parted(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.split(",")]
