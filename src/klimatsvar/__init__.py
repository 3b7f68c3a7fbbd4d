"""Klimatsvar: answers about a city's climate programme, every sentence a checked quotation.

From Python ``build_index`` reads the documents, and an ``Assistant`` answers. Names are imported
when they are first used, since the libraries below them take seconds to load.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klimatsvar.assistant import Assistant, Found
    from klimatsvar.building import build_index
    from klimatsvar.errors import KlimatsvarError
    from klimatsvar.ingest.build import Report
    from klimatsvar.settings import Settings
    from klimatsvar.types import (
        Answer,
        Citation,
        Document,
        FileReport,
        Hit,
        Nearest,
        Passage,
        Worded,
        Wording,
    )

# NumPy's threads, when they are done, wait for more by spinning, for some 20 ms, and hold the
# model's off the cores: passages are read in half the time without. It must be said before NumPy is
# imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Document",
    "FileReport",
    "Found",
    "Hit",
    "KlimatsvarError",
    "Nearest",
    "Passage",
    "Report",
    "Settings",
    "Worded",
    "Wording",
    "build_index",
]

_MODULES = {
    "Assistant": "assistant",
    "Found": "assistant",
    "KlimatsvarError": "errors",
    "Report": "ingest.build",
    "Settings": "settings",
    "build_index": "building",
}
"""Where names are that aren't in ``types``."""

if not TYPE_CHECKING:  # or every name would count as known

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = import_module(f"{__name__}.{_MODULES.get(name, 'types')}")
        return getattr(module, name)
