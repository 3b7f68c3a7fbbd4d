"""The encoder by OpenVINO against the one by torch."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.model.encoder import Encoder, Framed
from klimatsvar.model.token_table import TokenTable
from klimatsvar.settings import Settings

SENTENCES: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "sentences-ten-languages.json").read_text(
        encoding="utf-8"
    )
)
ALL = [sentence for sentences in SENTENCES.values() for sentence in sentences]


def test_it_is_what_the_one_by_torch_is(encoder: Encoder, by_torch: Encoder) -> None:
    for name in ("model", "fingerprint", "dimension", "max_tokens", "prompts"):
        assert getattr(encoder, name) == getattr(by_torch, name)
    assert encoder.count_tokens([*ALL, "ord " * 900]) == by_torch.count_tokens([*ALL, "ord " * 900])
    assert encoder.count_tokens([]) == []


@pytest.mark.parametrize("kind", ["encode_queries", "encode_texts"])
def test_vectors_are_near_torchs(encoder: Encoder, by_torch: Encoder, kind: str) -> None:
    texts = ALL[::3]  # some of each language
    ours, theirs = getattr(encoder, kind)(texts), getattr(by_torch, kind)(texts)
    assert np.linalg.norm(ours, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    cosines = (ours * theirs).sum(axis=1)
    lowest = int(cosines.argmin())
    assert cosines[lowest] >= 0.99, f"lowest cosine {cosines[lowest]:.4f}: {texts[lowest]!a}"


def test_texts_of_every_length_are_near_torchs(encoder: Encoder, by_torch: Encoder) -> None:
    words = " ".join(ALL[20:40]).split()
    texts = [" ".join(words[:number]) for number in range(0, 50, 2)]
    # two by two: in larger batches, all would be filled up to the longest
    ours = np.concatenate([encoder.encode_texts([text, text])[:1] for text in texts])
    cosines = (ours * by_torch.encode_texts(texts)).sum(axis=1)
    lowest = int(cosines.argmin())
    assert cosines[lowest] >= 0.99, f"lowest cosine {cosines[lowest]:.4f}: {texts[lowest]!a}"


def test_sentences_in_their_passages_are_near_torchs(encoder: Encoder, by_torch: Encoder) -> None:
    passages = []
    for sentences in SENTENCES.values():
        ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
        places = tuple(((e - 1 - len(s), e - 1),) for s, e in zip(sentences, ends, strict=True))
        passages.append(Framed("Klimatet\n", " ".join(sentences), places))
    made = (each.encode_passages(passages) for each in (encoder, by_torch))
    ours, theirs = map(np.concatenate, made)
    assert ours.shape == (len(passages) + len(ALL), 384)
    assert (ours * theirs).sum(axis=1).min() >= 0.98


def test_a_text_that_is_too_long_is_cut_where_torch_cuts_it(
    encoder: Encoder, by_torch: Encoder
) -> None:
    words = [f"ord{number}" for number in range(400)]
    texts = [" ".join(words), " ".join(words[::-1])]
    longer = [f"{text} mer" for text in texts]
    ours, theirs = (each.encode_texts(texts) for each in (encoder, by_torch))
    assert (ours * theirs).sum(axis=1).min() >= 0.98
    assert np.array_equal(encoder.encode_texts(longer), ours)
    assert np.allclose(by_torch.encode_texts(longer), theirs, atol=1e-6)


def test_vectors_are_in_the_order_of_the_texts_and_progress_counts(encoder: Encoder) -> None:
    texts = [ALL[number % 200] * (number % 7 + 1) for number in range(60)]
    seen: list[tuple[int, int]] = []
    passages = [Framed("", text) for text in texts]
    vectors = [own[0] for own in encoder.encode_passages(passages, lambda *done: seen.append(done))]
    assert [number for number, _ in seen] == [8, 8, 8, 8, 8, 8, 8, 4]
    assert sum(characters for _, characters in seen) == sum(map(len, texts))
    for number in range(0, 60, 7):
        assert vectors[number] @ encoder.encode_texts([texts[number]])[0] >= 0.995
    assert encoder.encode_texts([]).shape == (0, 384)


def test_several_threads_may_ask_at_once(encoder: Encoder) -> None:
    questions = [f"Fråga {i} " * (i + 1) for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda q: encoder.encode_queries([q])[0], questions))
    alone = [encoder.encode_queries([q])[0] for q in questions]
    assert np.allclose(vectors, alone, atol=1e-5)


def test_torch_answers_the_same_from_the_same_index(
    assistant: Assistant, by_torch: Encoder, settings: Settings
) -> None:
    index = Index.open(settings.index, by_torch)
    same = Assistant(index, by_torch, Fitted.load(), settings)
    for question in (
        "Vilka parter består omställningsteamet av?",
        "Vad är ett klimatkontrakt?",
        "How many electric buses are there in Borås?",
        "Vem vann fotbolls-VM 1958?",
    ):
        one, other = assistant.ask(question), same.ask(question)
        assert one.kind == other.kind
        assert [c.quote for c in one.citations[:1]] == [c.quote for c in other.citations[:1]]
        assert one.confidence == pytest.approx(other.confidence, abs=0.05)


def test_a_table_row_is_rounded_by_its_own_scale(tmp_path: Path) -> None:
    TokenTable.of(np.array([[0, 0], [1.27, -0.637], [254, 1]], np.float32)).save(tmp_path)
    table = TokenTable.load(tmp_path)
    assert np.asarray(table.rows).tolist() == [[0, 0], [127, -64], [127, 0]]
    found, there = table.embedded([[2, 1], [0]], 3)
    assert found == pytest.approx(
        np.array([[[254, 0], [1.27, -0.64], [0, 0]], [[0, 0], [0, 0], [0, 0]]]), abs=1e-5
    )
    assert there.tolist() == [[1, 1, 0], [1, 0, 0]]
