"""Gold questions whose parts are told apart: what answers each, or that nothing does."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.types import Answer

GOLD = Path(__file__).parent / "gold"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, in its words."""

    asks: str
    answers: tuple[str, ...]
    """Words of which a quotation must have some; none if no document answers it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, in the order of its parts."""

    id: str
    question: str
    language: str
    kind: str
    """ "two-parts", "comparison", "yes-no", or "one" that only looks like it has several."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """How many of the parts of questions were told of, and how many questions in full."""

    right: int
    """Questions with all parts answered or said to be missing, and nothing else said to be."""
    quoted: int
    """Parts that a document answers, and a quotation does; of "yes-no" the first."""
    missing: int
    """Parts that none answers, said to be missing."""
    in_vain: int
    """Parts said to be missing that a document answers."""

    def is_near(self, other: "Told") -> bool:
        """Tell whether no number differs by more than two; see ``reached.py``."""
        pairs = [(self.right, other.right), (self.quoted, other.quoted)]
        pairs += [(self.missing, other.missing), (self.in_vain, other.in_vain)]
        return all(abs(own - others) <= 2 for own, others in pairs)


def read_parts(name: str) -> Iterator[Question]:
    """Yield the questions of a file of tests/gold."""
    for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        parts = tuple(Part(part["asks"], tuple(part["answers"])) for part in row.pop("parts"))
        yield Question(**row, parts=parts)


def told(results: Sequence[tuple[Question, Answer]]) -> Told:
    """Count what the answers tell of the questions' parts."""
    each = [_told(question, answer) for question, answer in results]
    return Told(
        right=sum(one == _all(question) for (question, _), one in zip(results, each, strict=True)),
        quoted=sum(quoted for quoted, _, _ in each),
        missing=sum(missing for _, missing, _ in each),
        in_vain=sum(in_vain for _, _, in_vain in each),
    )


def _told(question: Question, answer: Answer) -> tuple[int, int, int]:
    quotes = [" ".join(citation.quote.split()).casefold() for citation in answer.citations]
    if question.kind == "yes-no":
        quotes = quotes[:1]
    gone = [part.asks.casefold() for part in question.parts if not part.answers]
    missing = [part.casefold() for part in answer.missing]
    return (
        sum(any(_has(quote, part) for quote in quotes) for part in question.parts if part.answers),
        sum(part in missing for part in gone),
        sum(part not in gone for part in missing),
    )


def _has(quote: str, part: Part) -> bool:
    return any(words.casefold() in quote for words in part.answers)


def _all(question: Question) -> tuple[int, int, int]:
    answered = sum(bool(part.answers) for part in question.parts)
    return answered, len(question.parts) - answered, 0
