"""Which language a question is asked in."""

import re
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from klimatsvar.language.names import CAPITALISED
from klimatsvar.system import give_memory_back

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

# The careful detector takes 200 MB and a second and a half of the processor to load. The quick one
# errs more often, but not where it is this sure of Swedish: on 2,943 questions, sentences and their
# first words in ten languages, asking it first changed nothing.
_SURE_AT_ONCE = 0.95

# So few letters tell a language only where it is this sure: "Hej!" looks Polish at 0.50. Of 341
# greetings and the like that don't look Swedish, 12 are still mistaken where 60 were, and 239 told
# where 281 were. In another script than the Latin, few are enough.
_FEW_LETTERS = 6
_SURE_OF_FEW = 0.9
_LAST_LATIN = "\u024f"

# Names are Swedish in every language's questions: "Kuinka monta bussia Boråsiin hankitaan?"
_NAME = re.compile(rf"{CAPITALISED}[\w-]*|\d+")


@lru_cache(maxsize=1)
def _quick() -> LanguageDetector:
    builder = LanguageDetectorBuilder.from_languages(*_LANGUAGES)
    return builder.with_low_accuracy_mode().build()


@lru_cache(maxsize=1)
def _careful() -> LanguageDetector:
    detector = LanguageDetectorBuilder.from_languages(*_LANGUAGES).build()
    detector.detect_language_of("tack thanks kiitos")  # which loads what it compares with
    give_memory_back()
    return detector


def detect_language(text: str, page: str = DEFAULT_LANGUAGE) -> str:
    """Return the ISO 639-1 code of the text's language; Swedish when in doubt.

    One that is too short to tell is in the language of the ``page`` it was written on.
    """
    nameless = _NAME.sub("", text)
    few = _is_short(text)
    first = _quick().compute_language_confidence_values(nameless)[0]
    if not few and first.language == Language.SWEDISH and first.value >= _SURE_AT_ONCE:
        return DEFAULT_LANGUAGE
    language, sure = _likeliest(nameless, _SURE_OF_FEW if few else _SURE)
    if few:
        return language if sure else page
    if not sure:
        # German writes every noun like a name, so little is left: "Was ist ein Starkregen?"
        whole, sure = _likeliest(text, _SURE)
        sure = sure and whole == language == "de"
    return language if sure else DEFAULT_LANGUAGE


def _is_short(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) <= _FEW_LETTERS and all(char <= _LAST_LATIN for char in letters)


def _likeliest(text: str, sure_from: float) -> tuple[str, bool]:
    """Return the likeliest language of the text, and whether that is likely enough."""
    confidences = _careful().compute_language_confidence_values(text)
    likeliest = confidences[0]
    swedish = next(c.value for c in confidences if c.language == Language.SWEDISH)
    beside = 0 if likeliest.language == Language.SWEDISH else _TIMES * swedish
    sure = likeliest.value >= max(sure_from, beside)
    return str(likeliest.language.iso_code_639_1.name.lower()), sure
