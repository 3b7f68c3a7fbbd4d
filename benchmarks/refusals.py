"""Say why gold questions without an answer are refused, and what is shown as nearest.

    PYTHONPATH=tests python benchmarks/refusals.py

Asks the starter corpus the questions of tests/gold that are written for it, and prints a markdown
table of those that are refused, by kind: how many, of how many a statement is shown as nearest, how
many are told to be of each kind, for how many no document is near enough to be named, and, of those
that a document answers, for how many one that does is among those named.
"""

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from gold_sets import GOLD, ROOT, SETS
from klimatsvar import Assistant, Settings, build_index
from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.evaluate import GoldQuestion, read_questions
from klimatsvar.types import Answer

CORPUS = ROOT / "corpus"


@dataclass(frozen=True, slots=True)
class Refused:
    """A gold question, and its refusal."""

    gold: GoldQuestion
    answer: Answer

    @property
    def kind(self) -> str:
        """Why the documents don't answer it, or that they do."""
        if self.gold.answerable:
            return "that a document answers"
        return self.gold.kind or "of no stated kind"

    @property
    def is_named(self) -> bool:
        """A document that answers is among those named."""
        return any(near.document in self.gold.documents for near in self.answer.nearest)


def row(kind: str, of_kind: list[Refused]) -> str:
    """Return a row of the table."""
    told = Counter(one.answer.reason for one in of_kind)
    near = sum(bool(one.answer.nearby) for one in of_kind)
    named = sum(one.is_named for one in of_kind) if of_kind[0].gold.answerable else ""
    far = sum(not one.answer.nearest for one in of_kind)
    cells = [len(of_kind), near, *(told[reason] for reason in REFUSALS), far, named]
    return f"| {kind} | {' | '.join(map(str, cells))} |"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(corpus=CORPUS, index=Path(folder))
        build_index(settings)
        assistant = Assistant.open(settings)
        questions = [q for name in SETS[CORPUS] for q in read_questions(GOLD / f"{name}.jsonl")]
        asked = [(gold, assistant.ask(gold.question, gold.history)) for gold in questions]
    found = [Refused(gold, answer) for gold, answer in asked if answer.reason in REFUSALS]
    told = " | ".join(f"`{reason}`" for reason in REFUSALS)
    print(f"| Refused | Number | Near | {told} | Far | Named |")
    print("| --- |" + " ---: |" * (len(REFUSALS) + 4))
    for kind in sorted({one.kind for one in found}):
        print(row(kind, [one for one in found if one.kind == kind]))


if __name__ == "__main__":
    main()
