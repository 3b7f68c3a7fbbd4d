"""Wire building: the index of the corpus that is set, in the store that is set.

Before it answers, it is asked staff's test questions; where they are required, one that answers
any of them wrong never serves.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.staff_questions import QUESTIONS, read_staff_questions
from klimatsvar.corpus.worker import Limits
from klimatsvar.errors import CorpusError, GoneError, SettingsError, WrongAnswersError
from klimatsvar.evaluate.staff import ask_staff_questions
from klimatsvar.index.contract import Store
from klimatsvar.index.generations import write_last_build
from klimatsvar.ingest.build import Report, ingest
from klimatsvar.ingest.progress import ShowStep
from klimatsvar.settings import Settings
from klimatsvar.texts.messages import Message
from klimatsvar.types import StaffOutcome

if TYPE_CHECKING:  # imported only where it is not given one
    from klimatsvar.model.encoder import Encoder

Load: TypeAlias = "Callable[[Settings], Encoder]"
"""Loads the model. Raises ModelError."""


def load_encoder(settings: Settings) -> "Encoder":
    """Load the model that is set. Raises ModelError."""
    from klimatsvar.model.opening import open_encoder

    return open_encoder(settings)


def build_index(
    settings: Settings,
    encoder: "Encoder | None" = None,
    *,
    load: Load = load_encoder,
    full: bool = False,
    gone_is_meant: bool = False,
    publish: bool | None = None,
    progress: ShowStep | None = None,
) -> Report:
    """Build the index of ``settings.corpus``; return what became of each file.

    It answers as soon as it is done, or, with ``publish`` false, when staff publish it (not in
    Milvus); if that is not said, as ``settings.auto_publish`` says. Only files that are new or
    changed are read, unless ``full``. Without ``encoder`` ``load`` gives it, once the corpus is
    known to be there; ``progress`` is told how far it has come. Raises KlimatsvarError: GoneError
    when too many files are gone, unless ``gone_is_meant``, and WrongAnswersError when test
    questions are required and answered wrong; then the old index serves on. What came of it is
    noted in the index's folder, for what watches the service.
    """
    most_gone = 1.0 if gone_is_meant else settings.most_gone
    if settings.store == "milvus":
        if publish is False:
            raise SettingsError("unpublished_needs_faiss")
        from klimatsvar.milvus.build import ingest as ingest_into_milvus

        trial = _trial(settings, encoder, load)
        report = ingest_into_milvus(
            settings.corpus,
            settings,
            trial.encoder,
            full=full,
            most_gone=most_gone,
            progress=progress,
            accept=trial.accept,
        )
        return replace(report, tested=trial.tested)
    try:  # all of it, so that a corpus that isn't there is noted too
        trial = _trial(settings, encoder, load)
        report = ingest(
            settings.corpus,
            settings.index,
            trial.encoder,
            passage_tokens=settings.passage_tokens,
            memory_mb=settings.search_memory_mb,
            limits=Limits(settings.read_seconds, settings.read_memory_mb),
            full=full,
            most_gone=most_gone,
            publish=settings.auto_publish if publish is None else publish,
            progress=progress,
            accept=trial.accept,
        )
    except Exception as error:
        write_last_build(settings.index, "gone" if isinstance(error, GoneError) else "failed")
        raise
    write_last_build(settings.index, "unchanged" if report.unchanged else "built")
    return replace(report, tested=trial.tested)


def finish_index(settings: Settings, encoder: "Encoder", *, gone_is_meant: bool = False) -> Report:
    """Let the index answer that shards wrote into Milvus; else like ``build_index``."""
    from klimatsvar.milvus.build import finish_shards

    trial = Trial(settings, encoder)
    report = finish_shards(
        settings.corpus,
        settings,
        encoder,
        most_gone=1.0 if gone_is_meant else settings.most_gone,
        accept=trial.accept,
    )
    return replace(report, tested=trial.tested)


class Trial:
    """Asks a new index staff's test questions, and remembers what it made of them."""

    def __init__(self, settings: Settings, encoder: "Encoder") -> None:
        """Read the questions. Raises CorpusError, also where none are and some are required."""
        self.tested: tuple[StaffOutcome, ...] = ()
        self.encoder = encoder
        self._settings = settings
        self._questions = read_staff_questions(settings.corpus).questions
        if settings.require_questions and not self._questions:
            raise CorpusError(
                "test_questions_missing",
                corpus=settings.corpus,
                csv=QUESTIONS[0],
                excel=QUESTIONS[1],
            )

    def accept(self, store: Store) -> None:
        """Ask the questions. Raises WrongAnswersError where all must be right and one is not."""
        if not self._questions:
            return
        assistant = Assistant(store, self.encoder, Fitted.load(), self._settings)
        self.tested = ask_staff_questions(self._questions, assistant)
        wrong = [tested for tested in self.tested if not tested.is_right]
        if wrong and self._settings.require_questions:
            raise WrongAnswersError(
                "test_questions_wrong",
                corpus=self._settings.corpus,
                wrong=len(wrong),
                all=len(self.tested),
                each=tuple(map(told_of, wrong)),
            )


def told_of(tested: StaffOutcome) -> Message:
    """Return what became of a test question that was answered wrong."""
    asked = tested.asked
    nothing = Message.of("no_answer")
    got = Message.of("answer_was", quote=tested.quotes[0]) if tested.quotes else nothing
    wanted = nothing
    if asked.answer and asked.document:
        wanted = Message.of("words_of", words=asked.answer, document=asked.document)
    elif asked.answer:
        wanted = Message.of("words", words=asked.answer)
    return Message.of("test_question_wrong", question=asked.question, wanted=wanted, got=got)


def _trial(settings: Settings, encoder: "Encoder | None", load: Load) -> Trial:
    if encoder is None:
        corpus_files(settings.corpus)  # a missing corpus is told before the model is loaded
        encoder = load(settings)
    return Trial(settings, encoder)
