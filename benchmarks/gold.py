"""Say how well the questions of tests/gold are answered: surely, possibly, wrongly and in vain.

    PYTHONPATH=tests python benchmarks/gold.py [--held]

The starter corpus is asked the questions written for it, and the three plans in tests/gold/plans
those about them. Builds its indexes in folders that are gone afterwards, and prints two markdown
tables with 95 % intervals: by set, and by kind and language. With --held the questions that are
kept aside are asked too; look at those figures once, at the end of a piece of work.
"""

import argparse
import sys
from collections.abc import Iterable

from gold_sets import GOLD, opened
from klimatsvar.answer.weigh import Parts
from klimatsvar.evaluate import Proportion, Shown, evaluate, read_questions
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

HELD = ("residents", "plans")


def measured(
    names: Iterable[str], parts: Parts
) -> dict[str, tuple[Shown, Shown, dict[str, tuple[Shown, Shown]]]]:
    """Return of each set what is shown as sure, as sure or possible, and both by group."""
    found = {}
    for name in names:
        print(name, file=sys.stderr)
        evaluation = evaluate(read_questions(GOLD / f"{name}.jsonl"), parts)
        found[name] = (evaluation.sure, evaluation.possible, dict(evaluation.groups))
    return found


def row(name: str, sure: Shown, possible: Shown) -> str:
    """Return a row of a table."""
    counts = f"{sure.right.whole} + {sure.in_vain.whole}"
    shares = (
        *(sure.right, possible.right),
        *(sure.wrong, possible.wrong),
        *(sure.in_vain, possible.in_vain),
    )
    return f"| {name} | {counts} | {' | '.join(map(_told, shares))} |"


def _told(share: Proportion) -> str:
    if not share.whole:
        return "–"
    low, high = share.interval
    return f"{share.share:.2f} ({low:.2f}–{high:.2f})"


HEADER = """
| {} | With + without an answer | Right: sure | sure or possible | Wrong of shown: sure \
| sure or possible | Shown in vain: sure | sure or possible |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held", action="store_true")
    held = parser.parse_args().held
    settings = Settings.load()
    found = {}
    for names, parts in opened(open_encoder(settings), settings):
        aside = [f"{name}-held" for name in names if held and name in HELD]
        found.update(measured([*names, *aside], parts))
    print(HEADER.format("Questions"))
    for name, (sure, possible, _) in found.items():
        print(row(name, sure, possible))
    for name in (name for name in found if name.startswith(HELD)):
        print(HEADER.format(f"{name}, by kind and language"))
        for group, (sure, possible) in found[name][2].items():
            print(row(group, sure, possible))


if __name__ == "__main__":
    main()
