"""What a loader gives: a file's blocks of text and what it says about itself."""

import re
import unicodedata
from dataclasses import dataclass, field

from klimatsvar.corpus.links import web_link
from klimatsvar.language.letters import PLAIN_LETTERS, RAISED_LETTERS
from klimatsvar.texts.messages import Message
from klimatsvar.types import Basis, Block, BlockKind, Document, Page

LONGEST_ORIGIN = 200
"""Characters: it stands beside each quotation."""


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A heading, paragraph, list item or table row, as read from a file."""

    kind: BlockKind
    text: str
    level: int = 0
    """A heading's level, 1 the highest."""
    page: int | None = None
    """The page that the block begins on, from 1."""
    breaks: tuple[tuple[int, int], ...] = ()
    """(offset in ``text``, page number) for each further page that the block runs on to."""


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A passage of a document that staff don't want quoted."""

    text: str
    """As it stands there, but for spaces and line breaks."""
    is_heading: bool = False
    """It is a heading, and all that stands below it is meant too."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; None where nothing is."""

    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    replaced_by: str | None = None
    origin: str | None = None
    """Whose words it renders, and of what years; at most ``LONGEST_ORIGIN`` characters."""
    unquoted: tuple[Unquoted, ...] = ()

    def over(self, other: "Metadata") -> "Metadata":
        """Return these values, and the other's where these have none."""
        return Metadata(
            self.title or other.title,
            self.publisher or other.publisher,
            self.date or other.date,
            self.url or other.url,
            self.language or other.language,
            self.replaced_by or other.replaced_by,
            self.origin or other.origin,
            self.unquoted or other.unquoted,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A file, read."""

    blocks: tuple[SourceBlock, ...]
    metadata: Metadata = Metadata()
    page_count: int | None = None
    warnings: tuple[Message, ...] = field(default=())
    """For the report: what could not be read."""
    furniture: int = 0
    """Characters left out because they repeat over the pages or surround the text: headers,
    footers, page numbers, navigation."""
    struck: int = 0
    """Characters left out because they are struck out: they no longer hold."""
    unfilled: int = 0
    """Lines left out because they are fields of forms that nobody has filled in."""
    scanned: int = 0
    """Pages that have no text but a picture, which OCR could read."""
    ocr_pages: tuple[int, ...] = ()
    """Numbers of the pages whose text was read off their picture; (1,) for a file without pages."""
    basis: Basis | None = None
    """What it rests on, where it is an answer that staff wrote."""


def tidy(text: str) -> str:
    """Return ``text`` on one line as a reader sees it.

    NFC; soft hyphens and control characters gone; ligatures spelled out; runs of space single.
    """
    text = unicodedata.normalize("NFC", text)
    text = text.translate(_LETTERS)
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).strip()


_LETTERS = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " "}
)
# Soft hyphen, zero-width and direction marks, controls, the private use area's stray glyphs, and
# halves of surrogate pairs, which no encoding can write.
_INVISIBLE = re.compile(
    "[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\uf8ff"
    "\x00-\x08\x0b\x0e-\x1b\x7f-\x84\x86-\x9f]"
)


def raised(text: str) -> str:
    """Return a text that is set as a superscript, its figures as such characters: 10³ is not 103.

    So no mark of a footnote is a digit of the number before it ("2030¹"), or a letter of the word
    ("resorᵃ"), and a power keeps its meaning. Words stay as they are ("1st"), and so do subscripts
    everywhere: "CO2".
    """
    return text.translate(_RAISED_MARK if _LETTERS_ALONE.fullmatch(text) else _RAISED)


def chosen(text: str) -> str:
    """Return a question of a form with the ticked of its choices alone.

    "Beviljat: ☒ Ja ☐ Nej" is "Beviljat: Ja"; where nothing is ticked, the text stays as it is.
    """
    first = _BOX.search(text)
    if not first:
        return text
    # Parted by hand: an expression for both parts takes the square of a long text's time.
    label, colon, gap = text[: first.start()].rpartition(":")
    asks = colon and label and not label[-1].isspace() and not _WORD.search(gap)
    choices = _CHOICE.findall(text, first.start())
    ticked = [choice.strip(" ;,") for box, choice in choices if box in "☒☑"]
    return f"{label}: {', '.join(ticked)}" if asks and ticked else text


_BOX = re.compile(r"[☐☒☑]")
_WORD = re.compile(r"\w")
_CHOICE = re.compile(r"([☐☒☑])([^☐☒☑]+)")

_RAISED = str.maketrans("0123456789+-–−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_RAISED_MARK = _RAISED | str.maketrans(PLAIN_LETTERS, RAISED_LETTERS)
# "a", "a)", "a, b", "1, a": the marks of notes, each by itself.
_LETTERS_ALONE = re.compile(r"[\s(\[]*(?:[a-z]|\d+)(?:[\s,]+(?:[a-z]|\d+))*[\s,.)\]]*")


def assemble(id: str, sha256: str, title: str, metadata: Metadata, source: Source) -> Document:
    """Join the blocks into the canonical text and note where each block and page stands.

    Blocks are separated by a blank line, list items and table rows by a line break. So
    ``document.text[b.start:b.end]`` is the text of block ``b``, and the pages' spans follow each
    other without a gap, as far as the blocks tell their pages.
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for block in source.blocks:
        if pieces:
            close = block.kind in ("item", "row") and blocks[-1].kind == block.kind
            pieces.append("\n" if close else "\n\n")
            length += len(pieces[-1])
        pieces.append(block.text)
        blocks.append(Block(block.kind, length, length + len(block.text), block.level))
        if block.page is not None:
            starts.append((length, block.page))
        starts.extend((length + offset, page) for offset, page in block.breaks)
        length += len(block.text)
    return Document(
        id=id,
        title=title,
        text="".join(pieces),
        blocks=tuple(blocks),
        sha256=sha256,
        publisher=metadata.publisher,
        origin=metadata.origin,
        date=metadata.date,
        url=metadata.url if web_link(metadata.url) else None,
        language=metadata.language or "sv",
        replaced_by=metadata.replaced_by,
        pages=_pages(starts, length),
        page_count=source.page_count,
        ocr_pages=source.ocr_pages,
        basis=source.basis,
    )


def _pages(starts: list[tuple[int, int]], length: int) -> tuple[Page, ...]:
    firsts: dict[int, int] = {}
    for offset, number in starts:
        firsts.setdefault(number, offset)
    spans = sorted((offset, number) for number, offset in firsts.items())
    ends = [*(offset for offset, _ in spans[1:]), length] if spans else []
    return tuple(Page(number, start, end) for (start, number), end in zip(spans, ends, strict=True))
