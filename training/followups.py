"""Fit what tells turns that lean on earlier ones from those that stand alone, and say how well.

    python training/followups.py TURNS.jsonl [--write]

TURNS has turns of conversations, each with its ``kind`` ("followup" or "standalone"), the turns
before it (``history``) and what it asks in full (``standalone``); our own are in
training/invented.turns.jsonl. A conversation's first turn and what is asked in full stand alone.
The figures are cross-validated in four folds, turns about one document never divided; those of the
conversations of tests/gold are of what is fitted on all. With --write,
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

import numpy as np
from classifying import (
    FITTED,
    GOLD,
    Floats,
    Labelled,
    common_words,
    cross_validated,
    regression,
    rows,
)

from klimatsvar.answer.followup import FollowUps
from klimatsvar.answer.weights import phrases_of, save
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

TARGET: Final = FITTED / "followups.npz"
INVENTED: Final = Path(__file__).parent / "invented.turns.jsonl"
OTHERS, OURS = "by others", "by us"
FOLDS: Final = 4
COMMON: Final = 8
"""Turns that a phrase must stand in to be weighed."""


def read_turns(path: Path, name: str) -> Iterator[Labelled]:
    """Yield the turns of a file that ask something, and what is asked in full; of others' also the
    first ones. Our own first ones may lean on what went before them, and was not written down."""
    for row in rows(path):
        kind, group = row["kind"], row["document"].partition("#")[0]
        if kind in ("followup", "standalone"):
            yield Labelled(row["turn"], kind == "followup", name, group)
            yield Labelled(row["standalone"], False, f"{name}: in full", group)
            if name == OTHERS:
                yield Labelled(row["history"][0], False, f"{name}: first", group)


def read_conversations() -> Iterator[Labelled]:
    """Yield the last turns of the conversations of tests/gold, and the first ones."""
    for row in rows(GOLD / "conversations.jsonl"):
        first = row["history"][0]
        yield Labelled(row["question"], row["follow_up"], "conversations", first)
        yield Labelled(first, False, "conversations: first", first)


def once(turns: Iterable[Labelled]) -> list[Labelled]:
    """Return the turns, each once in its group."""
    first: dict[tuple[str, bool, str], Labelled] = {}
    for turn in turns:
        first.setdefault((turn.text.casefold(), turn.label, turn.group), turn)
    return list(first.values())


def fit(encoder: Encoder, turns: Sequence[Labelled], vectors: Vectors) -> FollowUps:
    """Fit a classifier, as yet without a threshold, with the phrases of turns of conversations."""
    asked = [turn.text for turn in turns if not turn.set.endswith("in full")]
    return regression(FollowUps, encoder, turns, vectors, common_words(asked, COMMON, phrases_of))


def fair_threshold(turns: Sequence[Labelled], likely: Floats) -> float:
    """Return the probability, in hundredths, from which as large a part of the follow-ups is missed
    as of the turns that stand alone is taken for such; others' turns count as much as ours."""
    sets, leans = np.array([turn.set for turn in turns]), np.array([turn.label for turn in turns])
    parts = [
        (likely[(sets == own) & leans], likely[(sets == own) & ~leans]) for own in (OTHERS, OURS)
    ]

    def lean_more(threshold: float) -> float:
        missed = sum(float((own < threshold).mean()) for own, _ in parts)
        return missed - sum(float((alone >= threshold).mean()) for _, alone in parts)

    return min((n / 100 for n in range(1, 100)), key=lambda threshold: abs(lean_more(threshold)))


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
    turns = once(chain(read_turns(given.turns, OTHERS), read_turns(INVENTED, OURS)))
    vectors = encoder.encode_queries([turn.text for turn in turns])
    fitted = fit(encoder, turns, vectors)
    likely = cross_validated(partial(fit, encoder), turns, vectors, FOLDS)
    threshold = fair_threshold(turns, likely)
    conversations = once(read_conversations())
    own = encoder.encode_queries([turn.text for turn in conversations])
    likely = np.append(likely, fitted.probabilities([turn.text for turn in conversations], own))
    print_figures([*turns, *conversations], likely, threshold)
    if given.write:
        save(replace(fitted, threshold=threshold), TARGET)


if __name__ == "__main__":
    main()
