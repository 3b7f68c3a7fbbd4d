"""Passages with residents' questions about them: what the encoder is tuned and measured on.

A set is a file NAME.documents.jsonl beside NAME.questions.jsonl (or documents.jsonl beside
questions.jsonl, then the folder is its name), in the format of tests/gold; a document is a passage.
Two sets are our own, with one sentence a line, and ``lines`` in place of answers: ``starter`` is of
the documents that come with the program, ``invented`` of documents that were written for it, of
municipalities that do not exist. What follows up a question about these lies in NAME.turns.jsonl,
each ``turn`` with the one that it leans on (``after``), and is a set as well.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from klimatsvar.language.sentences import split_sentences
from klimatsvar.model.encoder import Framed

SIDES: Final = 20
DEV, UNSEEN = (0, 1), (2, 3)
"""Of the sides, those that tuning is watched on, and those looked at once, at the end."""

STARTER: Final = "starter"
"""The set that is tuned on whole: fresh questions about it are asked in tests/gold."""
FOLLOW_UPS: Final = "follow-ups"
OWN: Final = (STARTER, "invented", FOLLOW_UPS)

_INVENTED: Final = re.compile(r"A|B1[0-4]")
"""Ids of passages about invented cities, one an article; or the city stands before a "/"."""
_UNTITLED: Final = re.compile(r"Swequad#\d+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a passage."""

    text: str
    sentences: tuple[int, ...]
    """Those that answer, by place in the passage; none for a near miss."""
    off_subject: bool = False
    """Whether it is about something else than the passage, or does not say what it is about."""
    after: str = ""
    """The turn that it leans on, which ``text`` begins with; nothing where it stands alone."""

    @property
    def turn(self) -> str:
        """What is asked, without the turn that it leans on."""
        return self.text.removeprefix(f"{self.after} ") if self.after else self.text


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage under its titles, with its sentences and what is asked of it."""

    set: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]
    """Start and end of each sentence in ``text``."""
    questions: tuple[Question, ...]
    side: int
    """0 to ``SIDES`` - 1, the same for all passages of a document."""
    city: str
    """The invented city that it is about, which are alike: another's may answer too. Else empty."""

    @property
    def group(self) -> str:
        """The document that it is of."""
        return self.title.split(" – ")[0]

    def framed(self) -> Framed:
        """Return the passage as it is encoded, without the prompt; see index/framing.py."""
        return Framed(f"{self.title}\n", self.text, tuple((span,) for span in self.spans))


def read_passages(paths: Iterable[Path]) -> list[Passage]:
    """Read the passages of some files of documents that have questions and sentences."""
    found = []
    for path in paths:
        name = path.name.removesuffix("documents.jsonl").rstrip(".") or path.parent.name
        rows = list(_rows(path))
        several = len({row["id"].split("#")[0] for row in rows}) > 1
        for own, kind in ((name, "questions"), (FOLLOW_UPS, "turns")):
            beside = path.with_name(path.name.replace("documents", kind))
            asked: dict[str, list[Any]] = {}
            for row in _rows(beside) if beside.is_file() else ():
                if kind == "questions" or row.get("after"):
                    asked.setdefault(row["document"], []).append(row)
            made = [_passage(own, row, asked.get(row["id"], []), several=several) for row in rows]
            found += [passage for passage in made if passage.questions and passage.spans]
    return found


def read_claims(paths: Iterable[Path]) -> list[Passage]:
    """Read quotations as passages of one sentence, and claims about them as questions.

    A line of a file is a claim with its quotation and title; or, beside NAME.documents.jsonl, a
    quotation as ``lines`` of one of its documents, with all claims about it.
    """
    found: dict[tuple[str, str, str], list[Question]] = {}
    cities = {}
    for path in paths:
        beside = path.with_name(path.name.replace("claims", "documents"))
        documents = {row["id"]: row for row in _rows(beside)} if beside.is_file() else {}
        for row in _rows(path):
            title, text, claims = row.get("title"), row.get("quote"), [row]
            if "lines" in row:
                own = documents[row["document"]]
                title, claims = own["title"], row["claims"]
                lines = own["text"].split("\n")
                text = "\n".join(lines[line] for line in row["lines"])
            key = (f"{path.parent.name}/{path.name}", _titled(title), text)
            cities[key] = row["document"]
            found.setdefault(key, []).extend(
                Question(claim["claim"], (0,) if claim["proven"] else ()) for claim in claims
            )
    made = []
    for key, claims in found.items():
        name, title, text = key
        group = cities[key].split("#")[0]
        city = group.partition("/")[0]
        spans = ((0, len(text)),)
        made.append(Passage(name, title, text, spans, tuple(claims), _side(group), city))
    return made


def _passage(name: str, row: Any, asked: list[Any], *, several: bool) -> Passage:
    """Return a passage; ids up to "#" name its article where the set has ``several``."""
    text = row["text"]
    title = _titled(row["title"])
    spans = tuple(_sentences(text))
    if "#" in row["id"]:
        group = row["id"].split("#")[0] if several else row["id"]
    else:
        group = title.split(" – ")[0] or row["id"]
    questions = []
    for one in asked:
        answers = list(_answers(one, text))
        places = tuple(
            place
            for place, (start, end) in enumerate(spans)
            if any(first < end and last > start for first, last in answers)
        )
        if places or not answers:
            off_subject = one.get("kind") in ("off-subject", "unclear")
            after = one.get("after", "")
            text_asked = f"{after} {one['turn']}" if after else one["question"]
            questions.append(Question(text_asked, places, off_subject, after))
    side = SIDES - 1 if name == STARTER else _side(group)
    city, named, _ = row["id"].partition("/")
    if not named:
        city = title.split(" – ")[0] if _INVENTED.match(row["id"]) else ""
    return Passage(name, title, text, spans, tuple(questions), side, city)


def _side(group: str) -> int:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % SIDES


def _titled(title: str) -> str:
    return "" if _UNTITLED.fullmatch(title) else title.replace(" > ", " – ")


def _answers(asked: Any, text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what answers a question."""
    if "lines" in asked:
        lines = list(_lines(text))
        yield from (lines[line] for line in asked["lines"])
    elif asked["answerable"]:
        for answer in asked["answers"]:
            yield answer["start"], answer["start"] + len(answer["text"])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of each line."""
    for first, last in _lines(text):
        for start, end in split_sentences(text[first:last]):
            yield first + start, first + end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line)
        at += len(line) + 1


def _rows(path: Path) -> Iterator[Any]:
    yield from map(json.loads, path.read_text("utf-8").splitlines())
