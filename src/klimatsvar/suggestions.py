"""Questions to go on with: the documents' own, and staff's examples. None is made up.

A suggestion is on the subject of what was asked, can be understood alone and is answered surely,
with something not already said: what two questions are answered with tells better than their words
whether they ask the same.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.examples import Examples
from klimatsvar.answer.limits import LIMITS
from klimatsvar.answer.refusals import NEAR
from klimatsvar.answer.replies import WITH_EXAMPLES
from klimatsvar.assistant import Assistant, Found
from klimatsvar.language.detect import DEFAULT_LANGUAGE
from klimatsvar.language.terms import word_stems
from klimatsvar.types import Answer, Citation

MOST = 3
"""Suggestions after an answer."""
_PASSAGES = 20
"""The best passages found, those of which that are near are on the subject."""
_SAME = 0.7
"""Part of the shorter quotation's words that the other has too."""
_MOST_TRIED = 5
"""Candidates that are asked to see whether there is an answer; the first time, each costs what a
question does."""
_MOST_KEPT = 1000
"""Conversations whose suggestions are remembered: what a page asks for again costs no search."""


class Suggestions:
    """Finds them, and remembers them, and what candidates are answered with while the same index
    serves."""

    def __init__(self, examples: Sequence[str]) -> None:
        """Take staff's examples, for when the documents have too few questions nearby."""
        self._examples = Examples(examples)
        self._generation = ""
        self._answered: dict[str, tuple[Citation, ...]] = {}
        self._found: dict[int, tuple[str, ...]] = {}

    def after(
        self,
        answers: Sequence[Answer],
        assistant: Assistant,
        earlier: Sequence[str] = (),
        page: str = DEFAULT_LANGUAGE,
    ) -> tuple[str, ...]:
        """Return up to ``MOST`` questions that go on from the last of ``answers``, in its
        language, nearest first.

        None of them was asked in ``answers`` or in ``earlier``, the questions before them, in these
        words or in others whose answer quotes again what was quoted first. Nothing is suggested
        after a question that ``limits`` holds back. A turn that asks nothing is followed by staff's
        examples, or by nothing new, and a question off the subject by staff's examples too: where
        they have none in its language, by those of the ``page``.
        """
        if answers[-1].kind == "reply":
            offered = answers[-1].reason in WITH_EXAMPLES
            return self._offered(answers[-1].language, page)[:MOST] if offered else ()
        answers = [answer for answer in answers if answer.reason not in ACTS]
        if not answers or answers[-1].reason in LIMITS:
            return ()
        turns = [(answer.language, answer.question) for answer in answers]
        # By a hash that nothing outside this process can make: no question stands in memory longer
        # than its conversation.
        asked = hash((assistant.index.manifest.generation, page, *earlier, *turns))
        found = self._found.get(asked)
        if found is None:
            found = self._find(answers, assistant, earlier, page)
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            self._found[asked] = found
        return found

    def _offered(self, language: str, page: str) -> tuple[str, ...]:
        return self._examples.in_language(language) or self._examples.in_language(page)

    def _find(
        self, answers: Sequence[Answer], assistant: Assistant, earlier: Sequence[str], page: str
    ) -> tuple[str, ...]:
        last = answers[-1]
        history = [*earlier, *(answer.question for answer in answers[:-1])]
        near = [
            found
            for found in assistant.search(last.question, _PASSAGES, history)
            if found.hit.score >= NEAR
        ]
        asked = {_plain(question) for question in (*history, last.question)}
        if not near:
            offered = self._offered(last.language, page) if last.reason == "off_subject" else ()
            return tuple([one for one in offered if _plain(one) not in asked][:MOST])
        first = [answer.citations[0].quote for answer in answers if answer.citations]
        said = {citation.quote for citation in last.citations}
        candidates = chain(
            _headings(near, last.language), self._examples.in_language(last.language)
        )
        unasked = (question for question in candidates if _plain(question) not in asked)
        found: list[str] = []
        for question in islice(dict.fromkeys(unasked), _MOST_TRIED):
            citations = self._answered_with(question, assistant)
            if not citations or not _stands_in(citations[0], near):
                continue
            quotes = [citation.quote for citation in citations]
            if set(quotes) - said and not any(_same(a, b) for a in quotes for b in first):
                found.append(question)
                first.append(quotes[0])
                said.update(quotes)
            if len(found) == MOST:
                break
        return tuple(found)

    def _answered_with(self, question: str, assistant: Assistant) -> tuple[Citation, ...]:
        """Return what a candidate is answered with; nothing if that is not certain, or if the
        candidate can't be understood alone."""
        generation = assistant.index.manifest.generation
        if generation != self._generation:
            self._generation, self._answered = generation, {}
        answered = self._answered
        if question not in answered:
            tried = assistant.ask(question) if assistant.stands_alone(question) else None
            sure = tried is not None and tried.kind == "grounded"
            answered[question] = tried.citations if tried and sure else ()
        return answered[question]


def _stands_in(citation: Citation, near: Sequence[Found]) -> bool:
    """Tell whether a quotation, or the same statement in another document, is in these passages."""
    return any(
        c.document == found.document.id
        and c.start < found.passage.end
        and found.passage.start < c.end
        for c in (citation, *citation.also)
        for found in near
    )


def _same(one: str, other: str) -> bool:
    """Tell whether one of two quotations says little that the other does not."""
    stems, others = _stems(one), _stems(other)
    return len(stems & others) >= _SAME * min(len(stems), len(others))


def _stems(text: str) -> set[str]:
    return set(word_stems(text))


def _headings(near: Sequence[Found], language: str) -> Iterator[str]:
    """Yield the headings in ``language`` that are whole questions."""
    for found in near:
        heading = found.passage.headings[-1] if found.passage.headings else ""
        if (
            heading.endswith("?")
            and found.document.language == language
            and names_its_subject(heading, found.document.title)
        ):
            yield heading


def names_its_subject(heading: str, title: str) -> bool:
    """Tell whether a heading says of what it speaks, where it takes that up from the title.

    Below "Viskans park", "När är hela parken klar?" does not: the name that stands before the word
    is missing.
    """
    own = _stems(heading)
    return not any(
        before[0].isupper() and _stems(word) & own and not _stems(before) <= own
        for before, word in pairwise(title.split())
    )


def _plain(question: str) -> str:
    return question.strip().casefold()
