"""Fit what tells turns that ask nothing from questions, and say how well it does.

    python training/acts.py TURNS.jsonl QUESTIONS.jsonl [--write]

TURNS has turns of conversations, each with its ``kind`` and, where it asks nothing, its ``act``;
QUESTIONS has residents' questions. The turns and questions of tests/gold that aren't kept aside are
fitted on too. The figures are cross-validated in five folds; those of the turns and questions that
are kept aside come last. With --write, src/klimatsvar/answer/acts.npz is written.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from classifying import FITTED, GOLD, SCALE, Floats, lowest_threshold, rows, weights_of
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from klimatsvar.answer.acts import ACTS, MOST_WORDS, QUESTION, Acts, inputs
from klimatsvar.answer.weights import save
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

TARGET: Final = FITTED / "acts.npz"
QUESTIONS: Final = ("questions", "spelling", "languages", "conversations", "residents", "plans")
HELD: Final = ("residents-held", "plans-held")
OTHERS: Final = 2500
"""Questions taken of QUESTIONS, evenly."""
NEAR: Final = "near misses"
FOLDS: Final = 5
INVERSE_PENALTY: Final = 10.0
MOST_TAKEN: Final = 0.005
"""Share of the questions of each set that may be taken for small talk. Near misses, which were
written to be mistaken, are not counted."""
SAME: Final = {
    "praise": "thanks",
    "identity": "capabilities",
    "test": "capabilities",
    "insult": "complaint",
}
"""Acts that get the reply of another."""


@dataclass(frozen=True)
class Turn:
    """A turn, and what it does."""

    text: str
    name: str
    """One of ACTS, or QUESTION."""
    set: str
    """Where it is from."""


def read_turns(path: Path) -> Iterator[Turn]:
    """Yield the turns of a file, and the questions that go with them."""
    for row in rows(path):
        act = row.get("act") or QUESTION
        yield Turn(row["turn"], SAME.get(act, act), _set(path))
        whole = [row["standalone"]] if row.get("standalone") else []
        for question in (*row.get("history", []), *whole):
            yield Turn(question, QUESTION, _set(path))


def read_questions(path: Path) -> Iterator[Turn]:
    """Yield the questions of a file, and those asked before them."""
    for row in rows(path):
        for question in (row["question"], *row.get("history", [])):
            yield Turn(question, QUESTION, _set(path))


def _set(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def short(turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns that the classifier is asked about, each wording once."""
    first: dict[str, Turn] = {}
    for turn in turns:
        if len(turn.text.split()) <= MOST_WORDS:
            first.setdefault(turn.text.strip().casefold(), turn)
    return list(first.values())


def fit(encoder: Encoder, values: Floats, names: Sequence[str], threshold: float) -> Acts:
    """Fit a classifier; ``values`` are what ``inputs`` gives."""
    scale = np.ones(values.shape[1])
    scale[: encoder.dimension] = SCALE
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000)
    weights, intercepts = weights_of(model, values, names, scale)
    return Acts(
        model=encoder.fingerprint,
        names=tuple(model.classes_),
        weights=weights.astype(np.float32),
        intercepts=intercepts.astype(np.float32),
        threshold=threshold,
    )


@dataclass(frozen=True)
class Judged:
    """Turns, and how likely each asks nothing, with the act that it then is."""

    turns: Sequence[Turn]
    nothing: Floats
    acts: Sequence[str]

    @classmethod
    def of(cls, turns: Sequence[Turn], names: Sequence[str], probabilities: Floats) -> "Judged":
        """Read them off the classes' probabilities."""
        own = [list(names).index(act) for act in ACTS]
        asks = probabilities[:, list(names).index(QUESTION)]
        return cls(turns, 1 - asks, [ACTS[i] for i in probabilities[:, own].argmax(axis=1)])

    def taken(self, threshold: float) -> Counter[str]:
        """Return by set how many questions count as small talk."""
        return Counter(
            t.set
            for t, p in zip(self.turns, self.nothing, strict=True)
            if t.name == QUESTION and p >= threshold
        )

    def print(self, title: str, threshold: float) -> None:
        """Print how many questions are taken, by set, and how many others are told, by act."""
        print(f"\n{title}, from {threshold:.2f}\n\n| Questions of | Number | Taken |")
        print("| --- | ---: | ---: |")
        taken = self.taken(threshold)
        for name, number in _counted(t.set for t in self.turns if t.name == QUESTION):
            print(f"| {name} | {number} | {taken[name]} ({taken[name] / number:.3f}) |")
        rows = list(zip(self.turns, self.nothing, self.acts, strict=True))
        print("\n| Act | Number | Told to ask nothing | and what |\n| --- | ---: | ---: | ---: |")
        for name in (*ACTS, ""):
            own = [r for r in rows if r[0].name == (name or r[0].name) and r[0].name != QUESTION]
            if own:
                told = np.mean([p >= threshold for _, p, _ in own])
                right = np.mean([p >= threshold and act == t.name for t, p, act in own])
                print(f"| {name or 'all'} | {len(own)} | {told:.2f} | {right:.2f} |")


def cross_validated(encoder: Encoder, turns: Sequence[Turn], values: Floats) -> Judged:
    """Judge each turn by what is fitted on the others."""
    names = np.array([turn.name for turn in turns])
    probabilities = np.zeros((len(turns), len(ACTS) + 1))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    fitted: tuple[str, ...] = ()
    for train, test in folds.split(values, names):
        acts = fit(encoder, values[train], names[train], 1.0)
        probabilities[test] = acts.likely(values[test])
        fitted = acts.names
    return Judged.of(turns, fitted, probabilities)


def _counted(sets: Iterable[str]) -> list[tuple[str, int]]:
    return list(Counter(sets).items())


def main() -> None:
    """Fit, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("turns", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    encoder = open_encoder(Settings.load())
    others = short(read_questions(given.questions))
    others = others[:: max(1, len(others) // OTHERS)]
    own = [turn for name in QUESTIONS for turn in read_questions(GOLD / f"{name}.jsonl")]
    near = [Turn(t.text, t.name, NEAR) for t in read_turns(GOLD / "turns.jsonl")]
    turns = short([*read_turns(given.turns), *near, *own, *others])
    values = _values(turns, encoder)
    judged = cross_validated(encoder, turns, values)
    asking = [turn.set if turn.name == QUESTION else NEAR for turn in turns]
    sets = [[own == name for own in asking] for name in {*asking} - {NEAR}]
    threshold = lowest_threshold([(judged.nothing[own], MOST_TAKEN) for own in sets], least=0.5)
    judged.print("Cross-validated", threshold)
    acts = fit(encoder, values, [turn.name for turn in turns], threshold)
    kept = [turn for name in HELD for turn in read_questions(GOLD / f"{name}.jsonl")]
    kept = short([*read_turns(GOLD / "turns-held.jsonl"), *kept])
    probabilities = acts.likely(_values(kept, encoder))
    Judged.of(kept, acts.names, probabilities).print("Kept aside", threshold)
    if given.write:
        save(acts, TARGET)


def _values(turns: Sequence[Turn], encoder: Encoder) -> Floats:
    texts = [turn.text for turn in turns]
    return inputs(texts, encoder.encode_queries(texts))


if __name__ == "__main__":
    main()
