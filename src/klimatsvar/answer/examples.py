"""Staff's questions of what can be asked, by the language that each is in."""

from collections.abc import Sequence

from klimatsvar.language.detect import detect_language

_MOST = 3
"""Offered at once."""


class Examples:
    """Knows each question's language."""

    def __init__(self, questions: Sequence[str]) -> None:
        """Take the questions, those to be offered first foremost."""
        self._languages = {question: detect_language(question) for question in questions}

    def in_language(self, language: str) -> tuple[str, ...]:
        """Return those in a language."""
        return tuple(one for one, own in self._languages.items() if own == language)

    def offered(self, language: str) -> tuple[str, ...]:
        """Return a few in a language; where there are none, the first of them all."""
        return (self.in_language(language) or tuple(self._languages))[:_MOST]
