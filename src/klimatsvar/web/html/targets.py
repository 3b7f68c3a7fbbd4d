"""Tell what is aimed at from what has come about, where that is certain. Pure."""

import re

from klimatsvar.language.denials import denials_in
from klimatsvar.language.lists import everywhere, whole_words
from klimatsvar.types import Citation

_TARGET = whole_words(everywhere(lambda own: own.statements.targets))
_YEAR = re.compile(r"\b20\d\d\b")


def target_year(citation: Citation) -> str | None:
    """Return the one year that a quotation sets a target for, None where that is not certain.

    It, or else its heading, names a target, or what shall be, and a single year after the one that
    the document was written in: earlier ones are those of a source or a base. What is denied may be
    that the target is met.
    """
    written = (citation.date or "")[:4]
    told = (citation.quote, f"{citation.heading or ''}\n{citation.quote}")
    for text in told:
        years = {year for year in _YEAR.findall(text) if written and year > written}
        if _TARGET.search(text) and len(years) == 1 and not denials_in(text):
            return str(*years)
    return None
