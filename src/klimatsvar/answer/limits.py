"""What the service must not answer: emergencies, personal identity numbers and orders to itself.

Found by word patterns that are meant to be read and to be right when they match: a resident who
asks what to do *if* the cellar floods is answered from the documents, one whose cellar floods now
is told whom to call. Patterns and questions are compared in lower case and without the marks of
letters, so "jag vill do" is understood too.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Literal, TypeAlias, get_args

from klimatsvar.language.letters import without_marks

Limit: TypeAlias = Literal["emergency", "personal_data", "instruction"]
"""Why a question is not searched for; ``Answer.reason`` of its refusal."""
LIMITS: tuple[Limit, ...] = get_args(Limit)
MASK = "[personnummer]"
"""Stands in a question where it had a personal identity number, which is not searched for."""
MASKS = (MASK, "[telefonnummer]", "[e-postadress]")
"""What stands where something could tell who asks."""


def limit(question: str) -> Limit | None:
    """Return why the question must not be searched for, None if it may be.

    An emergency goes before anything else that the question holds.
    """
    words = _plain(question.casefold())
    if _LIFE.search(words) or any(not _supposed(words, m.start()) for m in _NOW.finditer(words)):
        return "emergency"
    if any(map(_is_personal, _NUMBER.finditer(question))):
        return "personal_data"
    return "instruction" if _ORDER.search(words) or _CODE.search(question) else None


def masked(text: str) -> str:
    """Return the text with one of ``MASKS`` for each Swedish personal identity number, telephone
    number and e-mail address in it.

    Identity numbers are told from other figures by their date and check digit, telephone numbers by
    the zero or the country's code that they begin with, and by their length.
    """
    text = _each(_NUMBER, lambda found: MASK if _is_personal(found) else found[0], text)
    return _EMAIL.sub(MASKS[2], _each(_TELEPHONE, lambda _: MASKS[1], text))


def _each(pattern: re.Pattern[str], mask: Callable[[re.Match[str]], str], text: str) -> str:
    """Return the text with what is found masked, as far as it goes: of a list without spaces the
    next one is seen when the one before it is masked."""
    while (after := pattern.sub(mask, text)) != text:
        text = after
    return text


# What nobody sees, as a page or a list of addresses may bring along.
_UNSEEN = "\u00ad\u200b\u2060-\u2069\u202a-\u202e\ufeff"
_DASHES = "\u2010-\u2015\u2043\u2212\ufe63\uff0d"
# Ten or twelve digits: 850709-9805, 19850709-9805, 8507099805, 1985-07-09-9805, 090709+9805,
# 19 85 07 09 98 05, 85.07.09/9805. Reserve numbers have a letter: 850709-T056.
_APART = rf"[\s./_{_UNSEEN}{_DASHES}-]?"
_DIVIDED = rf"[\s./_:+{_UNSEEN}{_DASHES}-]{{0,4}}"
_TWO = r"\d\s?\d"
_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[-+.,/:])"
    rf"(?:(?P<century>18|19|20){_APART})?"
    rf"(?P<year>{_TWO}){_APART}(?P<month>{_TWO}){_APART}(?P<day>{_TWO})"
    rf"(?P<divided>{_DIVIDED})(?P<serial>{_TWO}{_APART}{_TWO}|[JKLMNRSTUWX]\d{{3}})"
    rf"(?![+{_DASHES}-]?\d)",
    re.IGNORECASE,
)
# 033-35 70 00, 0704123453, (070) 412 34 53, +46 (0)70 412 34 53: nine digits or so after the zero
# or the code.
_BETWEEN = rf"[\s/.:_()\u00b7{_UNSEEN}{_DASHES}-]{{0,3}}"
# Days, opening hours, shares and thousands may have as many digits: 01-02-2023, 08.30-16.30,
# 0.12345678, 1 000 000 000.
_NO_TELEPHONE = (
    r"(?:\d\d[-/. ]\d\d[-/. ](?:19|20)\d\d"
    r"|[0-2]\d[.:]?[0-5]\d\s?[-\u2013]\s?[0-2]\d[.:]?[0-5]\d"
    r"|0\.\d+|(?<=\d\s)\d{3}(?:\s\d{3})+)(?!\.?\w)"
)
_TELEPHONE = re.compile(
    rf"(?<!\d)(?<!\d[-.,:/])(?!{_NO_TELEPHONE})"
    rf"(?:(?:\+\s?|0\s?0\s?)[1-9]\d{{0,2}}(?:{_BETWEEN}\d){{6,11}}"
    rf"|(?:\((?=[\d\s]+\)))?0(?:{_BETWEEN}\d){{7,10}})"
    r"(?!\w)(?!-\d)"
)
_AT = r"(?:\s?[@\uff20]\s?|\s?[(\[]\s?(?:at|a|snabel-a|@)\s?[)\]]\s?)"
_IN_NAME = rf"\w\u0300-\u036f.%+'&!#=*~{_UNSEEN}-"
_EMAIL = re.compile(
    rf"(?<![{_IN_NAME}])[{_IN_NAME}]+{_AT}"
    rf"[\w\u0300-\u036f{_UNSEEN}-]+(?:[.\uff0e][\w\u0300-\u036f{_UNSEEN}-]+)+",
    re.IGNORECASE,
)
_COORDINATION = 60
"""Added to the day of birth in a coordination number (samordningsnummer)."""


def _is_personal(found: re.Match[str]) -> bool:
    century, year, month, day, serial = found.group("century", "year", "month", "day", "serial")
    if not serial[0].isdigit():  # no check digit is known for these
        return bool(found["divided"].strip() or not found["divided"]) and _has_date(found)
    if not century and not found["divided"].strip() and year + month[0] == "070":
        return False  # a mobile telephone number, 070-…, is likelier
    return _adds_up(_digits(year + month + day + serial)) and _has_date(found)


def _has_date(found: re.Match[str]) -> bool:
    century = found["century"]
    year, month, day = map(_digits, found.group("year", "month", "day"))
    return any(
        _is_date(int(c + year), int(month), int(day) % _COORDINATION)
        for c in ([century] if century else ["19", "20"])
    )


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _adds_up(digits: str) -> bool:
    """Check the last of the ten digits (Luhn)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _plain(text: str) -> str:
    """Return the text without marks on its letters or signs that nobody sees, and single spaces."""
    bare = without_marks(text.replace("’", "'"))
    seen = "".join(char for char in bare if unicodedata.category(char) != "Cf")
    return re.sub(r"\s+", " ", seen).strip()


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{_plain(pattern)})" for pattern in patterns))


