"""Which language a question is asked in."""

from functools import lru_cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

DEFAULT_LANGUAGE = "sv"

# Languages that many residents have, and neighbours that could be mistaken for Swedish are left
# out: a short Swedish question too often looks Danish or Norwegian.
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
_SURE = 0.6
"""A question counts as Swedish unless another language is at least this likely, 0 to 1."""


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES).build()


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language; Swedish when in doubt."""
    likeliest = _detector().compute_language_confidence_values(text)[0]
    if likeliest.value < _SURE:
        return DEFAULT_LANGUAGE
    code: IsoCode639_1 = likeliest.language.iso_code_639_1
    return code.name.lower()
