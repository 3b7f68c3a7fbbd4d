"""Why a sentence is dropped."""

from typing import Literal, TypeAlias

Reason: TypeAlias = Literal[
    "empty",  # there is nothing to prove
    "characters",  # it has unseen characters, or such as turn the direction of writing
    "long",  # it is more than a sentence
    "address",  # it has a link, a web or mail address, a telephone number or markup
    "no_quote",
    "unknown_passage",
    "quote_not_found",
    "date",  # neither the quotes nor the question have the date or year
    "number",  # ... the number
    "unit",  # ... the number of this unit
    "name",  # ... the name
    "unrelated",  # it shares too few words with what it quotes, in the same language
    "negation",  # it denies what the quotes say, or says what they deny
    "direction",  # it says more where the quotes say less, at least where they say at most
    "pairing",  # it puts together what the quotes say of different things
]
