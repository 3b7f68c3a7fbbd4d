"""Reranking with a real cross-encoder, tiny and random."""

import subprocess
import sys
from pathlib import Path

import pytest
from sentence_transformers import CrossEncoder
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerFast,
    set_seed,
)

from klimatsvar.answer.rerank import Reranker
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.errors import ModelError
from klimatsvar.index.framing import passage_text
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from toy import ToyEncoder, write_corpus

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = ("buss", "cykel", "skog", "ta", "till", "jobbet", "skolan", "kommunens", "kostar")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cross-encoder of random weights that tells ``WORDS`` from each other."""
    folder = str(tmp_path_factory.mktemp("reranker"))
    vocabulary = {word: place for place, word in enumerate(SPECIAL + WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=64,
    ).save_pretrained(folder)
    set_seed(0)
    BertForSequenceClassification(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
            initializer_range=1.0,
            num_labels=1,
        )
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("searched")
    corpus = write_corpus(
        folder / "corpus",
        a="# A\n\nta buss till jobbet",
        b="# B\n\nta buss cykel till skolan",
        c="# C\n\nkommunens cykel kostar",
        d="# D\n\nskog buss skog",
    )
    ingest(corpus, folder / "index", ToyEncoder(), passage_tokens=50)
    return Index.open(folder / "index", ToyEncoder())


def test_hits_come_in_the_order_of_the_models_own_scores(model: str, index: Index) -> None:
    hits = retrieve(make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 4)
    passages = [index.passages[hit.passage] for hit in hits]
    texts = [passage_text(index.documents[p.document], p) for p in passages]
    scores = CrossEncoder(model, device="cpu").predict([("buss", text) for text in texts])
    best_first = sorted(zip(scores, hits, strict=True), key=lambda pair: -pair[0])
    reordered = Reranker(model).reordered("buss", hits, index)
    assert reordered == [hit for _, hit in best_first]
    assert reordered != hits
    assert len(set(scores.tolist())) == 4


def test_no_hits_stay_none(model: str, index: Index) -> None:
    assert Reranker(model).reordered("buss", [], index) == []


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match='leave "reranker" out'):
        Reranker(str(tmp_path))


def test_asking_without_a_reranker_imports_none_of_it() -> None:
    code = "import sys, klimatsvar.assistant; print('klimatsvar.answer.rerank' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
