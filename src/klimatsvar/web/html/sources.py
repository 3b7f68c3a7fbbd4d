"""The documents that an answer quotes or names, as the templates show them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from klimatsvar.assistant import quoted
from klimatsvar.texts import texts
from klimatsvar.types import Block, BlockKind, Citation, Document, Nearest
from klimatsvar.web.html.links import Link, file_address, source_address, web_link

AROUND = 400
"""Characters shown before and after a quotation, at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a block's text, marked where it is quoted."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ContextBlock:
    """A block of the surroundings; its pieces are its text from left to right."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    cut_before: bool
    """The block begins before what is shown of it."""
    cut_after: bool
    after_gap: bool
    """Blocks between this one and the one shown before it are left out."""


def context(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[ContextBlock, ...]:
    """Return the blocks around ``spans`` of ``document.text``, the spans marked.

    Blocks that hold no quotation are shown whole or not at all; one that does is cut between
    words where it reaches further than ``AROUND`` characters.
    """
    blocks = document.blocks or (Block("paragraph", 0, len(document.text)),)
    shown = []
    for number, (start, end) in enumerate(_windows(document.text, blocks, spans)):
        here = [block for block in blocks if block.start < end and block.end > start]
        while here[-1].kind == "heading" and not _quoted(here[-1], spans):
            here.pop()  # what it heads is not shown
        for place, block in enumerate(here):
            left, right = max(block.start, start), min(block.end, end)
            shown.append(
                ContextBlock(
                    kind=block.kind,
                    pieces=_pieces(document.text, left, right, spans),
                    cut_before=left > block.start,
                    cut_after=right < block.end,
                    after_gap=number > 0 and place == 0,
                )
            )
    return tuple(shown)


def _quoted(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    return any(block.start < end and block.end > start for start, end in spans)


def _windows(
    text: str, blocks: Sequence[Block], spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return what to show around the spans, in order, joined where it overlaps."""
    windows: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        left, right = max(0, start - AROUND), min(len(text), end + AROUND)
        for block in blocks:
            if block.start < left < block.end:
                left = _next_word(text, left, start) if block.end > start else block.end
            if block.start < right < block.end:
                right = _last_word(text, right, end) if block.start < end else block.start
        if windows and left <= windows[-1][1]:
            left, right = windows[-1][0], max(right, windows.pop()[1])
        windows.append((left, right))
    return windows


def _next_word(text: str, position: int, limit: int) -> int:
    while position < limit and not text[position - 1].isspace():
        position += 1
    return position


def _last_word(text: str, position: int, limit: int) -> int:
    while position > limit and not text[position].isspace():
        position -= 1
    return position


def _pieces(
    text: str, left: int, right: int, spans: Sequence[tuple[int, int]]
) -> tuple[Piece, ...]:
    """Return ``text[left:right]`` cut where a span begins or ends."""
    cuts = {left, right}
    cuts.update(cut for span in spans for cut in span if left < cut < right)
    edges = sorted(cuts)
    return tuple(
        Piece(text[a:b], any(start <= a and b <= end for start, end in spans))
        for a, b in pairwise(edges)
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A quoted document, with all its quotations in one answer."""

    document: Document
    citations: tuple[Citation, ...]
    addresses: tuple[str, ...]
    """Of each quotation's own page."""
    details: str
    """Publisher, date and place, as far as they are known."""
    link: Link | None
    replaced_by: str | None
    """Title of the document that replaces this one."""
    ocr: bool
    """Something quoted was read off a picture."""
    context: tuple[ContextBlock, ...]


@dataclass(frozen=True, slots=True)
class NearDocument:
    """A document to look in when there is no answer."""

    title: str
    language: str
    place: str
    address: str
    host: str
    """Of another site; empty for this one."""


def sources_of(
    citations: Sequence[Citation], documents: Mapping[str, Document], language: str
) -> list[Source]:
    """Return one source a document, in the order of their first quotation.

    A document that says the same as a quoted one is a source of that quotation too.
    """
    of_document: dict[str, list[Citation]] = {}
    for citation in citations:
        for place in (citation, *citation.also):
            of_document.setdefault(place.document, []).append(place)
    return [_source(documents[id_], cited, language) for id_, cited in of_document.items()]


def _source(document: Document, cited: Sequence[Citation], language: str) -> Source:
    words = texts(language)
    first = cited[0]
    places = dict.fromkeys(place for c in cited if (place := _place(c, words)))
    date = written_date(first.date, words) if first.date else None
    return Source(
        document=document,
        citations=tuple(cited),
        addresses=tuple(source_address(document, c.start, c.end, language) for c in cited),
        details=", ".join(part for part in (first.publisher, date, *places) if part),
        link=web_link(first.url),
        replaced_by=first.replaced_by,
        ocr=any(c.ocr for c in cited),
        context=context(document, [(c.start, c.end) for c in cited]),
    )


def _place(citation: Citation, words: Mapping[str, str]) -> str:
    if len(citation.pages) > 1:
        return words["pages"].format(first=citation.pages[0], last=citation.pages[-1])
    if citation.page:
        return words["page"].format(page=citation.page)
    if citation.heading and citation.heading != citation.title:
        return words["heading"].format(heading=citation.heading)
    return ""


def near_document(near: Nearest, document: Document, words: Mapping[str, str]) -> NearDocument:
    """Return a document to name in a refusal; on the web, if it is there."""
    link = web_link(document.url)
    return NearDocument(
        title=near.title,
        language=document.language,
        place=words["page"].format(page=near.page) if near.page else "",
        address=link.url if link else file_address(document, near.page),
        host=link.host if link else "",
    )


def as_text(
    question: str,
    told: str,
    citations: Sequence[Citation],
    sources: Sequence[Source],
    words: Mapping[str, str],
) -> str:
    """Return an answer with its sources as text, to be copied; ``told`` is a language model's
    wording of it, empty when there is none."""
    wording = [told, ""] if told else []
    lines = [question, "", *wording, quoted(citations), "", words["sources"]]
    for source in sources:
        numbers = " ".join(f"[{c.number}]" for c in source.citations)
        replaced = words["replaced"].format(title=source.replaced_by) if source.replaced_by else ""
        parts = (source.document.title, source.details, source.link and source.link.url)
        told = ", ".join(part for part in parts if part)
        lines.append(f"{numbers} {told} {replaced}".rstrip())
    return "\n".join(lines)


def written_date(date: str, words: Mapping[str, str]) -> str:
    """Return an ISO 8601 day, month or year as it is written in running text."""
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", date)
    if not found or not 1 <= int(found[2]) <= 12:
        return date
    year, month = found[1], words["months"].split()[int(found[2]) - 1]
    if not found[3]:
        return words["date_month"].format(month=month, year=year)
    return words["date_day"].format(day=int(found[3]), month=month, year=year)
