"""Lexical search: terms and BM25 scores."""

import math
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.index.lexical import LexicalIndex, terms

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


def test_a_missing_ring_over_the_letter_still_finds_the_word() -> None:
    scores = LexicalIndex.build(TEXTS, ["sv"] * 3).scores(terms("Boras"))
    assert (scores > 0).tolist() == [True, False, True]


def test_compounds_meet_through_their_parts() -> None:
    scores = LexicalIndex.build(TEXTS, ["sv"] * 3).scores(terms("skyfall"))
    assert scores[0] > scores[1] > scores[2] == 0


def test_weights_are_inverse_document_frequencies() -> None:
    weights = LexicalIndex.build(TEXTS, ["sv"] * 3).weights(["boras", "unknown"])
    assert weights["boras"] == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
    assert weights["unknown"] == pytest.approx(math.log(1 + (3 + 0.5) / 0.5))


def test_scores_are_a_share_of_their_upper_bound() -> None:
    index = LexicalIndex.build(["klimat"] * 1 + ["buss"] * 9, ["sv"] * 10)
    # tf 1 in a text of average length: 1 / (1 + k1), and the term is the whole question.
    texts_alike = LexicalIndex.build(["tåg", "buss"], ["sv"] * 2)
    assert texts_alike.scores(terms("tåg"))[0] == pytest.approx(1 / (1 + 0.9))
    assert 0 < index.scores(terms("klimat"))[0] < 1


def test_a_question_of_unknown_words_scores_zero_everywhere() -> None:
    index = LexicalIndex.build(TEXTS, ["sv"] * 3)
    assert index.scores(terms("xyzzy")).tolist() == [0, 0, 0]
    assert index.scores([]).tolist() == [0, 0, 0]


def test_texts_without_any_term_can_be_indexed() -> None:
    index = LexicalIndex.build(["och", "–"], ["sv"] * 2)
    assert index.scores(terms("klimat")).tolist() == [0, 0]


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, ["sv"] * 3)
    index.save(tmp_path / "terms")
    query = terms("skyfall i Borås")
    assert np.array_equal(LexicalIndex.load(tmp_path / "terms").scores(query), index.scores(query))
