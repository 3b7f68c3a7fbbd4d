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
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from klimatsvar.answer.acts import MOST_WORDS
from klimatsvar.answer.followup import FollowUps, inputs_of
from klimatsvar.answer.weights import save, words_of
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

ROOT: Final = Path(__file__).parent.parent
GOLD: Final = ROOT / "tests/gold"
TARGET: Final = ROOT / "src/klimatsvar/answer/followups.npz"
QUESTIONS: Final = ("questions", "spelling", "languages", "residents", "plans")
FOLDS: Final = 10
SCALE: Final = 10.0
"""Vectors are multiplied by it: their numbers are small beside the features'."""
COMMON: Final = 5
"""Turns that a word must stand in to be weighed."""
MOST_TAKEN: Final = 0.015
"""Share of the gold questions that may be taken for follow-ups."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Turn:
    """A turn, and whether it leans on one before it."""

    text: str
    leans: bool
    set: str
    """Where it is from."""
    group: str
    """Those of one group are never divided between fitting and judging."""


def read_turns(path: Path) -> Iterator[Turn]:
    """Yield the turns of a file that ask something, the first ones, and what is asked in full."""
    for row in _rows(path):
        if row["kind"] in ("followup", "standalone"):
            group = row["document"]
            yield Turn(row["turn"], row["kind"] == "followup", "turns", group)
            yield Turn(row["history"][0], False, "first turns", group)
            yield Turn(row["standalone"], False, "asked in full", group)


def read_questions(name: str) -> Iterator[Turn]:
    """Yield the questions of a file of tests/gold that are asked first."""
    for row in _rows(GOLD / f"{name}.jsonl"):
        if not row.get("history"):
            yield Turn(row["question"], False, "gold questions", row["id"])


def read_conversations() -> Iterator[Turn]:
    """Yield the last turns of the conversations of tests/gold, and the first ones."""
    for row in _rows(GOLD / "conversations.jsonl"):
        first = row["history"][0]
        yield Turn(row["question"], row["follow_up"], "conversations", first)
        yield Turn(first, False, "first turns", first)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def short(turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns that the classifier is asked about, each once in its group."""
    first: dict[tuple[str, bool, str], Turn] = {}
    for turn in turns:
        if len(turn.text.split()) <= MOST_WORDS:
            first.setdefault((turn.text.casefold(), turn.leans, turn.group), turn)
    return list(first.values())


def common_words(turns: Sequence[Turn]) -> list[str]:
    """Return the words that many turns of conversations have."""
    asked = (turn for turn in turns if turn.set in ("turns", "first turns", "conversations"))
    number = Counter(word for turn in asked for word in words_of(turn.text))
    return sorted(word for word, times in number.items() if times >= COMMON)


def fit(encoder: Encoder, turns: Sequence[Turn], vectors: Vectors) -> FollowUps:
    """Fit a classifier, as yet without a threshold."""
    words = common_words(turns)
    values = inputs_of([turn.text for turn in turns], vectors, words)
    leans = [turn.leans for turn in turns]
    scale = np.ones(values.shape[1])
    scale[: encoder.dimension] = SCALE
    centre = values.mean(axis=0)
    model = LogisticRegression(max_iter=2000).fit((values - centre) * scale, leans)
    weights = model.coef_[0] * scale
    return FollowUps(
        model=encoder.fingerprint,
        words=tuple(words),
        weights=weights.astype(np.float32),
        intercept=float(model.intercept_[0] - weights @ centre),
        threshold=1.0,
    )


def lowest_threshold(turns: Sequence[Turn], likely: Floats) -> float:
    """Return the lowest probability from which few enough gold questions are taken."""
    gold = np.array([turn.set == "gold questions" for turn in turns])
    for hundredths in range(100):
        if (likely[gold] >= hundredths / 100).mean() <= MOST_TAKEN:
            return hundredths / 100
    raise SystemExit("no threshold takes few enough questions")


def print_figures(turns: Sequence[Turn], likely: Floats, threshold: float) -> None:
    """Print by set how many turns are told right."""
    right = Counter[tuple[str, bool]]()
    number = Counter[tuple[str, bool]]()
    for turn, probability in zip(turns, likely, strict=True):
        number[turn.set, turn.leans] += 1
        right[turn.set, turn.leans] += (probability >= threshold) == turn.leans
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
    likely = np.zeros(len(turns))
    for train, test in GroupKFold(FOLDS).split(vectors, groups=[turn.group for turn in turns]):
        fitted = fit(encoder, [turns[i] for i in train], vectors[train])
        likely[test] = fitted.probabilities([turns[i].text for i in test], vectors[test])
    threshold = lowest_threshold(turns, likely)
    print_figures(turns, likely, threshold)
    if given.write:
        fitted = fit(encoder, turns, vectors)
        save(replace(fitted, threshold=threshold), TARGET)


if __name__ == "__main__":
    main()
