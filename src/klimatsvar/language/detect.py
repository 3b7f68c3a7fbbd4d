"""Which language a question is asked in."""

import re
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from klimatsvar.language.lists import lists
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
_WORD = re.compile(r"\w+")


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
    told = _detected(text)
    if told is None or told == DEFAULT_LANGUAGE:
        # The documents' own words are Swedish in every language's questions.
        told = _by_function_words(text) or told
    return told or (page if _is_short(text) else DEFAULT_LANGUAGE)


def _detected(text: str) -> str | None:
    """Return the language that the detectors are sure of; None when they are in doubt."""
    nameless = _NAME.sub("", text)
    if _is_short(text):
        language, sure = _likeliest(nameless, _SURE_OF_FEW)
        return language if sure else None
    first = _quick().compute_language_confidence_values(nameless)[0]
    if first.language == Language.SWEDISH and first.value >= _SURE_AT_ONCE:
        return DEFAULT_LANGUAGE
    language, sure = _likeliest(nameless, _SURE)
    if not sure:
        # German writes every noun like a name, so little is left: "Was ist ein Starkregen?"
        whole, sure = _likeliest(text, _SURE)
        sure = sure and whole == language == "de"
    return language if sure else None


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    own = {code: frozenset(lists(code).names.function_words) for code in DETECTABLE}
    own[DEFAULT_LANGUAGE] |= frozenset(lists(DEFAULT_LANGUAGE).questions.stopwords)
    return own


def _by_function_words(text: str) -> str | None:
    """Return the language other than Swedish that half of the words or more are function words of,
    if it has more of them than any other: "Co to jest fjärrvärme?" looks Swedish else."""
    whole = _WORD.findall(text)
    words = [word.lower() for word in (*whole[:1], *(w for w in whole[1:] if w[0].islower()))]
    has = {code: sum(word in own for word in words) for code, own in _function_words().items()}
    best, next_best = sorted(has, key=has.__getitem__, reverse=True)[:2]
    if best == DEFAULT_LANGUAGE or has[best] == has[next_best] or 2 * has[best] < len(words):
        return None
    return best


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
