"""Open what the settings name: the index that serves, and what words its answers."""

from typing import TYPE_CHECKING

from klimatsvar.index.contract import Store
from klimatsvar.index.generations import current
from klimatsvar.index.on_disk import Index
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings

if TYPE_CHECKING:  # imported only where a language model is set
    from klimatsvar.wording.writer import Writer


def serving(settings: Settings) -> str:
    """Return the name of the generation that serves. Raises KlimatsvarError if there is none."""
    if settings.store == "faiss":
        return current(settings.index).name
    from klimatsvar.milvus.generations import Generations

    return Generations.of(settings).serving().name


def open_store(settings: Settings, encoder: Encoder, generation: str | None = None) -> Store:
    """Open the generation that serves, or the one of that name in the folder ``settings.index``.

    Raises KlimatsvarError.
    """
    if generation or settings.store == "faiss":
        return Index.open(settings.index, encoder, generation)
    from klimatsvar.milvus.store import MilvusStore

    return MilvusStore.open(settings, encoder)


def open_writer(settings: Settings, encoder: Encoder) -> "Writer | None":
    """Return what words answers, None when no language model is set.

    Raises SettingsError, and ModelError where the encoder has no reader and the package's can't be
    opened.
    """
    if settings.llm is None:
        return None
    from klimatsvar.wording.writer import Writer

    if not encoder.judges_claims:  # the package's own judges sentences, whatever searches
        encoder = open_encoder(settings.model_copy(update={"model": BUNDLED_MODEL_ID}))
    return Writer.open(settings.llm, encoder, settings.subject)
