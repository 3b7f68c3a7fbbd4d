"""Fit what tells sentences that only announce from those that state something, and say how well.

    python training/announcing.py DOCUMENTS.jsonl [--write]

DOCUMENTS has documents, each with its id, title and text; every sentence of them states something,
but for those in announcing_labels.json, by their hash, since the texts are not ours: with true they
announce, with null they are left out. tests/gold/announcing.jsonl has sentences under titles of
their own, near misses among them ("Rapporten visar att …"); nothing is fitted on its rows with a
``document``, of corpus/ and tests/gold/plans. The figures are cross-validated in five folds;
sentences of one document, or under one title, are never divided. With --write,
src/klimatsvar/answer/announcing.npz is written.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from classifying import (
    FITTED,
    GOLD,
    ROOT,
    Floats,
    Labelled,
    common_words,
    cross_validated,
    lowest_threshold,
    regression,
    rows,
)

from klimatsvar.answer.announcing import Announcing
from klimatsvar.answer.weights import save
from klimatsvar.evaluate import read_documents
from klimatsvar.index.framing import framed
from klimatsvar.ingest.encode import cut
from klimatsvar.model.encoder import Encoder, Framed, Vectors
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import PASSAGE_TOKENS, Settings
from klimatsvar.system import short_hash

OWN_ROWS: Final = GOLD / "announcing.jsonl"
LABELS: Final = ROOT / "training/announcing_labels.json"
TARGET: Final = FITTED / "announcing.npz"
FOLDS: Final = 5
OF_WORDS: Final = 3.0
"""Length, and which words a sentence has, are multiplied by it."""
INVERSE_PENALTY: Final = 0.3
COMMON: Final = 3
"""Own sentences that a word must stand in to be weighed."""
OWN: Final = "written for this"
OTHERS: Final = "of the documents"
MOST_TAKEN: Final = {OWN: 0.08, OTHERS: 0.0005}
"""Share of the sentences that state something which may be taken to announce. Of our own, most are
near misses."""


@dataclass(frozen=True)
class Sentence(Labelled):
    """A sentence, and whether it only announces."""

    passage: Framed
    """As it is encoded."""
    place: int
    """Of the sentence among the passage's."""


def read_own() -> Iterator[Sentence]:
    """Yield the sentences of tests/gold that stand under a title of their own."""
    for row in rows(OWN_ROWS):
        if "title" in row:
            text, title = row["text"], row["title"]
            group = title.split(" – ")[0]
            passage = Framed(f"{title}\n", text, (((0, len(text)),),))
            yield Sentence(text, row["announces"], OWN, group, passage, 0)


def read_sentences(documents: Path, encoder: Encoder) -> Iterator[Sentence]:
    """Yield the sentences of a file of documents, but for those that are left out."""
    told: dict[str, bool | None] = json.loads(LABELS.read_text("utf-8"))
    for document in read_documents(documents):
        for passage in cut(document, encoder, PASSAGE_TOKENS):
            encoded = framed(document, passage)
            for place, sentence in enumerate(passage.sentences):
                text = document.text[sentence.start : sentence.end]
                announces = told.get(short_hash(text), False)
                if announces is not None:
                    yield Sentence(text, announces, OTHERS, document.id, encoded, place)


def encode(encoder: Encoder, sentences: Sequence[Sentence]) -> Vectors:
    """Return the sentences' vectors, shape (len(sentences), dimension)."""
    passages = list(dict.fromkeys(sentence.passage for sentence in sentences))
    encoded = dict(zip(passages, encoder.encode_passages(passages), strict=True))
    return np.array([encoded[one.passage][1 + one.place] for one in sentences])


def fit(encoder: Encoder, sentences: Sequence[Sentence], vectors: Vectors) -> Announcing:
    """Fit a classifier, as yet without a threshold, with the words of our own sentences."""
    return regression(
        Announcing,
        encoder,
        sentences,
        vectors,
        common_words((s.text for s in sentences if s.set == OWN), COMMON),
        of_features=OF_WORDS,
        inverse_penalty=INVERSE_PENALTY,
    )


def print_figures(sentences: Sequence[Sentence], likely: Floats, threshold: float) -> None:
    """Print by set how many are told right."""
    print(f"From {threshold:.2f}\n\n| Sentences | Announcing, told so | Others, told to announce |")
    print("| --- | ---: | ---: |")
    for name in dict.fromkeys(sentence.set for sentence in sentences):
        cells = []
        for announces in (True, False):
            own = [s.set == name and s.label == announces for s in sentences]
            cells.append(f"{(likely[own] >= threshold).sum()} of {sum(own)}")
        print(f"| {name} | {' | '.join(cells)} |")


def main() -> None:
    """Fit, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    encoder = open_encoder(Settings.load())
    sentences = [*read_own(), *read_sentences(given.documents, encoder)]
    vectors = encode(encoder, sentences)
    likely = cross_validated(partial(fit, encoder), sentences, vectors, FOLDS)
    threshold = lowest_threshold(
        (likely[[s.set == name and not s.label for s in sentences]], most)
        for name, most in MOST_TAKEN.items()
    )
    print_figures(sentences, likely, threshold)
    if given.write:
        fitted = fit(encoder, sentences, vectors)
        save(replace(fitted, threshold=threshold), TARGET)


if __name__ == "__main__":
    main()
