"""Where a passage that staff have copied stands in a text, however its lines were broken."""

import re

from klimatsvar.corpus.source import tidy


def standing(passage: str, text: str) -> tuple[int, int] | None:
    """Return where the words of ``passage`` stand in ``text``, first of all; None if nowhere.

    Word for word, sign for sign; only spaces and line breaks may differ, as they do in what is
    copied. So ``text[start:end]`` is the passage as the text has it.
    """
    words = tidy(passage).split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None
