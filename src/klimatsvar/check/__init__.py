"""Look for faults in the index that serves and in the corpus: what `klimatsvar check` does.

``open_parts`` opens what can be opened, and ``check`` goes through it; nothing is written. Every
fault becomes a ``Finding`` that tells staff what to mend, and none an exception.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from klimatsvar.check.agreement import (
    check_counts,
    check_documents,
    check_fit,
    check_passages,
    check_report,
)
from klimatsvar.check.approved import check_approved, check_privacy
from klimatsvar.check.corpus import check_corpus, look
from klimatsvar.check.finding import Finding
from klimatsvar.check.lint import (
    check_descriptions,
    check_paragraphs,
    check_questions,
)
from klimatsvar.check.model import check_model
from klimatsvar.check.opened import Parts, open_parts
from klimatsvar.check.registered import (
    all_known,
    check_rows,
    check_successors,
    check_twins,
    check_validity,
)
from klimatsvar.check.searching import check_searching
from klimatsvar.model.encoder import Encoder

__all__ = [
    "Finding",
    "Parts",
    "check",
    "check_approved",
    "check_model",
    "check_privacy",
    "check_questions",
    "open_parts",
]


def check(parts: Parts, corpus: Path, encoder: Encoder, passage_tokens: int) -> Iterator[Finding]:
    """Yield what is wrong with the opened generation and with the corpus folder.

    What could not be opened is told once, and passed over in the rest.
    """
    yield from parts.findings
    yield from _of_index(parts, encoder, passage_tokens)
    yield from _of_corpus(parts, corpus)


def _of_index(parts: Parts, encoder: Encoder, passage_tokens: int) -> Iterator[Finding]:
    yield from check_fit(parts, encoder, passage_tokens)
    yield from check_counts(parts)
    yield from check_report(parts)
    if parts.documents is not None:
        yield from check_documents(parts.documents)
        if parts.passages is not None:
            yield from check_passages(parts.passages, parts.documents)
    yield from check_searching(parts, encoder)


def _of_corpus(parts: Parts, corpus: Path) -> Iterator[Finding]:
    folder, findings = look(corpus)
    yield from findings
    documents = parts.documents or ()
    if folder is not None:
        yield from check_corpus(folder, parts)
        yield from check_rows(folder)
    known = all_known(documents, folder)
    yield from check_successors(known, folder)
    yield from check_twins(known, dict.fromkeys(document.id for document in documents))
    yield from check_validity(documents, date.today())
    yield from check_descriptions(documents, folder)
    yield from check_paragraphs(documents)
