"""Answers as HTML. Pure; every text is escaped by the templates, which are in ``templates/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.cite import is_verbatim
from klimatsvar.answer.limits import LIMITS
from klimatsvar.answer.replies import WITH_CONTACT, reply
from klimatsvar.settings import Settings
from klimatsvar.texts import answer_language, texts
from klimatsvar.types import Answer, Citation, Document, Worded, WordedSentence
from klimatsvar.web.html.addresses import question_address
from klimatsvar.web.html.around_answers import link_to_box
from klimatsvar.web.html.links import contact_line
from klimatsvar.web.html.refusals import refused, why_refused
from klimatsvar.web.html.sources import ShownQuotation, as_text, shown_quotations, sources_of
from klimatsvar.web.html.templating import TEMPLATES
from klimatsvar.web.question_log import outcome_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an answer holds at this moment, and is shown."""

    sentences: tuple[WordedSentence, ...]
    """A language model's; none where the quotations stand alone."""
    citations: tuple[Citation, ...]
    """Those that prove the sentences, or else those of the answer."""

    @classmethod
    def of(cls, worded: Worded, documents: Mapping[str, Document]) -> "Shown":
        """Check the citations against ``documents`` once more, and leave out what fails."""
        if wording := worded.wording:
            citations = verified(wording.citations, documents)
            numbers = {citation.number for citation in citations}
            sentences = tuple(s for s in wording.sentences if numbers.issuperset(s.citations))
            if sentences:
                return cls(sentences, citations)
        return cls((), verified(worded.answer.citations, documents))


def render_turn(
    worded: Worded,
    documents: Mapping[str, Document],
    settings: Settings,
    number: int,
    page: str | None = None,
    followed: str | None = None,
    *,
    today: date,
) -> str:
    """Return a question and its answer as HTML; ``number`` makes the ids unique on the page.

    An answer without a citation that holds is shown as a refusal, or as the reply to a turn that
    asks nothing. ``page`` is the language of a page with JavaScript; there the answer can be
    copied, printed and linked to, after the question that it ``followed``, and, where that is set,
    judged and explained more simply.
    """
    answer, wording = worded.answer, worded.wording
    words = {**_words(answer, settings), **(wording.frame if wording else {})}
    language = answer_language(answer.language)
    shown = Shown.of(worded, documents)
    proven = shown.citations
    sources = sources_of(proven, documents, language, today)
    quotations = shown_quotations(proven, documents, language, today)
    model = wording.model if wording else ""
    possible = answer.kind == "possible"
    told = _as_text(shown.sentences, words["worded_by"].format(model=model))
    if possible:
        told = words["possible"]
    replied = _reply(answer, proven, documents, words)
    # What was held back is best forgotten, and what asks nothing leads nowhere.
    kept = page is not None and answer.reason not in LIMITS and not replied
    return TEMPLATES.get_template("turn.html").render(
        words=words,
        number=number,
        language=language,
        question=answer.question,
        question_language=answer.language,
        simple=is_simple(worded),
        possible=possible,
        sentences=_beside(shown.sentences, quotations),
        model=model,
        told_language=answer.language if wording and wording.frame else language,
        fell_back=wording is not None and not shown.sentences,
        quotations=quotations,
        missing=answer.missing,
        copied=as_text(answer.question, told, proven, sources, words) if proven else "",
        address=question_address(answer.question, page, followed) if page and kept else None,
        simpler=can_be_simpler(worded, settings),
        quoted=quoted_documents(shown) if settings.feedback and kept else None,
        outcome=outcome_of(answer),
        reason=answer.reason,
        reply=replied,
        page=page,
        to_box=link_to_box(page) if page else "",
        to_person=answer.reason in WITH_CONTACT,
        refused=refused(
            answer, verified(answer.nearby, documents), documents, settings, words, today
        ),
        count=len(documents),
        contact=contact_line(settings.contact, words),
    )


def _beside(
    sentences: Sequence[WordedSentence], quotations: Sequence[ShownQuotation]
) -> list[tuple[WordedSentence, list[ShownQuotation]]]:
    """Return each sentence with those of its quotations that none before it has."""
    told: set[int] = set()
    beside = []
    for sentence in sentences:
        new = set(sentence.citations) - told
        beside.append((sentence, [q for q in quotations if q.number in new]))
        told |= new
    return beside


def render_writing(worded: Worded, documents: Mapping[str, Document], simple: bool) -> str:
    """Return what a language model has written of an answer so far."""
    answer = worded.answer
    return TEMPLATES.get_template("writing.html").render(
        words=texts(answer.language),
        language=answer_language(answer.language),
        question=answer.question,
        question_language=answer.language,
        simple=simple,
        sentences=Shown.of(worded, documents).sentences,
    )


def quoted_documents(shown: Shown) -> list[str]:
    """Return the ids of the documents that are quoted."""
    return list(dict.fromkeys(citation.document for citation in shown.citations))


def can_be_simpler(worded: Worded, settings: Settings) -> bool:
    """Tell whether a language model may explain the answer in simpler words than now."""
    sure = worded.answer.kind == "grounded"
    return settings.llm is not None and sure and not is_simple(worded)


def is_simple(worded: Worded) -> bool:
    """Tell whether a language model has explained the answer in simple words."""
    wording = worded.wording
    return wording is not None and wording.simple and bool(wording.sentences)


def verified(
    citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Return the citations that are verbatim in their document at this moment."""
    return tuple(
        replace(c, also=verified(c.also, documents))
        for c in citations
        if is_verbatim(documents, c.document, c.start, c.end, c.quote)
    )


def status(worded: Worded, documents: Mapping[str, Document], settings: Settings) -> str:
    """Return in a few words what came of the question, for a screen reader."""
    answer = worded.answer
    words = _words(answer, settings)
    count = len(Shown.of(worded, documents).citations)
    if count:
        key = "possibly_answered" if answer.kind == "possible" else "answered"
        return words[key].format(count=count)
    if replied := _reply(answer, (), documents, words):
        return replied
    return why_refused(answer, words) if answer.reason in LIMITS else words["not_answered"]


def _as_text(sentences: Sequence[WordedSentence], note: str) -> str:
    """Return a wording as text with who wrote it; an empty one without sentences."""
    told = (f"{s.text} {' '.join(f'[{number}]' for number in s.citations)}" for s in sentences)
    return f"{' '.join(told)}\n{note}" if sentences else ""


def _words(answer: Answer, settings: Settings) -> Mapping[str, str]:
    """Return the texts around an answer, about what the documents are about."""
    return texts(answer.language, settings.subject_in(answer.language))


def _reply(
    answer: Answer,
    shown: Sequence[Citation],
    documents: Mapping[str, Document],
    words: Mapping[str, str],
) -> str | None:
    """Return what is replied to a turn that asks nothing; None for one that asks."""
    if answer.reason not in ACTS:
        return None
    return reply(answer.reason, words, shown, len(documents), answer.index)
