"""The model made fast: eight-bit numbers, run by OpenVINO; made once, beside the model.

``quantise.py`` makes it, in a process of its own: that takes half a minute and needs torch, which
an encoder that only reads what was made does not load.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, Self

from klimatsvar.errors import ModelError
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.cached import made_once, replacing
from klimatsvar.settings import BUNDLED_MODEL_ID
from klimatsvar.texts.messages import Message

FACTS: Final = "klimatsvar-fast.json"
_FORMAT: Final = 7
"""Raise it when what ``quantise.py`` writes changes: older models are then made again."""
_PACKAGES: Final = ("openvino", "nncf")
_PIECE, _APART = 1 << 16, 1 << 20
"""Bytes that are hashed of a file, and how far their beginnings are apart."""
_FAITHFUL: Final = 0.99

POOLING_MODULES: Final = (
    ["Transformer", "Pooling"],
    ["Transformer", "Pooling", "Normalize"],
)
"""Of sentence-transformers: their vectors are pooled, and at most made as long as one."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a fast model."""

    key: str
    """Equal for the same model, packages and processor."""
    fingerprint: str
    """The encoder's by torch, since the vectors are interchangeable."""
    dimension: int
    most_tokens: int
    """Of a text, with prompt and special tokens."""
    head_size: int
    """Numbers of an attention head."""
    query_prompt: str
    passage_prompt: str
    cosine: float
    """The lowest between its vectors and torch's, over the texts it was quantised with."""
    seconds: dict[str, float]
    """Taken for the same work by "torch" and "openvino", on this machine."""
    sizes: dict[str, int]
    """Bytes of each file."""

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return those of a whole folder, None if there is none."""
        try:
            facts = cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))
            whole = facts.sizes == {name: (folder / name).stat().st_size for name in facts.sizes}
        except (OSError, ValueError, TypeError):
            return None
        return facts if whole else None

    def write(self, folder: Path) -> None:
        """Write them beside the files that they tell of."""
        (folder / FACTS).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @property
    def worthwhile(self) -> bool:
        """Whether the model is faithful, and faster than by torch."""
        return self.cosine >= _FAITHFUL and self.seconds["openvino"] < self.seconds["torch"]


@dataclass(frozen=True, slots=True)
class FastModel:
    """A whole folder and its facts."""

    folder: Path
    facts: Facts


def can_be_fast(model: str) -> bool:
    """Tell whether OpenVINO and NNCF are installed, and can run the model.

    That must be the bundled one, or a folder of a transformer with mean pooling.
    """
    try:
        for package in _PACKAGES:
            version(package)
    except PackageNotFoundError:
        return False
    return model == BUNDLED_MODEL_ID or _pools_the_mean(Path(model))


def ensure_fast_model(model: str, cache: Path) -> FastModel:
    """Return the fast model under ``cache``, making it first if needed.

    Like the bundled model's, its folder appears whole or not at all. It is made again for another
    version of the model, OpenVINO or NNCF, and on another processor. Raises ModelError.
    """
    if model == BUNDLED_MODEL_ID:
        source, name = ensure_bundled_model(cache), model
    else:
        source = Path(model).resolve()
        name = f"{source.name}-{hashlib.sha256(bytes(source)).hexdigest()[:8]}"
    folder = cache / f"{name}-openvino"
    key = _key(source)

    def is_complete(folder: Path) -> bool:
        facts = Facts.read(folder)
        return facts is not None and facts.key == key

    def make(folder: Path) -> None:
        _log.warning(Message.of("making_fast", model=model))
        with replacing(folder) as unfinished:
            _quantise(model, cache, key, unfinished)

    try:
        made_once(folder, is_complete, make)
    except OSError as error:
        raise ModelError("fast_not_written", folder=folder, reason=error) from error
    facts = Facts.read(folder)
    if facts is None:
        raise ModelError("fast_vanished", folder=folder)
    return FastModel(folder, facts)


def _quantise(model: str, cache: Path, key: str, folder: Path) -> None:
    program = (sys.executable, "-P", "-m", "klimatsvar.model.quantise")
    done = subprocess.run(
        [*program, model, str(cache), key, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise ModelError("fast_not_made", model=model, reason=cause)


def _pools_the_mean(folder: Path) -> bool:
    """Tell whether a sentence-transformers folder holds a transformer whose mean is the vector."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rpartition(".")[2] for module in modules]
        if kinds not in POOLING_MODULES:
            return False
        pooling: dict[str, Any] = json.loads(
            (folder / modules[1]["path"] / "config.json").read_text(encoding="utf-8")
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
    modes = {name for name, value in pooling.items() if name.startswith("pooling_mode_") and value}
    mean = pooling.get("pooling_mode") == "mean" or modes == {"pooling_mode_mean_tokens"}
    return mean and bool(pooling.get("include_prompt", True))


def _key(source: Path) -> str:
    """Hash what decides how the fast model turns out, and how fast it is.

    Of a large file a piece of each MiB is read: any fine-tuning moves all weights.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(source)} {size}\n".encode())
        with path.open("rb") as file:
            for start in range(0, size, _APART):
                file.seek(start)
                digest.update(file.read(_PIECE))
    core = import_openvino().Core()
    processor = core.get_property("CPU", "FULL_DEVICE_NAME")
    abilities = sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    versions = [version(package) for package in _PACKAGES]
    digest.update(repr((_FORMAT, versions, processor, abilities, os.cpu_count())).encode())
    return digest.hexdigest()[:16]


def import_openvino(*, converting: bool = False) -> Any:
    """Return the module ``openvino``, which opens no connection.

    Importing it as it is sends an event with a lasting id over the network, by the package
    openvino_telemetry. A module that is None in ``sys.modules`` counts as not installed, which
    OpenVINO and NNCF allow for. Only ``converting`` a model needs OpenVINO's tools.
    """
    unwanted = ["openvino_telemetry"] if converting else ["openvino_telemetry", "openvino.tools"]
    for name in unwanted:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import openvino

    return openvino
