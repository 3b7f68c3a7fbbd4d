"""What is kept of questions when staff have turned that on, and what it tells them.

Nothing that tells who asked is written. A question that ``limits`` holds back is not written
either: an emergency or a personal number says much about a person and nothing about the documents.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from klimatsvar.index.terms import terms
from klimatsvar.journal import Journal
from klimatsvar.limits import LIMITS
from klimatsvar.settings import Settings
from klimatsvar.types import Answer

Verdict: TypeAlias = Literal["yes", "no"]

_ALIKE = 0.5
"""Share of common terms (intersection over union) from which two questions are grouped."""


def questions(settings: Settings) -> Journal:
    """Return the journal of questions."""
    return Journal(settings.log_folder, "questions", settings.log_days)


def verdicts(settings: Settings) -> Journal:
    """Return the journal of verdicts."""
    return Journal(settings.log_folder, "feedback", settings.log_days)


def write_question(journal: Journal, answer: Answer) -> None:
    """Write down what was asked, masked, and what came of it."""
    if answer.reason in LIMITS:
        return
    line = {
        "question": answer.question,
        "language": answer.language,
        "kind": answer.kind,
        "confidence": round(answer.confidence, 3),
        "sources": _unique(citation.document for citation in answer.citations),
    }
    journal.write(date.today(), line)


def write_verdict(journal: Journal, verdict: Verdict, sources: Iterable[str]) -> None:
    """Write down whether an answer helped, and the ids of the documents that it quoted."""
    journal.write(date.today(), {"verdict": verdict, "sources": _unique(sources)})


def _unique(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


@dataclass(frozen=True, slots=True)
class Missed:
    """Refused questions that are about the same, as far as their words tell."""

    count: int
    newest: str
    """Day of the newest, ISO 8601."""
    question: str
    """As most of them were put."""
    wordings: tuple[str, ...]
    """All of them, the most frequent first."""


def missed(lines: Iterable[Mapping[str, Any]]) -> list[Missed]:
    """Return the refused questions of a journal in groups, the largest and newest first."""
    groups: list[_Group] = []
    for line in lines:
        if line["kind"] != "refused":
            continue
        words = frozenset(terms(line["question"], line["language"]) or [line["question"]])
        group = next((group for group in groups if _alike(group.words, words)), None)
        if group is None:
            groups.append(group := _Group(words))
        group.wordings[line["question"]] += 1
        group.newest = max(group.newest, line["day"])
    groups.sort(key=lambda group: (group.wordings.total(), group.newest), reverse=True)
    return [
        Missed(group.wordings.total(), group.newest, ordered[0], ordered)
        for group in groups
        for ordered in [tuple(wording for wording, _ in group.wordings.most_common())]
    ]


@dataclass(slots=True)
class _Group:
    words: frozenset[str]
    """Of the question that began the group."""
    wordings: Counter[str] = field(default_factory=Counter)
    newest: str = ""


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= _ALIKE * len(a | b)


@dataclass(frozen=True, slots=True)
class Stats:
    """What the kept questions and verdicts tell."""

    since: str | None
    """Day of the oldest question, None when there is none."""
    asked: int
    answered: int
    helped: int
    """Verdicts that an answer helped."""
    did_not_help: int
    missed: tuple[Missed, ...]


def stats(asked: Sequence[Mapping[str, Any]], judged: Sequence[Mapping[str, Any]]) -> Stats:
    """Sum up the lines of the two journals."""
    helped = Counter(line["verdict"] for line in judged)
    return Stats(
        since=min((line["day"] for line in asked), default=None),
        asked=len(asked),
        answered=sum(line["kind"] == "grounded" for line in asked),
        helped=helped["yes"],
        did_not_help=helped["no"],
        missed=tuple(missed(asked)),
    )
