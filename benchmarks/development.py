"""Development questions, searched for: the evidence that fitting and judging need.

A folder holds NAME.questions.jsonl and NAME.documents.jsonl (the format of tests/gold, see
klimatsvar.evaluate). Each question is used as it is and, if it has an answer, once more with its
document taken out of the search, which makes it unanswerable; some are asked of the other
collections too, where they are off topic.
"""

import atexit
import hashlib
import random
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import Progress as Bar

from klimatsvar.answer.evidence import Evidence, gather
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.evaluate import (
    GoldQuestion,
    index_documents,
    is_right,
    read_documents,
    read_questions,
)
from klimatsvar.index.on_disk import Index
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import PASSAGE_TOKENS
from klimatsvar.types import Document

_PASSAGES = 6
# Questions of each collection that are asked of each other one.
_OFF_TOPIC = 1000


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
                hits = retrieve(query, asked_of.index, _PASSAGES, [without] if without else [])
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


def read_examples(folder: Path, encoder: Encoder) -> list[Example]:
    """Ask the questions of all collections in ``folder``."""
    collections = [
        Collection(name, read_questions(questions), build(documents, encoder))
        for name, questions, documents in files_of(folder)
    ]
    found: list[Example] = []
    for asked_of in collections:
        for own in collections:
            off_topic = own is not asked_of
            some = random.Random(0).sample(own.questions, min(_OFF_TOPIC, len(own.questions)))
            questions = some if off_topic else own.questions
            found += examples(questions, asked_of, encoder, off_topic=off_topic)
    return found


def files_of(folder: Path) -> list[tuple[str, Path, Path]]:
    """Return each collection's name, questions and documents."""
    names = [path.name.split(".")[0] for path in sorted(folder.glob("*.questions.jsonl"))]
    return [
        (name, folder / f"{name}.questions.jsonl", folder / f"{name}.documents.jsonl")
        for name in names
    ]


def digest(folder: Path) -> str:
    """Return a short hash of all questions and documents in ``folder``."""
    whole = hashlib.sha256()
    for _, questions, documents in files_of(folder):
        whole.update(questions.read_bytes() + documents.read_bytes())
    return whole.hexdigest()[:16]


def build(documents: Path, encoder: Encoder) -> Index:
    """Index the documents in a folder that is gone when the program ends."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Bar() as bar:
        task = bar.add_task(f"encode {documents.name}")

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return index_documents(
            read_documents(documents), folder, encoder, passage_tokens=PASSAGE_TOKENS, progress=show
        )
