"""The fast model: when it is made, of what, and which encoder is chosen."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from klimatsvar.errors import ModelError
from klimatsvar.model import fast as fast_model
from klimatsvar.model import opening as encoders
from klimatsvar.model.by_openvino import OpenVinoEncoder
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.model.encoder import Framed
from klimatsvar.model.fast import Facts, FastModel, can_be_fast, ensure_fast_model
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings

WORDS = 10_000
"""Of the small model's."""
_ALONE = """
import socket, sys
asked = []
def refuse(*args, **_):
    asked.append(args[0])
    raise OSError("no network in tests")
socket.getaddrinfo = refuse
"""


def run_alone(code: str, home: Path, **given: str) -> None:
    """Run code in a process of its own, where looking up a host name fails and is noted."""
    environment = {**os.environ, "HOME": str(home), **given}
    environment.pop("CI", None)  # which OpenVINO takes as a wish to report nothing
    done = subprocess.run(
        [sys.executable, "-c", _ALONE + code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A folder of a small random transformer, with mean pooling and with another.

    It has the most frequent of the bundled model's words: all of them take seconds to open.
    """
    folder = tmp_path_factory.mktemp("small")
    torch.manual_seed(1)
    told = json.loads((model_folder / "tokenizer.json").read_bytes())
    told["model"]["vocab"] = told["model"]["vocab"][:WORDS]
    told["added_tokens"] = [token for token in told["added_tokens"] if token["id"] < WORDS]
    words = Tokenizer.from_str(json.dumps(told))
    config = BertConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder / "bert")
    PreTrainedTokenizerFast(
        tokenizer_object=words, model_max_length=128, pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    for mode in ("mean", "cls"):
        parts = [transformer, Pooling(32, pooling_mode=mode)]
        SentenceTransformer(modules=parts, device="cpu").save(str(folder / mode))
    return folder


def test_who_may_read_one_file_may_read_all(fast: FastModel, model_folder: Path) -> None:
    for folder in (fast.folder, model_folder):
        modes = {path.stat().st_mode for path in folder.rglob("*") if path.is_file()}
        assert len(modes) == 1


def test_facts_are_of_the_model_and_the_files(
    fast: FastModel, encoder: SentenceTransformerEncoder
) -> None:
    facts = fast.facts
    assert fast.folder.name == "klimatsvar-e5-small-openvino"
    assert facts.fingerprint == encoder.fingerprint
    assert (facts.dimension, facts.most_tokens, facts.head_size) == (384, 512, 32)
    assert (facts.query_prompt, facts.passage_prompt) == ("query: ", "passage: ")
    assert 0.99 <= facts.cosine <= 1  # more where the processor multiplies whole bytes (VNNI)
    assert sorted(facts.seconds) == ["openvino", "torch"]
    assert facts.sizes == {
        path.name: path.stat().st_size
        for path in fast.folder.iterdir()
        if path.name != "klimatsvar-fast.json"
    }


def test_a_folder_is_made_fast_once(
    small: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = str(small / "mean")
    made = ensure_fast_model(model, tmp_path / "cache")
    assert caplog.messages == [f"{model}: making the fast encoder, once; this takes about a minute"]
    assert (made.facts.dimension, made.facts.head_size, made.facts.most_tokens) == (32, 16, 128)
    by_torch = SentenceTransformerEncoder(model, tmp_path)
    by_openvino = OpenVinoEncoder(model, made)
    assert by_openvino.fingerprint == by_torch.fingerprint
    texts = ["buss " * n for n in range(1, 40)]
    cosines = (by_openvino.encode_texts(texts) * by_torch.encode_texts(texts)).sum(axis=1)
    assert cosines.min() >= 0.99
    monkeypatch.setattr(fast_model, "_quantise", lambda *_: pytest.fail("made again"))
    assert ensure_fast_model(model, tmp_path / "cache") == made
    names = [path.name for path in (tmp_path / "cache").iterdir()]
    assert sorted(names) == [made.folder.name, f"{made.folder.name}.lock"]


@pytest.mark.parametrize("damage", ["file cut short", "facts of another key", "facts unreadable"])
def test_what_is_damaged_or_old_is_made_again(
    fast: FastModel,
    model_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / BUNDLED_MODEL_ID).symlink_to(model_folder)
    copy = Path(shutil.copytree(fast.folder, cache / fast.folder.name))
    if damage == "file cut short":
        (copy / "scales.npy").write_bytes(b"short")
    elif damage == "facts of another key":
        replace(fast.facts, key="other").write(copy)
    else:
        (copy / "klimatsvar-fast.json").write_text("[]")

    def quantise(_model: str, _cache: Path, key: str, folder: Path) -> None:
        for path in fast.folder.iterdir():
            shutil.copy2(path, folder)
        assert key == fast.facts.key

    monkeypatch.setattr(fast_model, "_quantise", quantise)
    assert ensure_fast_model(BUNDLED_MODEL_ID, cache) == FastModel(copy, fast.facts)


def test_another_processor_or_model_has_another_key(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copytree(small / "mean", tmp_path / "copy"))
    key = fast_model._key(small / "mean")
    assert fast_model._key(copy) == key
    config = next(copy.rglob("config_sentence_transformers.json"))
    config.write_text(config.read_text("utf-8").replace("cosine", "kosine"), "utf-8")
    assert fast_model._key(copy) != key
    monkeypatch.setattr(os, "cpu_count", lambda: 999)
    assert fast_model._key(small / "mean") != key


def test_why_it_could_not_be_made_is_told(tmp_path: Path, small: Path) -> None:
    model = str(small / "mean")
    broken = Path(shutil.copytree(model, tmp_path / "broken"))
    next(broken.rglob("model.safetensors")).write_bytes(b"no weights")
    with pytest.raises(ModelError, match=r"broken: the fast encoder can't be made \(.+\); set enc"):
        ensure_fast_model(str(broken), tmp_path / "cache")
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(ModelError, match=r"can't be written .* choose another cache folder"):
        ensure_fast_model(model, tmp_path / "file")


def test_only_means_of_transformers_can_be_fast(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = [BUNDLED_MODEL_ID, str(small / "mean"), str(small / "cls"), str(tmp_path), "any/id"]
    assert [can_be_fast(model) for model in models] == [True, True, False, False, False]
    monkeypatch.setattr(fast_model, "_PACKAGES", ("openvino", "a-package-that-is-not-there"))
    assert not can_be_fast(BUNDLED_MODEL_ID)


def test_the_faster_faithful_one_is_chosen(
    fast: FastModel, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(kind: str, facts: Facts) -> type:
        monkeypatch.setattr(encoders, "ensure_fast_model", lambda *_: FastModel(fast.folder, facts))
        return type(open_encoder(Settings.load(encoder=kind, model=str(small / "mean"))))

    faster = replace(fast.facts, cosine=0.99, seconds={"torch": 2.0, "openvino": 1.9})
    slower = replace(faster, seconds={"torch": 2.0, "openvino": 2.0})
    unlike = replace(faster, cosine=0.989)
    assert chosen("auto", faster) is OpenVinoEncoder
    assert chosen("auto", slower) is SentenceTransformerEncoder
    assert chosen("auto", unlike) is SentenceTransformerEncoder
    assert chosen("openvino", slower) is OpenVinoEncoder
    assert chosen("torch", faster) is SentenceTransformerEncoder


def test_without_the_packages_torch_encodes_and_openvino_is_refused(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_model, "_PACKAGES", ("a-package-that-is-not-there",))
    settings = Settings.load(encoder="auto", cache=model_folder.parent)
    assert isinstance(open_encoder(settings), SentenceTransformerEncoder)
    with pytest.raises(
        ModelError, match=r"needs OpenVINO and NNCF \(run `pip install 'nncf>=3\.4' 'openvino"
    ):
        open_encoder(settings.model_copy(update={"encoder": "openvino"}))


def test_torch_encodes_when_the_fast_model_cannot_be_made(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> FastModel:
        raise ModelError("fast_vanished", folder="cache")

    monkeypatch.setattr(encoders, "ensure_fast_model", fail)
    settings = Settings.load(encoder="auto", cache=model_folder.parent)
    assert isinstance(open_encoder(settings), SentenceTransformerEncoder)
    assert caplog.messages == [
        "cache: the fast encoder has vanished; start again; until then torch encodes"
    ]
    with pytest.raises(ModelError, match="has vanished"):
        open_encoder(settings.model_copy(update={"encoder": "openvino"}))


def test_what_openvino_cannot_load_is_told(fast: FastModel, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(fast.folder, tmp_path / "copy"))
    (copy / "model.blob").write_bytes(b"no model")
    damaged = OpenVinoEncoder(BUNDLED_MODEL_ID, FastModel(copy, fast.facts))
    with pytest.raises(ModelError, match=r"model\.blob: OpenVINO can't load it .* made again"):
        damaged.encode_queries(["buss"])


def test_making_reports_nothing_and_folding_the_smoothing_changes_no_result(tmp_path: Path) -> None:
    code = """
import numpy as np
from klimatsvar.model.quantise import _fold_smoothing, openvino, opset13
given = opset13.parameter([1, 2], np.float32)
total = opset13.add(opset13.multiply(given, np.float32([2, 3])), np.float32([1, -1]))
model = openvino.Model([opset13.multiply(total, np.float32([5, 7])), total], [given])
def kinds():
    inner = [node.get_type_name() for node in model.get_ordered_ops()]
    return [kind for kind in inner if kind in ("Add", "Multiply")]
def results():
    found = openvino.compile_model(model, "CPU")(np.float32([[1, 10]]))
    return [found[i].tolist() for i in (0, 1)]
assert results() == [[[15, 203]], [[3, 29]]]
assert kinds() == ["Multiply", "Add", "Multiply"]
_fold_smoothing(model)
assert results() == [[[15, 203]], [[3, 29]]]
assert sorted(kinds()) == ["Add", "Add", "Multiply", "Multiply"]  # none waits for the other
assert asked == []
assert sys.modules["openvino_telemetry"] is None
"""
    run_alone(code, tmp_path)
    assert not (tmp_path / "intel").exists()


@pytest.mark.usefixtures("fast")
def test_encoding_loads_no_torch_and_reports_nothing(model_folder: Path, tmp_path: Path) -> None:
    code = """
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings
encoder = open_encoder(Settings.load(encoder="openvino"))
assert encoder.encode_queries(["buss"]).shape == (1, 384)
assert asked == []
loaded = {name for name, module in sys.modules.items() if module}
assert not loaded & {"torch", "transformers", "sentence_transformers", "openvino_telemetry"}
"""
    run_alone(code, tmp_path, KLIMATSVAR_CACHE=str(model_folder.parent))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("fast", "assistant")
def test_a_cold_question_loads_only_what_it_needs(
    settings: Settings, model_folder: Path, tmp_path: Path
) -> None:
    code = """
from klimatsvar.cli import main
try:
    main(["ask", "Vad är ett klimatkontrakt?"])
except SystemExit as end:
    assert end.code in (0, None)
loaded = {name for name, module in sys.modules.items() if module}
slow = {"torch", "transformers", "sentence_transformers", "gradio", "pandas", "nncf", "matplotlib"}
assert not loaded & slow, loaded & slow
assert asked == []
"""
    cache, index = str(model_folder.parent), str(settings.index)
    given = {"KLIMATSVAR_CACHE": cache, "KLIMATSVAR_INDEX": index}
    run_alone(code, tmp_path, KLIMATSVAR_ENCODER="openvino", **given)


def test_calibration_texts_are_in_ten_languages() -> None:
    path = Path(fast_model.__file__).with_name("quantising_texts.json")
    texts = json.loads(path.read_text("utf-8"))
    assert {name: len(own) for name, own in texts.items()} == dict.fromkeys(
        "sv en fi ar pl de bs so es uk".split(), 8
    )


@pytest.mark.parametrize(("mode", "in_passage"), [("mean", True), ("cls", False)])
def test_sentences_of_a_model_that_pools_otherwise_are_encoded_apart(
    small: Path, tmp_path: Path, mode: str, in_passage: bool
) -> None:
    encoder = SentenceTransformerEncoder(str(small / mode), tmp_path)
    passage = Framed("Resor\n", "Ta buss. Den är gratis.", (((0, 8),), ((9, 23),)))
    (vectors,) = encoder.encode_passages([passage])
    apart = encoder.encode_texts([passage.whole, "Resor: Ta buss.", "Resor: Den är gratis."])
    assert np.allclose(vectors[0], apart[0], atol=1e-5)
    assert np.allclose(vectors[1:], apart[1:], atol=1e-5) is not in_passage
