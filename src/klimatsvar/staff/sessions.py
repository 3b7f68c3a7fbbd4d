"""Sessions of staff, in the server's memory: they end with it, with time, or by signing out."""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, TypeAlias

Way: TypeAlias = Literal["password", "proxy", "machine"]
"""A password, a proxy that signs staff in, or whoever sits at the machine where none is set."""

IDLE_SECONDS: Final = 60 * 60
LONGEST_SECONDS: Final = 12 * 60 * 60
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    """What came of something that was done."""

    text: str
    failed: bool = False


@dataclass(slots=True)
class Session:
    """One browser of one person."""

    user: str
    way: Way
    stamp: str | None
    """Of the password that it began with."""
    started: float
    seen: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """What forms of this session carry."""
    notices: list[Notice] = field(default_factory=list)
    """To be shown on the next page."""

    def made_form(self, token: object) -> bool:
        """Tell whether a form with this token was made for this session."""
        given = token if isinstance(token, str) else ""
        return hmac.compare_digest(given.encode(), self.csrf.encode())

    def tell(self, text: str, *, failed: bool = False) -> None:
        """Show a notice on the next page."""
        self.notices.append(Notice(text, failed))

    def told(self) -> list[Notice]:
        """Return what is to be shown now, once."""
        notices, self.notices = self.notices, []
        return notices


class Sessions:
    """All sessions, by a hash of what the cookie has. Used from the event loop's thread alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds, and never less than before."""
        self._clock = clock
        self._sessions: dict[str, Session] = {}  # the oldest first

    def begin(self, user: str, way: Way, stamp: str | None) -> tuple[str, Session]:
        """Return what the cookie is to have, and the session."""
        now = self._clock()
        self._sessions = {k: s for k, s in self._sessions.items() if not self._is_over(s, now)}
        while len(self._sessions) >= _MOST:
            del self._sessions[next(iter(self._sessions))]
        token = secrets.token_urlsafe(32)
        session = Session(user, way, stamp, now, now)
        self._sessions[_key(token)] = session
        return token, session

    def find(self, token: str, stamp: str | None) -> Session | None:
        """Return the session of a cookie, None if it is over or the password is another now."""
        session = self._sessions.get(_key(token))
        now = self._clock()
        if session is None:
            return None
        changed = session.way == "password" and session.stamp != stamp
        if changed or self._is_over(session, now):
            self.end(token)
            return None
        session.seen = now
        return session

    def end(self, token: str) -> None:
        """Forget a session."""
        self._sessions.pop(_key(token), None)

    def _is_over(self, session: Session, now: float) -> bool:
        return now - session.seen > IDLE_SECONDS or now - session.started > LONGEST_SECONDS


def _key(token: str) -> str:
    return sha256(token.encode()).hexdigest()
