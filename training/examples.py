"""Questions asked of passages that the encoder was not tuned on: what fitting and judging need."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from passages import Passage, Question
from rich.progress import track

from klimatsvar.answer.calibration import Calibration
from klimatsvar.answer.evidence import Candidate, Evidence, gather, read
from klimatsvar.answer.followup import instead, with_what_it_adds
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.answer.weigh import PASSAGES
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import index_documents
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import PASSAGE_TOKENS
from klimatsvar.types import Block, Document

MOST_PASSAGES: Final = 350
"""Passages of a set whose questions are asked, drawn from all that are searched."""
MOST: Final = 4
"""Questions of such a passage that are asked, drawn: each is read with several passages."""

Kind = Literal["answered", "near miss", "removed"]
"""Of a question: its passage answers it, does not, or was taken out of the search."""


@dataclass(frozen=True, slots=True)
class Example:
    """What was found for a question."""

    set: str
    group: str
    """Those of one group are never divided between fitting and judging."""
    kind: Kind
    evidence: Evidence
    right: npt.NDArray[np.bool_]
    """Which candidates answer."""


def examples(passages: Sequence[Passage], encoder: Encoder, most: int = MOST) -> list[Example]:
    """Ask the passages' questions, ``most`` of each, of an index of them all.

    Of a passage about an invented city, those about other invented cities are left out: they are
    alike, and may answer too. The reader reads what the calibration of today, without it, finds.
    """
    drawn, calibration = Random(1), Calibration.load()
    documents = [_document(f"{place}", passage) for place, passage in enumerate(passages)]
    with tempfile.TemporaryDirectory() as folder:
        index = index_documents(
            documents,
            Path(folder),
            encoder,
            passage_tokens=PASSAGE_TOKENS,
            progress=lambda done, total: print(f"\rread {done}/{total}", end="", file=sys.stderr),
        )
        return [
            example
            for place, passage in track(_some_of_each_set(passages, drawn), "ask")
            for others in [_alike(passage, passages)]
            for question in _some(passage.questions, most, drawn)
            if not instead(question.turn, question.after)
            for example in _asked(place, question, passage, others, index, encoder, calibration)
        ]


def _some_of_each_set(passages: Sequence[Passage], drawn: Random) -> Sequence[tuple[int, Passage]]:
    sets: dict[str, list[int]] = {}
    for place, passage in enumerate(passages):
        sets.setdefault(passage.set, []).append(place)
    some = (drawn.sample(places, min(MOST_PASSAGES, len(places))) for places in sets.values())
    return [(place, passages[place]) for places in some for place in sorted(places)]


def _some(questions: Sequence[Question], most: int, drawn: Random) -> list[Question]:
    places = drawn.sample(range(len(questions)), min(most, len(questions)))
    return [questions[place] for place in sorted(places)]


def _document(id: str, passage: Passage) -> Document:
    blocks, at = [], 0
    for line in passage.text.split("\n"):
        if line.strip():
            blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    return Document(id, passage.title, passage.text, tuple(blocks), sha256="")


def _alike(own: Passage, passages: Sequence[Passage]) -> set[str]:
    """Return the ids of what is about other invented cities, where ``own`` is about one."""
    return {
        str(other)
        for other, passage in enumerate(passages)
        if own.city and passage.city and passage.city != own.city
    }


def _asked(
    place: int,
    question: Question,
    own: Passage,
    others: set[str],
    index: Index,
    encoder: Encoder,
    calibration: Calibration,
) -> Iterator[Example]:
    query = make_query(question.turn, question.text, encoder, index.vocabulary)
    kinds: dict[Kind, set[str]] = {"answered" if question.sentences else "near miss": others}
    if question.sentences:
        kinds["removed"] = {*others, str(place)}
    answers = [own.spans[sentence] for sentence in question.sentences]

    def answers_it(candidate: Candidate) -> bool:
        sentence = candidate.sentence
        return candidate.passage.document == str(place) and any(
            sentence.start < end and start < sentence.end for start, end in answers
        )

    for kind, without in kinds.items():
        hits = retrieve(query, index, PASSAGES, without)
        if hits:
            evidence = gather(query, hits, index)
            if question.after:
                evidence = with_what_it_adds(
                    question.turn, question.after, evidence, calibration, index, encoder
                )
            evidence = read(query, evidence, calibration.rank(evidence), index, encoder)
            right = np.array([answers_it(candidate) for candidate in evidence.candidates])
            yield Example(own.set, own.group, kind, evidence, right)
