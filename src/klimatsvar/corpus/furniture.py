"""Tell a web page's furniture from its article, in pages that were saved as plain text."""

import re

_FURNITURE = re.compile(
    r"""
    (?: logotyp(?:\s+för)? | logga(?:\s+för)? | ikon: | symbol\s+för | bild: | foto: )  .*
    | (?: facebook | linkedin | instagram | twitter | x | e-post | youtube ) - ? symbol .*
    | (?: facebook | linkedin | instagram | twitter | youtube | e-post | dela | skriv\ ut
        | skriv\ ut\ sidan | lyssna | lyssna\ på\ sidan | meny | sök | stäng | till\ toppen
        | till\ innehållet | gå\ till\ innehåll | hoppa\ till\ innehåll | start | startsida
        | hjälpte\ informationen\ dig\?? | var\ informationen\ till\ hjälp\?? | ja | nej )
    | dela\ (?:sidan|artikeln|på) .*
    | (?: artikeln\ )? (?:publicerades|publicerad|senast\ (?:ändrad|uppdaterad|granskad)
        | sidan\ (?:senast\ )?(?:uppdaterad|uppdaterades|granskad|ändrad)|ändrad) (?:\ av)? \ ? : .*
    | om\ du\ har\ frågor\ kontakta: | (?:telefon|e-post|adress|öppettider|ändrad\ av): \s*
    | .* \b(?:använder|godkänn|acceptera)\b .* \b(?:kakor|cookies)\b .*
    | (?:du\ är\ här|brödsmulor) .*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHARED = re.compile(r"^dela (?:sidan|artikeln):\s*\[(\d{4}-\d{2}-\d{2})\]\s*(.+)$", re.I)


def is_furniture(line: str) -> bool:
    """Tell whether a whole line is a label, link or notice around an article.

    A line is furniture only if all of it matches, so a sentence that mentions such words stays.
    """
    words = line.strip()
    if _SHARED.match(words):
        return True
    symbols = words.split()
    if len(symbols) > 1 and all(symbol.lower().endswith("symbol") for symbol in symbols):
        return True
    return bool(_FURNITURE.fullmatch(words))


def shared_line(line: str) -> tuple[str, str] | None:
    """Return (ISO date, title) from a sharing line such as "Dela sidan: [2023-12-08] Rubrik"."""
    match = _SHARED.match(line.strip())
    return (match.group(1), match.group(2).strip()) if match else None
