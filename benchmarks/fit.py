"""Fit src/klimatsvar/calibration.json on development questions, and say how well it does.

    python benchmarks/fit.py --data DIR [--write]

DIR holds NAME.questions.jsonl and NAME.documents.jsonl (the format of tests/gold, see
klimatsvar.evaluate). Each question is used as it is and, if it has an answer, once more with its
document taken out of the search, which makes it unanswerable; some are asked of the other
collections too, where they are off topic. The figures printed are cross-validated: five folds by
article (the document id up to "#"; by document where a collection has one article), fitted on
four, measured on the fifth. What is written is fitted on all; docs/images gets the reliability.
"""

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import platformdirs
import torch
from rich.progress import Progress as Bar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from klimatsvar.answer import cite
from klimatsvar.bundled_model import BUNDLED_MODEL_ID
from klimatsvar.calibration import ACROSS_FEATURES, ACROSS_SIGNALS, SIGNALS, signals
from klimatsvar.choosing import choose, prefer_valid
from klimatsvar.embed import Encoder, SentenceTransformerEncoder
from klimatsvar.evaluate import (
    GoldQuestion,
    index_documents,
    is_right,
    read_documents,
    read_questions,
)
from klimatsvar.evidence import FEATURES, Evidence, gather
from klimatsvar.index.store import Index
from klimatsvar.retrieve import make_query, retrieve
from klimatsvar.types import Document

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src/klimatsvar/calibration.json"
PLOTS = ROOT / "docs/images"
PASSAGES = 6
# Of the answerable questions, this part is refused at the threshold: those whose best sentence is
# most likely wrong.
REFUSED_ANSWERABLE = 0.15
# Questions of each collection that are asked of each other one.
OFF_TOPIC = 1000

# The cosine of a question and its answer is this much lower between two languages than within
# Swedish: the mean difference of 46 pairs, each a question of tests/gold/languages.jsonl and the
# Swedish one with the same answer.
LANGUAGE_GAP = 0.072

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One search: its evidence, which candidates answer, and what kind of question it was."""

    gold: GoldQuestion
    collection: str
    """That was searched."""
    documents: Mapping[str, Document]
    evidence: Evidence
    right: npt.NDArray[np.bool_]
    group: str
    """Questions of one group are never divided between fitting and measuring."""
    kind: str
    """One of KINDS."""


KINDS = {
    "answerable": "with an answer",
    "unanswerable": "unanswerable by design",
    "removed": "whose document was taken out",
    "off_topic": "asked of another collection",
}


@dataclass(frozen=True)
class Collection:
    """A set of questions and the index of its documents."""

    name: str
    questions: Sequence[GoldQuestion]
    index: Index

    def group(self, gold: GoldQuestion) -> str:
        """Return the article of a question (the id up to "#"), or its document if all share one."""
        articles = {asked.documents[0].split("#")[0] for asked in self.questions}
        return gold.documents[0].split("#")[0] if len(articles) > 1 else gold.documents[0]


def examples(
    questions: Sequence[GoldQuestion], asked_of: Collection, encoder: Encoder, *, off_topic: bool
) -> list[Example]:
    """Search for each question: as it is and without its gold document, or as off topic."""
    found = []
    with Bar() as bar:
        for gold in bar.track(questions, description=f"ask {asked_of.name}"):
            query = make_query(gold.question, gold.question, encoder, asked_of.index.vocabulary)
            group = asked_of.group(gold)
            runs: list[tuple[str, str | None]] = [("off_topic", None)]
            if not off_topic:
                runs = [("answerable" if gold.answerable else "unanswerable", None)]
                if gold.answerable:
                    runs.append(("removed", gold.documents[0]))
            for kind, without in runs:
                hits = retrieve(query, asked_of.index, PASSAGES, [without] if without else [])
                evidence = gather(query, hits, asked_of.index)
                found.append(
                    Example(
                        gold,
                        asked_of.name,
                        asked_of.index.documents,
                        evidence,
                        rightness(evidence, gold),
                        group,
                        kind,
                    )
                )
    return found


def rightness(evidence: Evidence, gold: GoldQuestion) -> npt.NDArray[np.bool_]:
    """Tell for each candidate whether it answers."""
    return np.array(
        [
            is_right(gold, c.passage.document, c.sentence.start, c.sentence.end, c.text)
            for c in evidence.candidates
        ]
    )


def fit_ranking(found: Sequence[Example], names: Sequence[str]) -> Floats:
    """Return the weight of each of FEATURES, 0 for those not in ``names``.

    Softmax regression over each question's candidates.
    """
    usable = [e for e in found if e.right.any()]
    longest = max(len(e.right) for e in usable)
    rows = np.zeros((len(usable), longest, len(FEATURES)), dtype=np.float32)
    right = np.zeros((len(usable), longest), dtype=bool)
    there = np.zeros((len(usable), longest), dtype=bool)
    for i, e in enumerate(usable):
        rows[i, : len(e.right)] = e.evidence.features
        right[i, : len(e.right)] = e.right
        there[i, : len(e.right)] = True
    rows[:, :, [i for i, name in enumerate(FEATURES) if name not in names]] = 0
    mean, spread = rows[there].mean(0), rows[there].std(0) + 1e-6
    inputs = torch.tensor((rows - mean) / spread)
    hidden, wrong = ~torch.tensor(there), ~torch.tensor(right)
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        log_share = torch.log_softmax((inputs @ weights).masked_fill(hidden, -1e9), dim=1)
        value = -torch.logsumexp(log_share.masked_fill(wrong, -1e9), dim=1).mean()
        value = value + 1e-3 * weights.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return np.asarray(weights.detach().numpy() / spread, dtype=np.float64)


def fit_confidence(
    found: Sequence[Example], ranking: Floats, names: Sequence[str]
) -> tuple[Floats, float]:
    """Return the weight of each of SIGNALS, 0 for those not in ``names``, and the intercept.

    Logistic regression on whether the best candidate is right.
    """
    inputs, answered = signals_of(found, ranking)
    inputs[:, [i for i, name in enumerate(SIGNALS) if name not in names]] = 0
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    model = LogisticRegression(C=0.5, max_iter=1000).fit((inputs - mean) / spread, answered)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def signals_of(found: Sequence[Example], ranking: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the signals of each example, and whether its best candidate is right."""
    inputs, answered = [], []
    for e in found:
        scores = e.evidence.features @ ranking
        inputs.append(signals(e.evidence, scores))
        answered.append(e.right[np.argmax(scores)])
    return np.array(inputs), np.array(answered)


