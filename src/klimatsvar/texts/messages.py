"""What went wrong, or is worth knowing, before it is told to anybody.

Whoever finds it names it by a key, and gives the fields: a file, a number, a program's own words.
Its words stand in ``errors/``, a TOML file a language, and are chosen where a person is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Self, TypeAlias

from klimatsvar.texts import FALLBACK, message_texts

Field: TypeAlias = "str | int | float | Message | tuple[Message, ...]"


@dataclass(frozen=True, slots=True)
class Told:
    """A message in one language."""

    subject: str
    """What it is about; empty where the cause names it."""
    cause: str
    remedy: str
    """What to do; empty where there is nothing to do."""

    def __str__(self) -> str:
        """Return "subject: cause; remedy"."""
        told = f"{self.subject}: {self.cause}" if self.subject else self.cause
        return f"{told}; {self.remedy}" if self.remedy else told


@dataclass(frozen=True, slots=True)
class Message:
    """A key of ``errors/``, and what its words name. Can be pickled, and written as JSON."""

    key: str
    fields: Mapping[str, Field]

    @classmethod
    def of(cls, key: str, /, **fields: object) -> Self:
        """Return a message; paths and other things become text, errors their messages."""
        return cls(key, {name: _field(value) for name, value in fields.items()})

    def told(self, language: str) -> Told:
        """Return it in one of ``LANGUAGES``."""
        words = message_texts(language)[self.key]
        values = {name: _shown(value, language) for name, value in self.fields.items()}
        object, cause, remedy = (
            _WORDS.vformat(words.get(part, ""), (), values)
            for part in ("object", "cause", "remedy")
        )
        return Told(object, cause, remedy)

    def __str__(self) -> str:
        """Return it for logs and programmers, in English."""
        return str(self.told(FALLBACK))


def told_each(messages: Sequence[Message], language: str) -> list[str]:
    """Return messages in one of ``LANGUAGES``."""
    return [str(message.told(language)) for message in messages]


def _field(value: object) -> Field:
    if isinstance(value, str | int | float | Message):
        return value
    if isinstance(value, tuple):
        return value
    carried = getattr(value, "message", None)
    return carried if isinstance(carried, Message) else str(value)


def _shown(value: Field, language: str) -> Any:
    if isinstance(value, Message):
        return str(value.told(language))
    if isinstance(value, tuple):
        return told_each(value, language)
    return value


class _Words(Formatter):
    """Knows ``{files:file|files}``, the number with the noun that fits it, and ``{reasons:, }``,
    several messages with what parts them.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list):
            return (format_spec or "; ").join(value)
        if "|" in format_spec:
            return f"{value} {format_spec.split('|')[value != 1]}"
        return str(super().format_field(value, format_spec))


_WORDS = _Words()
