"""Measure finding the right document: dense, lexical and fused, for the constants that are set.

    python benchmarks/retrieval.py --data DIR [--name squad-sv] [--limit 1500]

DIR as in development.py. Prints a markdown table: recall@k and nDCG@10 of the gold document, over
the answerable questions (a random part of them, the same each time).
"""

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from development import build

from klimatsvar.answer.search import LEXICAL_WEIGHT
from klimatsvar.evaluate import read_questions
from klimatsvar.index.lexical import PassageTerms, write_postings
from klimatsvar.language.terms import terms
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings

Scores = npt.NDArray[np.float32]
"""Shape (questions, passages)."""


def row(name: str, scores: Scores, owner: npt.NDArray[np.int32], gold: list[int]) -> str:
    """Return a table row: a document scores as its best passage."""
    documents = np.full((len(scores), owner.max() + 1), -np.inf, dtype=np.float32)
    for document in range(documents.shape[1]):
        documents[:, document] = scores[:, owner == document].max(axis=1, initial=-np.inf)
    of_gold = documents[np.arange(len(gold)), gold]
    rank = (documents > of_gold[:, None]).sum(axis=1) + 1
    ndcg = np.where(rank <= 10, 1 / np.log2(rank + 1), 0).mean()
    recall = " | ".join(f"{(rank <= k).mean():.3f}" for k in (1, 5, 10))
    return f"| {name} | {recall} | {ndcg:.4f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--name", default="squad-sv")
    parser.add_argument("--limit", type=int, default=1500)
    arguments = parser.parse_args()
    encoder = open_encoder(Settings.load(model=BUNDLED_MODEL_ID))
    index = build(arguments.data / f"{arguments.name}.documents.jsonl", encoder)
    number = {id: i for i, id in enumerate(index.documents)}
    owner = index.rows.owners
    questions = read_questions(arguments.data / f"{arguments.name}.questions.jsonl")
    answerable = [q for q in questions if q.answerable]
    asked = random.Random(0).sample(answerable, min(arguments.limit, len(answerable)))
    gold = [number[q.documents[0]] for q in asked]

    rows = index.rows
    dense = encoder.encode_queries([q.question for q in asked]) @ rows.passage_vectors.T
    queries = [terms(q.question) for q in asked]
    print(f"{len(asked)} questions, {len(index.documents)} documents, {len(owner)} passages\n")
    print("| Retrieval | R@1 | R@5 | R@10 | nDCG@10 |\n| --- | --- | --- | --- | --- |")
    print(row("dense", dense, owner, gold))
    for k1, b in ((0.9, 0.4), (1.2, 0.5), (1.2, 0.75)):
        with tempfile.TemporaryDirectory() as folder:
            write_postings(Path(folder), rows.passage_terms, len(rows.terms), k1, b)
            words = PassageTerms.load(Path(folder), rows.passage_terms, rows.numbers)
            lexical = np.stack([words.scores(query) for query in queries])
        print(row(f"lexical, k1 {k1}, b {b}", lexical, owner, gold))
        for weight in (0.05, 0.1, 0.15, LEXICAL_WEIGHT, 0.2, 0.25):
            name = f"dense + {weight} lexical, k1 {k1}, b {b}"
            print(row(name, dense + weight * lexical, owner, gold))


if __name__ == "__main__":
    main()
