"""What every staff page needs, and the frame around it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from klimatsvar.assistant import Assistant
from klimatsvar.errors import KlimatsvarError
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from klimatsvar.staff.builds import Builder
from klimatsvar.staff.gate import VISIT, Visit
from klimatsvar.staff.journal import Journal
from klimatsvar.staff.listing import to_know
from klimatsvar.staff.sessions import Sessions
from klimatsvar.texts import LANGUAGES, staff_texts
from klimatsvar.texts.messages import Message
from klimatsvar.web.html.frame import language_of
from klimatsvar.web.html.templating import templates_of

_TEMPLATES = templates_of("klimatsvar.staff")
MENU = (
    ("/dokument", "documents"),
    ("/bygge", "build"),
    ("/prova", "try"),
    ("/fragor", "questions"),
    ("/svar", "answers"),
    ("/tabell", "tables"),
    ("/borttaget", "removed"),
    ("/journal", "journal"),
)
"""Addresses of the pages and the keys of their names."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work with."""

    settings: Settings
    sessions: Sessions
    journal: Journal
    builder: Builder
    encoder: Callable[[], Encoder]
    """Gives the model, loaded once it is needed."""
    assistant: Callable[[str], Assistant]
    """Opens a generation for questions."""


def page(
    request: Request,
    desk: Desk,
    template: str,
    title: str,
    *,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Return a page made from ``template``, with the notices that wait for its session."""
    language = language_of(request)
    words = staff_texts(language)
    name = words["name"].format(service=desk.settings.title)
    visit: Visit | None = request.scope.get(VISIT)
    html = _TEMPLATES.get_template(template).render(
        words=words,
        language=language,
        to_know=partial(to_know, language=language),
        title=title,
        window=f"{title} – {name}",
        name=name,
        keep=kept(request),
        also=kept(request).replace("?", "&"),
        translations=[
            (code, staff_texts(code)["language_name"], _in_language(request, code))
            for code in LANGUAGES
        ],
        menu=MENU,
        path=request.url.path,
        visit=visit,
        notices=visit.session.told() if visit else [],
        **values,
    )
    return HTMLResponse(html, status)


def fragment(request: Request, template: str, **values: object) -> HTMLResponse:
    """Return a part of a page made from ``template``."""
    words = staff_texts(language_of(request))
    return HTMLResponse(_TEMPLATES.get_template(template).render(words=words, **values))


def told_in(request: Request, what: Message | KlimatsvarError) -> str:
    """Return a message in the page's language."""
    return str(what.told(language_of(request)))


def words_of(request: Request) -> dict[str, str]:
    """Return the texts in the page's language."""
    return dict(staff_texts(language_of(request)))


def kept(request: Request) -> str:
    """Return what keeps the page's language in an address without a query."""
    language = language_of(request)
    return "" if language == LANGUAGES[0] else f"?lang={language}"


def to(request: Request, path: str, **query: str) -> RedirectResponse:
    """Return the way to a page, in the same language, after a form was taken."""
    language = language_of(request)
    asked = query | ({} if language == LANGUAGES[0] else {"lang": language})
    return RedirectResponse(path + (f"?{urlencode(asked)}" if asked else ""), 303)


def done(
    request: Request, desk: Desk, what: str, about: str, act: Callable[[], object], told: str
) -> bool:
    """Do something that the journal has first; tell staff what came of it, and return whether it
    went well. What fails is in the journal too."""
    visit: Visit = request.scope[VISIT]
    try:
        desk.journal.write(visit.who, what, about)
        act()
    except KlimatsvarError as error:
        visit.session.tell(str(error.told(language_of(request))), failed=True)
        with suppress(KlimatsvarError):  # the journal itself may be what failed
            desk.journal.write(visit.who, what, about, failed=error.message)
        return False
    visit.session.tell(told)
    return True


def _in_language(request: Request, code: str) -> str:
    query = [(key, value) for key, value in request.query_params.items() if key != "lang"]
    return "?" + urlencode([*query, ("lang", code)])
