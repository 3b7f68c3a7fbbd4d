"""Let a language model rewrite what isn't proven: a question, and the words around an answer.

Neither states anything about the city: a question is only searched with, and the frame's texts
are translations that must keep every number, address and place to fill in.
"""

import re
import string
import threading
from collections import Counter
from collections.abc import Mapping, Sequence

from klimatsvar.wording.chat import Chat, Message, ModelFailure, Schema
from klimatsvar.wording.parsing import read_object
from klimatsvar.wording.prompt import QUESTION, frame_messages, frame_schema, standalone_messages
from klimatsvar.wording.unfit import unfit

_LONGEST_QUESTION = 300
_LONGER = 3
"""A translation may have so many times the characters of the given text."""
_FIGURES = re.compile(r"\d+")


def standalone(
    chat: Chat,
    question: str,
    history: Sequence[str],
    seconds: float,
    stop: threading.Event | None = None,
) -> str | None:
    """Return ``question`` in words that need none of the earlier questions; None if that fails.

    It is one line of bounded length, with no address, and no figure that wasn't asked about.
    """
    messages = standalone_messages(question, history)
    rewritten = _answer(chat, messages, QUESTION, seconds, stop).get("question", "")
    if unfit(rewritten) or len(rewritten) > _LONGEST_QUESTION:
        return None
    asked = set(_FIGURES.findall(" ".join([question, *history])))
    return rewritten if asked.issuperset(_FIGURES.findall(rewritten)) else None


def translated(
    chat: Chat,
    origin: str,
    language: str,
    words: Mapping[str, str],
    seconds: float,
    stop: threading.Event | None = None,
) -> Mapping[str, str]:
    """Return ``words`` by key in ``language``; those that could not be translated are missing."""
    messages = frame_messages(origin, language, words)
    answer = _answer(chat, messages, frame_schema(words), seconds, stop)
    return {
        key: answer[key]
        for key, given in words.items()
        if key in answer and _says_no_more(given, answer[key])
    }


def _answer(
    chat: Chat,
    messages: list[Message],
    schema: Schema,
    seconds: float,
    stop: threading.Event | None,
) -> dict[str, str]:
    """Return the texts of the object that the model answers with, none if it fails."""
    try:
        answer = read_object("".join(chat.stream(messages, schema, seconds, stop)))
    except ModelFailure:
        return {}
    return {key: value.strip() for key, value in answer.items() if isinstance(value, str)}


def _says_no_more(given: str, translation: str) -> bool:
    """Tell whether a translation has the same figures and places to fill in, and no address."""
    if unfit(given) or unfit(translation) or len(translation) > _LONGER * len(given):
        return False
    return _kept(given) == _kept(translation)


def _kept(text: str) -> tuple[Counter[str], Counter[str]] | None:
    """Return what a translation must keep; None if the places to fill in can't be told."""
    try:
        places = [str(part[1:]) for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return None
    return Counter(places), Counter(_FIGURES.findall(text))
