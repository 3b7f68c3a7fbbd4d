"""Wire asking: question -> query -> hits -> evidence -> answer or refusal."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from klimatsvar.answer.acts import ABOUT_THE_ANSWER, Act, asks_how_to_reach
from klimatsvar.answer.as_text import refusal, told, ways_to
from klimatsvar.answer.cite import nearest
from klimatsvar.answer.consider import consider
from klimatsvar.answer.examples import Examples
from klimatsvar.answer.explain import Explanation, explain
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import search
from klimatsvar.answer.limits import limit
from klimatsvar.answer.refusals import is_far, refusal_of
from klimatsvar.answer.replies import WITH_CONTACT, WITH_EXAMPLES, named_language, reply
from klimatsvar.answer.turns import check_searchable, checked, earlier
from klimatsvar.answer.weigh import Considered, Parts
from klimatsvar.index.contract import Store
from klimatsvar.language.detect import DEFAULT_LANGUAGE
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.model.remembering import Remembering
from klimatsvar.opening import open_store, open_writer, serving
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.types import Answer, AnswerKind, Citation, Document, Hit, Passage, Worded

if TYPE_CHECKING:  # imported only where a language model is set
    from klimatsvar.wording.writer import Writer

_HITS = 40
"""Passages found, to name the nearest documents from."""
_NEAREST = 3
"""Documents named in a refusal."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found by ``search``, with its document."""

    hit: Hit
    passage: Passage
    document: Document


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, checked and masked, and what came of it."""

    started: float
    question: str
    whole: str
    """The question, completed by the one before it if it is a follow-up; nobody else's words."""
    language: str
    limit: str | None
    """Why it was refused without a search."""
    considered: Considered | None
    act: Act | None = None
    """What the turn does where it asks nothing; what was considered is then the question before
    it, if the turn is about its answer."""


