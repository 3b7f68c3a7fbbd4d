"""Questions that the documents ask themselves: a heading asks, and the text below it answers.

Staff who write "Vad är Viskans park?" above two sentences have said what answers that question. So
when a resident asks just that, what stands below goes before all else.
"""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from klimatsvar.evidence import Evidence
from klimatsvar.types import Document, Passage

AHEAD = 10.0
"""Added to the scores, in log-odds: nothing else is as likely then."""
CONFIDENCE = 0.9
"""Of an answer below such a heading, at least; set, not fitted: see docs/retrieval.md."""

_WORD = re.compile(r"\w+")


def below_the_question(
    evidence: Evidence, question: str, documents: Mapping[str, Document]
) -> npt.NDArray[np.bool_]:
    """Tell of each candidate whether the heading right above it asks this question.

    Case and punctuation may differ, but for the question mark of the heading. What stands in a
    document that another replaces does not count.
    """
    asked = _words(question)

    def is_below(passage: Passage) -> bool:
        asks = bool(passage.headings) and _asks(passage.headings[-1], asked)
        return asks and documents[passage.document].replaced_by is None

    return np.array([is_below(candidate.passage) for candidate in evidence.candidates], bool)


def _asks(heading: str, asked: list[str]) -> bool:
    return heading.rstrip().endswith("?") and _words(heading) == asked


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