@dataclass(frozen=True)
class Judged:
    """Examples judged by models that were not fitted on them; a row each."""

    confidence: Floats
    sentence: npt.NDArray[np.bool_]
    """The best sentence answers."""
    first: npt.NDArray[np.bool_]
    """The first quotation does, with the sentence joined to it."""
    some: npt.NDArray[np.bool_]
    """One of the quotations does."""


def cross_validate(
    found: Sequence[Example], features: Sequence[str], kinds: Sequence[str]
) -> Judged:
    """Judge the examples in five folds by group."""
    confidence = np.zeros(len(found))
    answered = np.zeros(len(found), dtype=bool)
    quoted = np.zeros((len(found), 2), dtype=bool)
    for train, test in GroupKFold(5).split(found, groups=[e.group for e in found]):
        fitted_on = [found[i] for i in train]
        ranking = fit_ranking([e for e in fitted_on if e.kind == "answerable"], features)
        weights, intercept = fit_confidence(fitted_on, ranking, kinds)
        inputs, answered[test] = signals_of([found[i] for i in test], ranking)
        confidence[test] = 1 / (1 + np.exp(-(inputs @ weights + intercept)))
        quoted[test] = [quotations_right(found[i], ranking) for i in test]
    return Judged(confidence, answered, *quoted.T)


def quotations_right(example: Example, ranking: Floats) -> tuple[bool, bool]:
    """Tell whether the first quotation answers, and whether any does."""
    scores = prefer_valid(example.evidence, example.evidence.features @ ranking, example.documents)
    asked = example.gold.question
    choice = choose(asked, example.evidence, scores, example.documents)
    right = [
        is_right(example.gold, c.document, c.start, c.end, c.quote)
        for c in cite(choice.quotations, example.documents)
    ]
    return right[:1] == [True], any(right)


