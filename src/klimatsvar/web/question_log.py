"""What is kept of questions when staff have turned that on, and what it tells them.

Nothing that tells who asked is written. A question that ``limits`` holds back is not written
either: an emergency or a personal number says much about a person and nothing about the documents.
Files are JSON lines, one a day, that only their owner may read and that don't stay long.
"""

import csv
import io
import json
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.limits import LIMITS
from klimatsvar.answer.refusals import REFUSALS, Refusal
from klimatsvar.errors import KlimatsvarError
from klimatsvar.language.terms import terms
from klimatsvar.settings import Settings
from klimatsvar.system import add_line
from klimatsvar.texts import command_texts
from klimatsvar.types import Answer

_log = logging.getLogger(__name__)

Verdict: TypeAlias = Literal["yes", "no"]
Outcome: TypeAlias = Literal["grounded", "possible"] | Refusal
"""What a verdict is on: an answer that is sure or possible, or why there is none."""
OUTCOMES: tuple[Outcome, ...] = ("grounded", "possible", *REFUSALS)
_ALIKE = 0.5
"""Share of common terms (intersection over union) from which two questions are grouped."""


class Journal:
    """The lines named ``name`` in ``folder``, each kept for ``days`` days. Safe to use from
    threads: a line is written whole, at the end."""

    def __init__(self, folder: Path, name: str, days: int) -> None:
        """Take where the lines are, or will be when ``prepare`` has been called."""
        self._folder = folder
        self._name = name
        self._days = days

    def prepare(self) -> None:
        """Make the folder. Raises KlimatsvarError if nothing can be written there."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            writable = os.access(self._folder, os.W_OK | os.X_OK)
        except OSError:
            writable = False
        if not writable:
            raise KlimatsvarError("log_not_written", folder=self._folder)

    def write(self, day: date, line: Mapping[str, Any]) -> bool:
        """Add a line to the day's file, and tell whether that went well. A fault is told to the
        operator and not raised: nobody is to go without an answer because a disk is full."""
        text = json.dumps({"day": day.isoformat(), **line}, ensure_ascii=False)
        try:
            add_line(self._path(day), text)
        except OSError as error:
            _log.error("%s: a line could not be written: %s", self._folder, error.strerror)
            return False
        return True

    def read(self) -> Iterator[dict[str, Any]]:
        """Return the lines, oldest first; none where nothing has been kept yet.

        Raises KlimatsvarError for one that is not JSON, and where they can't be read.
        """
        for _, path in self._files():
            try:
                text = path.read_text("utf-8", "replace")
            except FileNotFoundError:  # forgotten meanwhile
                continue
            except OSError as error:
                raise _not_read(path, error) from error
            # Not splitlines(): a question may hold other line separators than the newline.
            for number, line in enumerate(text.split("\n"), start=1):
                if not line:  # after the last
                    continue
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise KlimatsvarError("log_line_wrong", file=path, line=number) from error

    def forget(self, today: date) -> None:
        """Remove the files that have been kept long enough; tell the operator if one can't be."""
        try:
            files = self._files()
        except KlimatsvarError as error:
            _log.error("%s", error)
            return
        for day, path in files:
            if (today - day).days < self._days:
                continue
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _log.error("%s: could not be removed: %s", path, error.strerror)

    def _path(self, day: date) -> Path:
        return self._folder / f"{self._name}-{day.isoformat()}.jsonl"

    def _files(self) -> list[tuple[date, Path]]:
        try:
            # Not glob(), which finds nothing where it may not look.
            names = [path.name for path in self._folder.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _not_read(self._folder, error) from error
        days = filter(None, map(self._day, names))
        return [(day, self._path(day)) for day in sorted(days)]

    def _day(self, name: str) -> date | None:
        """Return whose lines a file so named has; None where it is no file of this journal."""
        try:
            day = date.fromisoformat(name.removeprefix(f"{self._name}-").removesuffix(".jsonl"))
        except ValueError:  # also of a day that the calendar lacks
            return None
        return day if self._path(day).name == name else None


def _not_read(path: Path, error: OSError) -> KlimatsvarError:
    return KlimatsvarError("log_not_read", path=path, reason=error.strerror)


def questions(settings: Settings) -> Journal:
    """Return the journal of questions."""
    return Journal(settings.log_folder, "questions", settings.log_days)


def verdicts(settings: Settings) -> Journal:
    """Return the journal of verdicts."""
    return Journal(settings.log_folder, "feedback", settings.log_days)


def write_question(journal: Journal, answer: Answer) -> None:
    """Write down what was asked, masked, and what came of it; not what asks nothing."""
    if answer.reason in LIMITS or answer.reason in ACTS:
        return
    line = {
        "question": answer.question,
        "language": answer.language,
        "kind": answer.kind,
        "confidence": round(answer.confidence, 3),
        "sources": _unique(citation.document for citation in answer.citations),
    }
    journal.write(date.today(), line)


def outcome_of(answer: Answer) -> Outcome | None:
    """Return what came of a question; None where it was held back or asks nothing."""
    return next((one for one in OUTCOMES if one in (answer.kind, answer.reason)), None)


def write_verdict(
    journal: Journal, verdict: Verdict, sources: Iterable[str], outcome: Outcome | None
) -> bool:
    """Write down whether an answer helped, the ids of the documents that it quoted, and what came
    of the question, where that is known; tell whether that went well."""
    line = {"verdict": verdict, "sources": _unique(sources)}
    return journal.write(date.today(), {**line, "kind": outcome} if outcome else line)


def _unique(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


@dataclass(frozen=True, slots=True)
class Missed:
    """Questions that are about the same, as far as their words tell."""

    count: int
    newest: str
    """Day of the newest, ISO 8601."""
    question: str
    """As most of them were put."""
    wordings: tuple[str, ...]
    """All of them, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What residents said of the answers that quoted a document."""

    document: str
    """Its id; empty for answers that quoted none."""
    did_not_help: int
    helped: int


@dataclass(frozen=True, slots=True)
class JudgedKind:
    """What residents said of answers of one kind."""

    kind: Outcome | None
    """None for verdicts that were kept without."""
    did_not_help: int
    helped: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What the kept questions and verdicts tell."""

    since: str | None
    """Day of the oldest question, None when there is none."""
    asked: int
    answered: int
    possible: int
    """Questions with quotations that may answer them."""
    helped: int
    """Verdicts that an answer helped."""
    did_not_help: int
    missed: tuple[Missed, ...]
    doubtful: tuple[Missed, ...] = ()
    """The questions that got a doubtful answer, likewise."""
    unhelpful: tuple[Judged, ...] = ()
    """Documents whose answers did not help, those that helped least often first."""


def judged_documents(lines: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Return the documents of the journal of verdicts, those that helped least first; with no
    document, the answers that quoted none."""
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        for id in line["sources"] or [""]:
            counts.setdefault(id, Counter())[line["verdict"]] += 1
    found = [Judged(id, count["no"], count["yes"]) for id, count in counts.items()]
    return sorted(found, key=lambda one: (-one.did_not_help, one.helped, one.document))


def judged_kinds(lines: Iterable[Mapping[str, Any]]) -> list[JudgedKind]:
    """Return what the journal of verdicts has of each kind of answer, surest first."""
    counts: dict[str | None, Counter[str]] = {}
    for line in lines:
        kind = line.get("kind")  # older lines have none
        counts.setdefault(kind if kind in OUTCOMES else None, Counter())[line["verdict"]] += 1
    return [
        JudgedKind(kind, counts[kind]["no"], counts[kind]["yes"])
        for kind in (*OUTCOMES, None)
        if kind in counts
    ]


def as_csv(found: Stats, language: str) -> str:
    """Return the grouped questions as a table for a spreadsheet: kind, count, last day, question.

    A question may be anything, so one that a spreadsheet would take for a formula is quoted.
    """
    words, table = command_texts(language), io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(words[f"csv_{name}"] for name in ("kind", "count", "newest", "question"))
    for kind, groups in (("csv_missed", found.missed), ("csv_doubtful", found.doubtful)):
        for group in groups:
            writer.writerow((words[kind], group.count, group.newest, _as_text(group.question)))
    return table.getvalue()


def _as_text(question: str) -> str:
    return f"'{question}" if question.lstrip()[:1] in tuple("=+-@\t\r") else question


def stats(asked: Sequence[Mapping[str, Any]], judged: Sequence[Mapping[str, Any]]) -> Stats:
    """Sum up the lines of the two journals."""
    helped = Counter(line["verdict"] for line in judged)
    return Stats(
        since=min((line["day"] for line in asked), default=None),
        asked=len(asked),
        answered=sum(line["kind"] == "grounded" for line in asked),
        possible=sum(line["kind"] == "possible" for line in asked),
        helped=helped["yes"],
        did_not_help=helped["no"],
        missed=tuple(grouped(asked, "refused")),
        doubtful=tuple(grouped(asked, "possible")),
        unhelpful=tuple(one for one in judged_documents(judged) if one.did_not_help),
    )


def grouped(lines: Iterable[Mapping[str, Any]], kind: str) -> list[Missed]:
    """Return the questions of a journal that came to this in groups, largest and newest first."""
    groups: list[_Group] = []
    for line in lines:
        if line["kind"] != kind:
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
