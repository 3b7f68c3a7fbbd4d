"""How often a client may come, counted without keeping who it is."""

import ipaddress
import math
import secrets
import time
from hashlib import blake2b

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

_PREFIX = 64
"""Bits of an IPv6 address that one household or office shares; it chooses the rest as it likes."""


class Rate:
    """Counts in memory, by a hash of the address that nothing outside this process can make."""

    def __init__(self, per_minute: int) -> None:
        """Allow ``per_minute`` questions in the minute after a client's first; 0 for any number."""
        self._limit = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._counts = FixedWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(16)

    def wait(self, address: str) -> int:
        """Count a question, and return after how many seconds it may be asked; 0 for now."""
        if self._limit is None:
            return 0
        client = blake2b(_network(address).encode(), key=self._key).hexdigest()
        if self._counts.hit(self._limit, client):
            return 0
        again = self._counts.get_window_stats(self._limit, client).reset_time
        return max(1, math.ceil(again - time.time()))


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
