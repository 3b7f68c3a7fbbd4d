"""Questions to go on with: the documents' own, and staff's examples. None is made up.

A suggestion is shown only if the assistant answers it, and with something not already said: what
two questions are answered with tells better than their words whether they ask the same.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.followup import is_elliptical
from klimatsvar.answer.limits import LIMITS
from klimatsvar.answer.replies import WITH_EXAMPLES
from klimatsvar.assistant import Assistant
from klimatsvar.language.detect import detect_language
from klimatsvar.language.terms import terms
from klimatsvar.types import Answer

MOST = 3
"""Suggestions after an answer."""
_PASSAGES = 20
"""The nearest passages, whose headings may be questions."""
_SAME = 0.7
"""Part of the shorter quotation's words that the other has too."""
_MOST_TRIED = 5
"""Candidates that are asked to see whether there is an answer; the first time, each costs what a
question does."""


class Suggestions:
    """Finds them, and remembers what candidates are answered with while the same index serves."""

    def __init__(self, examples: Sequence[str]) -> None:
        """Take staff's examples, for when the documents have too few questions nearby."""
        self._examples = examples
        self._generation = ""
        self._quotes: dict[str, tuple[str, ...]] = {}

    def after(self, answers: Sequence[Answer], assistant: Assistant) -> tuple[str, ...]:
        """Return up to ``MOST`` questions that go on from the last of ``answers``, in its
        language, nearest first.

        None of them was asked in ``answers``, in these words or in others whose answer quotes again
        what was quoted first. Nothing is suggested after a question that ``limits`` holds back. A
        turn that asks nothing is followed by staff's examples, or by nothing new.
        """
        if answers[-1].kind == "reply":
            offered = answers[-1].reason in WITH_EXAMPLES
            own = _same_language(self._examples, answers[-1].language)
            return tuple(islice(own, MOST)) if offered else ()
        answers = [answer for answer in answers if answer.reason not in ACTS]
        if not answers or answers[-1].reason in LIMITS:
            return ()
        last = answers[-1]
        asked = {_plain(answer.question) for answer in answers}
        first = [answer.citations[0].quote for answer in answers if answer.citations]
        said = {citation.quote for citation in last.citations}
        candidates = chain(
            _headings(last, assistant), _same_language(self._examples, last.language)
        )
        unasked = (question for question in candidates if _plain(question) not in asked)
        found: list[str] = []
        for question in islice(dict.fromkeys(unasked), _MOST_TRIED):
            quotes = self._answered(question, assistant)
            if set(quotes) - said and not any(_same(a, b) for a in quotes for b in first):
                found.append(question)
                first.append(quotes[0])
                said.update(quotes)
            if len(found) == MOST:
                break
        return tuple(found)

    def _answered(self, question: str, assistant: Assistant) -> tuple[str, ...]:
        """Return what a candidate is answered with; nothing if that is not certain."""
        generation = assistant.index.info.generation
        if generation != self._generation:
            self._generation, self._quotes = generation, {}
        quotes = self._quotes
        if question not in quotes:
            tried = assistant.ask(question)
            sure = tried.citations if tried.kind == "grounded" else ()
            quotes[question] = tuple(citation.quote for citation in sure)
        return quotes[question]


def _same(one: str, other: str) -> bool:
    """Tell whether one of two quotations says little that the other does not."""
    stems, others = _stems(one), _stems(other)
    return len(stems & others) >= _SAME * min(len(stems), len(others))


def _stems(text: str) -> set[str]:
    return {term for term in terms(text) if term[0] != "#"}


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
