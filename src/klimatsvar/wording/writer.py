"""Word an answer with a language model, and show of it what is proven."""

import logging
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Self

from klimatsvar.answer.cite import is_verbatim, source
from klimatsvar.answer.spans import Span
from klimatsvar.errors import SettingsError
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import LanguageModel, Subject
from klimatsvar.system import pip_install
from klimatsvar.texts import ANSWERS, FALLBACK, texts
from klimatsvar.types import Citation, Document, Passage, WordedSentence, Wording
from klimatsvar.wording.chat import Chat, FailureReason, ModelFailure
from klimatsvar.wording.entailment import says
from klimatsvar.wording.parsing import Draft, Reader
from klimatsvar.wording.prompt import (
    SENTENCES,
    USUAL_SUBJECT,
    answer_messages,
    fitting,
    told_subject,
)
from klimatsvar.wording.proof import Proven, prove
from klimatsvar.wording.quotes import Quote
from klimatsvar.wording.rewriting import standalone, translated

_SHARE = 0.25
"""Of the time for an answer's wording: what rewriting a question, or the frame, may take."""
FRAME = ("source_language",)
"""Keys of the texts around the sentences that it may translate. Who wrote them is none of these."""
_MOST_DRAFTS = 20
"""Sentences read of one answer; it is asked for five."""
_MOST_SUPPORT = 5
"""Quotes of one sentence."""
LEAST_NEARNESS = 0.7
"""Of a translated text to the given one, with the bundled model."""


_log = logging.getLogger(__name__)


