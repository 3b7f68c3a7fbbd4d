"""Tell a web page's furniture from its article, in pages that were saved as plain text."""

import re

from klimatsvar.corpus.about import iso_date

# Labels before a name, a picture's text or an address. A sentence may begin like them, so a line
# that ends as sentences do stays.
_LABEL = re.compile(
    r"""
    (?: (?: logotyp(?:\s+för)? | logga\s+för | ikon: | symbol\s+för | bild: | foto: ) .*
    | (?: facebook | linkedin | instagram | twitter | x | e-post | youtube ) -? symbol .*
    | dela\ (?: sidan | artikeln ) .*
    | dela\ på\ (?: facebook | linkedin | instagram | twitter | x | e-post | sociala\ medier ) .*
    | (?: du\ är\ här | brödsmulor ) .*
    ) (?<![.!?,;])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOTICE = re.compile(
    r"""
    (?: (?:artikeln\ )? (?: publicerades | publicerad | senast\ (?:ändrad|uppdaterad|granskad) )
        | sidan\ (?:senast\ )? (?: uppdaterad | uppdaterades | granskad | ändrad )
        | ändrad
    )
    (?: (?:\ av)? \ ? : .* | \ (?:den\ )? \d [^.!?]* )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE = re.compile(
    r"""
    facebook | linkedin | instagram | twitter | youtube | e-post | dela | skriv\ ut
    | skriv\ ut\ sidan | lyssna | lyssna\ på\ sidan | meny | sök | stäng | till\ toppen
    | till\ innehållet | gå\ till\ innehåll | hoppa\ till\ innehåll | start | startsida
    | hjälpte\ informationen\ dig\?? | var\ informationen\ till\ hjälp\?? | ja | nej
    | om\ du\ har\ frågor\ kontakta: | (?: telefon | e-post | adress | öppettider | ändrad\ av ):
    | .* \b(?:använder|godkänn|acceptera)\b .* \b(?:kakor|cookies)\b .*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHARED = re.compile(r"dela (?:sidan|artikeln):\s*\[(\d{4}-\d{2}-\d{2})\]\s*(.+)", re.I)
_LONGEST = 300
"""Characters. Longer lines are text, and too long for patterns with several free parts."""


def is_furniture(line: str) -> bool:
    """Tell whether a whole line is a label, link or notice around an article.

    A line is furniture only if all of it matches, so a sentence that mentions such words stays.
    """
    words = line.strip()
    if len(words) > _LONGEST:
        return False
    symbols = words.split()
    if len(symbols) > 1 and all(symbol.lower().endswith("symbol") for symbol in symbols):
        return True
    return any(pattern.fullmatch(words) for pattern in (_SHARED, _LABEL, _NOTICE, _WHOLE))


def shared_line(line: str) -> tuple[str, str] | None:
    """Return (ISO date, title) from a sharing line such as "Dela sidan: [2023-12-08] Rubrik"."""
    match = _SHARED.fullmatch(line.strip())
    return (match.group(1), match.group(2).strip()) if match else None


def notice_date(line: str) -> str | None:
    """Return the date, as ``iso_date``, from a notice such as "Publicerad: 8 december 2023"."""
    words = line.strip()
    is_notice = len(words) <= _LONGEST and _NOTICE.fullmatch(words)
    return iso_date(words) if is_notice else None
