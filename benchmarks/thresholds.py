"""Fit what makes an answer sure or possible, by the share of wrong answers that each may show.

    python benchmarks/thresholds.py QUESTIONS.jsonl ... [--write]

The questions (the format of tests/gold) are asked of corpus/. An answer is wrong when none of its
quotations answers, or when no document does. Prints, for each risk, the threshold and what
residents would be shown, with 95 % intervals; with --write both are saved in calibration.json.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from klimatsvar.answer.calibration import DOCUMENT_LANGUAGE, Calibration
from klimatsvar.answer.consider import Parts, consider
from klimatsvar.evaluate import GoldQuestion, Proportion, is_right, read_questions
from klimatsvar.evaluate.metrics import threshold_at
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.language.detect import detect_language
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src/klimatsvar/answer/calibration.json"
RISKS = {"sure": 0.08, "possible": 0.25}
"""Share of what is shown that may be wrong: of sure answers, and of sure and possible ones."""
_HITS = 40


def confidences(
    questions: list[GoldQuestion], parts: Parts
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each question's confidence, whether a quotation is right, and whether the weights for
    questions in the documents' language were used; shapes (questions,)."""
    found = []
    for gold in questions:
        language = detect_language(gold.question)
        considered = consider(gold.question, language, gold.history, parts, count=_HITS)
        right = gold.answerable and any(
            is_right(gold, c.document, c.start, c.end, c.quote) for c in considered.citations
        )
        found.append((considered.confidence, right, language == DOCUMENT_LANGUAGE))
    confidence, right, within = map(np.array, zip(*found, strict=True))
    return confidence, right, within


def main() -> None:
    """Ask, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    settings = Settings.load(corpus=ROOT / "corpus")
    encoder = open_encoder(settings)
    questions = [gold for path in arguments.questions for gold in read_questions(path)]
    with tempfile.TemporaryDirectory() as folder:
        ingest(settings.corpus, Path(folder), encoder, passage_tokens=settings.passage_tokens)
        parts = Parts(Index.open(Path(folder), encoder), encoder, Calibration.load())
        confidence, right, within = confidences(questions, parts)
    answerable = np.array([gold.answerable for gold in questions])
    saved = json.loads(TARGET.read_text("utf-8"))
    for name, own in (("within", within), ("across", ~within)):
        print(f"{name}: {own.sum()} questions, {(own & answerable).sum()} with an answer")
        for kind, risk in RISKS.items():
            threshold = threshold_at(risk, confidence[own], right[own])
            if not np.isfinite(threshold):
                raise SystemExit(
                    f"{name}: no threshold keeps to a risk of {risk}; give more questions"
                )
            shown = own & (confidence >= threshold)
            told = {
                "right": Proportion(int((shown & right).sum()), int((own & answerable).sum())),
                "wrong of shown": Proportion(int((shown & ~right).sum()), int(shown.sum())),
                "shown in vain": Proportion(
                    int((shown & ~answerable).sum()), int((own & ~answerable).sum())
                ),
            }
            shares = ", ".join(
                f"{what} {p.share:.2f} ({p.interval[0]:.2f}-{p.interval[1]:.2f})"
                for what, p in told.items()
            )
            print(f"  {kind}, risk {risk:.2f}: from {threshold:.4f}; {shares}")
            saved[name]["thresholds"][kind] = round(threshold, 4)
    if arguments.write:
        TARGET.write_text(json.dumps(saved, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
