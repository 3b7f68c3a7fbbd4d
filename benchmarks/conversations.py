"""Say how well follow-up questions are told from new topics, and what they then find.

    python benchmarks/conversations.py [--data DIR] [--each]

Builds an index of corpus/ in a folder that is gone afterwards, and prints two markdown tables over
the conversations of tests/gold. The last question of each, where a document answers it, is searched
for as it is told to be a follow-up or not, without any history, and with all of it; and the
follow-ups are answered as they are asked, and asked in full where that is known. ``--each`` also
lists what is not told or found right.

DIR has documents.jsonl and the turns.jsonl that ``training/followups.py`` reads: its follow-ups are
answered too, out of all documents that its turns are about.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from klimatsvar.answer.consider import consider
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import FollowUps, search
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.answer.weigh import PASSAGES, Parts
from klimatsvar.evaluate import (
    GoldAnswer,
    GoldQuestion,
    is_right,
    read_documents,
    read_questions,
)
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import index_documents, ingest
from klimatsvar.model.encoder import Encoder, QueryEncoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.model.remembering import Remembering
from klimatsvar.settings import PASSAGE_TOKENS, Settings
from klimatsvar.types import AnswerKind, Document

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests/gold/conversations.jsonl"
_NEAR = 3
_PASSAGES = 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a way of completing questions came to in one conversation."""

    gold: GoldQuestion
    """The last question of the conversation."""
    text: str
    """What was searched for."""
    place: int
    """Of the first right document among those found, 0 the best."""

    @property
    def recognised(self) -> bool:
        """The question was rightly taken for a follow-up, or for a new topic."""
        return (self.text != self.gold.question) == self.gold.follow_up


Completion = Callable[[str, Sequence[str], QueryEncoder, Index], str]
"""Makes of a question and the questions before it what is searched for."""


TOLD = "as told"
COMPLETIONS: dict[str, Completion] = {
    TOLD: lambda question, history, encoder, index: (
        search(question, history, encoder, index, _PASSAGES, FollowUps.load()).text
    ),
    "no history": lambda question, *_: question,
    "all history": lambda question, history, *_: " ".join([*history, question]),
}

GROUPS: dict[str, Callable[[GoldQuestion], bool]] = {
    "all": lambda _: True,
    "follow-ups": lambda c: c.follow_up,
    "new topics": lambda c: not c.follow_up,
    "in Swedish": lambda c: c.language == "sv",
    "in other languages": lambda c: c.language != "sv",
}


def outcomes(
    conversations: Sequence[GoldQuestion],
    completion: Completion,
    encoder: QueryEncoder,
    index: Index,
) -> list[Outcome]:
    """Search for the last question of each conversation that a document answers."""
    made = []
    for gold in conversations:
        if not gold.answerable:
            continue
        text = completion(gold.question, gold.history, encoder, index)
        hits = retrieve(
            make_query(gold.question, text, encoder, index.vocabulary), index, _PASSAGES
        )
        found = list(dict.fromkeys(index.passages[hit.passage].document for hit in hits))
        place = min(found.index(d) if d in found else len(found) for d in gold.documents)
        made.append(Outcome(gold, text, place))
    return made


