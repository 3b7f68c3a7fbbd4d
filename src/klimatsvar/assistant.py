"""Wire asking: question -> query -> hits -> evidence -> answer or refusal."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from klimatsvar.answer import choose, cite, nearest, prefer_valid
from klimatsvar.calibration import Calibration
from klimatsvar.embed import Encoder, SentenceTransformerEncoder
from klimatsvar.errors import QuestionError
from klimatsvar.evidence import gather
from klimatsvar.followup import standalone
from klimatsvar.index.generations import current
from klimatsvar.index.store import Index
from klimatsvar.language import detect_language
from klimatsvar.retrieve import make_query, retrieve
from klimatsvar.settings import Contact, Settings
from klimatsvar.texts import texts
from klimatsvar.types import Answer, Citation, Document, Hit, Passage

_HITS = 40
"""Passages found, to name the nearest documents from."""
_PASSAGES = 6
"""The best of them, whose sentences are weighed for an answer."""
_NEAREST = 3
"""Documents named in a refusal."""
NOT_FOUND = "not_found"
"""The one reason so far for a refusal: no sentence is certain enough to answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found by ``search``, with its document."""

    hit: Hit
    passage: Passage
    document: Document


class Assistant:
    """Answers questions from one open index. Safe to use from several threads."""

    def __init__(
        self, index: Index, encoder: Encoder, calibration: Calibration, settings: Settings
    ) -> None:
        """Take the open parts; ``Assistant.open`` opens them."""
        self.index = index
        self._encoder = encoder
        self._calibration = calibration
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Load the model and open the current index. Raises KlimatsvarError."""
        current(settings.index)  # a missing index is told before the model is loaded
        encoder = SentenceTransformerEncoder(settings.model, settings.cache)
        return cls(Index.open(settings.index, encoder), encoder, Calibration.load(), settings)

    def newest(self) -> "Assistant":
        """Return an assistant over the generation that serves now; this one if it is the same.

        Raises KlimatsvarError when that generation can't be opened.
        """
        if current(self._settings.index).name == self.index.manifest.generation:
            return self
        index = Index.open(self._settings.index, self._encoder)
        return Assistant(index, self._encoder, self._calibration, self._settings)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer ``question``, asked after the earlier questions ``history``, oldest first.

        Raises QuestionError for an empty or too long question, in the question's language.
        """
        watch = _Watch()
        question, language = self._checked(question)
        query = make_query(question, standalone(question, history), self._encoder)
        watch.lap("encode")
        hits = retrieve(query, self.index, _HITS)
        watch.lap("retrieve")
        evidence = gather(query, hits[:_PASSAGES], self.index)
        weights = self._calibration.for_language(language)
        scores = prefer_valid(evidence, weights.rank(evidence), self.index.documents)
        confidence = round(weights.confidence_of(evidence, scores), 4)
        citations: tuple[Citation, ...] = ()
        given = self._settings.threshold
        if confidence >= (weights.threshold if given is None else given):
            citations = cite(choose(question, evidence, scores), self.index.documents)
        watch.lap("answer")
        return Answer(
            question=question,
            kind="grounded" if citations else "refused",
            language=language,
            text=quoted(citations) if citations else refusal(language, self._settings.contact),
            confidence=confidence,
            citations=citations,
            reason=None if citations else NOT_FOUND,
            nearest=nearest(hits, self.index.passages, self.index.documents, _NEAREST),
            index=self.index.info,
            timings_ms=watch.laps(),
        )

    def search(self, question: str, count: int = 10) -> list[Found]:
        """Return the ``count`` best passages. Raises QuestionError."""
        question, _ = self._checked(question)
        hits = retrieve(make_query(question, question, self._encoder), self.index, count)
        return [
            Found(hit, passage, self.index.documents[passage.document])
            for hit in hits
            for passage in [self.index.passages[hit.passage]]
        ]

    def _checked(self, question: str) -> tuple[str, str]:
        """Return the question without surrounding space, and its language."""
        # Half a surrogate pair can come from a program, and can't be encoded.
        question = question.encode("utf-8", "ignore").decode("utf-8").strip()
        limit = self._settings.max_question_chars
        language = detect_language(question[:limit])
        if len(question) > limit:
            raise QuestionError(texts(language)["too_long"].format(limit=limit))
        if not any(char.isalnum() for char in question):
            raise QuestionError(texts(language)["unsearchable"])
        return question, language


def quoted(citations: Sequence[Citation]) -> str:
    """Return the answer as text: each quotation in quotation marks with its number."""
    return "\n".join(f"”{citation.quote}” [{citation.number}]" for citation in citations)


def refusal(language: str, contact: Contact) -> str:
    """Return the refusal as text, with whom to ask instead."""
    words = texts(language)
    asked = ", ".join(
        part for part in (contact.name, contact.phone, contact.email, contact.url) if part
    )
    return f"{words['refused']} {words['refused_contact'].format(contact=asked)}"


class _Watch:
    """Times the stages of one answer."""

    def __init__(self) -> None:
        self._last = self._first = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = round((now - self._last) * 1000, 1)
        self._last = now

    def laps(self) -> dict[str, float]:
        return {**self._laps, "total": round((time.perf_counter() - self._first) * 1000, 1)}
