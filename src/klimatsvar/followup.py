"""Follow-up questions: complete one that leans on what was asked before."""

import re
from collections.abc import Sequence

from klimatsvar.index.lexical import terms

_GOES_ON = re.compile(
    r"^(?:och|men|and|but|ja|entä|mutta|a|oder|und|و)\b|^(?:vad|hur|what) (?:om|about)\b",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:det|den|de|dem|dess|deras|där|då|dit|han|hon|hans|hennes|detta|dessa|it|its|they|them"
    r"|their|that|those|there|then|he|she|his|her|se|ne|siellä|niiden)\b",
    re.I,
)
_NAME = re.compile(r"(?<!^)\b[A-ZÅÄÖ]\w+|\d{3,}")
_FEW = 2
"""A question with a pronoun and at most this many words of its own leans on the one before."""


def standalone(question: str, history: Sequence[str]) -> str:
    """Return the question as it should be searched for.

    An elliptical question ("Och när invigdes det?") gets the last question before it that was
    complete; any other is returned as it is.
    """
    if not history or not is_elliptical(question):
        return question
    complete = (earlier for earlier in reversed(history) if not is_elliptical(earlier))
    return f"{next(complete, history[-1])} {question}"


def is_elliptical(question: str) -> bool:
    """Tell whether a question can't be understood without the one before it."""
    words = question.strip()
    if _NAME.search(words):
        return False
    own = [term for term in terms(words) if not term.startswith("#")]
    goes_on = bool(_GOES_ON.search(words)) and len(words.split()) <= 8
    return goes_on or len(own) == 0 or (bool(_POINTS_BACK.search(words)) and len(own) <= _FEW)
