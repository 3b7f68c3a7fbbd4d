"""How often a client may come, counted without keeping who it is."""

import ipaddress
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

_PREFIX: Final = 64
"""Bits of an IPv6 address that one household or office shares; it chooses the rest as it likes."""
_SECONDS: Final = 60
"""A window is so long."""


@dataclass(slots=True)
class _Window:
    """What one client has asked since its first question of the minute."""

    started: float
    questions: int = 0


def telling_clients_apart() -> Callable[[str], bytes]:
    """Return what makes of a client's address a hash that nothing outside this process can make."""
    key = secrets.token_bytes(16)
    return lambda address: blake2b(_network(address).encode(), key=key).digest()


class Rate:
    """Counts in memory, by a hash of the address.

    Counted by a clock that only goes forward: who sets the machine's clock locks nobody out, as
    packages do that count by the time of day.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_minute`` questions in the minute after a client's first; 0 for any number.

        ``clock`` gives seconds, and never less than before.
        """
        self._most = per_minute
        self._clock = clock
        self._client = telling_clients_apart()
        self._windows: dict[bytes, _Window] = {}  # the oldest first

    def wait(self, address: str) -> int:
        """Count a question, and return after how many seconds it may be asked; 0 for now."""
        if not self._most:
            return 0
        now = self._clock()
        self._forget_ended(now)
        window = self._windows.setdefault(self._client(address), _Window(now))
        if window.questions < self._most:
            window.questions += 1
            return 0
        return max(1, math.ceil(window.started + _SECONDS - now))

    def _forget_ended(self, now: float) -> None:
        while self._windows:
            client, window = next(iter(self._windows.items()))
            if now - window.started < _SECONDS:
                break
            del self._windows[client]


def _network(address: str) -> str:
    """Return what the addresses of one client have in common."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _PREFIX), strict=False))
