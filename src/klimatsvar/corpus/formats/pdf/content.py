"""How much a page draws, by pypdf: PDFium sets itself no limits, and nothing can stop it."""

import re
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

_MOST_BYTES = 30_000_000
"""PDFium takes up to half a second and 30 MB of memory for a million."""
_FORM_BYTES = 1000
"""What a form counts for at least, each time that it is drawn."""
_FORM_DEPTH = 40
"""Forms within forms, those that draw themselves among them, that PDFium follows."""
_DRAWN = re.compile(rb"(/[^\s/\[\]()<>{}%]+)\s+Do\b")


class _Content(NamedTuple):
    """What a page or a form draws."""

    size: int
    forms: tuple[IndirectObject, ...]
    """Each as often as it is drawn; pictures too."""


_NOTHING = _Content(0, ())


class Contents:
    """The content of a file's pages and of the forms on them."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._forms: dict[IndirectObject, _Content] = {}

    def is_beyond_measure(self, number: int) -> bool:
        """Tell whether a page draws more than PDFium can go through with a file's time and memory.

        A form counts each time that it is drawn. What pypdf can't make out counts for nothing.
        """
        try:
            return self._size(self._reader.pages[number - 1]) > _MOST_BYTES
        except LimitReachedError:
            return True
        except Exception:  # damage makes pypdf raise nearly anything, RecursionError among them
            return False

    def _size(self, page: PageObject) -> int:
        """Return how many bytes a page draws, or as many as are counted when they are too many."""
        contents, resources = page.get_contents(), page.get_inherited("/Resources")
        if contents is None:
            return 0
        size = 0
        waiting = [(_content(contents, resources), 0)]
        while waiting and size <= _MOST_BYTES:
            content, depth = waiting.pop()
            size += content.size
            if depth < _FORM_DEPTH:
                waiting.extend((self._form(it, resources), depth + 1) for it in content.forms)
        return size

    def _form(self, reference: IndirectObject, outer: Any) -> _Content:
        if reference not in self._forms:
            form = reference.get_object()
            found = _NOTHING
            if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form":
                size, forms = _content(form, form.get("/Resources", outer))
                found = _Content(max(size, _FORM_BYTES), forms)
            self._forms[reference] = found
        return self._forms[reference]


def _content(stream: StreamObject, resources: Any) -> _Content:
    data = stream.get_data()
    named = resources.get_object() if resources is not None else None
    named = named.get("/XObject") if isinstance(named, DictionaryObject) else None
    named = named.get_object() if named is not None else None
    if not isinstance(named, DictionaryObject):
        return _Content(len(data), ())
    drawn = (dict.get(named, name.decode("latin-1")) for name in _DRAWN.findall(data))
    return _Content(len(data), tuple(it for it in drawn if isinstance(it, IndirectObject)))
