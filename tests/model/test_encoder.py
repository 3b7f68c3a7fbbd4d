"""The encoder by torch."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.errors import ModelError
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.model.encoder import Encoder

TEXTS = ["Borås ska vara klimatneutralt 2030.", "Bussen går på el.", "x" * 10, ""]


def test_what_it_is(by_torch: Encoder) -> None:
    assert (by_torch.model, by_torch.dimension) == ("klimatsvar-e5-small", 384)
    # 512 tokens, less the prompt "passage: ", four tokens and the two special ones
    assert by_torch.max_tokens == 512 - 6
    assert len(by_torch.fingerprint) == 16


def test_vectors_are_of_length_one_and_in_the_order_of_the_texts(
    by_torch: Encoder,
) -> None:
    vectors = by_torch.encode_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((4, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ by_torch.encode_passages([text])[0] == pytest.approx(1, abs=1e-5)


def test_questions_and_passages_have_their_own_prompts(by_torch: Encoder) -> None:
    question, passage = (
        by_torch.encode_queries(TEXTS[:1])[0],
        by_torch.encode_passages(TEXTS[:1])[0],
    )
    assert 0.8 < question @ passage < 0.99


def test_a_finnish_question_is_nearest_to_its_swedish_answer(
    by_torch: Encoder,
) -> None:
    question = by_torch.encode_queries(["Milloin Borås on ilmastoneutraali?"])
    assert np.argmax(by_torch.encode_passages(TEXTS) @ question[0]) == 0


def test_progress_counts_texts_and_their_characters(
    by_torch: Encoder,
) -> None:
    seen: list[tuple[int, int]] = []
    by_torch.encode_passages(["kort"] * 40, lambda *done: seen.append(done))
    each = len("kort")
    assert seen == [(32, 32 * each), (8, 8 * each)]


def test_tokens_are_counted_with_the_special_ones(by_torch: Encoder) -> None:
    assert by_torch.count_tokens(["", "Borås", "Bussen går på el."]) == [2, 3, 8]
    assert by_torch.count_tokens([]) == []


def test_several_threads_may_ask_at_once(by_torch: Encoder) -> None:
    questions = [f"Fråga {i} " * (i + 1) for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda q: by_torch.encode_queries([q])[0], questions))
    assert np.allclose(vectors, [by_torch.encode_queries([q])[0] for q in questions], atol=1e-5)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"empty: can't be loaded .* give another id or folder"):
        SentenceTransformerEncoder(str(tmp_path / "empty"), tmp_path)
