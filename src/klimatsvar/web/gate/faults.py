"""Tell of faults: the operator without what was written, the resident in plain words."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from klimatsvar.errors import KlimatsvarError, QuestionError
from klimatsvar.system import place
from klimatsvar.texts import texts

_log = logging.getLogger(__name__)


class UnansweredError(KlimatsvarError):
    """A question that got no answer; ``str(error)`` says why, fit for the one who asked."""

    def __init__(self, told: str, status: int, /) -> None:
        """Take what to tell, and the HTTP status that says whose fault it is."""
        super().__init__("to_the_asker", told=told)
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
    _log.error("a question could not be answered: %s in %s", reason, place(error))