_WHO = (
    r"(?:jag|han|hon|hen|någon|nån|mannen|kvinnan|personen|killen|tjejen|frun|maken|sambon"
    r"|farsan|morsan|(?:pappa|mamma|farmor|mormor|farfar|morfar|bror|syster|granne|kompis|barn"
    r"|bebis|baby|son|dotter|man|fru|make|maka|sambo|vän|kollega)(?:n|en|et|ern)?)"
)
_WHO_EN = (
    r"(?:i|he|she|someone|somebody|my (?:\w+ )?(?:dad|father|mum|mom|mother|child|baby|son|daughter"
    r"|husband|wife|friend|neighbou?r|brother|sister|partner|grandma|grandpa|colleague))"
)
_IS = r"(?: is| am|'s|'m| has been| was)"

# Life in danger: no question about the climate has these words, however it is put.
_LIFE = _any_of(
    rf"{_WHO} (?:\w+ )?(?:andas inte|inte andas|slutat andas|slutade andas)\b(?! (?:in|ut)\b)",
    rf"{_WHO} (?:kan inte|kan knappt|har svårt att|får svårt att) andas",
    rf"{_WHO} (?:har|har fått|får|fick|håller på att få) (?:en )?"
    r"(?:hjärtinfarkt|hjärtattack|hjärtstopp|hjärtstillestånd|stroke|allergichock|kramper)\b",
    rf"{_WHO} (?:är|ligger|blev|har blivit) (?:\w+ )?(?:medvetslös|avsvimmad)",
    rf"{_WHO} (?:har svimmat|svimmade|håller på att dö|är döende|förblöder|blöder kraftigt"
    r"|blöder mycket)",
    rf"{_WHO} (?:har )?(?:svalt|druckit|ätit|fått i sig) (?:\w+ )?"
    r"(?:gift|batteri|knappcellsbatteri|tabletter|klorin|lampolja|bensin|lösningsmedel)",
    r"tagit (?:en )?överdos",
    r"jag (?:vill|tänker|ska) (?:bara |nog )?(?:dö\b(?! ut)|begå självmord|ta livet av mig)",
    r"(?:ta|tar|tagit) livet av (?:mig|sig|dig)\b",
    r"vill inte leva(?: längre| mer)?(?=[.!?,]|$)",
    r"(?:jag har|mina) självmordstankar",
    r"(?:ring|ringa|behöver) (?:efter )?(?:en )?ambulans",
    rf"{_WHO} (?:slår|misshandlar|skjuter|hotar att döda) mig\b(?! att)",
    rf"{_WHO} (?:har|hotar mig med) (?:en )?(?:kniv|pistol|vapen)\b",
    rf"{_WHO_EN} (?:is not|isn't|isnt|has stopped|stopped|can't|cannot|can not) breath(?:e|ing)",
    rf"{_WHO_EN}{_IS} (?:\w+ )?(?:not breathing|unconscious|dying|drowning|bleeding|choking"
    r"|suicidal|having an? (?:heart attack|stroke|seizure))",
    r"i (?:want|wanna|am going|'m going) (?:to )?(?:die\b|kill myself|end my life)",
    r"kill(?:ing)? myself",
    r"(?:call|need|send) an ambulance",
    r"(?:is|he's|she's) (?:hitting|beating|stabbing|attacking) me\b",
    # Finnish, German, Polish, Bosnian, Somali, Arabic
    r"ei (?:enää )?hengitä\b|haluan kuolla|on tajuton|soittakaa ambulanssi|tarvitsen ambulanssin",
    r"atmet (?:nicht|nicht mehr)\b|ich will sterben|ist bewusstlos|brauche einen krankenwagen"
    r"|ruf(?:t|en sie)? (?:einen krankenwagen|den notarzt)",
    r"nie oddycha\b|chcę umrzeć|jest nieprzytomn|wezwij(?:cie)? karetkę|potrzebuję karetki",
    r"ne (?:diše|dise)\b|(?:želim|hoću) (?:umrijeti|da umrem)|zovite hitnu",
    r"ma neefsanay|waxaan rabaa inaan dhinto|ambalaas ii (?:yeer|soo dir)",
    r"لا (?:يتنفس|تتنفس)|أريد أن أموت|(?:اتصلوا|اتصل) بالإسعاف|أحتاج (?:إلى )?سيارة إسعاف",
)

