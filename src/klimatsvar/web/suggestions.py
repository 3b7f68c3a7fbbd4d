"""Questions to go on with: the documents' own, and staff's examples. None is made up.

A suggestion is shown only if the assistant answers it, and with something not already said.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from klimatsvar.assistant import Assistant
from klimatsvar.followup import is_elliptical
from klimatsvar.language import detect_language
from klimatsvar.limits import LIMITS
from klimatsvar.types import Answer

MOST = 3
"""Suggestions after an answer."""
_PASSAGES = 20
"""The nearest passages, whose headings may be questions."""
_MOST_TRIED = 5
"""Candidates that are asked to see whether there is an answer; the first time, each costs what a
question does."""


class Suggestions:
    """Finds them, and remembers what candidates are answered with while the same index serves."""

    def __init__(self, examples: Sequence[str]) -> None:
        """Take staff's examples, for when the documents have too few questions nearby."""
        self._examples = examples
        self._generation = ""
        self._quotes: dict[str, frozenset[str]] = {}

    def after(self, answer: Answer, asked: Sequence[str], assistant: Assistant) -> tuple[str, ...]:
        """Return up to ``MOST`` questions that go on from ``answer``, in its language, nearest
        first.

        None of them is among the questions ``asked`` so far. Nothing is suggested after a question
        that ``limits`` holds back.
        """
        if answer.reason in LIMITS:
            return ()
        known = {_plain(question) for question in asked}
        said = {citation.quote for citation in answer.citations}
        candidates = chain(
            _headings(answer, assistant), _same_language(self._examples, answer.language)
        )
        unasked = (question for question in candidates if _plain(question) not in known)
        found: list[str] = []
        for question in islice(dict.fromkeys(unasked), _MOST_TRIED):
            quotes = self._answered(question, assistant)
            if quotes - said:
                found.append(question)
                said |= quotes
            if len(found) == MOST:
                break
        return tuple(found)

    def _answered(self, question: str, assistant: Assistant) -> frozenset[str]:
        """Return what a candidate is answered with; nothing if it is refused."""
        generation = assistant.index.info.generation
        if generation != self._generation:
            self._generation, self._quotes = generation, {}
        quotes = self._quotes
        if question not in quotes:
            # Called on the class: what is only tried out is no resident's question, and not logged.
            tried = Assistant.ask(assistant, question)
            quotes[question] = frozenset(citation.quote for citation in tried.citations)
        return quotes[question]


def _headings(answer: Answer, assistant: Assistant) -> Iterator[str]:
    """Yield headings that are whole questions, of the passages nearest to what was asked."""
    for found in assistant.search(answer.question, _PASSAGES):
        heading = found.passage.headings[-1] if found.passage.headings else ""
        if (
            heading.endswith("?")
            and found.document.language == answer.language
            and not is_elliptical(heading)
        ):
            yield heading


def _same_language(examples: Sequence[str], language: str) -> Iterator[str]:
    return (example for example in examples if detect_language(example) == language)


def _plain(question: str) -> str:
    return question.strip().casefold()
