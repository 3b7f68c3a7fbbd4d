"""Whether what is quoted says what a sentence says, as the model's reader judges it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from klimatsvar.index.framing import context_of
from klimatsvar.model.encoder import Encoder, Framed
from klimatsvar.types import Document, Passage
from klimatsvar.wording.quotes import Quote

FITTED: Final = files(__package__) / "entailment.json"
"""``benchmarks/claims.py --write`` writes it."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """From when on a sentence is shown, and what that lets through of sentences not fitted on."""

    says: float
    """Log-odds."""
    false: int
    """Sentences that their quotations don't prove, and how many of them are shown."""
    false_shown: int
    proven: int
    """... and of those that they prove."""
    proven_shown: int

    @classmethod
    def load(cls) -> "Fitted":
        """Return what the package brings."""
        return cls(**json.loads(FITTED.read_text("utf-8")))


SAYS: Final = Fitted.load().says


def entailed(
    encoder: Encoder,
    claim: str,
    quotes: Sequence[Quote],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
) -> float:
    """Return the log-odds that the quotes together say what the claim says.

    They are read as one text under the first one's title and headings.
    """
    passage = passages[quotes[0].passage - 1]
    context = context_of(documents[passage.document].title, passage.headings)
    text = "\n".join(quote.text for quote in quotes)
    return encoder.proves(claim, Framed(f"{context}\n", text))