_HOME = (
    r"(?:källaren|källarn|huset|lägenheten|garaget|tvättstugan|gatan|ån|viskan|bäcken"
    r"|(?:min|vår|mitt|vårt) (?:källare|hus|lägenhet|garage|tomt|gata))"
)
_FLOODS = (
    rf"(?:{_HOME} (?:håller på att )?"
    r"(?:svämmar över|svämma över|översvämmas|fylls med vatten|står under vatten)"
    r"|(?:det|vattnet|vatten) (?:stiger|rinner in|forsar in|tränger in|kommer in|rinner in vatten"
    r"|forsar in vatten)(?: vatten)? (?:i|mot) (?:\w+ )?(?:källar|hus|lägenhet|garage|trapp)\w*)"
)

# Under way now, unless the question only supposes it ("Vad gör jag om det brinner?").
_NOW = _any_of(
    r"(?:det|huset|lägenheten|bilen|elbilen|köket|balkongen|soprummet|garaget|källaren"
    r"|grannens \w+) brinner(?= nu| här| hos| i\b(?! knutarna)| på\b| utanför| jag\b|\s?[.!?,]|$)",
    r"det (?:har )?börja(?:t|de) brinna",
    r"det luktar (?:\w+ )?(?:gas|brandrök)\b",
    rf"{_FLOODS}(?:\W+\w+){{0,3}}\W+nu\b(?! för tiden)",
    rf"hjälp\s?[!,.]+ {_FLOODS}",
    rf"nu (?:svämmar|översvämmas) {_HOME}",
    rf"{_WHO} (?:är|har blivit|blev) (?:\w+ )?(?:skadad|påkörd|knivskuren|skjuten)\b",
    rf"{_WHO} (?:håller på att drunkna|drunknar\b(?! i)|(?:har )?(?:ramlat|fallit) i "
    r"(?:ån|vattnet|viskan|sjön))",
    r"(?:jag|vi|hon|han|hen) (?:är|sitter) (?:\w+ )?(?:instängd|fastklämd)a?\b",
    r"(?:jag|vi|hon|han|bilen) (?:är|sitter|har fastnat) (?:fast )?i "
    r"(?:hissen|vattnet|vattenmassorna|översvämningen)",
    r"(?:ett|ett stort) träd har (?:fallit|ramlat|blåst ner) (?:på|över) "
    r"(?:mig|oss|(?:\w+ )?(?:huset|hus|bilen|bil|vägen|elledningen))\b",
    r"elledningen (?:har fallit|ligger|hänger)",
    r"taket (?:håller på att blåsa av|blåser av)",
    r"inbrott pågår|det pågår (?:ett )?inbrott",
    r"(?:there is|there's) a fire\b(?! ban| risk| station| hazard)",
    r"(?:my|the) (?:house|kitchen|car|flat|apartment|building|balcony) is (?:on fire|burning)",
    rf"{_WHO_EN}{_IS} (?:\w+ )?(?:hurt|injured|stabbed|shot|trapped)\b",
    r"(?:my|our|the) (?:\w+ )?(?:basement|cellar|house|home|garage|flat|apartment) (?:is|'s) "
    r"(?:flooding|filling with water|under water)",
    # Finnish, German, Polish, Bosnian, Somali, Arabic
    r"(?:täällä|talo|asunto|auto) palaa\b|joku on loukkaantunut",
    r"es brennt\b(?! für)|(?:das haus|die wohnung|das auto) brennt|jemand ist verletzt",
    r"(?:dom|mieszkanie|samochód) się pali|pali się(?=[.!]|$)|ktoś jest ranny",
    r"(?:kuća|stan|auto) gori|gori (?:kuća|stan|auto)\b|neko je povrijeđen",
    r"dab ayaa (?:ka )?kac|gurig\w* (?:wuu|waa) guban",
    r"(?:البيت|المنزل|السيارة) (?:يحترق|تحترق)|(?:هناك|يوجد) حريق|شخص مصاب",
)
_SUPPOSITION = re.compile(
    r"\b(?:om|ifall|nar|if|when|whenever|case|jos|kun|wenn|falls|jesli|jezeli|gdy|kiedy|ako|kad"
    r"|kada|haddii|اذا|لو)(?: [\w']+){0,3} $"
)


