"""Fit src/klimatsvar/answer/calibration.json on development questions, and say how well it does.

    python benchmarks/fit.py --data DIR [--write]

DIR holds the questions and documents, see development.py. The figures printed are cross-validated:
five folds by article (the document id up to "#"; by document where a collection has one article),
fitted on four, measured on the fifth. What is written is fitted on all; docs/images gets the
reliability. The thresholds are kept as they are: fit them anew with thresholds.py.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
from development import Example, digest, read_examples
from fitting import Floats, fit_confidence, fit_ranking
from judging import cross_validate, draw_reliability, report, report_quoting

from klimatsvar.answer.calibration import ACROSS_FEATURES, ACROSS_SIGNALS, SIGNALS
from klimatsvar.answer.evidence import FEATURES
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.settings import BUNDLED_MODEL_ID

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src/klimatsvar/answer/calibration.json"
PLOTS = ROOT / "docs/images"

# The cosine of a question and its answer is this much lower between two languages than within
# Swedish; found by benchmarks/language_gap.py.
LANGUAGE_GAP = 0.072


def weights_of(
    found: Sequence[Example], features: Sequence[str], kinds: Sequence[str]
) -> dict[str, Any]:
    """Print the cross-validated figures and return the weights fitted on all examples."""
    print(f"\nall together, {len(features)} features")
    judged = cross_validate(found, features, kinds)
    report(found, judged)
    if features == FEATURES:
        report_quoting(found, judged)
    draw_reliability(judged, PLOTS / f"reliability-{len(features)}.png")
    ranking = fit_ranking([e for e in found if e.kind == "answerable"], features)
    weights, intercept = fit_confidence(found, ranking, kinds)
    return {
        "ranking": named(FEATURES, ranking, features),
        "confidence": named(SIGNALS, weights, kinds),
        "intercept": round(intercept, 4),
    }


def shifted(weights: dict[str, Any]) -> dict[str, Any]:
    """Return the weights for cosines that are lower by LANGUAGE_GAP."""
    per_cosine = weights["confidence"]["cosine"] + weights["confidence"]["passage_cosine"]
    return {**weights, "intercept": round(weights["intercept"] + LANGUAGE_GAP * per_cosine, 4)}


def named(names: Sequence[str], weights: Floats, used: Sequence[str]) -> dict[str, float]:
    """Return the weights that are used, by name."""
    pairs = zip(names, weights, strict=True)
    return {name: round(float(weight), 4) for name, weight in pairs if name in used}


def main() -> None:
    """Fit, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    encoder = SentenceTransformerEncoder(
        BUNDLED_MODEL_ID, platformdirs.user_cache_path("klimatsvar")
    )
    found = read_examples(arguments.data, encoder)
    calibration: dict[str, Any] = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "data": digest(arguments.data),
        "within": weights_of(found, FEATURES, SIGNALS),
        "across": shifted(weights_of(found, ACROSS_FEATURES, ACROSS_SIGNALS)),
    }
    saved = json.loads(TARGET.read_text("utf-8"))
    for name in ("within", "across"):
        calibration[name]["thresholds"] = saved[name]["thresholds"]
    print(json.dumps(calibration, indent=2))
    if arguments.write:
        TARGET.write_text(json.dumps(calibration, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