class Writer:
    """Words answers, questions and frames with one language model. Safe to use from threads."""

    def __init__(
        self,
        chat: Chat,
        seconds: float,
        encoder: Encoder,
        about: str = USUAL_SUBJECT,
    ) -> None:
        """Take the model, and how long the whole wording of an answer may take.

        ``encoder`` has the reader that tells whether the quotes say what a sentence says; ``about``
        is what the documents are about.
        """
        self._chat = chat
        self.seconds = seconds
        self._encoder = encoder
        self._about = about
        self._frames: dict[tuple[str, str], str] = {}
        """Translations by language and the text that was given."""

    @classmethod
    def open(
        cls,
        settings: LanguageModel,
        encoder: Encoder,
        subject: Subject | None = None,
    ) -> Self:
        """Return a writer with the model that is set. Raises SettingsError."""
        try:
            from klimatsvar.wording.client import Client
        except ImportError as error:
            raise SettingsError(
                "llm_package_missing", package=error.name, install=pip_install("llm")
            ) from error
        return cls(Client(settings), settings.seconds, encoder, told_subject(subject))

    def write(
        self,
        question: str,
        language: str,
        passages: Sequence[Passage],
        documents: Mapping[str, Document],
        *,
        simple: bool = False,
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> Generator[Wording]:
        """Yield the wording again with each sentence that is proven, the last one ``done``.

        Whatever the model's server does, nothing is raised: sentences that came before are kept,
        and where there are none, the last wording's ``fallback`` says why (a FailureReason).
        """
        passages = fitting(passages)
        messages = answer_messages(question, language, passages, documents, simple, self._about)
        started = time.perf_counter()
        written = _Written(self._chat.model, simple, passages, documents, question, self._encoder)
        reader = Reader()
        failure: FailureReason | None = None
        seconds = self.seconds if seconds is None else seconds
        pieces = self._chat.stream(messages, SENTENCES, seconds, stop)
        try:
            with closing(pieces):
                for piece in pieces:
                    for draft in reader.feed(piece):
                        if stop and stop.is_set():
                            raise ModelFailure("stopped")
                        if time.perf_counter() - started > seconds:  # proving takes time too
                            raise ModelFailure("timeout")
                        if written.takes(draft):
                            yield written.wording()
        except ModelFailure as told:
            failure = told.reason
        except Exception as error:  # the verbatim answer must not be lost with it
            _log.warning("an answer could not be worded (%s)", type(error).__name__)
            failure = "malformed"
        whole = written.wording(failure or reader.fault() or "unproven")
        if whole.sentences and language not in ANSWERS:
            left = seconds - (time.perf_counter() - started)
            given = {key: texts(language)[key] for key in FRAME}
            whole = replace(whole, frame=self.framed(language, given, left, stop))
        yield whole

    def standalone(
        self, question: str, history: Sequence[str], stop: threading.Event | None = None
    ) -> str | None:
        """Return a follow-up in words that need no earlier question; None if that fails."""
        return standalone(self._chat, question, history, self.seconds * _SHARE, stop)

    def framed(
        self,
        language: str,
        words: Mapping[str, str],
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> Mapping[str, str]:
        """Return the texts around an answer in ``language``; a given one where that fails.

        ``words`` are in the language that is shown to askers of languages without texts.
        """
        share = self.seconds * _SHARE
        seconds = share if seconds is None else min(share, seconds)
        missing = {key: text for key, text in words.items() if (language, text) not in self._frames}
        if missing:
            new = translated(self._chat, FALLBACK, language, missing, seconds, stop)
            self._frames.update(
                {
                    (language, words[key]): text
                    for key, text in new.items()
                    if self._near(text, words[key])
                }
            )
        return {key: self._frames.get((language, text), text) for key, text in words.items()}

    def _near(self, text: str, other: str) -> bool:
        one, two = self._encoder.encode_texts([text, other])
        return float(one @ two) >= LEAST_NEARNESS


class _Written:
    """What is written so far of one answer, and proven."""

    def __init__(
        self,
        model: str,
        simple: bool,
        passages: Sequence[Passage],
        documents: Mapping[str, Document],
        question: str,
        encoder: Encoder,
    ) -> None:
        self._started = time.perf_counter()
        self._model = model
        self._simple = simple
        self._passages = passages
        self._documents = documents
        self._question = question
        self._encoder = encoder
        self._sentences: list[WordedSentence] = []
        self._citations: dict[Span, Citation] = {}
        self._dropped = 0
        self._first_ms: float | None = None

    def takes(self, draft: Draft) -> bool:
        """Take the sentence if it is proven and new, and tell whether it was."""
        if any(sentence.text == draft.text for sentence in self._sentences):
            return False  # a model that runs in circles
        if self._dropped + len(self._sentences) >= _MOST_DRAFTS:
            raise ModelFailure("too_long")
        # What is cut off is not looked up, and must count for nothing from here on.
        draft = replace(draft, support=draft.support[:_MOST_SUPPORT])
        proven = prove(draft, self._passages, self._documents, self._question)
        if not isinstance(proven, Proven) or not self._shows(proven):
            self._dropped += 1
            return False
        numbers = dict.fromkeys(map(self._number, proven.quotes))
        self._sentences.append(WordedSentence(proven.text, tuple(numbers)))
        if self._first_ms is None:
            self._first_ms = round((time.perf_counter() - self._started) * 1000, 1)
        return True

    def wording(self, fault: FailureReason | None = None) -> Wording:
        """Return the wording; ``fault`` ends it, and says why if there is nothing to show."""
        return Wording(
            model=self._model,
            simple=self._simple,
            sentences=tuple(self._sentences),
            citations=tuple(self._citations.values()),
            dropped=self._dropped,
            done=fault is not None,
            fallback=None if self._sentences else fault,
            first_ms=self._first_ms,
        )

    def _shows(self, proven: Proven) -> bool:
        said = says(self._encoder, proven.text, proven.quotes, self._passages, self._documents)
        return said and all(map(self._stands, proven.quotes))

    def _stands(self, quote: Quote) -> bool:
        document = self._passages[quote.passage - 1].document
        return is_verbatim(self._documents, document, quote.start, quote.end, quote.text)

    def _number(self, quote: Quote) -> int:
        """Return the number of the citation of a quote, which is made where there is none."""
        passage = self._passages[quote.passage - 1]
        span = Span(passage.document, quote.start, quote.end)
        if span not in self._citations:
            number = len(self._citations) + 1
            self._citations[span] = source(number, passage, span, self._documents)
        return self._citations[span].number
