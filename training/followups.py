"""Fit what tells turns that lean on earlier ones from those that stand alone, and say how well.

    python training/followups.py TURNS.jsonl [--write]

TURNS has turns of conversations, each with its ``kind`` ("followup" or "standalone"), the turns
before it (``history``) and what it asks in full (``standalone``). A conversation's first turn and
what is asked in full stand alone; so do the questions of tests/gold that are asked first. The
conversations of tests/gold are fitted on too. The figures are cross-validated in ten folds; turns
about one document, or after the same question, are never divided. With --write,
src/klimatsvar/answer/followups.npz is written.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from classifying import (
    FITTED,
    GOLD,
    Floats,
    Labelled,
    common_words,
    cross_validated,
    lowest_threshold,
    regression,
    rows,
)

from klimatsvar.answer.acts import MOST_WORDS
from klimatsvar.answer.followup import FollowUps
from klimatsvar.answer.weights import save
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

TARGET: Final = FITTED / "followups.npz"
QUESTIONS: Final = ("questions", "spelling", "languages", "residents", "plans")
FOLDS: Final = 10
COMMON: Final = 5
"""Turns that a word must stand in to be weighed."""
MOST_TAKEN: Final = 0.015
"""Share of the gold questions that may be taken for follow-ups."""


def read_turns(path: Path) -> Iterator[Labelled]:
    """Yield the turns of a file that ask something, the first ones, and what is asked in full."""
    for row in rows(path):
        if row["kind"] in ("followup", "standalone"):
            group = row["document"]
            yield Labelled(row["turn"], row["kind"] == "followup", "turns", group)
            yield Labelled(row["history"][0], False, "first turns", group)
            yield Labelled(row["standalone"], False, "asked in full", group)


def read_questions(name: str) -> Iterator[Labelled]:
    """Yield the questions of a file of tests/gold that are asked first."""
    for row in rows(GOLD / f"{name}.jsonl"):
        if not row.get("history"):
            yield Labelled(row["question"], False, "gold questions", row["id"])


def read_conversations() -> Iterator[Labelled]:
    """Yield the last turns of the conversations of tests/gold, and the first ones."""
    for row in rows(GOLD / "conversations.jsonl"):
        first = row["history"][0]
        yield Labelled(row["question"], row["follow_up"], "conversations", first)
        yield Labelled(first, False, "first turns", first)


def short(turns: Iterable[Labelled]) -> list[Labelled]:
    """Return the turns that the classifier is asked about, each once in its group."""
    first: dict[tuple[str, bool, str], Labelled] = {}
    for turn in turns:
        if len(turn.text.split()) <= MOST_WORDS:
            first.setdefault((turn.text.casefold(), turn.label, turn.group), turn)
    return list(first.values())


def fit(encoder: Encoder, turns: Sequence[Labelled], vectors: Vectors) -> FollowUps:
    """Fit a classifier, as yet without a threshold, with the words of turns of conversations."""
    asked = [t.text for t in turns if t.set in ("turns", "first turns", "conversations")]
    return regression(FollowUps, encoder, turns, vectors, common_words(asked, COMMON))


def print_figures(turns: Sequence[Labelled], likely: Floats, threshold: float) -> None:
    """Print by set how many turns are told right."""
    right = Counter[tuple[str, bool]]()
    number = Counter[tuple[str, bool]]()
    for turn, probability in zip(turns, likely, strict=True):
        number[turn.set, turn.label] += 1
        right[turn.set, turn.label] += (probability >= threshold) == turn.label
    print(f"From {threshold:.2f}\n\n| Turns | Follow-ups, told so | Standing alone, told so |")
    print("| --- | ---: | ---: |")
    for name in dict.fromkeys(turn.set for turn in turns):
        cells = [f"{right[name, leans]} of {number[name, leans]}" for leans in (True, False)]
        print(f"| {name} | {' | '.join(cells)} |")


def main() -> None:
    """Fit, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("turns", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    encoder = open_encoder(Settings.load())
    gold = (turn for name in QUESTIONS for turn in read_questions(name))
    turns = short(chain(read_turns(given.turns), read_conversations(), gold))
    vectors = encoder.encode_queries([turn.text for turn in turns])
    likely = cross_validated(partial(fit, encoder), turns, vectors, FOLDS)
    of_gold = [turn.set == "gold questions" for turn in turns]
    threshold = lowest_threshold([(likely[of_gold], MOST_TAKEN)])
    print_figures(turns, likely, threshold)
    if given.write:
        fitted = fit(encoder, turns, vectors)
        save(replace(fitted, threshold=threshold), TARGET)


if __name__ == "__main__":
    main()
