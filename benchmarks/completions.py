"""Say what becomes of the prepared completions of tests/data/completions.jsonl.

    PYTHONPATH=tests/wording python benchmarks/completions.py

Prints the tables of docs/generation.md, of what the rules let pass.
"""

from collections import Counter
from collections.abc import Iterable

from prepared import Completion, completions


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


def main() -> None:
    """Print both tables."""
    print(faithful(completions()), unfaithful(completions()), sep="\n\n")


if __name__ == "__main__":
    main()
