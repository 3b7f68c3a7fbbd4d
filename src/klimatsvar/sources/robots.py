"""What robots.txt asks of us, by RFC 9309."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from klimatsvar.sources.client import AGENT

_LONGEST_PAUSE = 60.0
_MOST_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for us: what may be asked for, and how slowly."""

    rules: tuple[tuple[str, bool], ...] = ()
    """Patterns of paths, and whether they may be asked for."""
    pause: float = 0
    """Seconds between two questions, which the RFC has not and many sites ask for."""

    @classmethod
    def read(cls, text: str) -> "Robots":
        """Return the rules for us, else those for all."""
        groups = list(_groups(text[:_MOST_CHARACTERS]))
        own = [lines for agents, lines in groups if AGENT in agents]
        chosen = own or [lines for agents, lines in groups if "*" in agents]
        lines = [line for group in chosen for line in group]
        pauses = [
            float(value) for key, value in lines if key == "crawl-delay" and _is_number(value)
        ]
        return cls(
            tuple((_same(path), key == "allow") for key, path in lines if key in _RULES and path),
            min(max(pauses, default=0), _LONGEST_PAUSE),
        )

    def allow(self, address: str) -> bool:
        """Tell whether an address may be asked for: the longest pattern decides."""
        parts = urlsplit(address)
        path = _same((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        matching = [(len(rule), may) for rule, may in self.rules if _matches(rule, path)]
        return max(matching, default=(0, True))[1]


_RULES = ("allow", "disallow")


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Yield each group: whom it is for, and its lines."""
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if lines:
                yield agents, lines
                agents, lines = set(), []
            agents.add(value.lower())
        elif agents and key != "sitemap":
            lines.append((key, value))
    yield agents, lines


def _matches(rule: str, path: str) -> bool:
    ending = rule.endswith("$")
    parts = map(re.escape, rule.removesuffix("$").split("*"))
    return re.match(".*?".join(parts) + ("$" if ending else ""), path, re.DOTALL) is not None


def _same(path: str) -> str:
    """Return a path with its signs escaped in one way."""
    return quote(unquote(path), safe="/?&=*$%:;,@+!~'()[]")


def _is_number(value: str) -> bool:
    return re.fullmatch(r"\d{1,6}(\.\d+)?", value) is not None