def shares(made: Sequence[Outcome]) -> tuple[float, float, float]:
    """Return the shares recognised, with a right document first, and among the best three."""
    return (
        sum(o.recognised for o in made) / len(made),
        sum(o.place == 0 for o in made) / len(made),
        sum(o.place < _NEAR for o in made) / len(made),
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """A follow-up written by others; ``gold`` has the questions before it."""

    gold: GoldQuestion
    in_full: GoldQuestion
    """The same, asked so that it can be understood alone."""


def read_turns(folder: Path) -> tuple[list[Turn], list[Document]]:
    """Read the follow-ups in a folder, and the documents that its turns are about.

    The answers stand in the documents word for word.
    """
    documents = {document.id: document for document in read_documents(folder / "documents.jsonl")}
    turns, about = [], {}
    for row in map(json.loads, (folder / "turns.jsonl").read_text("utf-8").splitlines()):
        document = about[row["document"]] = documents[row["document"]]
        if row["kind"] == "followup":
            gold = GoldQuestion(
                id=row["id"],
                question=row["turn"],
                documents=(row["document"],),
                answerable=bool(row["answers"]),
                answers=tuple(GoldAnswer(a, document.text.index(a)) for a in row["answers"]),
                history=tuple(row["history"]),
            )
            turns.append(Turn(gold, replace(gold, question=row["standalone"], history=())))
    return turns, list(about.values())


@dataclass(frozen=True, slots=True)
class Best:
    """What is shown of the sentence that fits a question best."""

    answerable: bool
    kind: AnswerKind
    right: bool


def best(gold: GoldQuestion, parts: Parts) -> Best:
    """Ask a question."""
    considered = consider(gold.question, gold.history, parts, count=PASSAGES)
    if not considered.choice:
        return Best(gold.answerable, considered.kind, right=False)
    first = considered.choice.weighed[0].candidate
    place = (first.sentence.start, first.sentence.end)
    right = is_right(gold, first.passage.document, *place, first.text)
    return Best(gold.answerable, considered.kind, right)


def best_row(name: str, asked: Sequence[Best]) -> str:
    """Return a row of the table of answers."""
    having = [one for one in asked if one.answerable]
    without = [one for one in asked if not one.answerable]
    shown: tuple[tuple[AnswerKind, ...], ...] = (("grounded",), ("grounded", "possible"))
    counts = [(sum(one.right for one in having), having)]
    for kinds in shown:
        for right in (True, False):
            number = sum(one.right == right and one.kind in kinds for one in having)
            counts.append((number, having))
    counts += [(sum(one.kind in kinds for one in without), without) for kinds in shown]
    cells = [f"{number / len(of):.3f}" if of else "" for number, of in counts]
    return f"| {name} | {len(having)} + {len(without)} | {' | '.join(cells)} |"


HEADER = """
| Follow-ups | With + without an answer | Right first | Sure: right | wrong | Shown: right | wrong \
| In vain: sure | shown |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def print_found(made: Mapping[str, Sequence[Outcome]]) -> None:
    """Print how many are told and found, by way of completing them."""
    print(f"| Conversations | Number | {' | '.join(made)} |")
    print("| --- " * (2 + len(made)) + "|")
    for name, belongs in GROUPS.items():
        groups = [[o for o in column if belongs(o.gold)] for column in made.values()]
        cells = [", ".join(f"{share:.2f}" for share in shares(group)) for group in groups]
        print(f"| {name} | {len(groups[0])} | {' | '.join(cells)} |")
    print("\nEach: recognised, right document first (R@1), among the best three (R@3).")


def answers_to_turns(data: Path, folder: Path, encoder: Encoder) -> Iterator[str]:
    """Yield the rows of the follow-ups in ``data``, over all documents that turns are about."""
    turns, documents = read_turns(data)
    index = index_documents(documents, folder, encoder, passage_tokens=PASSAGE_TOKENS)
    parts = Parts(index, encoder, Fitted.load())
    yield best_row("written by others", [best(turn.gold, parts) for turn in turns])
    yield best_row("asked in full instead", [best(turn.in_full, parts) for turn in turns])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--each", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(corpus=ROOT / "corpus", index=Path(folder) / "corpus")
        encoder = open_encoder(settings)
        ingest(settings.corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
        index, memory = Index.open(settings.index, encoder), Remembering(encoder)
        conversations = read_questions(GOLD)
        made = {
            name: outcomes(conversations, completion, memory, index)
            for name, completion in COMPLETIONS.items()
        }
        print_found(made)
        if given.each:
            for o in made[TOLD]:
                if o.place or not o.recognised:
                    print(f"{o.gold.id} {o.recognised} {o.place} {o.text}")
        parts = Parts(index, encoder, Fitted.load())
        asked = [best(c, parts) for c in conversations if c.follow_up]
        print(HEADER)
        print(best_row("conversations.jsonl", asked))
        if given.data:
            for row in answers_to_turns(given.data, Path(folder) / "turns", encoder):
                print(row)


if __name__ == "__main__":
    main()
