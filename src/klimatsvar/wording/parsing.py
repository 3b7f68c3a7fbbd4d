"""Read sentences out of what a language model writes, each as soon as it is complete.

Asked for is ``{"sentences": [{"text": "…", "support": [{"passage": 1, "quote": "…"}]}]}``. Models
that no schema binds put it into a fence, write prose or their thoughts before it, end lists with
a comma, or break off. So every complete object that has a text and its support counts, wherever
it stands; nothing is guessed into one that isn't complete.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from klimatsvar.wording.chat import FailureReason


@dataclass(frozen=True, slots=True)
class Support:
    """What a model names as proof of a sentence."""

    passage: int
    """The number under which the model got the passage, 1 the first; perhaps of none."""
    quote: str
    """What the passage is said to say, word for word."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence of a model's answer."""

    text: str
    support: tuple[Support, ...]


_THOUGHT_BEGINS = "<think>"
_THOUGHT_ENDS = "</think>"
_COMMA_AT_END = re.compile(r",\s*$")
_NUMBER = re.compile(r"\s*\[?(\d{1,4})\]?\s*")
_DEEPEST = 20
"""Objects and lists within each other; what is asked for has five."""


class Reader:
    """Reads one answer of a model, piece by piece."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._objects = _Objects()
        self._drafts = 0
        self._written = self._nothing_to_say = False

    def feed(self, piece: str) -> Iterator[Draft]:
        """Yield the sentences that ``piece`` completes."""
        self._written = self._written or bool(piece.strip())
        for value in self._objects.feed(piece):
            draft = _draft(value)
            if draft:
                self._drafts += 1
                yield draft
            self._nothing_to_say = self._nothing_to_say or value.get("sentences") == []

    def fault(self) -> FailureReason | None:
        """Tell what is wrong with the whole, now that nothing more comes."""
        if self._objects.unfinished:
            return "cut_off"
        if self._drafts:
            return None
        return "malformed" if self._written and not self._nothing_to_say else "empty"


def read_object(text: str) -> Mapping[str, Any]:
    """Return the last complete JSON object of a whole answer, an empty one if there is none."""
    last = deque(_Objects().feed(text), maxlen=1)
    return last[0] if last else {}


class _Objects:
    """Finds the JSON objects in a text, the inner ones first, each when its last brace is read.

    Thoughts before the answer are skipped, with the objects in them.
    """

    def __init__(self) -> None:
        self._before: str | None = ""
        """What came so far while that may be a thought; None once the answer has begun."""
        self._text = ""
        """From the first brace of the outermost object on, mended."""
        self._opened: list[int] = []
        """Where in it the objects and lists begin that are not closed yet."""
        self._in_string = self._escaped = False

    @property
    def unfinished(self) -> bool:
        """Something has begun, and its end is not read."""
        return bool(self._opened or (self._before or "").strip())

    def feed(self, piece: str) -> Iterator[Mapping[str, Any]]:
        """Yield the objects that ``piece`` completes."""
        for char in self._without_thought(piece):
            if not self._opened and char != "{":
                continue  # prose, a fence, or a list around all
            if self._in_string:
                self._text += char if char >= " " else " "
                self._in_string = self._escaped or char != '"'
                self._escaped = char == "\\" and not self._escaped
            elif char in "}]":
                self._text = _COMMA_AT_END.sub("", self._text) + char
                value = _parsed(self._text[self._opened.pop() :])
                if isinstance(value, dict):
                    yield value
            else:
                if char in "{[":
                    self._open()
                self._in_string = char == '"'
                self._text += char

    def _open(self) -> None:
        if not self._opened or len(self._opened) >= _DEEPEST:
            self._text, self._opened = "", []
        self._opened.append(len(self._text))

    def _without_thought(self, piece: str) -> str:
        if self._before is None:
            return piece
        self._before += piece
        begun = self._before.lstrip()
        if begun.startswith(_THOUGHT_BEGINS):
            _, ended, answer = begun.partition(_THOUGHT_ENDS)
            self._before = None if ended else self._before
            return answer
        if _THOUGHT_BEGINS.startswith(begun):
            return ""
        self._before = None
        return begun


def _parsed(text: str) -> Any:
    """Return the value of ``text``, None where it isn't JSON."""
    try:
        return from_json(text)
    except ValueError:
        return None


def _draft(value: Mapping[str, Any]) -> Draft | None:
    """Return the sentence that an object is, without what is no support; None where it is none."""
    match value:
        case {"text": str(text), "support": list(support)}:
            return Draft(text.strip(), tuple(s for entry in support if (s := _support(entry))))
    return None


def _support(value: object) -> Support | None:
    match value:
        case {"passage": int(passage), "quote": str(quote)}:
            return Support(passage, quote)
        case {"passage": str(passage), "quote": str(quote)} if number := _NUMBER.fullmatch(passage):
            return Support(int(number[1]), quote)
    return None
