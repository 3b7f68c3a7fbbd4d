"""The encoder by torch."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.errors import ModelError
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.model.encoder import Encoder, Framed, pooled

TEXTS = ["Borås ska vara klimatneutralt 2030.", "Bussen går på el.", "x" * 10, ""]


def test_what_it_is(by_torch: Encoder) -> None:
    assert (by_torch.model, by_torch.dimension) == ("klimatsvar-e5-small", 384)
    # 512 tokens, less the prompt "passage: ", four tokens and the two special ones
    assert by_torch.max_tokens == 512 - 6
    assert len(by_torch.fingerprint) == 16


def test_vectors_are_of_length_one_and_in_the_order_of_the_texts(
    by_torch: Encoder,
) -> None:
    vectors = by_torch.encode_texts(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((4, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ by_torch.encode_texts([text])[0] == pytest.approx(1, abs=1e-5)


def test_questions_and_passages_have_their_own_prompts(by_torch: Encoder) -> None:
    question, passage = (
        by_torch.encode_queries(TEXTS[:1])[0],
        by_torch.encode_texts(TEXTS[:1])[0],
    )
    assert 0.8 < question @ passage < 0.99


def test_a_finnish_question_is_nearest_to_its_swedish_answer(
    by_torch: Encoder,
) -> None:
    question = by_torch.encode_queries(["Milloin Borås on ilmastoneutraali?"])
    assert np.argmax(by_torch.encode_texts(TEXTS) @ question[0]) == 0


def test_progress_counts_texts_and_their_characters(
    by_torch: Encoder,
) -> None:
    seen: list[tuple[int, int]] = []
    by_torch.encode_passages([Framed("", "kort")] * 40, lambda *done: seen.append(done))
    each = len("kort")
    assert seen == [(32, 32 * each), (8, 8 * each)]


def test_a_passage_is_read_under_its_title_and_the_prompt() -> None:
    passage = Framed("Plan\n", "Bussen går. Den är gratis.", (((0, 11),), ((0, 6), (12, 26))))
    assert passage.whole == "Plan\nBussen går. Den är gratis."
    assert [[passage.whole[start:end] for start, end in one] for one in passage.in_whole] == [
        ["Bussen går."],
        ["Bussen", "Den är gratis."],
    ]
    prompted = passage.under("passage: ")
    assert prompted.whole == "passage: Plan\nBussen går. Den är gratis."
    assert prompted.alone() == [
        "passage: Plan: Bussen går.",
        "passage: Plan: Bussen Den är gratis.",
    ]
    assert prompted.in_whole == (((14, 25),), ((14, 20), (26, 40)))


def test_a_sentence_has_the_mean_of_its_own_tokens() -> None:
    states = np.array([[9, 9], [0, 2], [3, 0], [0, -1]], np.float32)
    offsets = [(0, 0), (0, 4), (4, 9), (0, 0)]  # special ones first and last
    vectors = pooled(states, offsets, (((0, 4),), ((5, 9),), ((0, 4), (5, 9)), ((9, 12),)))
    whole, first, second, both, cut_off = vectors.tolist()
    assert whole == pytest.approx([12 / 244**0.5, 10 / 244**0.5])
    assert (first, second, cut_off) == ([0, 1], [1, 0], [0, -1])
    assert both == pytest.approx([3 / 13**0.5, 2 / 13**0.5])
    assert pooled(states, [], ()).tolist() == [pytest.approx(whole)]


def test_a_sentence_is_read_as_it_stands_in_its_passage(by_torch: Encoder) -> None:
    texts = ("Cykelverkstad vid torget.", "Parkeringshus vid stationen.")
    passages = [
        Framed("Nyheter\n", f"{text} Det öppnar i maj.", (((len(text) + 1, len(text) + 17),),))
        for text in texts
    ]
    (own, of_bicycles), (_, of_cars) = by_torch.encode_passages(passages)
    assert own == pytest.approx(by_torch.encode_texts([passages[0].whole])[0], abs=1e-5)
    question = by_torch.encode_queries(["När kan jag laga min cykel där?"])[0]
    assert question @ of_bicycles > question @ of_cars + 0.03


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
