"""Local words, and the documents' words in their place."""

import pytest

from klimatsvar.language.spelling import Mended, Vocabulary, count_words

PAIRS = (
    ("tippen", "återvinningscentral"),
    ("gula bussen", "linje 2"),
    ("gula", "gul"),
    ("sopbil", "renhållningsfordon"),
)
DOCUMENTS = (("Återvinningscentralen ligger vid linje 2. Vår sopbil är gul.", "sv"),)


def vocabulary() -> Vocabulary:
    return Vocabulary(count_words(DOCUMENTS), PAIRS)


@pytest.mark.parametrize(
    ("question", "searched", "local"),
    [
        (
            "Var ligger tippen?",
            "Var ligger återvinningscentral?",
            (("tippen", "återvinningscentral"),),
        ),
        ("TIPPENS tider", "återvinningscentral tider", (("tippens", "återvinningscentral"),)),
        # The longest phrase first.
        ("Går gula bussen dit?", "Går linje 2 dit?", (("gula bussen", "linje 2"),)),
        ("Är gula bilen här", "Är gul bilen här", (("gula", "gul"),)),
        # The documents have the local word and not the other one.
        (
            "Renhållningsfordonet kör",
            "sopbil kör",
            (("renhållningsfordonet", "sopbil"),),
        ),
        ("Var är vår sopbil?", "Var är vår sopbil?", ()),
        ("Var ligger den?", "Var ligger den?", ()),
    ],
)
def test_a_question_is_searched_for_in_the_documents_words(
    question: str, searched: str, local: tuple[tuple[str, str], ...]
) -> None:
    assert vocabulary().read(question) == Mended(searched, (), local)


def test_a_local_word_is_not_taken_for_a_misspelled_one() -> None:
    documents = (("Toppen av berget. En återvinningscentral.", "sv"),)
    without = Vocabulary(count_words(documents))
    assert without.read("Var är tåppen?").text == "Var är toppen?"
    listed = Vocabulary(count_words(documents), (("tåppen", "återvinningscentral"),))
    assert listed.read("Var är tåppen?").text == "Var är återvinningscentral?"
