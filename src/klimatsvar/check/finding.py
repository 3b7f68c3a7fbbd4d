"""What a check finds: one fault in one file, told to the staff who mend it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from klimatsvar.errors import CorpusError
from klimatsvar.texts.messages import Message, Told

Level: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and what mends it."""

    level: Level
    """"error" when what is served is wrong or fails; "warning" when it could be better."""
    file: str | Message
    """A document's id, the path of any other file, or a place in one; empty where the message has
    it."""
    message: Message

    def told(self, language: str) -> Told:
        """Return it in "sv" or "en", with the file as what it is about."""
        told = self.message.told(language)
        if not self.file:
            return told
        if isinstance(self.file, Message):
            return replace(told, subject=self.file.told(language).cause)
        return replace(told, subject=self.file)


def error(file: Path | str, key: str, /, **fields: object) -> Finding:
    """Return a finding, by its message's key, that what is served is wrong or fails."""
    return Finding("error", str(file), Message.of(key, **fields))


def warning(file: Path | str, key: str, /, **fields: object) -> Finding:
    """Return a finding, by its message's key, that what is served could be better."""
    return Finding("warning", str(file), Message.of(key, **fields))


def from_corpus_error(fault: CorpusError) -> Finding:
    """Return an error in what the corpus folder holds as a finding."""
    return Finding("error", "", fault.message)
