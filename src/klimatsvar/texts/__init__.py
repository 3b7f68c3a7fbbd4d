"""The texts that people are shown, one TOML file a language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("sv", "en")
FALLBACK = "en"
"""For askers of every other language."""


def texts(language: str) -> Mapping[str, str]:
    """Return the texts by key in ``language`` (ISO 639-1), or in English where there are none."""
    return _load(language if language in LANGUAGES else FALLBACK)


@cache
def _load(language: str) -> Mapping[str, str]:
    content = files(__package__).joinpath(f"{language}.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(content))
