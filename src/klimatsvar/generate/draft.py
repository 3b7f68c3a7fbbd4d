"""What a language model wrote, before anything of it is proven."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Support:
    """What a model names as proof of a sentence."""

    passage: int
    """The number under which the model got the passage, 1 the first; perhaps of none."""
    quote: str
    """What the passage is said to say, word for word."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence of a model's answer."""

    text: str
    support: tuple[Support, ...]
