"""The line in which those who ask wait, and know their place."""

import asyncio
from collections.abc import AsyncIterator

MOST_WAITING = 100
"""Questions that may wait; further ones are told that the service is busy."""


class Line:
    """One for the whole service, whichever way one asks. For one event loop."""

    def __init__(self, at_once: int, most_waiting: int = MOST_WAITING) -> None:
        """Serve ``at_once`` people at the same time and let ``most_waiting`` others wait."""
        self._at_once = at_once
        self._most = at_once + most_waiting
        self._people: list[object] = []
        self._moves = asyncio.Event()

    @property
    def length(self) -> int:
        """Those who are served, and those who wait."""
        return len(self._people)

    @property
    def full(self) -> bool:
        """Nobody else may join."""
        return len(self._people) >= self._most

    def join(self) -> object:
        """Take the last place and return a ticket, to be given back with ``leave``."""
        ticket = object()
        self._people.append(ticket)
        return ticket

    def leave(self, ticket: object) -> None:
        """Give the place to the next."""
        self._people.remove(ticket)
        self._moves.set()
        self._moves = asyncio.Event()  # those who wait now were woken; others wait for the next

    async def places(self, ticket: object) -> AsyncIterator[int]:
        """Yield the ticket's place among those who wait, 1 the next, as it changes; end when it is
        its turn."""
        told = None
        while (place := self._people.index(ticket) + 1 - self._at_once) > 0:
            moves = self._moves
            if place != told:
                yield (told := place)
            await moves.wait()
