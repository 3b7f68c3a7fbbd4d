"""Cut a document into passages of whole sentences, each under one heading."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from klimatsvar.index.framing import context_of
from klimatsvar.language.sentences import is_ended, split_sentences
from klimatsvar.types import Block, Document, Passage, Sentence

CHUNKER_VERSION = 4
"""Raised when the same document would be cut differently."""

TokenCounter = Callable[[Sequence[str]], list[int]]
"""Texts -> the encoder's token count of each, special tokens included."""

# A list item or table row is quoted whole up to this many characters, else sentence by sentence.
_WHOLE_ITEM_CHARS = 400
_CAPTION = re.compile(r"tabell\b|table\b", re.I)
# Sections under these headings list where things stand, and answer nothing themselves.
_APPARATUS = re.compile(
    r"(?:\d[\d.]*\s+)?(?:käll(?:or|förteckning|hänvisningar)|referenser|litteratur|innehåll(?:sförteckning)?"
    r"|sources|references|contents):?",
    re.I,
)
# Tokens of one text are not exactly the sum of its parts' tokens; this margin covers it.
_MARGIN = 16


@dataclass(frozen=True, slots=True)
class _Section:
    headings: tuple[str, ...]
    sentences: list[Sentence]


def chunk(
    document: Document, count_tokens: TokenCounter, *, target: int, limit: int
) -> list[Passage]:
    """Return the document's passages, in text order.

    Each is about ``target`` tokens and, with ``context_of`` before it, never above ``limit``, the
    most that the encoder reads, unless that line alone takes three quarters of it.
    ``document.text[p.start:p.end] == p.text`` for every passage ``p``, and likewise for its
    sentences' offsets, which are the document's. A passage never crosses a heading. A sentence
    too long for the encoder is cut between words.
    """
    return [
        passage
        for section in _sections(document)
        for passage in _pack(document, section, count_tokens, target, limit)
    ]


def _sections(document: Document) -> Iterator[_Section]:
    """Yield the runs of sentences between headings, with the heading path of each."""
    path: list[tuple[int, str]] = []
    sentences: list[Sentence] = []
    lead_in: tuple[int, int] | None = None
    previous: Block | None = None
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            yield from _section(path, sentences)
            path = [(level, name) for level, name in path if level < block.level]
            path.append((block.level, text))
            sentences, lead_in = [], None
        else:
            if block.kind == "paragraph":
                lead_in = None
            elif previous and previous.kind == "paragraph":
                lead_in = _lead_in(document.text, previous)
            sentences.extend(_block_sentences(text, block, lead_in))
        previous = block
    yield from _section(path, sentences)


def _section(path: list[tuple[int, str]], sentences: list[Sentence]) -> Iterator[_Section]:
    headings = tuple(name for _, name in path)
    if sentences and not (headings and _APPARATUS.fullmatch(headings[-1])):
        yield _Section(headings, sentences)


def _lead_in(text: str, paragraph: Block) -> tuple[int, int] | None:
    """Return the span of the paragraph's last sentence if it announces a list or a table.

    A sentence without an end ("Bygdepengen ges till") goes on in what follows it.
    """
    words = text[paragraph.start : paragraph.end]
    if is_ended(words) and not _CAPTION.match(words):
        return None
    start, end = split_sentences(text[paragraph.start : paragraph.end])[-1]
    return paragraph.start + start, paragraph.start + end


def _block_sentences(
    text: str, block: Block, lead_in: tuple[int, int] | None
) -> Iterator[Sentence]:
    whole = block.kind != "paragraph" and len(text) <= _WHOLE_ITEM_CHARS
    for start, end in [(0, len(text))] if whole else split_sentences(text):
        yield Sentence(block.start + start, block.start + end, lead_in)


def _pack(
    document: Document, section: _Section, count_tokens: TokenCounter, target: int, limit: int
) -> Iterator[Passage]:
    context = count_tokens([context_of(document.title, section.headings)])[0]
    room = max(limit - context - _MARGIN, limit // 4)
    texts = [document.text[s.start : s.end] for s in section.sentences]
    sized = [
        piece
        for sentence, size in zip(section.sentences, count_tokens(texts), strict=True)
        for piece in _fit(document.text, sentence, size, room, count_tokens)
    ]
    total = sum(size for _, size in sized)
    # Even shares rather than a short remainder at the end.
    share = min(room, total / max(1, math.ceil(total / target)))
    run: list[Sentence] = []
    filled = 0.0
    for sentence, size in sized:
        # Close the run when it stands nearer to its share without this sentence than with it.
        if run and (filled + size > room or filled + size / 2 > share):
            yield _passage(document, section.headings, run)
            run, filled = [], 0
        run.append(sentence)
        filled += size
    if run:
        yield _passage(document, section.headings, run)


def _fit(
    text: str, sentence: Sentence, size: int, room: int, count_tokens: TokenCounter
) -> Iterator[tuple[Sentence, int]]:
    """Yield the sentence, halved between words until each part has at most ``room`` tokens."""
    if size <= room:
        yield sentence, size
        return
    middle = (sentence.start + sentence.end) // 2
    space = text.rfind(" ", sentence.start + 1, middle)
    cut = space if space > sentence.start else middle
    start = cut + 1 if text[cut] == " " else cut
    for part in (
        Sentence(sentence.start, cut, sentence.lead_in),
        Sentence(start, sentence.end, sentence.lead_in),
    ):
        if part.start < part.end:
            part_size = count_tokens([text[part.start : part.end]])[0]
            yield from _fit(text, part, part_size, room, count_tokens)


def _passage(document: Document, headings: tuple[str, ...], run: list[Sentence]) -> Passage:
    start, end = run[0].start, run[-1].end
    return Passage(
        document=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=tuple(run),
        headings=headings,
        pages=document.pages_of(start, end),
    )
