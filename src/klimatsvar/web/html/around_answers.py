"""The page's parts around the answers, as HTML. Pure; the templates escape every text."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.language.detect import detect_language
from klimatsvar.settings import Settings
from klimatsvar.texts import LANGUAGES, page_language, texts
from klimatsvar.types import Answer
from klimatsvar.web.html.addresses import home_address
from klimatsvar.web.html.templating import TEMPLATES


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked with a click."""

    text: str
    language: str


def described(settings: Settings, language: str) -> str:
    """Return in a sentence what the service does."""
    words = texts(language, settings.subject_in(language))
    return words["page_lead_worded" if settings.llm else "page_lead"]


def render_introduction(settings: Settings, language: str) -> str:
    """Return what the page in a language says before the first question."""
    words = texts(language)
    logged = words["page_logged"].format(days=settings.log_days)
    return TEMPLATES.get_template("introduction.html").render(
        title=settings.title,
        words=words,
        lead=described(settings, language),
        logged=logged if settings.log_questions else "",
        about=settings.about.in_language(language),
    )


def render_examples(examples: Sequence[str], page: str) -> str:
    """Return staff's examples for the page in a language, as buttons."""
    questions = examples_in(page, examples)
    return _questions("exempel-rubrik", texts(page)["examples_heading"], questions)


def examples_in(page: str, examples: Sequence[str]) -> list[Question]:
    """Return the examples for a page in ``page``: those in that language, and on the English page
    those in languages that no page has."""
    questions = [Question(example, detect_language(example)) for example in examples]
    return [question for question in questions if page_language(question.language) == page]


def render_suggestions(suggestions: Sequence[str], last: Answer, page: str) -> str:
    """Return questions to go on with after an answer, as buttons; after a turn that asks nothing
    they are staff's examples."""
    questions = [Question(suggestion, detect_language(suggestion)) for suggestion in suggestions]
    heading = "refused_instead" if last.reason in REFUSALS else "further_heading"
    if last.kind == "reply":
        heading = "examples_heading"
    return _questions("vidare-rubrik", texts(page)[heading], questions)


def _questions(id: str, heading: str, questions: Sequence[Question]) -> str:
    return TEMPLATES.get_template("questions.html").render(
        id=id, heading=heading, questions=questions
    )


def render_progress(message: str) -> str:
    """Return how far it has come with a question, while it can still be stopped."""
    return TEMPLATES.get_template("progress.html").render(message=message)


def render_outcome(message: str) -> str:
    """Return what came of a question, for a screen reader; others see the answer."""
    return TEMPLATES.get_template("outcome.html").render(message=message)


def link_to_box(page: str) -> str:
    """Return what leads from a question past its answer to the box, in the page's language."""
    return texts(page)["skip_to_box"]


def render_problem(message: str) -> str:
    """Return a message about a question that was not answered, announced when it appears."""
    return TEMPLATES.get_template("problem.html").render(message=message)


def render_head(settings: Settings, page: str) -> str:
    """Return what search engines and previews are told of the page in a language."""
    return TEMPLATES.get_template("head.html").render(
        description=described(settings, page), language=page, title=settings.title
    )


def render_top(settings: Settings, page: str) -> str:
    """Return what stands before the page in a language: skip links, the header, and what there is
    until the page has come, or without JavaScript."""
    return TEMPLATES.get_template("page_top.html").render(
        words=texts(page),
        language=page,
        keep=_kept(page),
        translations=[
            (code, texts(code)["language_name"], home_address(code)) for code in LANGUAGES
        ],
        introduction=Markup(render_introduction(settings, page)),
        examples=examples_in(page, settings.examples),
    )


def render_bottom(page: str) -> str:
    """Return the footer of the page in a language."""
    return TEMPLATES.get_template("page_bottom.html").render(
        words=texts(page), keep=_kept(page), up=""
    )


def _kept(page: str) -> str:
    """Return what addresses of other pages need to stay in a language."""
    return "" if page == LANGUAGES[0] else f"?lang={page}"
