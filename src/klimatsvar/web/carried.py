"""Questions that a browser carries along, since the server does not remember them."""

from collections.abc import Sequence

from klimatsvar.answer.limits import masked

_MOST = 5
_CHARACTERS = 1000
"""Of them together; the oldest go first."""


def carried(sent: object) -> tuple[str, ...]:
    """Return the newest questions of what a browser sent, masked, oldest first."""
    questions = sent if isinstance(sent, list) else []
    return bounded([question for question in questions if isinstance(question, str)])


def bounded(questions: Sequence[str]) -> tuple[str, ...]:
    """Return the newest questions that may be carried along, masked, oldest first."""
    kept: list[str] = []
    left = _CHARACTERS
    for question in reversed(questions[-_MOST:]):
        left -= len(question)
        if left < 0:
            break
        kept.insert(0, masked(question))
    return tuple(kept)
