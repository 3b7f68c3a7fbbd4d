"""Every error that Klimatsvar raises on purpose.

KlimatsvarError            exit code 1; the message names the object, the cause and the remedy
├── SettingsError          klimatsvar.toml or the environment says something impossible
├── CorpusError            the corpus folder is missing, empty, or its dokument.csv is wrong
├── DocumentError          one document can't be read; a build reports it and goes on
├── ModelError             the encoder can't be made or loaded
├── StoreError             Milvus can't be reached, or refuses what it is asked
├── IndexMissingError      there is no index yet
├── IndexDamagedError      the index's files don't fit together
├── IndexMismatchError     the index was built with another model or format
└── QuestionError          the question is empty or too long

Messages of CorpusError and DocumentError are in Swedish: staff read them in the report.
Library errors are mapped to these once, where the library is called.
"""


class KlimatsvarError(Exception):
    """Base of all; ``str(error)`` is fit to show to the person at the keyboard."""


class SettingsError(KlimatsvarError):
    """A setting is impossible."""


class CorpusError(KlimatsvarError):
    """The corpus as a whole can't be used."""


class DocumentError(KlimatsvarError):
    """One document can't be read."""


class ModelError(KlimatsvarError):
    """The encoder can't be made or loaded."""


class StoreError(KlimatsvarError):
    """Milvus can't be reached, or refuses what it is asked."""

    def __init__(self, message: str, code: int | None = None) -> None:
        """Take Milvus' own code too, if it gave one."""
        super().__init__(message)
        self.code = code


class IndexMissingError(KlimatsvarError):
    """No index has been built."""


class IndexDamagedError(KlimatsvarError):
    """The index's files don't fit together."""


class IndexMismatchError(KlimatsvarError):
    """The index was built with another model or by another format version."""


class QuestionError(KlimatsvarError):
    """A question that can't be searched for: empty, or too long."""
