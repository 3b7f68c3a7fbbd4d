"""Read OpenDocument presentations: a page a slide."""

import re
from collections.abc import Iterator
from pathlib import Path

from odfdo import Document, Element
from odfdo.security import SecurityError

from klimatsvar.corpus.formats.office.archive import FAULTS, check_archive, damaged
from klimatsvar.corpus.formats.office.odt import Reader, aside_of, attribute, metadata_of, styles_of
from klimatsvar.corpus.formats.office.slides import Shape, slides_source
from klimatsvar.corpus.source import Source
from klimatsvar.corpus.tables import place_notes

_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt)")
_MILLIMETRES = {"cm": 10.0, "mm": 1.0, "in": 25.4, "pt": 25.4 / 72}


def read_odp(path: Path) -> Source:
    """Read an OpenDocument presentation; its pages are the slides.

    Hidden slides and the speaker's notes are left out. Raises DocumentError when the file is no
    presentation, or isn't safe to unpack.
    """
    check_archive(path)
    try:
        document = Document(path)
        reader = Reader(styles_of(document))
        hidden = _hiding_styles(document)
        slides = [
            None if attribute(page, "draw:style-name") in hidden else list(_shapes(page, reader))
            for page in document.body.children
            if page.tag == "draw:page"
        ]
        return slides_source(
            slides, metadata_of(document), aside_of(document), reader.struck(document.body)
        )
    except (SecurityError, *FAULTS) as error:
        raise damaged(path, error) from error


def _shapes(page: Element, reader: Reader) -> Iterator[Shape]:
    for child in page.children:
        if child.tag.startswith("draw:"):
            blocks = tuple(place_notes(reader.boxes(child)))
            is_title = attribute(child, "presentation:class") == "title"
            yield Shape(_place(child, "svg:y"), _place(child, "svg:x"), blocks, is_title)


def _place(shape: Element, name: str) -> float:
    """Return where a shape stands in millimetres; 0 if it doesn't say."""
    found = _LENGTH.fullmatch(attribute(shape, name))
    return float(found[1]) * _MILLIMETRES[found[2]] if found else 0.0


def _hiding_styles(document: Document) -> set[str]:
    """Return the names of the styles of slides that aren't shown."""
    return {
        attribute(style, "style:name")
        for style in document.content.get_elements("//style:style")
        if (properties := style.get_element("style:drawing-page-properties"))
        and attribute(properties, "presentation:visibility") == "hidden"
    }
