"""A turn as it was typed, made fit to be asked: cleaned, masked, its language told."""

from collections.abc import Sequence

from klimatsvar.answer.limits import MASK, limit, masked
from klimatsvar.errors import QuestionError
from klimatsvar.language.detect import detect_language
from klimatsvar.texts import texts

_LOOKED_AT = 6
"""Earlier turns, the newest, that a turn may lean on."""
_HEARD = 2
"""Earlier turns, the newest, whose language a turn may go on in."""


def cleaned(turn: str) -> str:
    """Return it without surrounding space, and without half surrogate pairs, which can come from a
    program and can't be encoded."""
    return turn.encode("utf-8", "ignore").decode("utf-8").strip()


def checked(turn: str, page: str, most: int, history: Sequence[str] = ()) -> tuple[str, str]:
    """Return a turn, cleaned and masked, and its language: where that can't be told, that of the
    turn before it, or of the ``page`` if it is the first and short. Raises QuestionError for none,
    and for one of more than ``most`` characters."""
    turn = cleaned(turn)
    before = None
    for told in history[-_HEARD:]:
        before = detect_language(cleaned(told)[:most], page, before)
    language = detect_language(turn[:most], page, before)
    if len(turn) > most:
        raise QuestionError(texts(language)["too_long"].format(limit=most))
    if not turn:
        raise QuestionError(texts(language)["unsearchable"])
    return masked(turn), language


def check_searchable(question: str, language: str) -> None:
    """Raise QuestionError for a question without a letter or digit."""
    if not any(map(str.isalnum, question)):
        raise QuestionError(texts(language)["unsearchable"])


def earlier(history: Sequence[str], turn: str, most: int) -> list[str]:
    """Return the turns before ``turn`` that it may lean on, cleaned and masked, oldest first: none
    that is empty, too long, held back by ``limit`` or the same."""
    return [
        masked(before)
        for before in map(cleaned, history)
        if 0 < len(before) <= most
        and not limit(before)
        and MASK not in before
        and masked(before) != turn
    ][-_LOOKED_AT:]
