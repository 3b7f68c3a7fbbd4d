"""Word vectors: cut, pooled, kept, compared."""

import numpy as np
import pytest

from klimatsvar.model.encoder import Encoder
from klimatsvar.model.words import WordAxes, nearness, pooled, word_spans

ALONG_X, ALONG_Y = [127, 0], [0, 127]


def int8(*rows: list[int]) -> np.ndarray:
    return np.array(rows, dtype=np.int8).reshape(-1, 2)


def test_words_numbers_and_marks_are_words() -> None:
    text = "Minskar 3,5 % (Borås)."
    assert [text[a:b] for a, b in word_spans(text)] == [
        "Minskar", "3,5", "%", "(", "Borås", ")", ".",
    ]  # fmt: skip


def test_a_word_is_the_mean_of_its_tokens() -> None:
    tokens = np.array([[1, 0], [3, 2], [5, 5]], dtype=np.float32)
    offsets = np.array([[0, 3], [3, 6], [7, 9]])
    found = pooled(tokens, offsets, [(0, 6), (7, 9), (10, 12)])
    assert found.tolist() == [[2, 1], [5, 5], [0, 0]]


def test_vectors_are_kept_along_their_axes_about_their_middle() -> None:
    axes = WordAxes(
        question_middle=np.array([0, 0, 0], np.float32),
        sentence_middle=np.array([0, 1, 0], np.float32),
        axes=np.array([[1, 0], [0, 1], [0, 0]], np.float32),
    )
    given = np.array([[0, 3, 0], [4, 0, 3]], np.float32)
    assert axes.of_question(given).tolist() == [[0, 127], [127, 0]]
    first, none, second = axes.of_sentences([given[:1], given[:0], given[1:]])
    assert (first.tolist(), none.tolist(), second.tolist()) == ([[0, 0]], [], [[79, -99]])


def test_each_word_of_the_question_meets_the_nearest() -> None:
    question = int8(ALONG_X, ALONG_Y)
    assert nearness(question, int8(ALONG_X, [90, 90])).tolist() == pytest.approx([1, 90 / 127])
    assert nearness(question, int8()).tolist() == [0, 0]


def test_a_word_is_nearest_to_itself(encoder: Encoder) -> None:
    own = "Prästhöjden invigdes under 2023."
    vectors, [words] = encoder.encode_sentences([f"Prästhöjden: {own}"], [13])
    assert vectors == pytest.approx(encoder.encode_passages([f"Prästhöjden: {own}"]), abs=1e-5)
    assert words.shape == (5, 128)
    vector, asked = encoder.encode_question("När invigdes Prästhöjden?")
    assert vector == pytest.approx(encoder.encode_queries(["När invigdes Prästhöjden?"]), abs=1e-5)
    assert asked.words == ("När", "invigdes", "Prästhöjden", "?")
    cosines = asked.vectors.astype(float) @ words.astype(float).T
    assert cosines.argmax(axis=1)[1:3].tolist() == [1, 0]
