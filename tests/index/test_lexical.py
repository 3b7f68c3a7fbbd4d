"""Lexical search: terms and BM25 scores."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.index.arrays import Ragged, writing_ragged
from klimatsvar.index.lexical import PassageTerms, write_postings
from klimatsvar.language.terms import terms

TEXTS = ["Skyfall drabbar Borås", "Skyfallsplanen är klar", "Cykelvägar i Borås byggs ut"]


def test_terms_are_folded_stems_and_four_grams_of_words_from_five_letters() -> None:
    assert terms("Borås cyklar") == ["boras", "cykl", "#bora", "#oras", "#cykl", "#ykla", "#klar"]


def test_question_words_and_small_words_are_left_out() -> None:
    assert terms("Vilka är de?") == []


def test_each_language_has_its_own_stemmer() -> None:
    assert terms("cities", "en")[0] == "citi"
    assert terms("cities", "sv")[0] == "citi"
    assert terms("kaupunkien", "fi")[0] == "kaupunk"


def test_numbers_keep_their_decimals_and_dates() -> None:
    assert terms("3,5 ton 2030 10.30") == ["3,5", "ton", "2030", "10.30"]


def test_a_raised_figure_belongs_to_a_unit_and_to_no_number_or_word() -> None:
    assert terms("30 m² 2035¹ utsläppen² CO₂e") == terms("30 m2 2035 1 utsläppen 2 CO2e")
    assert terms("500¹,² ton") == ["500", "1,2", "ton"]
    assert terms("utsläppenᵇ 500ᶜ m²ᵈ") == terms("utsläppen b 500 c m2 d")


@pytest.fixture
def index(tmp_path: Path) -> Callable[..., PassageTerms]:
    """Return what indexes texts."""

    def built(*texts: str) -> PassageTerms:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        numbers: dict[str, int] = {}
        with writing_ragged(folder / "rows", np.int32) as writer:
            for text in texts:
                own = [numbers.setdefault(term, len(numbers)) for term in terms(text)]
                writer.add(np.array(own))
        rows = Ragged.load(folder / "rows")
        write_postings(folder, rows, len(numbers))
        return PassageTerms.load(folder, rows, numbers)

    return built


Build = Callable[..., PassageTerms]


def test_a_missing_ring_over_the_letter_still_finds_the_word(index: Build) -> None:
    scores = index(*TEXTS).scores(terms("Boras"))
    assert (scores > 0).tolist() == [True, False, True]


def test_compounds_meet_through_their_parts(index: Build) -> None:
    scores = index(*TEXTS).scores(terms("skyfall"))
    assert scores[0] > scores[1] > scores[2] == 0


def test_weights_are_inverse_document_frequencies(index: Build) -> None:
    weights = index(*TEXTS).weights(["boras", "unknown"])
    assert weights["boras"] == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
    assert weights["unknown"] == pytest.approx(math.log(1 + (3 + 0.5) / 0.5))


def test_scores_are_a_share_of_their_upper_bound(index: Build) -> None:
    # tf 1 in a text of average length: 1 / (1 + k1), and the term is the whole question.
    assert index("tåg", "buss").scores(terms("tåg"))[0] == pytest.approx(1 / (1 + 0.9))


def test_a_repeated_term_and_a_shorter_text_score_higher(index: Build) -> None:
    # Mean length 3 terms; k1 .9, b .4; "tåg" is in all three texts and is all that is asked for.
    scores = index("tåg", "tåg buss", "tåg tåg buss båt bil hus").scores(["tag"])
    expected = [
        times / (times + 0.9 * (0.6 + 0.4 * length / 3))
        for times, length in ((1, 1), (1, 2), (2, 6))
    ]
    assert scores == pytest.approx(expected)


def test_a_question_of_unknown_words_scores_zero_everywhere(index: Build) -> None:
    passages = index(*TEXTS)
    assert passages.scores(terms("xyzzy")).tolist() == [0, 0, 0]
    assert passages.scores([]).tolist() == [0, 0, 0]


def test_texts_without_any_term_can_be_indexed(index: Build) -> None:
    assert index("och", "–").scores(terms("klimat")).tolist() == [0, 0]


def test_many_texts_are_indexed_a_few_at_a_time(
    index: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*TEXTS * 5, "och", "Ett helt annat ord, och mycket längre text än de andra har"]
    whole = index(*texts)
    monkeypatch.setattr("klimatsvar.index.lexical._BLOCK", 7)
    in_blocks = index(*texts)
    for question in ("skyfall i Borås", "cykelvägar", "annat ord"):
        asked = terms(question)
        assert np.array_equal(whole.scores(asked), in_blocks.scores(asked))
