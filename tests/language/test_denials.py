"""Words that deny.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

import pytest

from klimatsvar.language.denials import denials_in


@pytest.mark.parametrize(
    "word",
    "inte ej icke aldrig ingen inget inga ingenting ingenstans varken utan not no never none"
    " nothing nobody neither nor cannot nowhere isn't isn’t".split(),
)
def test_a_word_denies(word: str) -> None:
    assert denials_in(f"X {word} Y") == 1
    assert denials_in(f"X {word.upper()}") == 1
    assert denials_in("X Y") == 0


def test_denials_are_counted_in_swedish_and_english_only() -> None:
    assert denials_in("Inte utan skäl, varken nu eller aldrig. It isn't, and never was") == 6
    assert denials_in("nie nicht ei") == 0
