"""The texts that people are shown, one TOML file a language.

Swedish and English have a page each, and every text. The other languages have what stands around
an answer: whoever asks in one of them is answered in it, around quotations as they stand.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("sv", "en")
"""Of the pages."""
ANSWERS = (*LANGUAGES, "ar", "bs", "de", "fa", "fi", "pl", "so", "uk")
"""Of what stands around an answer."""
FALLBACK = "en"
"""For askers of every other language."""


def texts(language: str, subject: str | None = None) -> Mapping[str, str]:
    """Return the texts by key in ``language`` (ISO 639-1), or in English where there are none.

    ``subject`` is what the documents are about, in that language; empty where that is not told, and
    None for what the program is made for.
    """
    return _load(answer_language(language), subject)


def staff_texts(language: str) -> Mapping[str, str]:
    """Return what staff see, by key; ``language`` is one of ``LANGUAGES``."""
    return _load(f"staff/{language}")


def review_texts(language: str) -> Mapping[str, str]:
    """Return what staff see of how a file was read, by key, in one of ``LANGUAGES``."""
    return _load(f"review/{language}")


def command_texts(language: str) -> Mapping[str, str]:
    """Return what the commands print, by key, in one of ``LANGUAGES``."""
    return _load(f"commands/{language}")


def help_texts(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the help of each command, by how it is called and what is told of."""
    return _tables(f"help/{language}")


def answer_language(language: str) -> str:
    """Return the language of the texts around an answer to a question in ``language``."""
    return language if language in ANSWERS else FALLBACK


def page_language(language: str) -> str:
    """Return the language of the page for someone who asks in ``language``."""
    return language if language in LANGUAGES else FALLBACK


def written_date(date: str, words: Mapping[str, str]) -> str:
    """Return an ISO 8601 day, month or year as it is written in running text."""
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", date)
    if not found or not 1 <= int(found[2]) <= 12:
        return date
    year, month = found[1], words["months"].split()[int(found[2]) - 1]
    if not found[3]:
        return words["date_month"].format(month=month, year=year)
    return words["date_day"].format(day=int(found[3]), month=month, year=year)


def message_texts(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the words of every message, by key and then ``object``, ``cause`` and ``remedy``."""
    return _tables(f"errors/{language}")


@cache
def _load(name: str, subject: str | None = None) -> Mapping[str, str]:
    told = _read(name)
    usual, other = told.pop("subject", ""), told.pop("other_subject", {})
    if subject == "":
        told |= other
    about = subject or usual
    return MappingProxyType({key: text.replace("{subject}", about) for key, text in told.items()})


@cache
def _tables(name: str) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(_read(name))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
