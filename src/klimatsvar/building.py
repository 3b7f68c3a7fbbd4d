"""Wire building: the index of the corpus that is set, in the store that is set."""

from typing import TYPE_CHECKING

from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.worker import Limits
from klimatsvar.ingest.build import Report, ingest
from klimatsvar.ingest.progress import ShowStep
from klimatsvar.settings import Settings

if TYPE_CHECKING:  # imported only where it is not given one
    from klimatsvar.model.encoder import Encoder


def build_index(
    settings: Settings,
    encoder: "Encoder | None" = None,
    *,
    full: bool = False,
    gone_is_meant: bool = False,
    publish: bool | None = None,
    progress: ShowStep | None = None,
) -> Report:
    """Build the index of ``settings.corpus``; return what became of each file.

    It answers as soon as it is done, or, with ``publish`` false, when staff publish it; if that is
    not said, as ``settings.auto_publish`` says. Only files that are new or changed are read, unless
    ``full``. Without ``encoder`` the model that is set is loaded; ``progress`` is told how far it
    has come. Raises KlimatsvarError, GoneError when too many files are gone, unless
    ``gone_is_meant``; then the old index serves on.
    """
    most_gone = 1.0 if gone_is_meant else settings.most_gone
    if encoder is None:
        encoder = _loaded(settings)
    if settings.store == "milvus":
        from klimatsvar.milvus.build import ingest as ingest_into_milvus

        return ingest_into_milvus(
            settings.corpus, settings, encoder, full=full, most_gone=most_gone, progress=progress
        )
    if publish is None:
        publish = settings.auto_publish
    return ingest(
        settings.corpus,
        settings.index,
        encoder,
        passage_tokens=settings.passage_tokens,
        memory_mb=settings.search_memory_mb,
        limits=Limits(settings.read_seconds, settings.read_memory_mb),
        full=full,
        most_gone=most_gone,
        publish=publish,
        progress=progress,
    )


def _loaded(settings: Settings) -> "Encoder":
    from klimatsvar.model.opening import open_encoder

    corpus_files(settings.corpus)  # a missing corpus is told before the model is loaded
    return open_encoder(settings)
