"""What a check finds: one fault in one file, told to the staff who mend it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from klimatsvar.errors import CorpusError

Level: TypeAlias = Literal["error", "warning"]

UPDATE = "kör `klimatsvar ingest`"
# A build takes over what has not changed in the corpus, so damage to the index would live on.
REBUILD = "kör `klimatsvar ingest --full`"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, in Swedish."""

    level: Level
    """"error" when what is served is wrong or fails; "warning" when it could be better."""
    file: str
    """A document's id, or the path of any other file."""
    message: str
    remedy: str


def error(file: Path | str, message: str, remedy: str) -> Finding:
    """Return a finding that what is served is wrong or fails."""
    return Finding("error", str(file), message, remedy)


def warning(file: Path | str, message: str, remedy: str) -> Finding:
    """Return a finding that what is served could be better."""
    return Finding("warning", str(file), message, remedy)


def from_corpus_error(fault: CorpusError) -> Finding:
    """Return an error in what the corpus folder holds as a finding."""
    return error(fault.subject, fault.cause, fault.remedy)


def count(number: int, one: str, many: str) -> str:
    """Return the number with its noun: "1 mening", "2 meningar"."""
    return f"{number} {one if number == 1 else many}"
