"""Fit what makes an answer sure or possible, by the share of wrong answers that each may show.

    PYTHONPATH=tests python training/thresholds.py [--write]

All questions of tests/gold that are not kept aside are asked, of the documents that they are about.
An answer is wrong when none of its quotations answers, or when no document does. The encoder was
tuned on one folder of documents and never saw the other. Of sure answers there are few, so the risk
is of both folders together, and they count the same, however many questions are asked of each; of
all that is shown it is kept to in each. Prints, for each risk, the threshold and what residents
would be shown, with 95 % intervals; with --write both are saved in calibration.json. What follows
up another question has thresholds of its own, which ``fit.py`` fits.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from risk import threshold_at

from gold_sets import GOLD, ROOT, SETS, opened
from klimatsvar.answer.consider import consider
from klimatsvar.answer.weigh import Considered, Parts
from klimatsvar.evaluate import GoldQuestion, Proportion, is_right, read_questions
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

TARGET = ROOT / "src/klimatsvar/answer/calibration.json"
RISKS = {"sure": 0.08, "possible": 0.25}
"""Share of what is shown that may be wrong: of sure answers, and of sure and possible ones."""
_HITS = 40


def confidences(questions: Sequence[GoldQuestion], parts: Parts) -> tuple[Floats, Bools]:
    """Return each question's confidence, and whether a quotation is right. Shapes (questions,)."""
    shown = replace(parts, sure_from=0.0)
    asked = [consider(gold.question, gold.history, shown, count=_HITS) for gold in questions]
    right = [_answers(gold, one) for gold, one in zip(questions, asked, strict=True)]
    return np.array([one.confidence for one in asked]), np.array(right)


def _answers(gold: GoldQuestion, considered: Considered) -> bool:
    return gold.answerable and any(
        is_right(gold, c.document, c.start, c.end, c.quote) for c in considered.citations
    )


def told(
    shown: Bools,
    right: Bools,
    answerable: Bools,
    own: Bools,
) -> str:
    """Return what residents are shown of the questions ``own``, with intervals."""
    shares = {
        "right": (own & shown & right, own & answerable),
        "wrong of shown": (own & shown & ~right, own & shown),
        "shown in vain": (own & shown & ~answerable, own & ~answerable),
    }
    parts = []
    for name, (some, whole) in shares.items():
        share = Proportion(int(some.sum()), int(whole.sum()))
        low, high = share.interval
        parts.append(f"{name} {share.share:.2f} ({low:.2f}-{high:.2f})")
    return ", ".join(parts)


def main() -> None:
    """Ask, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    settings = Settings.load()
    questions: list[GoldQuestion] = []
    found = []
    for names, parts in opened(open_encoder(settings), settings):
        asked = [gold for name in names for gold in read_questions(GOLD / f"{name}.jsonl")]
        found.append(confidences(asked, parts))
        questions += asked
    folder = np.repeat(np.arange(len(found)), [len(shown) for shown, _ in found])
    weight = 1 / np.bincount(folder)[folder]
    confidence, right = (np.concatenate(each) for each in zip(*found, strict=True))
    answerable = np.array([gold.answerable for gold in questions])
    swedish = np.array([gold.language == "sv" for gold in questions])
    saved = json.loads(TARGET.read_text("utf-8"))
    print(f"{len(questions)} questions, {answerable.sum()} with an answer")
    folders = [folder == place for place in range(len(found))]
    for kind, risk in RISKS.items():
        judged = [folder >= 0] if kind == "sure" else folders
        threshold = max(
            threshold_at(risk, confidence[own], right[own], weight[own]) for own in judged
        )
        if not np.isfinite(threshold):
            raise SystemExit(f"no threshold keeps to a risk of {risk}; give more questions")
        print(f"{kind}, risk {risk:.2f}: from {threshold:.4f}")
        shown = confidence >= threshold
        groups = {
            "in Swedish": swedish,
            "in other languages": ~swedish,
            **{documents.name: own for documents, own in zip(SETS, folders, strict=True)},
        }
        for name, own in groups.items():
            print(f"  {name}: {told(shown, right, answerable, own)}")
        saved["first"]["thresholds"][kind] = round(threshold, 4)
    if write:
        TARGET.write_text(json.dumps(saved, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
