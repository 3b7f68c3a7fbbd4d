"""Which language a question is asked in."""

import re
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

DEFAULT_LANGUAGE = "sv"

# Languages that many residents have. Neighbours that could be mistaken for Swedish are left out:
# a short Swedish question too often looks Danish or Norwegian.
_LANGUAGES = (
    Language.ARABIC,
    Language.BOSNIAN,
    Language.ENGLISH,
    Language.FINNISH,
    Language.GERMAN,
    Language.PERSIAN,
    Language.POLISH,
    Language.SOMALI,
    Language.SPANISH,
    Language.SWEDISH,
    Language.TURKISH,
    Language.UKRAINIAN,
)
DETECTABLE = frozenset(str(language.iso_code_639_1.name.lower()) for language in _LANGUAGES)
"""ISO 639-1 codes of these languages."""

# A question counts as Swedish unless another language is this likely, 0 to 1, and this many times
# likelier than Swedish.
_SURE = 0.35
_TIMES = 2

# Names are Swedish in every language's questions: "Kuinka monta bussia Boråsiin hankitaan?"
_NAME = re.compile(r"(?<=\s)[A-ZÅÄÖ][\w-]*|\d+")


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES).build()


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language; Swedish when in doubt."""
    language, sure = _likeliest(_NAME.sub("", text))
    if not sure:
        # German writes every noun like a name, so little is left: "Was ist ein Starkregen?"
        whole, sure = _likeliest(text)
        sure = sure and whole == language == "de"
    return language if sure else DEFAULT_LANGUAGE


def _likeliest(text: str) -> tuple[str, bool]:
    """Return the likeliest language of the text, and whether that is likely enough."""
    confidences = _detector().compute_language_confidence_values(text)
    likeliest = confidences[0]
    swedish = next(c.value for c in confidences if c.language == Language.SWEDISH)
    sure = likeliest.value >= _SURE and likeliest.value >= _TIMES * swedish
    return str(likeliest.language.iso_code_639_1.name.lower()), sure