def _supposed(words: str, start: int) -> bool:
    """Tell whether what stands at ``start`` is only supposed by the words before it."""
    return bool(_SUPPOSITION.search(words[:start]))


# Orders stand first in a sentence, or after a plea.
_DO = (
    r"(?:^|(?<=[.!?,:;] )|(?<=snälla )|(?<=please )|(?<=kan du )|(?<=kan ni )|(?<=can you )"
    r"|(?<=could you )|(?<=och )|(?<=and ))"
)
_FOR_ME = r"(?:mig |åt mig |me |us )?(?:om )?"
_EARLIER = (
    r"(?:(?:alla|allt|all|dina|din|dessa|de|tidigare|föregående|ovanstående|any|your|the|my"
    r"|these|previous|prior|above|of|everything) )+"
)
_ORDER = re.compile(
    "|".join(
        _plain(pattern)
        for pattern in (
            rf"\b(?:ignorera|glöm|glömma|bortse från|strunta i|åsidosätt) {_EARLIER}"
            r"(?:instruktion|regler|order|direktiv|begränsningar|prompt)",
            rf"\b(?:ignore|disregard|forget|override|bypass) {_EARLIER}"
            r"(?:instruction|rule|order|direction|guideline|prompt|restriction)",
            r"\b(?:du är nu|från och med nu (?:är|ska) du|you are now|from now on,? you)\b",
            rf"{_DO}(?:låtsas (?:att du|vara)|spela rollen|agera som|svara som (?:en|ett)\b"
            r"|prata som (?:en|ett)\b|pretend (?:to|that|you)|act as|role-?play|answer like an?\b"
            r"|talk like an?\b)",
            rf"{_DO}(?:skriva?|dikta|hitta på|generera|komponera|write|compose|generate) {_FOR_ME}"
            r"(?:(?:en|ett|an?|some|lite|kort|rolig|fin|funny|short) )*"
            r"(?:dikt|poem|vers|låt\b|låttext|sång|rap\b|song|haiku|saga|novell|berättelse|story"
            r"|uppsats|essay|insändare|tal\b|speech|mejl|mail|e-post|email|brev|letter|kod\b|code"
            r"|skript|script|program\b|pythonprogram|pythonkod|funktion|function|skämt|joke|cv\b"
            r"|tweet|inlägg|blog)",
            rf"{_DO}(?:berätta|dra|tell) {_FOR_ME}"
            r"(?:en |ett |an? )?(?:skämt|saga|rolig|vits|joke|story)",
            rf"{_DO}(?:sjung|sing)\b",
            rf"{_DO}(?:översätta?|translate) {_FOR_ME}"
            r"(?:det här|den här|detta|följande|texten|till|this|that|the following|to|into|from)"
            r"\b",
            r"\b(?:din|dina|your|the) system ?(?:prompt|instruktion|instruction|message)",
            rf"{_DO}(?:visa|upprepa|skriv ut|skriva ut|show|repeat|print|reveal) {_FOR_ME}"
            r"(?:din|dina|your) (?:\w+ )?(?:prompt|instruktion|instruction|regler|rules)",
            r"\b(?:jailbreak|developer mode|dan mode)\b",
        )
    )
)
_CODE = re.compile(
    r"```|^\s*(?:def \w+\(|import \w+\s*$|#include|SELECT .+ FROM |DROP TABLE )"
    r"|\b(?:console\.log|System\.out\.print\w*|print)\(",
    re.M,
)
