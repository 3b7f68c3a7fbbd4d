"""Every error that Klimatsvar raises on purpose, and what each says.

KlimatsvarError            exit code 1
├── SettingsError          klimatsvar.toml or the environment says something impossible
├── CorpusError            the corpus folder is missing, empty, or its dokument.csv is wrong
│   └── GoneError          so many of its files are gone that it may not be all there; exit code 4
├── WrongAnswersError      a new index answers staff's test questions wrong; exit code 5
├── DocumentError          one document can't be read; a build reports it and goes on
├── ModelError             the encoder can't be made or loaded
├── StoreError             Milvus can't be reached, or refuses what it is asked
│   └── ClosedError        a generation in Milvus is whole, and takes no more files
├── IndexMissingError      there is no index yet
├── IndexDamagedError      the index's files don't fit together
├── IndexMismatchError     the index was built with another model or format
├── QuestionError          the question is empty or too long
└── UnansweredError        the page has no answer to a question

An error carries what it is about, the cause and the remedy; ``str(error)`` is "subject: cause;
remedy". The subject is empty where the cause names it, and the remedy where there is none to name.
DocumentError has no subject, since a reader of files needn't know which it reads: whoever reports
it does. QuestionError and UnansweredError have only a cause: sentences to the resident.

Messages of CorpusError, WrongAnswersError and DocumentError are in Swedish: staff read them.
Library errors are mapped to these once, where the library is called.
"""

from pathlib import Path


class KlimatsvarError(Exception):
    """Base of all; ``str(error)`` is fit to show to the person at the keyboard."""

    # Of every class here ``args`` is what it was called with: so pickle can call it again, and an
    # error can leave a worker process. Hence no call of Exception's own __init__.

    def __init__(self, subject: Path | str, cause: str, remedy: str, /) -> None:
        """Take what the error is about, why, and what to do."""
        self.subject = str(subject)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        told = f"{self.subject}: {self.cause}" if self.subject else self.cause
        return f"{told}; {self.remedy}" if self.remedy else told


class SettingsError(KlimatsvarError):
    """A setting is impossible."""


class CorpusError(KlimatsvarError):
    """The corpus as a whole can't be used."""


class GoneError(CorpusError):
    """So many files are gone that staff must say whether they are meant to be."""


class WrongAnswersError(KlimatsvarError):
    """A new index answers staff's test questions wrong, and they are required."""


class DocumentError(KlimatsvarError):
    """One document can't be read."""

    def __init__(self, cause: str, remedy: str, /) -> None:
        """Take why, and what to do."""
        super().__init__("", cause, remedy)


class ModelError(KlimatsvarError):
    """The encoder can't be made or loaded."""


class StoreError(KlimatsvarError):
    """Milvus can't be reached, or refuses what it is asked."""

    def __init__(
        self, subject: Path | str, cause: str, remedy: str, /, code: int | None = None
    ) -> None:
        """Take Milvus' own code too, if it gave one."""
        super().__init__(subject, cause, remedy)
        self.code = code


class IndexMissingError(KlimatsvarError):
    """No index has been built."""


class IndexDamagedError(KlimatsvarError):
    """The index's files don't fit together."""


class IndexMismatchError(KlimatsvarError):
    """The index was built with another model or by another format version."""


class QuestionError(KlimatsvarError):
    """A question that can't be searched for: empty, or too long."""

    def __init__(self, told: str, /) -> None:
        """Take what to tell the asker, in the question's language."""
        super().__init__("", told, "")
