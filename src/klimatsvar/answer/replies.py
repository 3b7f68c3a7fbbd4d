"""What is replied to turns that ask the documents nothing."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

from babel import Locale

from klimatsvar.answer.acts import ABOUT_THE_ANSWER, Act
from klimatsvar.texts import ANSWERS, written_date
from klimatsvar.types import Citation, IndexInfo

WITH_EXAMPLES: tuple[Act, ...] = ("greeting", "capabilities", "noise")
"""Acts whose reply offers questions to ask."""
WITH_CONTACT: tuple[Act, ...] = ("human", "complaint")
"""Acts whose reply says how to reach a person."""
_FEWEST_LETTERS = 4
"""Of the beginning of a language's name that all its forms share, where the name has as many."""
_ENDING = 2
"""Letters at the end of a language's name that its forms may change: "suomi", "suomeksi"."""


def reply(
    act: Act,
    words: Mapping[str, str],
    shown: Sequence[Citation],
    documents: int,
    index: IndexInfo,
) -> str:
    """Return the reply to a turn in the language of ``words``.

    ``shown`` are the quotations that stand below it once more, and ``documents`` the number of
    documents in the ``index``.
    """
    if act in ABOUT_THE_ANSWER and act != "language" and not shown:
        return words["reply_nothing"]
    return words[f"reply_{act}"].format(
        count=documents, date=written_date(index.built.partition("T")[0], words)
    )


def named_language(turn: str) -> str | None:
    """Return the language that a turn names, in whatever language, as an ISO 639-1 code.

    Only those in which we have texts are told, the first one named; None if there is none.
    """
    said = turn.casefold()
    found = [(said.find(name), code) for name, code in _names() if name in said]
    return min(found)[1] if found else None


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Return how the names of our languages begin, in each of them, with their codes."""
    pairs = product(map(Locale, ANSWERS), ANSWERS)
    return tuple(
        dict.fromkeys((_beginning(locale.languages[code]), code) for locale, code in pairs)
    )


def _beginning(name: str) -> str:
    name = name.casefold()
    return name[: max(_FEWEST_LETTERS, len(name) - _ENDING)]
