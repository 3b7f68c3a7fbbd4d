"""Documents and their sentences as evidence, to be weighed with scores that a test sets."""

import numpy as np

from klimatsvar.answer.evidence import FEATURES, Candidate, Evidence
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, assemble
from klimatsvar.ingest.chunk import chunk
from klimatsvar.language.terms import terms
from klimatsvar.types import Document, Hit


def document(*blocks: SourceBlock, id: str = "d.md") -> Document:
    known = Metadata(publisher="Borås Stad", date="2023-12-08", url="https://example.se/d")
    return assemble(id, "", "Titel", known, Source(blocks))


def prose(text: str, id: str = "d.md") -> Document:
    """Return a document of one paragraph."""
    return document(SourceBlock("paragraph", text), id=id)


def evidence(*documents: Document) -> Evidence:
    """Return the documents' sentences as evidence: one hit a document, the first the best."""
    candidates = []
    for number, doc in enumerate(documents):
        for passage in chunk(doc, lambda ts: [len(t.split()) for t in ts], target=200, limit=400):
            for s in passage.sentences:
                text = doc.text[s.start : s.end]
                stems = frozenset(t for t in terms(text) if t[0] != "#")
                hit = Hit(number, 1 - number / 10, 0.5, 0.5)
                candidates.append(Candidate(hit, passage, s, text, stems))
    return Evidence(tuple(candidates), np.zeros((len(candidates), len(FEATURES))))
