"""Tell what is aimed at from what has come about, where that is certain. Pure."""

import re

from klimatsvar.language.denials import denials_in
from klimatsvar.language.lists import everywhere, whole_words
from klimatsvar.types import Citation

_TARGET = whole_words(everywhere(lambda own: own.sense.targets))
_YEAR = re.compile(r"\b20\d\d\b")


def target_year(citation: Citation) -> str | None:
    """Return the one year that a quotation sets a target for, None where that is not certain.

    It, or else its heading, names a target and a single year, which the document was written
    before. What is denied may be that the target is met.
    """
    told = (citation.quote, f"{citation.heading or ''}\n{citation.quote}")
    for text in told:
        years = set(_YEAR.findall(text))
        if _TARGET.search(text) and len(years) == 1 and not denials_in(text):
            (year,) = years
            return year if citation.date and year > citation.date[:4] else None
    return None
