"""The core types, in the order in which they arise. All are frozen.

Offsets are character offsets (Python string indices) into ``Document.text``, the document's
canonical text; ``start`` is inclusive, ``end`` exclusive. Pages are counted from 1.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Literal, TypeAlias

from klimatsvar.texts.messages import Message

BlockKind: TypeAlias = Literal["heading", "paragraph", "item", "row"]
AnswerKind: TypeAlias = Literal["grounded", "possible", "refused", "reply"]
"""The quotations answer, may answer, or there are none; or nothing was asked, and this replies."""
FileStatus: TypeAlias = Literal["searchable", "duplicate", "skipped"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row: ``document.text[start:end]``."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """A heading's level, 1 the highest; 0 for other kinds."""


@dataclass(frozen=True, slots=True)
class Page:
    """The span of a document's text that stands on one page."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Basis:
    """The passage of a document that an answer rests on which staff wrote."""

    document: str
    """Id of the document."""
    passage: str
    """Its words, as staff copied them."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus, read: its canonical text, structure and what is known about it."""

    id: str
    """Path below the corpus folder, with forward slashes."""
    title: str
    text: str
    blocks: tuple[Block, ...]
    """In text order, not overlapping; every quotable character lies in one."""
    sha256: str
    """Of the file's bytes."""
    publisher: str | None = None
    date: str | None = None
    """ISO 8601: a day, a month or a year."""
    url: str | None = None
    language: str = "sv"
    replaced_by: str | None = None
    """Id of the document that replaces this one."""
    date_guessed: bool = False
    """``date`` is when a program made or saved the file: nobody says it is the document's."""
    pages: tuple[Page, ...] = ()
    """Those with text; empty for formats without pages."""
    page_count: int | None = None
    """Pages of the file, also those without text; None for formats without pages."""
    ocr_pages: tuple[int, ...] = ()
    """Numbers of the pages whose text was read off a picture (OCR); (1,) if it has no pages."""
    basis: Basis | None = None
    """Staff wrote this document, an answer to a question, and it rests on this."""
    valid_until: str | None = None
    """The last day, month or year that it says it holds, in ISO 8601."""
    has_aside: bool = False
    """Its file has more than is read: comments, tracked changes, hidden text, rows or sheets."""
    origin: str | None = None
    """Whose words it renders, and of what years, where ``publisher`` only compiled them."""

    def is_ocr(self, start: int, end: int) -> bool:
        """Tell whether any of ``text[start:end]`` was read off a picture."""
        pages = self.pages_of(start, end) if self.pages else (1,)
        return not set(pages).isdisjoint(self.ocr_pages)

    def blocks_in(self, start: int, end: int) -> tuple[Block, ...]:
        """Return the blocks that ``text[start:end]`` touches."""
        first = bisect_right(self.blocks, start, key=lambda block: block.end)
        here = takewhile(lambda block: block.start < end, islice(self.blocks, first, None))
        return tuple(here)

    def pages_of(self, start: int, end: int) -> tuple[int, ...]:
        """Return the numbers of the pages that ``text[start:end]`` touches, none if unpaged."""
        return tuple(page.number for page in self.pages if page.start < end and page.end > start)

    def heading_above(self, position: int) -> str | None:
        """Return the nearest heading that ends before an offset, None if none does."""
        above = (b for b in reversed(self.blocks) if b.kind == "heading" and b.end <= position)
        heading = next(above, None)
        return self.text[heading.start : heading.end] if heading else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest quotable span: a sentence, list item or table row."""

    start: int
    end: int
    lead_in: tuple[int, int] | None = None
    """Span of the line that introduces the list an item stands in."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences under one heading: ``document.text[start:end] == text``."""

    document: str
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
    headings: tuple[str, ...] = ()
    """The heading path, outermost first."""
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file in a build."""

    id: str
    key: str
    """Hash of all that decides what reading it gives; empty for a file that is not there, and for
    one that is to be read again in any case."""
    status: FileStatus
    pages: int | None
    passages: int
    characters: int
    language: str | None
    warnings: tuple[Message, ...]
    """What reading it found."""
    remarks: tuple[Message, ...]
    """How it stands to the other files."""
    sha256: str = ""
    """Of the file's bytes; empty when it was not opened."""
    title: str | None = None
    date: str | None = None
    date_guessed: bool = False
    """As in ``Document``."""
    content: str = ""
    """Hash of the document that it gave; empty without one."""

    @property
    def is_file(self) -> bool:
        """Whether it is a file of the corpus, and not only told of in dokument.csv."""
        return bool(self.key or self.sha256)


