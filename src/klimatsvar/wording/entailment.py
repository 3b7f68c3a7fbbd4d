"""Whether what is quoted says what a sentence says, as the model's reader judges it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from klimatsvar.index.framing import context_of
from klimatsvar.language.denials import denials_in, without_denials
from klimatsvar.language.names import words_in
from klimatsvar.language.sentences import split_sentences
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
    reader: str
    """SHA-256 of the reader's weights that this is of."""

    @classmethod
    def load(cls) -> "Fitted":
        """Return what the package brings."""
        return cls(**json.loads(FITTED.read_text("utf-8")))


SAYS: Final = Fitted.load().says


def says(
    encoder: Encoder,
    claim: str,
    quotes: Sequence[Quote],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
) -> bool:
    """Tell whether the quotes together say what a claim says: word for word, or likely enough.

    They are read as one text under the first one's title and headings, so those of several
    documents say no more than their words. A copy that denies one of their sentences is false,
    however likely.
    """
    text = "\n".join(quote.text for quote in quotes)
    quoted = set(_sentences(text))
    if set(_sentences(claim)) <= quoted:
        return True
    several = len({passages[quote.passage - 1].document for quote in quotes}) > 1
    if several or any(denies(claim, sentence) for sentence in quoted):
        return False
    passage = passages[quotes[0].passage - 1]
    context = context_of(documents[passage.document].title, passage.headings)
    return encoder.proves(claim, Framed(f"{context}\n", text)) >= SAYS


def denies(claim: str, sentence: str) -> bool:
    """Tell whether a claim has no words but a sentence's own and such as deny, which that lacks.

    In Swedish and English, whose denials are known.
    """
    if not denials_in(claim) or denials_in(sentence):
        return False
    own = set(words_in(without_denials(claim).casefold()))
    return own <= set(words_in(sentence.casefold()))


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences, whatever ends them, and whatever white space stands in them."""
    for line in text.split("\n"):
        for start, end in split_sentences(line):
            yield " ".join(line[start:end].split()).rstrip(".")
