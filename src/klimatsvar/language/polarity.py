"""Whether a sentence says yes or no, more or less, at least or at most."""

import re
from functools import lru_cache
from typing import Literal, TypeAlias

Polarity: TypeAlias = Literal["plain", "denied", "guarded", "doubly denied"]
"""Guarded: said with a word such as "utan" or "gratis", which a denial may be worded as. Doubly
denied: with both, as "inte gratis"."""

_NOT_A_DENIAL = re.compile(
    r"\b(?:inte (?:bara|minst|(?:mer|fler|mindre|färre) än)"
    r"|(?:not|no) (?:more|less|fewer|later) than"
    r"|nicht (?:mehr|weniger) als|not only|nicht nur|nie tylko|ne samo|ei vain|no solo)\b",
    re.I,
)
_DENIAL = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|ingenting|ingenstans|varken"
    r"|not|no|never|none|nothing|nobody|neither|nor|cannot|nowhere"
    r"|ei|eivät|emme|ette|eikä|eivätkä|älä|älkää|ettei|eivätkö|koskaan"
    r"|nicht|kein\w*|nie|niemals|nichts|niemand\w*|weder|nirgend\w*"
    r"|nigdy|żad\w+|nikt|nic|ani|ne|nije|nisu|nema|nemaju|nikad\w*|ništa|niko|nijed\w+|neće"
    r"|nemoj\w*"
    r"|maaha|maahan|nunca|ning[uú]n\w*|tampoco|не|ні|немає|ніколи|değil|yok|hiç"
    r"|لا|ليس|ليست|ليسوا|لم|لن|نیست|نیستند|هیچ|نمی\w*)\b|n['’]t\b",
    re.I,
)
_BUT_RATHER = re.compile(r"(?<=,)\s*utan\b|\butan (?=i|på|av|med|till|bara|att|ett|en)\b", re.I)
"""After "inte" the Swedish word for "without" means "but"."""
_DENIAL_IN = {
    "fi": re.compile(r"\b(?:en|et)\b", re.I),
    "so": re.compile(r"\b(?:ma|aan|uma|kuma)\b", re.I),
    "es": re.compile(r"\bni\b", re.I),
}
_GUARD = re.compile(
    r"\b(?:utan|utanför|sakna\w*|gratis|avgiftsfri\w*|kostnadsfri\w*|fri|fritt|fria"
    r"|avråd\w*|undvik\w*"
    r"|förbj\w+|sällan|knappt|knappast|slipp\w*|upphör\w*|oklar\w*|okän\w+|misslyck\w*|låt"
    r" bli|tills"
    r"|free|without|lack\w*|missing|avoid\w*|outside|except|unless|rarely|hardly|unknown|unclear"
    r"|fail\w*|discourag\w*|warn\w*|advises? against|against|until"
    r"|ilman|ilmai\w*|maksu\w+|puuttu\w+|vältt\w+|kiel\w+|ulkopuol\w+|harvoin"
    r"|ohne|kostenlos\w*|gratis|fehl\w+|vermeid\w*|außer\w*|abrat\w*|rät|unbekannt\w*|selten|frei"
    r"|bez|bezpłatn\w*|darmow\w*|brak\w*|unika\w*|odradza\w*|poza|rzadko"
    r"|besplat\w+|nedosta\w+|izbjeg\w+|izvan|rijetko|savjetuje"
    r"|bilaash|la['’]aan|mid na|sin|gratuit\w*|غير|بدون|دون|مجان\w*|مجاني\w*|تجنب\w*|خارج|ينصح)\b",
    re.I,
)
_CLAUSE = re.compile(
    r"(?:[,;]|\s[–—])\s+(?=(?:men|och|fast|medan|but|and|while|mutta|ja|aber|und|während|ale|i|a"
    r"|ali|dok|و?لكن|و\w+|pero|laakiin)\b)|(?<=[.!?;])\s+|\s+(?=(?:men|but|mutta|aber|ale|ali|pero"
    r"|لكن|ولكن|laakiin)\b)",
    re.I,
)


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the spans of the parts of a text that are denied each for itself."""
    ends = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))


@lru_cache(maxsize=5000)
def polarity(text: str, language: str) -> Polarity:
    """Return whether a clause denies something."""
    text = _NOT_A_DENIAL.sub("", text)
    own = _DENIAL_IN.get(language)
    if _DENIAL.search(text) or (own and own.search(text)):
        return "doubly denied" if _GUARD.search(_BUT_RATHER.sub("", text)) else "denied"
    return "guarded" if _GUARD.search(text) else "plain"


_MORE = re.compile(
    r"\b(?:ök(?:a|ar|at|ade|ning\w*)|höj\w*|fler|mer|större|högre|växer|växte|stig(?:er|it)|steg"
    r"|increas\w*|rise\w*|rose|grew|grow\w*|more|higher|larger|rais\w*"
    r"|kasv\w+|lisää\w+|nous\w+|enemmän|korkeam\w+|suurem\w+"
    r"|steig\w+|stieg\w*|gestiegen|erhöh\w+|zunahm\w*|zugenommen|mehr|höher\w*"
    r"|wzr[oó]s\w+|zwiększ\w+|więcej|wyższ\w+|podni\w+"
    r"|poveć\w+|porast\w*|porasl\w*|viš[ei]\w*|već[ei]\w*"
    r"|kordh\w+|kor u|زاد\w*|ارتفع\w*|ازداد\w*|زيادة|اكثر|أكثر|أعلى)\b",
    re.I,
)
_LESS = re.compile(
    r"\b(?:minsk\w*|sänk\w*|färre|mindre|lägre|sjunk\w*|sjönk|föll|fallit"
    r"|decreas\w*|reduc\w*|fell|fall\w*|drop\w*|fewer|less|lower\w*|smaller|cut|cuts"
    r"|declin\w*|shrink\w*"
    r"|vähen\w+|vähem\w+|lask\w+|alhais\w+|pienem\w+|piene\w+"
    r"|sink\w*|sank\w*|gesunken|senk\w+|gesenkt|reduzier\w+|verringer\w+|weniger"
    r"|niedriger\w*|abnahm\w*"
    r"|spad\w+|zmniejsz\w+|obniż\w+|mniej\w*|niższ\w+|redukc\w+"
    r"|smanj\w+|pao|pale|palo|pad\w+|manj[ei]\w*|niž[ei]\w*"
    r"|yaree\w+|hoos|انخفض\w*|خفض\w*|تقليل|تراجع\w*|تنخفض|اقل|أقل|أدنى)\b",
    re.I,
)


_OR_MORE = re.compile(
    r"\b(?:eller (?:mer|fler|mindre|färre)|or (?:more|less|fewer)|oder (?:mehr|weniger)"
    r"|tai enemmän|lub więcej|ili više)\b",
    re.I,
)
"""A limit, not a change."""


def turned(claimed: str, given: str) -> bool:
    """Tell whether one text speaks only of more, and the other only of less."""
    claimed, given = _OR_MORE.sub("", claimed), _OR_MORE.sub("", given)
    more, less = bool(_MORE.search(claimed)), bool(_LESS.search(claimed))
    given_more, given_less = bool(_MORE.search(given)), bool(_LESS.search(given))
    return (more and not less and given_less and not given_more) or (
        less and not more and given_more and not given_less
    )


Limit: TypeAlias = Literal["least", "most"]
_FILLER = r"(?:\W+(?:den|det|år|året|the|year|dem|am|cirka|ungefär|about|vuotta|roku|sek))*\W*$"
_AT_LEAST = re.compile(
    r"\b(?:minst|över|drygt|(?:mer|fler|äldre|längre|större|högre) än|åtminstone|at least|over"
    r"|just over|(?:more|older|longer|larger|higher) than|above|vähintään|yli"
    r"|mindestens"
    r"|über|mehr als|co najmniej|ponad|powyżej|više od|preko|najmanje|ugu yaraan|in ka"
    rf" badan|على الأقل|أكثر من|فوق){_FILLER}",
    re.I,
)
_AT_MOST = re.compile(
    r"\b(?:högst|under|knappt|(?:mindre|färre|yngre|kortare|lägre) än|max|maximalt"
    r"|som mest|upp till|at most|under"
    r"|just under|(?:less|fewer|younger|shorter|smaller|lower) than|below|a maximum of"
    r"|(?:no|not) more than|inte (?:mer|fler) än"
    r"|up to|enintään|alle|korkeintaan|höchstens|unter|weniger als|bis zu|najwyżej|poniżej"
    r"|mniej niż|maksymalnie|nicht mehr als"
    r"|manje od|ispod|najviše|ugu badnaan|in ka yar|على الأكثر|أقل من|تحت"
    rf"|hasta){_FILLER}",
    re.I,
)
_NOT_LESS = re.compile(
    r"\b(?:inte|not|no|nicht) (?:mindre|färre|less|fewer|weniger) (?:än|than|als)\W*$", re.I
)
_FROM_BELOW = re.compile(
    r"^\W+(?:\w+\W+){0,3}?(?:eller (?:mer|fler)|och uppåt|or more|at least|or above|oder mehr"
    r"|tai enemmän|lub więcej|ili više|o más|على الأقل|أو أكثر)\b",
    re.I,
)
_FROM_ABOVE = re.compile(
    r"^\W+(?:\w+\W+){0,3}?(?:eller (?:mindre|färre)|som (?:mest|högst)|or (?:less|fewer)|at most"
    r"|oder weniger|tai vähemmän|lub mniej|ili manje|كحد أقصى|على الأكثر|أو أقل)\b",
    re.I,
)
_DURING = re.compile(r"\b(?:under|över|over)\W*$", re.I)
"""Of a stretch of time these mean "in the course of" as well."""


def limit_at(text: str, start: int, end: int) -> Limit | None:
    """Return what the words around a number make of it: a lower limit, an upper one, or neither."""
    before, after = text[:start], text[end:]
    if _NOT_LESS.search(before):
        return "least"
    if _AT_MOST.search(before):
        return "most"
    if _AT_LEAST.search(before):
        return "least"
    if _FROM_BELOW.search(after):
        return "least"
    return "most" if _FROM_ABOVE.search(after) else None


def may_say_during(text: str, start: int) -> bool:
    """Tell whether the limit before a stretch of time may be none, as in "under tre år"."""
    return bool(_DURING.search(text[:start]))


_NOT_EARLIER = re.compile(
    r"\b(?:tidigast|efter|after|earliest|not before|inte före|frühestens|nach|aikaisintaan|jälkeen"
    rf"|najwcześniej|najranije|nakon){_FILLER}",
    re.I,
)
_NOT_LATER = re.compile(
    r"\b(?:senast|före|innan|before|no later than|latest|spätestens|vor|viimeistään|ennen"
    rf"|najpóźniej|przed|najkasnije|prije){_FILLER}",
    re.I,
)


def limit_of_time(text: str, start: int) -> Limit | None:
    """Return whether the words before a date or a year say that it is not before, or not after."""
    if _NOT_EARLIER.search(text[:start]):
        return "least"
    if _NOT_LATER.search(text[:start]):
        return "most"
    return None
