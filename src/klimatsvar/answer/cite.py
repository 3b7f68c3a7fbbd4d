"""Prove each quotation word for word, and name its source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from klimatsvar.answer.choose import Quotation
from klimatsvar.answer.spans import Span, span_of
from klimatsvar.corpus.standing import standing
from klimatsvar.index.contract import Passages
from klimatsvar.types import Citation, Document, Hit, Nearest, Passage


def cite(
    quotations: Sequence[Quotation], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Return a numbered Citation for each quotation that is verbatim in its document.

    What fails the check ``document.text[start:end] == quote`` is left out, also among the further
    sources of a quotation; and so is an answer of staff's whose source fails it.
    """
    proven = [
        q
        for q in quotations
        if _stands(q.span, q.text, documents) and _is_founded(q.span.document, documents)
    ]
    return tuple(_citation(number, q, documents) for number, q in enumerate(proven, start=1))


def _stands(span: Span, text: str, documents: Mapping[str, Document]) -> bool:
    return is_verbatim(documents, span.document, span.start, span.end, text)


def is_verbatim(
    documents: Mapping[str, Document], document: str, start: int, end: int, quote: str
) -> bool:
    """Tell whether ``quote`` is exactly what stands at the offsets in the document."""
    found = documents.get(document)
    return bool(quote) and found is not None and found.text[start:end] == quote


def _is_founded(id: str, documents: Mapping[str, Document]) -> bool:
    return documents[id].basis is None or _basis(0, documents[id], documents) is not None


def _citation(number: int, quotation: Quotation, documents: Mapping[str, Document]) -> Citation:
    elsewhere = tuple(
        source(number, candidate.passage, span, documents)
        for candidate in quotation.also
        for span in [span_of(candidate)]
        if _stands(span, candidate.text, documents)
    )
    passage = quotation.best.passage
    own = source(number, passage, quotation.span, documents)
    return replace(own, also=elsewhere, left_out=quotation.left_out)


def source(
    number: int, passage: Passage, span: Span, documents: Mapping[str, Document]
) -> Citation:
    """Return the citation of what stands in ``span``, under the passage's heading."""
    headings = passage.headings
    heading = headings[-1] if headings else None
    return _source(number, documents[span.document], span, heading, documents)


def _source(
    number: int,
    document: Document,
    span: Span,
    heading: str | None,
    documents: Mapping[str, Document],
) -> Citation:
    successor = documents.get(document.replaced_by or "")
    pages = document.pages_of(span.start, span.end)
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        publisher=document.publisher,
        origin=document.origin,
        date=document.date,
        page=pages[0] if pages else None,
        pages=pages,
        heading=heading,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        url=document.url,
        ocr=document.is_ocr(span.start, span.end),
        replaced_by=successor.title if successor else document.replaced_by,
        date_guessed=document.date_guessed,
        basis=_basis(number, document, documents),
        valid_until=document.valid_until,
        is_table=any(block.kind == "row" for block in document.blocks_in(span.start, span.end)),
    )


def _basis(number: int, document: Document, documents: Mapping[str, Document]) -> Citation | None:
    """Return the passage that an answer of staff's rests on; None if it rests on none, or another
    document's text, where it doesn't stand any more."""
    basis = document.basis
    rests_on = documents.get(basis.document) if basis else None
    if basis is None or rests_on is None or rests_on.basis is not None:
        return None
    found = standing(basis.passage, rests_on.text)
    if found is None:
        return None
    heading = rests_on.heading_above(found[0])
    return _source(number, rests_on, Span(rests_on.id, *found), heading, documents)


def nearest(
    hits: Sequence[Hit], passages: Passages, documents: Mapping[str, Document], count: int
) -> tuple[Nearest, ...]:
    """Return the first ``count`` documents of the best hits, each once, best first."""
    found: dict[str, Nearest] = {}
    for hit in hits:
        if len(found) == count:  # each further passage may be fetched over a network
            break
        passage = passages[hit.passage]
        document = documents[passage.document]
        page = passage.pages[0] if passage.pages else None
        near = Nearest(document.id, document.title, page, hit.score, passage.start, passage.end)
        found.setdefault(document.id, near)
    return tuple(found.values())
