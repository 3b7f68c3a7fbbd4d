"""A page for each source, with the quotation marked in its surroundings; and its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from klimatsvar.corpus.links import web_link
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.types import Document
from klimatsvar.web.html.addresses import (
    document_address,
    file_address,
    inner_path,
    picture_address,
    up,
)
from klimatsvar.web.html.frame import language_of, page
from klimatsvar.web.html.links import contact_line
from klimatsvar.web.html.sources import lapsed, shown_date
from klimatsvar.web.html.surroundings import ContextBlock, Piece, context
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages.locate import Asked, Found, locate
from klimatsvar.web.pages.originals import is_offered, is_pdf, original
from klimatsvar.web.pages.page_pictures import PagePictures

_MOST_PICTURES = 2
"""A quotation stands on one page, or runs over to the next."""
_BEGINNING = 1000
"""Characters of a document's beginning, about."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a picture, and the texts that belong to it."""

    address: str
    alternative: str
    caption: str
    enlarge: str


def source_pages(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    pictures = PagePictures(settings.corpus)

    @router.get("/kalla/{id:path}")
    def source(request: Request, id: str) -> HTMLResponse:
        documents = live.now().index.documents
        if id not in documents:
            return _missing(request, settings)
        return _source(request, settings, documents, documents[id], pictures)

    @router.get("/sida/{id:path}")
    def picture(request: Request, id: str) -> Response:
        document = live.now().index.documents.get(id)
        asked = Asked.of(request.query_params)
        number = request.query_params.get("sida", "")
        if document is None or asked is None or not number.isdecimal():
            return _missing(request, settings)
        drawn = pictures.picture(document, int(number[:9]), asked.start, asked.end)
        if drawn is None:
            return _missing(request, settings)
        # Its address changes with the file and with the quotation.
        kept = {"cache-control": "private, max-age=3600"}
        return Response(drawn.content, media_type="image/webp", headers=kept)

    @router.get("/dokument/{id:path}")
    def file(request: Request, id: str) -> Response:
        document = live.now().index.documents.get(id)
        path = _file(settings, document) if document else None
        if document is None or path is None:
            return _missing(request, settings)
        # A PDF opens in the browser's reader. Anything else is only saved: a web page among the
        # documents must never run as one of ours.
        name = PurePosixPath(document.id).name
        if is_pdf(document):
            kind, shown = "application/pdf", "inline"
        else:
            kind, shown = "application/octet-stream", "attachment"
        return FileResponse(path, media_type=kind, filename=name, content_disposition_type=shown)

    return router


def _file(settings: Settings, document: Document) -> Path | None:
    """Return the document's file, None if it is gone or not for residents."""
    is_theirs = is_offered(document, settings.originals)
    return original(settings.corpus, document) if is_theirs else None


def _missing(request: Request, settings: Settings) -> HTMLResponse:
    words = texts(language_of(request))
    return page(
        "source_missing.html",
        words["passage_missing"],
        request,
        settings,
        status=404,
        contact=contact_line(settings.contact, words),
    )


def _source(
    request: Request,
    settings: Settings,
    documents: Mapping[str, Document],
    document: Document,
    pictures: PagePictures,
) -> HTMLResponse:
    words = texts(language_of(request))
    asked = Asked.of(request.query_params)
    found = locate(document, asked) if asked else Found(None, None)
    numbers = document.pages_of(*found.span)[:_MOST_PICTURES] if found.span else ()
    shown = _pictures(document, found.span, numbers, pictures, words) if found.span else []
    successor = documents.get(document.replaced_by or "")
    basis = documents.get(document.basis.document) if document.basis else None
    return page(
        "source.html",
        f"{document.title} – {words['passage_kind']}",
        request,
        settings,
        document=document,
        facts=_facts(document, found.span, words),
        successor=successor,
        successor_address=document_address(successor) if successor else None,
        lapsed=lapsed(document.valid_until, words, date.today()),
        basis=basis,
        basis_address=document_address(basis) if basis else None,
        change=words[f"passage_{found.change}"] if found.change else None,
        ocr=document.is_ocr(*(found.span or (0, len(document.text)))),
        quotation=document.text[slice(*found.span)] if found.span else None,
        blocks=context(document, [found.span]) if found.span else _beginning(document),
        pictures=shown,
        pictures_missing=len(shown) < len(numbers),
        links=_links(request, settings, document, numbers, words),
    )


def _beginning(document: Document) -> list[ContextBlock]:
    """Return the first blocks, the last of them cut where it is long."""
    shown = []
    for block in document.blocks:
        if block.start >= _BEGINNING:
            break
        end = min(block.end, block.start + _BEGINNING)
        piece = Piece(document.text[block.start : end], marked=False)
        shown.append(ContextBlock(block.kind, (piece,), False, end < block.end, after_gap=False))
    return shown


def _facts(
    document: Document, span: tuple[int, int] | None, words: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return what is known of the document and the place in it, each with its name."""
    pages = document.pages_of(*span) if span else ()
    facts = (
        ("publisher", document.publisher),
        ("date", shown_date(document, words)),
        ("origin", document.origin),
        ("page", "–".join(map(str, dict.fromkeys((pages[0], pages[-1])))) if pages else None),
        ("heading", document.heading_above(span[0]) if span else None),
    )
    return [(words[f"passage_{name}"], value) for name, value in facts if value]


def _pictures(
    document: Document,
    span: tuple[int, int],
    numbers: tuple[int, ...],
    pictures: PagePictures,
    words: Mapping[str, str],
) -> list[Picture]:
    """Return those of the pages that can be drawn; drawn now, so that none is promised in vain."""
    shown = []
    for number in numbers:
        drawn = pictures.picture(document, number, *span)
        if drawn is None:
            continue
        marked = "marked" if drawn.marked else "unmarked"
        shown.append(
            Picture(
                address=picture_address(document, number, *span),
                alternative=words[f"passage_picture_{marked}"].format(
                    page=number, title=document.title
                ),
                caption=words[f"passage_caption_{marked}"].format(page=number),
                enlarge=words["passage_enlarge"].format(page=number),
            )
        )
    return shown


def _links(
    request: Request,
    settings: Settings,
    document: Document,
    numbers: tuple[int, ...],
    words: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Return where to read on: the document on the web, and its file."""
    links = []
    if link := web_link(document.url):
        links.append((link.url, words["read_source"].format(host=link.host)))
    if _file(settings, document):
        page = numbers[0] if numbers and is_pdf(document) else None
        if page:
            text = words["passage_open_page"].format(page=page)
        else:
            text = words["passage_open" if is_pdf(document) else "passage_download"]
        links.append((up(inner_path(request.scope)) + file_address(document, page), text))
    return links
