"""Say what becomes of the prepared completions of tests/data/completions.jsonl.

    PYTHONPATH=tests/wording python benchmarks/completions.py [--near | --restated]

Prints the tables of docs/generation.md, for which no model is needed; with --near, how near the
faithful sentences are to their quotes, and to those of the others; with --restated, the tables of
tests/data/restatements.jsonl, which the rules were not made for.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from prepared import RESTATEMENTS, Completion, completions, documents

from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings
from klimatsvar.wording.proof import Proven, prove
from klimatsvar.wording.writer import LEAST_NEARNESS, nearness


def faithful(rows: Iterable[Completion]) -> str:
    """Return a table of the faithful completions by language."""
    counts: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for row in rows:
        if row.faithful:
            counts[row.language] += 1
            passed[row.language] += row.outcome() == "passed"
    lines = [f"| {key} | {counts[key]} | {passed[key]} |" for key in sorted(counts)]
    total = f"| all | {counts.total()} | {passed.total()} |"
    return "\n".join(["| Language | Faithful | Passed |", "| --- | ---: | ---: |", *lines, total])


def unfaithful(rows: Iterable[Completion]) -> str:
    """Return a table of the unfaithful completions by what is wrong with them."""
    reasons: dict[str, Counter[str]] = {}
    for row in rows:
        if not row.faithful:
            reasons.setdefault(row.kind, Counter())[row.outcome()] += 1
    lines = [
        f"| {kind} | {why.total()} | {why['passed']} | "
        f"{', '.join(f'{reason} {count}' for reason, count in sorted(why.items()))} |"
        for kind, why in sorted(reasons.items())
    ]
    total = sum(why.total() for why in reasons.values())
    passed = sum(why["passed"] for why in reasons.values())
    head = ["| What is wrong | Number | Passed | Why dropped |", "| --- | ---: | ---: | --- |"]
    return "\n".join([*head, *lines, f"| all | {total} | {passed} | |"])


def near() -> None:
    """Say how many sentences are near enough to their own quotes, and to others."""
    encoder = SentenceTransformerEncoder(BUNDLED_MODEL_ID, Settings.load().cache)
    results = [
        (row.draft, prove(row.draft, row.passages, documents(), row.question))
        for row in completions()
        if row.faithful
    ]
    proven = [(draft, result) for draft, result in results if isinstance(result, Proven)]
    shifted = [*proven[1:], proven[0]]
    own = [nearness(encoder, draft, result) for draft, result in proven]
    others = [
        nearness(encoder, draft, replace(result, text=other.text))
        for (draft, result), (_, other) in zip(proven, shifted, strict=True)
    ]
    print(f"Sentences nearer than {LEAST_NEARNESS} to quotes, of {len(proven)}:")
    for name, values in (("their own", own), ("another's", others)):
        passed = sum(value >= LEAST_NEARNESS for value in values)
        print(f"{name}: {passed}; least {min(values):.3f}, median {np.median(values):.3f}")


def main() -> None:
    """Print both tables, or the nearness."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--near", action="store_true")
    parser.add_argument("--restated", action="store_true")
    given = parser.parse_args()
    if given.near:
        near()
        return
    rows = completions(RESTATEMENTS) if given.restated else completions()
    print(faithful(rows), unfaithful(rows), sep="\n\n")


if __name__ == "__main__":
    main()
