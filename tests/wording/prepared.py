"""The prepared completions of tests/data/completions.jsonl, and the starter corpus they quote."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.register import read_register
from klimatsvar.corpus.source import Metadata
from klimatsvar.ingest.chunk import chunk
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings
from klimatsvar.types import Document, Passage
from klimatsvar.wording.parsing import Draft, Support
from klimatsvar.wording.proof import Proven, prove

_TESTS = Path(__file__).parent.parent
_ROWS = _TESTS / "data" / "completions.jsonl"
RESTATEMENTS = _TESTS / "data" / "restatements.jsonl"
"""Written by somebody who had seen neither rules nor results; nothing was mended after them."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One sentence as a model could write it, and what must become of it."""

    id: str
    kind: str
    language: str
    batch: int
    """1 was written with the rules; they were mended after each of the later ones was run."""
    question: str
    passages: tuple[Passage, ...]
    draft: Draft
    faithful: bool

    def outcome(self) -> str:
        """Return "passed", or the reason why it is dropped."""
        result = prove(self.draft, self.passages, documents(), self.question)
        return "passed" if isinstance(result, Proven) else result.reason


@cache
def encoder() -> Encoder:
    """Return the encoder that serves, whose reader of claims judges sentences."""
    return open_encoder(Settings.load(encoder="openvino"))


@cache
def documents() -> dict[str, Document]:
    """Return the documents of the starter corpus by id."""
    folder = _TESTS.parent / "corpus"
    register = read_register(folder)
    readings = [
        read_file(file, register.known.get(file.id, Metadata())) for file in corpus_files(folder)
    ]
    return {r.document.id: r.document for r in readings if r.document}


@cache
def passages() -> tuple[Passage, ...]:
    """Return their passages, cut without the encoder: a token is taken to be three letters."""
    return tuple(
        passage
        for document in documents().values()
        for passage in chunk(
            document, lambda texts: [len(text) // 3 for text in texts], target=200, limit=500
        )
    )


def passage_with(document: str, words: str) -> Passage:
    """Return the document's first passage that has the words."""
    return next(p for p in passages() if p.document == document and words in p.text)


@cache
def completions(path: Path = _ROWS) -> tuple[Completion, ...]:
    """Return the rows of a file."""
    return tuple(_completion(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def _completion(row: dict[str, object]) -> Completion:
    found: object = row["passages"]
    support: object = row["support"]
    assert isinstance(found, list)
    assert isinstance(support, list)
    return Completion(
        id=str(row["id"]),
        kind=str(row["kind"]),
        language=str(row["language"]),
        batch=int(str(row["batch"])),
        question=str(row["question"]),
        passages=tuple(passage_with(document, words) for document, words in found),
        draft=Draft(str(row["text"]), tuple(Support(number, quote) for number, quote in support)),
        faithful=bool(row["faithful"]),
    )
