"""Every error that Klimatsvar raises on purpose, and how they are related.

KlimatsvarError            exit code 1
├── SettingsError          klimatsvar.toml or the environment says something impossible
├── CorpusError            the corpus folder is missing, empty, or its dokument.csv is wrong
│   └── GoneError          so many of its files are gone that it may not be all there; exit code 4
├── WrongAnswersError      a new index answers staff's test questions wrong; exit code 5
├── SourceError            a source that documents come from can't be asked
├── DocumentError          one document can't be read; a build reports it and goes on
├── ModelError             the encoder can't be made or loaded
├── StoreError             Milvus can't be reached, or refuses what it is asked
│   └── ClosedError        a generation in Milvus is whole, and takes no more files
├── IndexMissingError      there is no index yet
├── IndexDamagedError      the index's files don't fit together
├── IndexMismatchError     the index was built with another model or format
├── QuestionError          the question is empty or too long
└── UnansweredError        the page has no answer to a question

An error carries a message: its key, and what it names. The words, "object: cause; remedy", stand in
``texts/errors`` in each language, and ``told`` gives them; ``str(error)``, for logs and
programmers, is English. The object is left out where the cause names it, and the remedy where there
is none. DocumentError has no object, since a reader of files needn't know which it reads: whoever
reports it does. QuestionError and UnansweredError carry a sentence to the resident, in the
resident's language.

Library errors are mapped to these once, where the library is called.
"""

from klimatsvar.texts.messages import Message, Told


class KlimatsvarError(Exception):
    """Base of all; ``told`` is fit to show to the person at the keyboard."""

    # Of every class here ``args`` is what it was called with: so pickle can call it again, and an
    # error can leave a worker process. Hence no call of Exception's own __init__.

    def __init__(self, key: str, /, **fields: object) -> None:
        """Take a key of ``texts/errors``, and what its words name."""
        self.message = Message.of(key, **fields)

    def told(self, language: str) -> Told:
        """Return what the error is about, why, and what to do, in "sv" or "en"."""
        return self.message.told(language)

    @property
    def subject(self) -> str:
        """What the error is about, in English, as the two below."""
        return self.told("en").subject

    @property
    def cause(self) -> str:
        """Why it came about."""
        return self.told("en").cause

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.told("en").remedy

    def __str__(self) -> str:
        return str(self.message)


class SettingsError(KlimatsvarError):
    """A setting is impossible."""


class CorpusError(KlimatsvarError):
    """The corpus as a whole can't be used."""


class GoneError(CorpusError):
    """So many files are gone that staff must say whether they are meant to be."""


class WrongAnswersError(KlimatsvarError):
    """A new index answers staff's test questions wrong, and they are required."""


class SourceError(KlimatsvarError):
    """A source that documents come from can't be asked, or answers what can't be used."""


class DocumentError(KlimatsvarError):
    """One document can't be read."""


class ModelError(KlimatsvarError):
    """The encoder can't be made or loaded."""


class StoreError(KlimatsvarError):
    """Milvus can't be reached, or refuses what it is asked."""

    def __init__(self, key: str, /, *, code: int | None = None, **fields: object) -> None:
        """Take Milvus' own code too, if it gave one."""
        super().__init__(key, **fields)
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
        super().__init__("to_the_asker", told=told)
