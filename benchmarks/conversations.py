"""Say how well follow-up questions are told from new topics, and what they then find.

    python benchmarks/conversations.py

Builds an index of corpus/ in a folder that is gone afterwards, and prints a markdown table over
the conversations of tests/gold: the last question of each is searched for as it is told to be a
follow-up or not, without any history, and with all of it. ``--each`` also lists what is not told
or found right. The classifier is fitted on these conversations; ``make followups`` says how many
are told right where it is not.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from klimatsvar.answer import followup
from klimatsvar.answer.followup import FollowUps
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.evaluate import GoldQuestion, read_questions
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.opening import open_encoder
from klimatsvar.model.remembering import Remembering
from klimatsvar.settings import Settings

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests/gold/conversations.jsonl"
_NEAR = 3
_PASSAGES = 40


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation whose last question is ``gold.question``."""

    gold: GoldQuestion
    follow_up: bool
    """The last question leans on those before it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a way of completing questions came to in one conversation."""

    conversation: Conversation
    text: str
    """What was searched for."""
    place: int
    """Of the first right document among those found, 0 the best."""

    @property
    def recognised(self) -> bool:
        """The question was rightly taken for a follow-up, or for a new topic."""
        return (self.text != self.conversation.gold.question) == self.conversation.follow_up


Completion = Callable[[str, Sequence[str], Any, Index], str]
"""Makes of a question and the questions before it what is searched for."""


TOLD = "as told"
COMPLETIONS: dict[str, Completion] = {
    TOLD: lambda *given: followup.search(*given, _PASSAGES, FollowUps.load()).text,
    "no history": lambda question, *_: question,
    "all history": lambda question, history, *_: " ".join([*history, question]),
}

GROUPS: dict[str, Callable[[Conversation], bool]] = {
    "all": lambda _: True,
    "follow-ups": lambda c: c.follow_up,
    "new topics": lambda c: not c.follow_up,
    "in Swedish": lambda c: c.gold.language == "sv",
    "in other languages": lambda c: c.gold.language != "sv",
}


def read_conversations(path: Path = GOLD) -> list[Conversation]:
    """Read conversations: gold questions that say whether they follow up."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Conversation(gold, row["follow_up"])
        for gold, row in zip(read_questions(path), rows, strict=True)
    ]


def outcomes(
    conversations: Sequence[Conversation], completion: Completion, encoder: Any, index: Index
) -> list[Outcome]:
    """Search for the last question of each conversation."""
    made = []
    for conversation in conversations:
        gold = conversation.gold
        text = completion(gold.question, gold.history, encoder, index)
        hits = retrieve(
            make_query(gold.question, text, encoder, index.vocabulary), index, _PASSAGES
        )
        found = list(dict.fromkeys(index.passages[hit.passage].document for hit in hits))
        place = min(found.index(d) if d in found else len(found) for d in gold.documents)
        made.append(Outcome(conversation, text, place))
    return made


def shares(made: Sequence[Outcome]) -> tuple[float, float, float]:
    """Return the shares recognised, with a right document first, and among the best three."""
    return (
        sum(o.recognised for o in made) / len(made),
        sum(o.place == 0 for o in made) / len(made),
        sum(o.place < _NEAR for o in made) / len(made),
    )


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(corpus=ROOT / "corpus", index=Path(folder))
        encoder = open_encoder(settings)
        ingest(settings.corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
        index, memory = Index.open(settings.index, encoder), Remembering(encoder)
        conversations = read_conversations()
        made = {
            name: outcomes(conversations, completion, memory, index)
            for name, completion in COMPLETIONS.items()
        }
    print(f"| Conversations | Number | {' | '.join(made)} |")
    print("| --- " * (2 + len(made)) + "|")
    for name, belongs in GROUPS.items():
        groups = [[o for o in column if belongs(o.conversation)] for column in made.values()]
        cells = [", ".join(f"{share:.2f}" for share in shares(group)) for group in groups]
        print(f"| {name} | {len(groups[0])} | {' | '.join(cells)} |")
    print("\nEach: recognised, right document first (R@1), among the best three (R@3).")
    if "--each" in sys.argv:
        for o in made[TOLD]:
            if o.place or not o.recognised:
                print(f"{o.conversation.gold.id} {o.recognised} {o.place} {o.text}")


if __name__ == "__main__":
    main()
