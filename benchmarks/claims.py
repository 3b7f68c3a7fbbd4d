"""Say which claims about quotations of tests/gold/claims.jsonl would be shown.

    PYTHONPATH=tests/wording python benchmarks/claims.py [--write]

A claim is a sentence that a language model could write, proven by its quotation or not. Prints, by
kind, how many would be shown: by the certain rules alone, and with what the reader says (the tables
of docs/generation.md); the AUROC of the reader; and where the threshold lies for at most 5 % of the
false ones, fitted on the documents of one half and counted on those of the other. --write writes
these to wording/entailment.json. Prints, too, how many of the restatements of
tests/data/restatements.jsonl are shown, on which nothing was fitted.
"""

import argparse
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from prepared import RESTATEMENTS, completions, documents

from klimatsvar.evaluate.metrics import Proportion, auroc
from klimatsvar.model.encoder import Encoder, Framed
from klimatsvar.model.opening import open_encoder
from klimatsvar.model.reader import PROVES
from klimatsvar.model.tuned import TRAINED_READERS
from klimatsvar.settings import Settings
from klimatsvar.system import file_sha256
from klimatsvar.types import Document, Passage, Sentence
from klimatsvar.wording import entailment
from klimatsvar.wording.entailment import FITTED, Fitted, denies, says
from klimatsvar.wording.parsing import Draft, Support
from klimatsvar.wording.proof import Dropped, Proven, prove

CLAIMS = Path(__file__).parent.parent / "tests/gold/claims.jsonl"
RISK = 0.05
LEAST = -100.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, and what becomes of it."""

    kind: str
    title: str
    proven: bool
    odds: float
    reason: str
    """Why it is dropped by rule; empty where it is not."""

    @property
    def passing(self) -> float:
        """The log-odds, and the least there are where a rule drops it."""
        return LEAST if self.reason else self.odds

    @property
    def first_half(self) -> bool:
        """Whether its document is of the half that a threshold is fitted on."""
        document = self.title.split(" > ")[0]
        return hashlib.sha256(document.encode()).digest()[0] % 2 == 0


def judge(row: dict[str, str], encoder: Encoder) -> Judged:
    """Hold a claim against its quotation as the program does."""
    quote, claim = row["quote"], row["claim"]
    title, *headings = row["title"].split(" > ")
    document = Document("claim.md", title, quote, (), "")
    passage = Passage("claim.md", 0, len(quote), quote, (Sentence(0, len(quote)),), tuple(headings))
    draft = Draft(claim, (Support(1, quote),))
    result = prove(draft, [passage], {document.id: document}, "")
    reason = result.reason if isinstance(result, Dropped) else ""
    above = " – ".join([title, *headings])
    denied = any(denies(claim, line) for line in quote.split("\n"))
    odds = LEAST if denied else encoder.proves(claim, Framed(f"{above}\n", quote))
    return Judged(row["kind"], row["title"], bool(row["proven"]), odds, reason)


def table(judged: Sequence[Judged]) -> str:
    """Return a table of how many are shown, by kind."""
    kinds = defaultdict(list)
    for one in judged:
        kinds[one.proven, one.kind].append(one)
    lines = ["| Kind | Claims | Shown by rules alone | Shown |", "| --- | ---: | ---: | ---: |"]
    for proven in (True, False):
        for (is_proven, kind), own in sorted(kinds.items()):
            if is_proven == proven:
                lines.append(_line(f"{'proven' if proven else 'false'}: {kind}", own))
        lines.append(
            _line(
                f"all {'proven' if proven else 'false'}",
                [one for one in judged if one.proven == proven],
            )
        )
    return "\n".join(lines)


def restated(encoder: Encoder) -> str:
    """Return a table of the restatements that are shown, by kind."""
    kinds = defaultdict(list)
    for row in completions(RESTATEMENTS):
        result = prove(row.draft, row.passages, documents(), row.question)
        by_rules = shown = isinstance(result, Proven)
        if isinstance(result, Proven):
            shown = says(encoder, result.text, result.quotes, row.passages, documents())
        for kind in (row.kind, "all that is false") if not row.faithful else (row.kind,):
            kinds[kind].append((by_rules, shown))
    lines = ["| Kind | Sentences | Shown by rules alone | Shown |", "| --- | ---: | ---: | ---: |"]
    for kind, own in sorted(kinds.items()):
        by_rules, shown = (sum(values) for values in zip(*own, strict=True))
        lines.append(f"| {kind} | {len(own)} | {by_rules} | {shown} |")
    return "\n".join(lines)


def _line(name: str, judged: Sequence[Judged]) -> str:
    by_rules = [one for one in judged if not one.reason]
    said = np.array([one.passing >= entailment.SAYS for one in judged])
    return f"| {name} | {len(judged)} | {len(by_rules)} | {_shown(said)} |"


def fitted(judged: Sequence[Judged]) -> Fitted:
    """Fit the threshold on one half of the documents, and count on the other."""
    false = [one.passing for one in judged if one.first_half and not one.proven]
    says = math.ceil(float(np.quantile(false, 1 - RISK)) * 100) / 100
    others = [one for one in judged if not one.first_half]
    shown = [one.passing >= says for one in others]
    proven = [one.proven for one in others]
    return Fitted(
        says=says,
        false=proven.count(False),
        false_shown=sum(s and not p for s, p in zip(shown, proven, strict=True)),
        proven=proven.count(True),
        proven_shown=sum(s and p for s, p in zip(shown, proven, strict=True)),
        reader=file_sha256(TRAINED_READERS[PROVES]),
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="what was fitted into the package")
    write = parser.parse_args().write
    encoder = open_encoder(Settings.load())
    rows = [json.loads(line) for line in CLAIMS.read_text("utf-8").splitlines()]
    judged = [judge(row, encoder) for row in rows]
    found = fitted(judged)
    if write:
        entailment.SAYS = found.says  # type: ignore[misc]  # what the tables are of
        Path(str(FITTED)).write_text(json.dumps(asdict(found), indent=2) + "\n", "utf-8")
    print(table(judged))
    proven = np.array([one.proven for one in judged])
    odds = np.array([one.odds for one in judged])
    passing = np.array([one.passing for one in judged])
    print(f"\nAUROC {auroc(proven, odds):.3f}, with the rules {auroc(proven, passing):.3f}")
    print(json.dumps(asdict(found)))
    print(f"\n{restated(encoder)}")


def _shown(said: Any) -> str:
    part = Proportion(int(said.sum()), len(said))
    low, high = part.interval
    return f"{part.part} ({part.share:.2f}, {low:.2f}–{high:.2f})"


if __name__ == "__main__":
    main()
