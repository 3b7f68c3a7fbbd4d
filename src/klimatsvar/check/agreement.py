"""Check that the parts of a generation agree with each other, and it with the program."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from klimatsvar.check.finding import Finding, error, warning
from klimatsvar.check.opened import Parts
from klimatsvar.index.generations import MANIFEST
from klimatsvar.index.on_disk import REPORT
from klimatsvar.index.rows import TEXTS
from klimatsvar.ingest.chunk import CHUNKER_VERSION
from klimatsvar.model.encoder import Encoder
from klimatsvar.types import Document, Passage


def check_fit(parts: Parts, encoder: Encoder, passage_tokens: int) -> Iterator[Finding]:
    """Check that the generation was made with this model and cut as it would be today."""
    made = parts.manifest
    if made is None:
        return
    file = parts.place(MANIFEST)
    if (made.fingerprint, made.dimension) != (encoder.fingerprint, encoder.dimension):
        key = "made_with_other_edition" if made.model == encoder.model else "made_with_other_model"
        yield error(file, key, made_with=made.model, model=encoder.model)
    if (made.chunker, made.passage_tokens) != (CHUNKER_VERSION, passage_tokens):
        yield warning(file, "cut_in_another_way")


def check_counts(parts: Parts) -> Iterator[Finding]:
    """Check that there are as many documents, passages and sentences as the manifest says."""
    if parts.manifest is None or parts.documents is None or parts.passages is None:
        return
    sentences = sum(len(passage.sentences) for passage in parts.passages)
    found = (len(parts.documents), len(parts.passages), sentences)
    keys = ("documents_lacking", "passages_lacking", "sentences_lacking")
    for key, number, expected in zip(keys, found, parts.manifest.counts, strict=True):
        if number != expected:
            yield error(parts.place(TEXTS), key, found=number, expected=expected)


def check_report(parts: Parts) -> Iterator[Finding]:
    """Check that the report of the build tells of the same documents and passages."""
    if parts.report is None or parts.documents is None or parts.passages is None:
        return
    file = parts.place(REPORT)
    told = {known.id: known for known in parts.report if known.status == "searchable"}
    texts = {document.id: document.text for document in parts.documents}
    for id in sorted(told.keys() ^ texts.keys()):
        yield error(file, "report_of_others", texts=TEXTS, document=id)
    passages = Counter(passage.document for passage in parts.passages)
    for id in sorted(told.keys() & texts.keys()):
        if (told[id].passages, told[id].characters) != (passages[id], len(texts[id])):
            yield error(file, "report_of_other_text", document=id)


def check_documents(documents: Sequence[Document]) -> Iterator[Finding]:
    """Check that each document's blocks and pages lie in its text."""
    for document in documents:
        length = len(document.text)
        if not _in_order([(block.start, block.end) for block in document.blocks], length):
            yield error(document.id, "blocks_astray")
        if not _in_order([(page.start, page.end) for page in document.pages], length):
            yield error(document.id, "pages_astray")


def check_passages(passages: Sequence[Passage], documents: Sequence[Document]) -> Iterator[Finding]:
    """Check that every passage is the span of its document's text that it claims to be.

    And that its sentences lie in it, in order, and its pages and headings are the document's.
    Yields one finding for each document and kind of fault.
    """
    by_id = {document.id: document for document in documents}
    headings = {document.id: _headings(document) for document in documents}
    faults: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        for fault in _faults(passage, by_id.get(passage.document), headings):
            faults.setdefault((passage.document, fault), []).append(passage)
    for (id, fault), wrong in faults.items():
        yield error(id, fault, count=len(wrong), first=wrong[0].start)


def _faults(
    passage: Passage, document: Document | None, headings: dict[str, frozenset[str]]
) -> Iterator[str]:
    """Yield the keys of messages about a passage."""
    if document is None:
        yield "passages_of_nothing"
        return
    start, end = passage.start, passage.end
    if not 0 <= start < end or document.text[start:end] != passage.text:
        yield "passages_of_other_text"
    spans = [(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
    empty = not spans or any(first == last for first, last in spans)
    if empty or not _in_order(spans, end - start):
        yield "sentences_astray"
    leads = [sentence.lead_in for sentence in passage.sentences if sentence.lead_in]
    if not all(0 <= first < last <= len(document.text) for first, last in leads):
        yield "leads_astray"
    if passage.pages != document.pages_of(start, end):
        yield "page_numbers_astray"
    if not headings[document.id].issuperset(passage.headings):
        yield "headings_astray"


def _headings(document: Document) -> frozenset[str]:
    blocks = (block for block in document.blocks if block.kind == "heading")
    return frozenset(document.text[block.start : block.end] for block in blocks)


def _in_order(spans: Sequence[tuple[int, int]], length: int) -> bool:
    """Tell whether the spans lie between 0 and ``length``, one after another."""
    edges = [0, *(edge for span in spans for edge in span), length]
    return all(before <= after for before, after in pairwise(edges))
