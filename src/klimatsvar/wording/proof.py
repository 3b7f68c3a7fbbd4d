"""Hold a language model's sentence against the passages it names. What isn't proven is dropped."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from klimatsvar.language.dates import periods_claimed, periods_given, weekdays_in
from klimatsvar.language.detect import detect_language
from klimatsvar.language.letters import fold
from klimatsvar.language.name_forms import known, same
from klimatsvar.language.names import Name, actors_in, neighbours, ordinary, stands_in
from klimatsvar.types import Document, Passage
from klimatsvar.wording.claims import Claims, Item, claims, has, vocabulary
from klimatsvar.wording.parsing import Draft
from klimatsvar.wording.quotes import Quote, find
from klimatsvar.wording.unfit import Reason, unfit

_LONGER = 4
"""Letters of a word that may be a name without its capital."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A sentence that may be shown, with the sentences of the documents that prove it."""

    text: str
    quotes: tuple[Quote, ...]
    """At least one, each whole sentences: nobody sees half of one."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that must not be shown."""

    draft: Draft
    reason: Reason


def prove(
    draft: Draft,
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    question: str,
) -> Proven | Dropped:
    """Prove a sentence by its quotes. Passage number n is ``passages[n - 1]``.

    Each quote must stand in its passage, and each number, date and name of the sentence in the
    sentences quoted, or in the question. Whether the other words say what the quotes say is told by
    ``entailment.py``.
    """
    text = draft.text.strip()
    if reason := unfit(text) or _unsupported(draft, passages):
        return Dropped(draft, reason)
    gathered = _gathered(draft, passages, documents)
    if gathered is None:
        return Dropped(draft, "quote_not_found")
    language = detect_language(text)
    claimed = claims(text, language)
    quoted = [passages[number - 1] for number in sorted({q.passage for q in gathered.quotes})]
    asked = _Asked(
        claims(question, detect_language(question)),
        tuple(_around(passage, documents[passage.document]) for passage in quoted),
    )
    at_hand = {passage.document: documents[passage.document] for passage in passages}
    written = _written(at_hand.values(), gathered.evidence, asked.question)
    names = _names(claimed, language, written)
    reason = (
        _unproven_figure(claimed, gathered.evidence, asked)
        or _unproven_time(claimed, gathered.evidence)
        or _unproven_name(claimed, names, written, gathered.evidence, asked)
        or _unproven_actor(claimed, gathered.evidence, asked)
    )
    return Dropped(draft, reason) if reason else Proven(text, gathered.quotes)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What a sentence's quotes say."""

    quotes: tuple[Quote, ...]
    evidence: tuple[Claims, ...]
    """Of each sentence quoted."""


def _gathered(
    draft: Draft, passages: Sequence[Passage], documents: Mapping[str, Document]
) -> _Gathered | None:
    """Find the quotes, each once; None if one stands nowhere in its passage."""
    quotes: dict[Quote, None] = {}
    evidence: dict[Claims, None] = {}
    for support in draft.support:
        passage = passages[support.passage - 1]
        document = documents[passage.document]
        sentences = find(support.quote, passage, document)
        if not sentences:
            return None
        start, end = sentences[0].start, sentences[-1].end
        quotes[Quote(support.passage, start, end, document.text[start:end])] = None
        for sentence in sentences:
            evidence[claims(document.text[sentence.start : sentence.end], document.language)] = None
    return _Gathered(tuple(quotes), tuple(evidence))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question, and all that stands in and above the quoted passages.

    What the question says counts where a quoted passage says it too: else the one who asks how
    things are in another town, or another year, would be told that they are so.
    """

    question: Claims
    around: tuple[Claims, ...]

    def has(self, item: Item) -> bool:
        return has(self.question, item) and any(has(text, item) for text in self.around)


def _around(passage: Passage, document: Document) -> Claims:
    lines = [document.title, *passage.headings, passage.text]
    return claims("\n".join(lines), document.language)


def _unsupported(draft: Draft, passages: Sequence[Passage]) -> Reason | None:
    if not any(support.quote.strip() for support in draft.support):
        return "no_quote"
    if not all(1 <= support.passage <= len(passages) for support in draft.support):
        return "unknown_passage"
    return None


def _unproven_figure(claimed: Claims, evidence: Sequence[Claims], asked: _Asked) -> Reason | None:
    for date in claimed.dates:
        if not asked.has(date) and not any(has(quoted, date) for quoted in evidence):
            return "date"
    for number in claimed.numbers:
        if number.vague or asked.has(number) or any(has(quoted, number) for quoted in evidence):
            continue
        others = [n for quoted in evidence for n in quoted.numbers]
        if any(number.values & other.values for other in others):
            return "unit"
        return "date" if number.year else "number"
    return "number" if _repeated(claimed, (*evidence, asked.question)) else None


def _repeated(claimed: Claims, given: Iterable[Claims]) -> bool:
    """Tell whether a figure stands more often than given: "2023 till 2023" of "2022 till 2023"."""
    have = Counter(figure for text in given for figure in _figures(text).elements())
    return any(count > have[figure] > 0 for figure, count in _figures(claimed).items())


def _figures(text: Claims) -> Counter[str]:
    """Count the years, also those of dates, and the other numbers that are not vague."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text.text)
    others = [
        str(value)
        for number in text.numbers
        for value in number.values
        if not number.year and not number.vague and isinstance(value, Fraction)
    ]
    days = [f"{date.month}/{date.day}" for date in text.dates if date.day]
    return Counter([*years, *others, *days])


