"""Tell a document's own title from one that a program made up.

Authors are left alone: they are private persons or programs, seldom who stands for the document."""

import re

from klimatsvar.corpus.source import tidy

_MADE_UP = re.compile(
    r"""
      (?:microsoft\ (?:word|excel|powerpoint)|powerpoint)\b .*
    | (?:namnlös|untitled|unnamed|utan\ titel|no\ title) .*
    | (?:dokument|document|word\ document|word-dokument|presentation|arbetsbok|bok|book|workbook
        |blad|sheet|mall|template|titel|title|rubrik|skriv\ (?:in\ )?titel.*)
      \W* \d* \W*
    | .* \. (?:docx?|dotx?|xlsx?|pptx?|odt|rtf|pdf|indd|html?|txt|md)
    | [\d\W]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One word of several, as programmers write them: the name of a template.
_CAMEL = re.compile(r"[A-ZÅÄÖ]?[a-zåäö]{3,}(?:[A-ZÅÄÖ][a-zåäö]{3,})+")


def own_title(text: str | None) -> str | None:
    """Return the title tidied, None if it is empty or a program made it up ("Dokument1")."""
    title = tidy(text or "")
    return None if _MADE_UP.fullmatch(title) or _CAMEL.fullmatch(title) else title
