"""What surrounds every page that needs no JavaScript."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from klimatsvar.settings import Settings
from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.web.html.addresses import inner_path, up
from klimatsvar.web.html.around_answers import described
from klimatsvar.web.html.templating import TEMPLATES


def language_of(request: Request) -> str:
    """Return the language that the page is asked for in, ``lang`` in its address."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def preferred_language(request: Request) -> str:
    """Return the language that the browser is set to, if it is one of ours."""
    language = request.headers.get("accept-language", "")[:2].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def page(
    template: str,
    title: str,
    request: Request,
    settings: Settings,
    *,
    status: int = 200,
    again: Sequence[tuple[str, str]] = (),
    language: str | None = None,
    description: str | None = None,
    **values: object,
) -> HTMLResponse:
    """Return a page made from ``template``; ``title`` is what its window says before our name.

    ``again`` is what to send once more for the same page in another language. ``language`` is that
    of the page where its address doesn't say, ``description`` what search engines are told of it
    where that is not what the service does.
    """
    language = language or language_of(request)
    words = texts(language)
    html = TEMPLATES.get_template(template).render(
        words=words,
        language=language,
        description=description or described(settings, language),
        title=f"{title} – {settings.title}" if title else settings.title,
        service=settings.title,
        up=up(inner_path(request.scope)),
        keep="" if language == LANGUAGES[0] else f"?lang={language}",
        translations=[
            (code, texts(code)["language_name"], _in_language(request, code, failed=status >= 400))
            for code in LANGUAGES
        ],
        again=again,
        **values,
    )
    # An answer, or a place in a document that was looked up, is the reader's own business.
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def _in_language(request: Request, code: str, *, failed: bool) -> str:
    """Return the address of this page in another language. A question is not in it, nor anything
    else that was sent where it ``failed``."""
    sent = [] if failed else request.query_params.items()
    kept = [(key, value) for key, value in sent if key not in {"lang", "q"}]
    return "?" + urlencode([*kept, ("lang", code)])
