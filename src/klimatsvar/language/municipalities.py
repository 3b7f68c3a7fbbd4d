"""Which of Sweden's municipalities a text names."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from klimatsvar.language.letters import fold, without_marks

_LETTERS_WITHOUT_MARKS = 6
"""From here a name is known without the marks on its letters too; "are" is not "Åre"."""


def municipalities_in(text: str) -> frozenset[str]:
    """Return the municipalities that a text in any language names, as they are written.

    Case does not matter, but for names that are other words as well: "vara" is no municipality,
    "Vara" is one inside a sentence, and "vara kommun" is.
    """
    names, other_words, pattern = _known()
    found = ((match[1], match) for match in pattern.finditer(text))
    return frozenset(
        names[fold(name)]
        for name, match in found
        if names[fold(name)] not in other_words or _is_meant(match, text)
    )


def _is_meant(match: re.Match[str], text: str) -> bool:
    inside = not _BEGINS.search(text, 0, match.start())
    return _MUNICIPALITY.match(text, match.end()) is not None or (inside and match[1][0].isupper())


_BEGINS = re.compile(r"(?:^|[.!?:\n]\s*)\W*\Z")
_MUNICIPALITY = re.compile(r"s?\s+kommun", re.IGNORECASE)


@cache
def _known() -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
    """Return the names by their folded form, those that are other words, and what finds them."""
    content = files(__package__).joinpath("municipalities.toml").read_text("utf-8")
    lists = {key: _parted(value) for key, value in tomllib.loads(content).items()}
    names = lists["names"]
    plain = [without_marks(name) for name in names if len(name) >= _LETTERS_WITHOUT_MARKS]
    longest_first = sorted({*names, *plain}, key=lambda form: (-len(form), form))
    any_name = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"(?<!\w)({any_name})(?=s?(?!\w))", re.IGNORECASE)
    return {fold(name): name for name in names}, frozenset(lists["other_words"]), pattern


def _parted(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.split(",")]
