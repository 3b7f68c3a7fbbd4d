"""Tell a document's own title from one that a program made up.

Authors are left alone: they are private persons or programs, seldom who stands for the document."""

import re
from collections.abc import Sequence

from klimatsvar.corpus.source import SourceBlock, tidy

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


def opening_line(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the line that a text begins with, if it stands there as a title does.

    A column of short lines makes one title: "Regeringens proposition 2011/12:94".
    """
    lines: list[str] = []
    for block in blocks[:_MOST_LINES]:
        if block.kind not in ("paragraph", "row") or not _TITLE_LINE.fullmatch(block.text):
            break
        lines.append(block.text)
        if block.kind == "row" or sum(map(len, lines)) > _MOST_CHARS:
            break
    title = " ".join(lines)
    return title if len(re.findall(r"[^\W\d_]{2,}", title)) >= _FEWEST_WORDS else None


_TITLE_LINE = re.compile(r"[^\W_].{2,100}(?:[^\W_]|m\.m\.|\))")
_MOST_LINES = 3
_MOST_CHARS = 60
_FEWEST_WORDS = 2
