"""Which language a question is asked in."""

import re
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from klimatsvar.language.lists import lists
from klimatsvar.language.names import CAPITALISED
from klimatsvar.system import give_memory_back

DEFAULT_LANGUAGE = "sv"

# Languages that many residents have. Neighbours that could be mistaken for Swedish are left out:
# a short Swedish question too often looks Danish or Norwegian. So what looks German is held against
# them too, since who reads them reads Swedish: of 785 Norwegian questions 66 were taken for German,
# of which 2 are left, and of 400 German ones 4 are taken for Swedish where 1 was.
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
_NEIGHBOURS = (Language.DANISH, Language.BOKMAL, Language.NYNORSK)
_LIKE_NEIGHBOURS = "de"
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


@lru_cache(maxsize=2)
def _quick(*beside: Language) -> LanguageDetector:
    builder = LanguageDetectorBuilder.from_languages(*_LANGUAGES, *beside)
    return builder.with_low_accuracy_mode().build()


@lru_cache(maxsize=1)
def _careful() -> LanguageDetector:
    detector = LanguageDetectorBuilder.from_languages(*_LANGUAGES).build()
    detector.detect_language_of("tack thanks kiitos")  # which loads what it compares with
    give_memory_back()
    return detector


def detect_language(text: str, page: str = DEFAULT_LANGUAGE, before: str | None = None) -> str:
    """Return the ISO 639-1 code of the text's language.

    Where a turn of a conversation was in the language ``before``, one that may be in it is. Else
    what is in doubt is Swedish, or, too short to tell, in the language of the ``page`` it was
    written on.
    """
    told = _detected(text, before)
    if told is None or told == DEFAULT_LANGUAGE:
        # The documents' own words are Swedish in every language's questions.
        told = _by_function_words(text) or told
    return told or before or (page if _is_short(text) else DEFAULT_LANGUAGE)


def _detected(text: str, before: str | None) -> str | None:
    """Return the language that the detectors are sure of; None when they are in doubt."""
    nameless = _NAME.sub("", text)
    if _is_short(text):
        language, sure = _likeliest(nameless, _SURE_OF_FEW, before)
        return language if sure else None
    first = _quick().compute_language_confidence_values(nameless)[0]
    if first.language == Language.SWEDISH and first.value >= _SURE_AT_ONCE:
        return DEFAULT_LANGUAGE
    language, sure = _likeliest(nameless, _SURE, before)
    if not sure:
        # German writes every noun like a name, so little is left: "Was ist ein Starkregen?"
        whole, sure = _likeliest(text, _SURE, before)
        sure = sure and whole == language == "de"
    if language == _LIKE_NEIGHBOURS:
        nearest = _quick(*_NEIGHBOURS).compute_language_confidence_values(nameless)[0]
        language = DEFAULT_LANGUAGE if nearest.language in _NEIGHBOURS else language
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


def _likeliest(text: str, sure_from: float, before: str | None) -> tuple[str, bool]:
    """Return the likeliest language of the text, and whether that is likely enough, by itself and
    beside Swedish and the language ``before``."""
    confidences = {
        str(one.language.iso_code_639_1.name.lower()): one.value
        for one in _careful().compute_language_confidence_values(text)
    }
    likeliest = max(confidences, key=confidences.__getitem__)
    rivals = {DEFAULT_LANGUAGE, before or DEFAULT_LANGUAGE} - {likeliest}
    least = max([sure_from, *(_TIMES * confidences.get(code, 0.0) for code in rivals)])
    return likeliest, confidences[likeliest] >= least
