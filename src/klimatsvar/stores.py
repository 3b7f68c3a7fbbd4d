"""Open the store that the settings name."""

from klimatsvar.embed import Encoder
from klimatsvar.index.generations import current
from klimatsvar.index.protocol import Store
from klimatsvar.index.store import Index
from klimatsvar.settings import Settings


def open_store(settings: Settings, encoder: Encoder) -> Store:
    """Open the generation that serves. Raises KlimatsvarError."""
    if settings.store == "faiss":
        return Index.open(settings.index, encoder)
    from klimatsvar.milvus.store import MilvusStore

    return MilvusStore.open(settings, encoder)


def serving(settings: Settings) -> str:
    """Return the name of the generation that serves. Raises KlimatsvarError if there is none."""
    if settings.store == "faiss":
        return current(settings.index).name
    from klimatsvar.milvus.generations import Generations

    return Generations.of(settings).serving().name
