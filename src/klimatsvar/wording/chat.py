"""What asking a language model comes to: pieces of text, or a reason why there are none."""

import threading
from collections.abc import Generator, Sequence
from typing import Any, Literal, Protocol, TypeAlias

Message: TypeAlias = dict[str, str]
"""``role`` (system or user) and ``content``."""
Schema: TypeAlias = dict[str, Any]
"""A JSON schema."""

FailureReason: TypeAlias = Literal[
    "timeout",  # the deadline passed, at whatever point
    "unreachable",  # no connection: refused, no such host, no valid certificate
    "rate_limited",  # HTTP 429
    "http_error",  # any other answer than 200, or an error told in the stream
    "cut_off",  # the stream broke off, or its end is missing
    "too_long",  # more text than any answer needs
    "empty",  # no text, or no sentences in it
    "malformed",  # text that isn't what was asked for
    "unproven",  # sentences, of which none is proven
    "stopped",  # nobody waits for it any more
]


class ModelFailure(Exception):  # noqa: N818 - an outcome that always has a way out, not an error
    """The model gave nothing to use; caught where the verbatim answer is fallen back on."""

    def __init__(self, reason: FailureReason) -> None:
        """Take the reason. What the server said is not kept: it may repeat the question."""
        super().__init__(reason)
        self.reason: FailureReason = reason


class Chat(Protocol):
    """A language model that answers messages."""

    model: str

    def stream(
        self,
        messages: Sequence[Message],
        schema: Schema,
        seconds: float,
        stop: threading.Event | None = None,
    ) -> Generator[str]:
        """Yield the answer in pieces, asked to keep to ``schema``.

        Closing the iterator or setting ``stop`` ends it. Raises ModelFailure, also when
        ``seconds`` have passed since the start, and nothing else.
        """
        ...