class Assistant:
    """Answers questions from one open index. Safe to use from several threads."""

    def __init__(
        self,
        index: Store,
        encoder: Encoder,
        fitted: Fitted,
        settings: Settings,
        writer: "Writer | None" = None,
        record: Callable[[Answer], None] | None = None,
    ) -> None:
        """Take the open parts; ``Assistant.open`` opens them. ``record`` is given each answer."""
        self.index = index
        self._encoder = encoder
        self._parts = Parts(index, encoder, fitted, settings.sure_from, settings.possible_from)
        self._settings = settings
        self._examples = Examples(settings.examples)
        self._writer = writer
        self._record = record

    @classmethod
    def open(
        cls, settings: Settings, encoder: Encoder | None = None, generation: str | None = None
    ) -> Self:
        """Load the model, unless it is given, and open the index that serves, or a generation of
        that name in the folder ``settings.index``. Raises KlimatsvarError.
        """
        if generation is None:
            serving(settings)  # a missing index is told before the model is loaded
        encoder = encoder or open_encoder(settings)
        index = open_store(settings, encoder, generation)
        return cls(index, encoder, Fitted.load(), settings, open_writer(settings, encoder))

    def is_replaced(self) -> bool:
        """Tell whether another generation serves now.

        Raises StoreError when the store can't be asked, and IndexMissingError or IndexDamagedError
        when it names none.
        """
        return serving(self._settings) != self.index.manifest.generation

    def newest(self) -> "Assistant":
        """Return an assistant over the generation that serves now.

        Raises KlimatsvarError when that generation can't be opened.
        """
        index = open_store(self._settings, self._encoder)
        index.vocabulary.read("")  # made now, so that no resident waits for it
        return self._over(index, self._record)

    def recorded(self, record: Callable[[Answer], None]) -> "Assistant":
        """Return the same assistant, but that its answers are given to ``record`` too."""
        return self._over(self.index, record)

    def _over(self, index: Store, record: Callable[[Answer], None] | None) -> "Assistant":
        return Assistant(
            index, self._encoder, self._parts.fitted, self._settings, self._writer, record
        )

    def ask(
        self, question: str, history: Sequence[str] = (), *, page: str = DEFAULT_LANGUAGE
    ) -> Answer:
        """Answer ``question``, asked after the earlier questions ``history``, oldest first.

        What ``limits`` names is refused without a search, also where it stands in ``history``;
        personal identity numbers, telephone numbers and e-mail addresses are masked, also in the
        answer's ``question``. A turn that asks nothing, as a greeting, gets a reply. What is too
        short to tell its language is in that of the turn before it, or of the ``page``. Raises
        QuestionError for an empty or too long question, in the question's language.
        """
        return self._answer(self._asked(question, history, page))

    def ask_in_words(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        simple: bool = False,
        stop: threading.Event | None = None,
        page: str = DEFAULT_LANGUAGE,
    ) -> Iterator[Worded]:
        """Answer like ``ask``; then, where a language model is set, word the answer.

        The answer comes first, alone, and again with each sentence that is proven; one that is only
        possible is not worded, since a model's words would make it look sure. ``simple`` asks for
        simple language. ``stop`` ends the writing. Raises QuestionError.
        """
        asked = self._asked(question, history, page, stop)
        answer = self._answer(asked)
        follows = asked.considered.found.after if asked.considered else None
        yield Worded(answer, follows=follows)
        if self._writer is None or asked.considered is None or answer.kind != "grounded":
            return
        documents = self.index.documents
        for wording in self._writer.write(
            asked.whole,
            asked.language,
            asked.considered.passages(documents),
            documents,
            simple=simple or asked.act == "simpler",
            seconds=self._writer.seconds - (time.perf_counter() - asked.started),
            stop=stop,
        ):
            yield Worded(answer, wording, follows)

    def explain(self, question: str, history: Sequence[str] = ()) -> tuple[Answer, Explanation]:
        """Answer like ``ask``, and explain the answer. Raises QuestionError."""
        asked = self._asked(question, history, DEFAULT_LANGUAGE)
        explanation = explain(
            asked.question, asked.language, asked.limit, asked.considered, self._parts, asked.act
        )
        return self._answer(asked), explanation

    def search(self, question: str, count: int = 10, history: Sequence[str] = ()) -> list[Found]:
        """Return the ``count`` best passages for a question asked after ``history``.

        Raises QuestionError.
        """
        most = self._settings.max_question_chars
        question, language = checked(question, DEFAULT_LANGUAGE, most, history)
        check_searchable(question, language)
        parts = replace(self._parts, encoder=Remembering(self._encoder))
        asked, _ = self._told_apart(question, history, parts)
        follow_ups = parts.fitted.follow_ups
        found = search(question, asked, parts.encoder, self.index, count, follow_ups)
        return [
            Found(hit, passage, self.index.documents[passage.document])
            for hit in found.hits
            for passage in [self.index.passages[hit.passage]]
        ]

    def _asked(
        self,
        question: str,
        history: Sequence[str],
        page: str,
        stop: threading.Event | None = None,
        parts: Parts | None = None,
    ) -> Asked:
        started = time.perf_counter()
        # Each turn is encoded once, for whatever weighs it, and forgotten with the question.
        parts = parts or replace(self._parts, encoder=Remembering(self._encoder))
        most = self._settings.max_question_chars
        typed = question
        question, language = checked(typed, page, most, history)
        reason = limit(typed)
        if reason:
            return Asked(started, question, question, language, reason, None)
        history, act = self._told_apart(question, history, parts)
        if act and not (history and asks_how_to_reach(question, act)):
            return self._small_talk(started, question, language, act, history, page, stop, parts)
        check_searchable(question, language)
        rewritten = None
        if self._writer and parts.fitted.follow_ups.leant_on(question, history, parts.encoder):
            rewritten = self._writer.standalone(question, history, stop)
        considered = consider(question, history, parts, count=_HITS, rewritten=rewritten)
        found = considered.found
        whole = f"{found.after} {question}" if rewritten else found.text
        return Asked(started, question, whole, language, None, considered)

    def _told_apart(
        self, turn: str, history: Sequence[str], parts: Parts
    ) -> tuple[list[str], Act | None]:
        """Return what was asked before a turn, and what the turn does if it asks nothing."""
        before = earlier(history, turn, self._settings.max_question_chars)
        *acts, act = parts.fitted.acts.told([*before, turn], parts.encoder)
        return [asked for asked, own in zip(before, acts, strict=True) if own is None], act

    def stands_alone(self, question: str) -> bool:
        """Tell whether a question can be understood without one before it."""
        return not self._parts.fitted.follow_ups.told([question], self._encoder)[0]

    def _small_talk(
        self,
        started: float,
        turn: str,
        language: str,
        act: Act,
        history: Sequence[str],
        page: str,
        stop: threading.Event | None,
        parts: Parts,
    ) -> Asked:
        """Return a turn that asks nothing, with the question that it is about considered again."""
        if act == "language":
            language = named_language(turn) or language
        if act not in ABOUT_THE_ANSWER or not history:
            return Asked(started, turn, turn, language, None, None, act)
        before = self._asked(history[-1], history[:-1], page, stop, parts)
        if act != "language":
            language = before.language
        return replace(before, started=started, question=turn, language=language, act=act)

    def _answer(self, asked: Asked) -> Answer:
        """Return what was considered, a refusal or a reply as an Answer, and record it."""
        considered, language = asked.considered, asked.language
        citations = considered.shown if considered else ()
        hits = considered.found.hits if considered else ()
        kind = considered.kind if considered else "refused"
        if asked.act and not citations:
            kind, hits = "reply", ()
        missing = considered.missing if considered and kind != "refused" else ()
        reason: str | None = asked.act or asked.limit
        nearby: tuple[Citation, ...] = ()
        if considered and kind == "refused":
            reason, nearby = refusal_of(considered)
            hits = () if is_far(considered) else hits
        if asked.act:
            text = self._replied(asked.act, kind, citations, language)
        elif reason:
            text = refusal(reason, self._words(language), self._settings.contact)
        else:
            text = told(kind, citations, language, missing)
        answer = Answer(
            question=asked.question,
            kind=kind,
            language=language,
            text=text,
            confidence=considered.confidence if considered and kind != "reply" else 0.0,
            citations=citations,
            reason=reason,
            nearest=nearest(hits, self.index.passages, self.index.documents, _NEAREST),
            nearby=nearby,
            missing=missing,
            examples=self._offered(reason, language),
            index=self.index.manifest.info,
            timings_ms={"total": round((time.perf_counter() - asked.started) * 1000, 1)},
        )
        if self._record:
            self._record(answer)
        return answer

    def _replied(
        self, act: Act, kind: AnswerKind, citations: Sequence[Citation], language: str
    ) -> str:
        """Return the reply to a turn that asks nothing, and what goes with it, as text."""
        words = self._words(language)
        lines = [reply(act, words, citations, len(self.index.documents), self.index.manifest.info)]
        if citations:
            worded = act == "simpler" and self._writer is not None
            return "\n".join([*([] if worded else lines), told(kind, citations, language)])
        if act in WITH_CONTACT:
            lines.append(words["refused_contact"].format(contact=ways_to(self._settings.contact)))
        examples = self._offered(act, language)
        if examples:
            lines.append(f"{words['examples_heading']}:")
        return "\n".join([*lines, *(f"– {example}" for example in examples)])

    def _words(self, language: str) -> Mapping[str, str]:
        """Return the texts in a language, about what the documents are about."""
        return texts(language, self._settings.subject_in(language))

    def _offered(self, reason: str | None, language: str) -> tuple[str, ...]:
        """Return what can be asked instead, after a greeting and where it is off the subject."""
        if reason not in WITH_EXAMPLES and reason != "off_subject":
            return ()
        return self._examples.offered(language)
