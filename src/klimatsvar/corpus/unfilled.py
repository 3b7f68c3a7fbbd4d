"""Fields of forms that nobody has filled in: a label and a line to write on state nothing."""

import re

from klimatsvar.corpus.table_headers import names_unit

_BLANK = re.compile(r"_(?: ?_){2,}|(?:\.(?: ?\.){4,}|…(?: ?…)+)")
"""What is there to write on. Fewer dots may be an ellipsis."""
_LABEL = re.compile(r"[^\W\d][^\d.:!?]{0,39}[:?]")
# Without a colon: short, and with no name in it, which somebody may have filled in.
_NAME = re.compile(r"[^\W\d_][a-zåäö/-]*(?: [a-zåäö/-]+){0,3}")


def is_unfilled(text: str) -> bool:
    """Tell whether a line is nothing but labels, each with room to write on: "Namn: ______".

    A unit may stand after the last. Figures, or other words behind a label, tell that something is
    stated; dots after words without a colon may be an ellipsis, or lead on to a page.
    """
    parts = [part.strip(" ;,|–-") for part in _BLANK.split(text)]
    if len(parts) < 2:
        return False
    if parts[-1] and " " not in parts[-1] and names_unit(parts[-1]):
        parts[-1] = ""
    labels = [part for part in parts if part]
    if parts[-1] or all(map(_LABEL.fullmatch, labels)):
        return not parts[-1]
    return len(labels) == 1 and "_" in text and _NAME.fullmatch(labels[0]) is not None