def report(found: Sequence[Example], judged: Judged) -> float:
    """Print the cross-validated figures and return the threshold that they ask for."""
    confidence, answered = judged.confidence, judged.sentence
    kind = np.array([e.kind for e in found])
    answerable = kind == "answerable"
    cosine = np.array([e.evidence.features[:, 0].max() for e in found])
    searched = np.array([e.collection for e in found])
    for name in dict.fromkeys(searched):
        here = answerable & (searched == name)
        print(
            f"{name}: {here.sum()} answerable questions; best sentence right "
            f"{answered[here].mean():.3f}, quote@1 {judged.first[here].mean():.3f}, "
            f"quote@any {judged.some[here].mean():.3f}"
        )
    for other, told in list(KINDS.items())[1:]:
        pair = answerable | (kind == other)
        if (kind == other).any():
            ours = roc_auc_score(answerable[pair], confidence[pair])
            bare = roc_auc_score(answerable[pair], cosine[pair])
            print(f"AUROC against those {told}: {ours:.3f} (bare best cosine {bare:.3f})")
    threshold = float(np.quantile(confidence[answerable], REFUSED_ANSWERABLE))
    for other, told in KINDS.items():
        if (kind == other).any():
            refused = (confidence[kind == other] < threshold).mean()
            print(f"at threshold {threshold:.3f}: refused {refused:.3f} of those {told}")
    shown = answerable & (confidence >= threshold)
    print(f"of the answers shown to answerable questions, right: {answered[shown].mean():.3f}")
    return threshold


def weights_of(
    found: Sequence[Example], features: Sequence[str], kinds: Sequence[str]
) -> dict[str, Any]:
    """Print the cross-validated figures and return the weights fitted on all examples."""
    print(f"\nall together, {len(features)} features")
    judged = cross_validate(found, features, kinds)
    threshold = report(found, judged)
    draw_reliability(judged, PLOTS / f"reliability-{len(features)}.png")
    ranking = fit_ranking([e for e in found if e.kind == "answerable"], features)
    weights, intercept = fit_confidence(found, ranking, kinds)
    return {
        "ranking": named(FEATURES, ranking, features),
        "confidence": named(SIGNALS, weights, kinds),
        "intercept": round(intercept, 4),
        "threshold": round(threshold, 3),
    }


def shifted(weights: dict[str, Any]) -> dict[str, Any]:
    """Return the weights for cosines that are lower by LANGUAGE_GAP."""
    per_cosine = weights["confidence"]["cosine"] + weights["confidence"]["passage_cosine"]
    return {**weights, "intercept": round(weights["intercept"] + LANGUAGE_GAP * per_cosine, 4)}


def draw_reliability(judged: Judged, path: Path) -> None:
    """Draw, for ten groups of equal size, the confidence and how many were right."""
    order = np.array_split(np.argsort(judged.confidence), 10)
    told = [judged.confidence[group].mean() for group in order]
    true = [judged.sentence[group].mean() for group in order]
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], linestyle=":", color="0.5", label="perfect")
    axes.plot(told, true, marker="o", label="a tenth of the questions each")
    axes.set(xlabel="confidence, mean", ylabel="best sentence right, share")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def named(names: Sequence[str], weights: Floats, used: Sequence[str]) -> dict[str, float]:
    """Return the weights that are used, by name."""
    pairs = zip(names, weights, strict=True)
    return {name: round(float(weight), 4) for name, weight in pairs if name in used}


def build(documents: Path, encoder: Encoder) -> Index:
    """Index the documents in a folder that is gone afterwards: the open index is in memory."""
    with tempfile.TemporaryDirectory() as folder, Bar() as bar:
        task = bar.add_task(f"encode {documents.name}")

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return index_documents(
            read_documents(documents), Path(folder), encoder, passage_tokens=200, progress=show
        )


def main() -> None:
    """Fit, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    encoder = SentenceTransformerEncoder(
        BUNDLED_MODEL_ID, platformdirs.user_cache_path("klimatsvar")
    )
    collections: list[Collection] = []
    digest = hashlib.sha256()
    for path in sorted(arguments.data.glob("*.questions.jsonl")):
        name = path.name.removesuffix(".questions.jsonl")
        documents = path.with_name(f"{name}.documents.jsonl")
        digest.update(path.read_bytes() + documents.read_bytes())
        collections.append(Collection(name, read_questions(path), build(documents, encoder)))
    found: list[Example] = []
    for asked_of in collections:
        for own in collections:
            off_topic = own is not asked_of
            some = random.Random(0).sample(own.questions, min(OFF_TOPIC, len(own.questions)))
            questions = some if off_topic else own.questions
            found += examples(questions, asked_of, encoder, off_topic=off_topic)
    calibration = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "data": digest.hexdigest()[:16],
        "within": weights_of(found, FEATURES, SIGNALS),
        "across": shifted(weights_of(found, ACROSS_FEATURES, ACROSS_SIGNALS)),
    }
    print(json.dumps(calibration, indent=2))
    if arguments.write:
        TARGET.write_text(json.dumps(calibration, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
