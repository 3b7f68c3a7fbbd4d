"""A page for staff: what was read of a file, beside the pages of the PDF that it is."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.corpus.read import Reading
from klimatsvar.language.letters import visible
from klimatsvar.review.facts import facts
from klimatsvar.review.parts import Part, outline
from klimatsvar.texts import review_texts
from klimatsvar.texts.messages import told_each
from klimatsvar.web.html.templating import templates_of
from klimatsvar.web.pages.page_pictures import drawn

_TEMPLATES = templates_of("klimatsvar.review")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the file, and the text that begins on it; all text where there are no pages."""

    number: int | None
    picture: str
    """As a data URL; empty where there is none."""
    parts: tuple[Part, ...]
    before: Part | None
    """What goes on from the page before."""


def as_html(
    reading: Reading,
    path: Path,
    parts: Sequence[Part],
    page: int | None = None,
    links: Sequence[tuple[str, str]] = (),
    *,
    language: str,
) -> str:
    """Return all that ``klimatsvar show`` tells as one file, of one ``page`` if it is given.

    It has the pages of a PDF as pictures, and needs no other file, address or script. ``links``,
    addresses and what they are called, stand at the top. ``language`` is "sv" or "en".
    """
    document, words = reading.document, review_texts(language)
    return _TEMPLATES.get_template("review.html").render(
        id=visible(reading.id),
        document=document,
        title=visible(document.title if document else reading.id),
        facts=facts(reading, words),
        warnings=[visible(told) for told in told_each(reading.warnings, language)],
        outline=[h for h in outline(document) if page in (None, h.page)] if document else [],
        sheets=_sheets(reading, path, parts, page),
        page=page,
        links=links,
        words=words,
        language=language,
    )


def _numbers(reading: Reading, page: int | None) -> Sequence[int | None]:
    """Return the pages to show; one without a number for a file without pages."""
    count = reading.document and reading.document.page_count
    if not count:
        return [None] if reading.document else []
    return [page] if page else range(1, count + 1)


def _sheets(
    reading: Reading, path: Path, parts: Sequence[Part], page: int | None
) -> Iterator[Sheet]:
    """Yield the pages with what begins on each, drawn one at a time, as they are written."""
    for number in _numbers(reading, page):
        if number is None:
            yield Sheet(None, "", tuple(parts), None)
            continue
        if page:  # alone, it shows what began on a page before too
            here = tuple(part for part in parts if number in part.pages)
            yield Sheet(number, _picture(path, number), here, None)
            continue
        begun = tuple(part for part in parts if part.pages[:1] == (number,))
        before = next((part for part in parts if number in part.pages[1:]), None)
        yield Sheet(number, _picture(path, number), begun, before)


def _picture(path: Path, number: int) -> str:
    picture = drawn(path, number) if path.suffix.lower() == ".pdf" else None
    return f"data:image/webp;base64,{b64encode(picture.content).decode()}" if picture else ""
