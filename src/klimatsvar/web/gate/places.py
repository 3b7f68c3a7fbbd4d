"""Whose conversations are kept in memory when there are many."""

from klimatsvar.web.gate.rate import telling_clients_apart


class Places:
    """So many sessions in all, of which one client may have half.

    So a client that begins one session after the other pushes out its own, and not those of others.
    """

    def __init__(self, sessions: int) -> None:
        """Keep so many."""
        self._most = sessions
        self._most_of_one = max(1, sessions // 2)
        self._client = telling_clients_apart()
        self._clients: dict[str, bytes] = {}  # by session, the longest unused first

    def used(self, session: str, address: str) -> list[str]:
        """Note that a client uses a session, and return those that must go for it."""
        client = self._client(address)
        self._clients.pop(session, None)
        self._clients[session] = client
        own = [one for one, whose in self._clients.items() if whose == client]
        gone = own[: -self._most_of_one] or list(self._clients)[: -self._most]
        for one in gone:
            del self._clients[one]
        return gone
