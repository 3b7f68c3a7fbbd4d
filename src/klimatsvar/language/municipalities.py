"""Which of Sweden's municipalities a text names."""

import re
import tomllib
from functools import cache
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