def _unproven_time(claimed: Claims, evidence: Sequence[Claims]) -> Reason | None:
    """Return what is wrong with a day of the week, or with "in an hour" and "per month"."""
    if not weekdays_in(claimed.text) <= {d for q in evidence for d in weekdays_in(q.text)}:
        return "date"
    given = {period for quoted in evidence for period in periods_given(quoted.text)}
    return None if periods_claimed(claimed.text) <= given else "unit"


@dataclass(frozen=True, slots=True)
class _Written:
    """How the documents, the quotes and the question write words within sentences; folded."""

    ordinary: frozenset[str]
    """Without a capital."""
    named: frozenset[str]
    """Only with one."""


def _written(documents: Iterable[Document], evidence: Sequence[Claims], asked: Claims) -> _Written:
    vocabularies = [vocabulary(document.text) for document in documents]
    given = (fold(w) for read in (*evidence, asked) for w in read.words if w[0].islower())
    common = frozenset(given).union(*(words.ordinary for words in vocabularies))
    named = frozenset[str]().union(*(words.named for words in vocabularies))
    return _Written(common, named - common)


def _names(claimed: Claims, language: str, written: _Written) -> list[Name]:
    """Return the words of the sentence that are names."""
    spelled = [(number.start, number.end) for number in claimed.numbers]
    return [
        name
        for name in claimed.names
        if not any(start <= name.start < end for start, end in spelled)
        and not ordinary(name, claimed.text, language, written.ordinary, written.named)
    ]


def _unproven_name(
    claimed: Claims,
    names: Sequence[Name],
    written: _Written,
    evidence: Sequence[Claims],
    asked: _Asked,
) -> Reason | None:
    given = [word for quoted in evidence for word in quoted.words]
    for name in names:
        if not asked.has(name) and not stands_in(name, given):
            return "name"
    if _without_capitals(claimed.text) and _hidden(evidence, claimed):
        return "name"
    for word in claimed.words:
        small = word[0].islower() and len(word) >= _LONGER and fold(word) in written.named
        if small and not any(same(word, other) for other in given):
            return "name"
    for one, other in neighbours(names, claimed.text):
        if not any(_side_by_side(one, other, read) for read in (*evidence, asked.question)):
            return "name"
    return None


def _unproven_actor(claimed: Claims, evidence: Sequence[Claims], asked: _Asked) -> Reason | None:
    """Return what is wrong with "the state" and the like, which need no capital to be a name.

    Who is spoken of must stand in the quotes or, where these have nobody of the kind, around them.
    There the municipality may always stand, which such documents are about.
    """
    allowed = {actor for quoted in evidence for actor in actors_in(quoted.text)}
    if not allowed:
        around = (actor for text in asked.around for actor in actors_in(text.text))
        allowed = {"municipality", *around}
    return None if actors_in(claimed.text) <= allowed else "name"


def _without_capitals(text: str) -> bool:
    """Tell whether most letters of a text have no capitals, as in Arabic."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char.lower() == char.upper() for char in letters) > len(letters)


def _hidden(evidence: Sequence[Claims], claimed: Claims) -> bool:
    """Tell whether a quoted name is missing: another may stand in its place, and can't be seen."""
    return any(
        not any(same(name.word, word) for word in claimed.words)
        for quoted in evidence
        for name in quoted.names
        if not name.first or known(name.word)
    )


def _side_by_side(one: Name, other: Name, quoted: Claims) -> bool:
    """Tell whether two names stand together in a text: "Lund" and "Energi" are not "Lunds Energi".

    Names of which each language has its own stand where that language puts them.
    """
    words = re.findall(r"[^\W_]+", quoted.text)
    pairs = pairwise(words)
    return any(same(one.word, a) and same(other.word, b) for a, b in pairs)
