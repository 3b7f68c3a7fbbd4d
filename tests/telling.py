"""What staff are told, in Swedish as in the town hall."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from klimatsvar.corpus.staff_table import Fault
from klimatsvar.errors import KlimatsvarError
from klimatsvar.texts.messages import Message


def swedish(what: Message | KlimatsvarError | None) -> str | None:
    """Return a message in Swedish; None where there is none."""
    return str(what.told("sv")) if what else None


def told(messages: Iterable[Message]) -> tuple[str, ...]:
    """Return messages in Swedish."""
    return tuple(str(message.told("sv")) for message in messages)


def faulty(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Return where each row is at fault, and what is wrong, in Swedish."""
    return [(str(f.place.told("sv")), str(f.message.told("sv"))) for f in faults]


@contextmanager
def raises(kind: type[KlimatsvarError], match: str) -> Iterator[None]:
    """Expect an error whose Swedish has the pattern ``match``."""
    with pytest.raises(kind) as caught:
        yield
    assert re.search(match, str(caught.value.told("sv"))), caught.value.told("sv")
