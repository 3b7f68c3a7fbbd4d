"""Words that deny, as far as sentences of the documents are compared by them."""

from klimatsvar.language.lists import everywhere, whole_words

_DENIAL = whole_words(everywhere(lambda own: own.statements.denials))


def denials_in(text: str) -> int:
    """Return how many words of a Swedish or English text deny, "utan" among them."""
    return len(_DENIAL.findall(text))


def without_denials(text: str) -> str:
    """Return a text without those words."""
    return _DENIAL.sub(" ", text)
