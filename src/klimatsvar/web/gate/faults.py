"""Tell of faults: the operator without what was written, the resident in plain words."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from klimatsvar.errors import KlimatsvarError, QuestionError
from klimatsvar.texts import texts

_log = logging.getLogger(__name__)


class UnansweredError(KlimatsvarError):
    """A question that got no answer; ``str(error)`` says why, fit for the one who asked."""

    def __init__(self, told: str, status: int, /) -> None:
        """Take what to tell, and the HTTP status that says whose fault it is."""
        super().__init__("", told, "")
        self.status = status


@contextmanager
def unanswered_in(language: str) -> Iterator[None]:
    """Turn whatever goes wrong while answering into an UnansweredError.

    A question that can't be searched for is told in its own language (400); a fault of ours is
    logged, and told in ``language`` (500).
    """
    try:
        yield
    except QuestionError as error:
        raise UnansweredError(str(error), 400) from None
    except Exception as error:
        log_fault(error)
        raise UnansweredError(texts(language)["failed"], 500) from None


def log_fault(error: BaseException) -> None:
    """Log where ``error`` was raised. A library's message may repeat the question, which may be
    personal, so it is left out."""
    reason = str(error) if isinstance(error, KlimatsvarError) else type(error).__name__
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("a question could not be answered: %s\n%s", reason, where)


def log_without_words(library: str) -> None:
    """Let what ``library`` logs, by its own loggers or the root one, reach the log without its
    words, which may repeat what was asked."""
    own = logging.getLogger(library)
    own.propagate = False
    own.handlers = [_Wordless()]
    logging.getLogger().addFilter(_lose_words)  # the same one is added once


class _Wordless(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            _log.log(record.levelno, _WORDLESS, *_place(record))


def _lose_words(record: logging.LogRecord) -> bool:
    record.msg, record.args = _WORDLESS, _place(record)
    record.exc_info = record.exc_text = None
    return True


_WORDLESS = "%s, line %d: %s"


def _place(record: logging.LogRecord) -> tuple[str, int, str]:
    """Return where something was logged, and what kind of fault or message it was."""
    kind = record.exc_info[0] if record.exc_info else None
    return record.module, record.lineno, kind.__name__ if kind else record.levelname.lower()
