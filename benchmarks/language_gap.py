"""Say how much lower cosines are between two languages than within Swedish.

    python benchmarks/language_gap.py

Pairs each question of tests/gold/languages.jsonl with a Swedish one of tests/gold/questions.jsonl
that has the same answer in the same document, and compares each with the sentence that answers.
"""

import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import platformdirs

from klimatsvar.answer.evidence import gather
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.evaluate import GoldQuestion, is_right, read_questions
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.settings import BUNDLED_MODEL_ID, PASSAGE_TOKENS

ROOT = Path(__file__).parent.parent


def best_cosine(gold: GoldQuestion, index: Index, encoder: SentenceTransformerEncoder) -> float:
    """Return the highest cosine of the question and a sentence that answers it; nan if none."""
    query = make_query(gold.question, gold.question, encoder, index.vocabulary)
    evidence = gather(query, retrieve(query, index, len(index.passages)), index)
    right = [
        is_right(gold, c.passage.document, c.sentence.start, c.sentence.end, c.text)
        for c in evidence.candidates
    ]
    return float(np.max(evidence.features[right, 0], initial=-1)) if any(right) else float("nan")


def main() -> None:
    """Print the mean difference, in all and by language."""
    encoder = SentenceTransformerEncoder(
        BUNDLED_MODEL_ID, platformdirs.user_cache_path("klimatsvar")
    )
    with tempfile.TemporaryDirectory() as folder:
        ingest(ROOT / "corpus", Path(folder), encoder, passage_tokens=PASSAGE_TOKENS)
        index = Index.open(Path(folder), encoder)
    swedish = [
        gold
        for gold in read_questions(ROOT / "tests/gold/questions.jsonl")
        if gold.answerable and gold.language == "sv" and not gold.history
    ]
    gaps: dict[str, list[float]] = defaultdict(list)
    for gold in read_questions(ROOT / "tests/gold/languages.jsonl"):
        same = [g for g in swedish if gold.answerable and g.answers == gold.answers]
        if same:
            gap = best_cosine(same[0], index, encoder) - best_cosine(gold, index, encoder)
            gaps[gold.language].append(gap)
    every = [gap for of in gaps.values() for gap in of]
    print(f"all: {np.nanmean(every):.3f}, {len(every)} pairs")
    for language, of in gaps.items():
        print(f"{language}: {np.nanmean(of):.3f}, {len(of)} pairs")


if __name__ == "__main__":
    main()