@dataclass(frozen=True, slots=True)
class StaffQuestion:
    """A question of staff's, to test each build by."""

    question: str
    answer: str | None
    """Words that must be quoted; None where nothing may be."""
    document: str | None = None
    """Id of the document that they must be quoted from, where it matters."""


@dataclass(frozen=True, slots=True)
class StaffOutcome:
    """What a new index makes of a question of staff's."""

    asked: StaffQuestion
    kind: AnswerKind
    quotes: tuple[str, ...]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Higher scores are better."""

    passage: int
    """Position of the passage in the index."""
    score: float
    """``dense`` plus a share of ``lexical``: without unit, comparable between questions."""
    dense: float
    """Cosine of question and passage vectors, -1 to 1."""
    lexical: float
    """BM25 over stems and character n-grams as a part of its upper bound, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation: ``document.text[start:end] == quote``, checked when it is made."""

    number: int
    document: str
    title: str
    publisher: str | None
    date: str | None
    page: int | None
    """The first page that the quotation touches."""
    pages: tuple[int, ...]
    """All of them; empty for formats without pages."""
    heading: str | None
    start: int
    end: int
    quote: str
    url: str | None
    ocr: bool
    """The text was read off a picture and may have faults."""
    replaced_by: str | None
    """Title of the document that replaces the quoted one."""
    also: tuple["Citation", ...] = ()
    """The same statement in other documents, verbatim, under the same number."""
    left_out: int = 0
    """Items of the quoted list that the quotation leaves out."""
    date_guessed: bool = False
    """As in ``Document``: the date is not to be shown as certain."""
    basis: "Citation | None" = None
    """Staff wrote what is quoted; this is the passage that it rests on, verbatim."""
    is_table: bool = False
    """Rows of a table are in it, as text that has each figure beside its header: that is no
    sentence, and stands in no quotation marks."""
    valid_until: str | None = None
    """As in ``Document``; it may be past."""
    origin: str | None = None
    """As in ``Document``: whose words the quoted document renders."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A document near the question, named when the answer is a refusal."""

    document: str
    title: str
    page: int | None
    score: float
    start: int
    """Of its passage that is nearest, as ``end``."""
    end: int


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which index answered."""

    generation: str
    built: str
    corpus: str
    """Hash of the corpus as it was indexed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``Assistant.ask`` returns, and what ``klimatsvar ask --json`` prints."""

    question: str
    kind: AnswerKind
    language: str
    """ISO 639-1 code of the question's language."""
    text: str
    confidence: float
    """Calibrated probability, 0 to 1, that one of the quotations answers the question."""
    citations: tuple[Citation, ...]
    reason: str | None
    """Why it is refused (one of ``answer.limits`` or ``answer.refusals``); or, where nothing was
    asked, what the turn did (one of ``answer.acts``), also where the quotations of the answer
    before it are shown once more."""
    nearest: tuple[Nearest, ...]
    nearby: tuple[Citation, ...]
    """Of a refusal: statements about the same thing, verbatim, that do not answer."""
    missing: tuple[str, ...]
    """Parts of the question that the quotations don't answer, in the question's words."""
    examples: tuple[str, ...]
    """Staff's questions of what can be asked, where a greeting or a refusal off the subject offers
    some: in the answer's language, or else in those that there are."""
    index: IndexInfo
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class WordedSentence:
    """A sentence of a language model, shown because quotations prove it."""

    text: str
    citations: tuple[int, ...]
    """Numbers of the citations in the same Wording; at least one."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An answer in a language model's words, as far as it is written and proven."""

    model: str
    """Id of the model that wrote it."""
    simple: bool
    """It was asked to write in simple language."""
    sentences: tuple[WordedSentence, ...]
    citations: tuple[Citation, ...]
    """The quotations that prove the sentences, numbered in the order of first use."""
    dropped: int
    """Sentences that the model wrote and that are not shown, since nothing proves them."""
    done: bool
    """Nothing more comes."""
    fallback: str | None
    """Why there are no sentences, when it is done: the verbatim answer stands alone."""
    first_ms: float | None
    """From the start to the first proven sentence."""
    frame: Mapping[str, str] = field(default_factory=dict)
    """The texts around it by key, in the model's words too, where we have none in the asker's
    language."""


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer, and as much of its wording as there is; None where no model words it."""

    answer: Answer
    wording: Wording | None = None
    follows: str | None = None
    """The earlier question without which this one can't be understood; None if it can."""
