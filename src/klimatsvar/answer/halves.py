"""Questions that ask for two things: what answers each is quoted.

"Vad kostar bussen och när går den?" finds the passage that tells both, and one sentence of it fits
best. Asked apart, the halves have each their own best sentence among the same passages.
"""

import re
from typing import Final

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.calibration import Calibration
from klimatsvar.answer.evidence import Evidence, gather
from klimatsvar.answer.followup import Search
from klimatsvar.answer.search import make_query
from klimatsvar.index.contract import Store
from klimatsvar.language.lists import any_of, lists
from klimatsvar.model.encoder import Encoder

# Other languages' words for "and" are other words in these: Finnish "ja", Bosnian "a".
_AND: Final = re.compile(
    rf",? {any_of(word for code in ('sv', 'en') for word in lists(code).questions.goes_on)} ",
    re.IGNORECASE,
)
_MOST: Final = 3
"""Parts of a question, each of which is encoded."""
_BETTER: Final = 1.0
"""By this score, a half's own best sentence must fit it better than the whole question's does."""
_ON_THE_SUBJECT: Final = 0.01
"""... and its odds for the whole question, against the best sentence, must be this: "när är det
klart?" alone fits whatever is ever done."""
_BESIDE: Final = float(np.log(0.9))
"""The score, beside the best, of a sentence that answers a half: nothing else comes between."""


def halves(question: str) -> list[str]:
    """Return what the question asks for, in parts; the question alone if it is one."""
    return _AND.split(question, maxsplit=_MOST - 1)


def raised_for_halves(
    found: Search,
    evidence: Evidence,
    scores: npt.NDArray[np.float64],
    calibration: Calibration,
    index: Store,
    encoder: Encoder,
    least: float,
) -> npt.NDArray[np.float64]:
    """Return the scores with what answers a half of the question raised to beside the best.

    Of a half that is answered with a confidence below ``least``, nothing is.
    """
    parts = halves(found.query.asked)
    if len(parts) == 1:
        return scores
    places = dict.fromkeys(candidate.hit for candidate in evidence.candidates)
    best, raised = int(np.argmax(scores)), scores.copy()
    for part in parts:
        query = make_query(part, part, encoder, index.vocabulary)
        own = gather(query, list(places), index)
        ranked = calibration.rank(own)
        first = int(np.argmax(ranked))
        answers = calibration.confidence_of(own, ranked) >= least
        on_the_subject = scores[first] - scores[best] >= np.log(_ON_THE_SUBJECT)
        if answers and on_the_subject and ranked[first] - ranked[best] >= _BETTER:
            raised[first] = max(scores[first], scores[best] + _BESIDE)
    return raised
