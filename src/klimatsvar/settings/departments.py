"""What may differ from one department to the next, and what each has of those above it."""

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from klimatsvar.settings.tables import (
    About,
    Address,
    Approved,
    Contact,
    CorpusName,
    DocumentSource,
    Origin,
    Originals,
    Privacy,
    StaffPages,
    Subject,
)

PASSAGE_TOKENS: Final = 200
SEARCH_MEMORY_MB: Final = 512
MOST_GONE: Final = 1 / 3
"""What the settings of these names are when they are not given."""

DIVIDED: Final = ("corpus", "index", "log_folder")
"""Folders in which each department has one of its name."""
FOLDERS: Final = (*DIVIDED, "staff.folder")
"""Folders that no two departments share."""


class CorpusSettings(BaseModel):
    """What may differ from one department to the next: its documents, and how they answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: Path = Path("corpus")
    """Folder of documents."""
    index: Path = Path("index")
    """Folder of index generations."""
    corpus_name: CorpusName = "default"
    """Tells the corpora in one Milvus apart; none is asked but this one."""
    title: str = "Klimatsvar"
    """Name of the service, shown on the page."""
    organisation: str | None = None
    """Name of the authority that answers for the service; the contact's name when not given."""
    examples: tuple[str, ...] = ()
    """Questions that the page offers to ask; each is shown on the page in its language."""
    sure_from: float | None = Field(default=None, ge=0, le=1)
    """Confidence from which quotations are shown as the answer; the calibrated one when not given.
    """
    possible_from: float | None = Field(default=None, ge=0, le=1)
    """Confidence from which they are shown as what may be the answer; likewise."""
    passage_tokens: int = Field(default=PASSAGE_TOKENS, ge=20, le=480)
    """Aimed length of a passage, in the encoder's tokens."""
    search_memory_mb: int = Field(default=SEARCH_MEMORY_MB, ge=16)
    """How much memory searching the vectors of a large corpus may take, in MiB."""
    most_gone: float = Field(default=MOST_GONE, ge=0, le=1)
    """Share of a corpus of ten files or more that may be gone without anybody confirming it."""
    require_questions: bool = False
    """Let no index serve that answers one of staff's test questions wrong."""
    originals: Originals = "clean"
    """Which files residents may download: those that hide nothing, of them PDFs, all, or none."""
    auto_publish: bool = True
    """Let what a build makes answer as soon as it is done, not when staff publish it."""
    max_question_chars: int = Field(default=1000, ge=20)
    questions_per_minute: int = Field(default=30, ge=0)
    """Questions that one address may ask in a minute; 0 for any number."""
    frame_ancestors: tuple[Origin, ...] = ()
    """Other sites that may show the page in a frame."""
    log_questions: bool = False
    """Write the questions to files in ``log_folder``."""
    feedback: bool = False
    """Take verdicts on answers, and count them in ``log_folder``."""
    log_folder: Path = Path("log")
    log_days: int = Field(default=30, ge=1)
    """Days after which what was logged is removed."""
    report_to: tuple[Address, ...] = ()
    """Whom ``klimatsvar stats --mail`` tells what residents miss."""
    contact: Contact = Contact()
    privacy: Privacy = Privacy()
    conversations: int = Field(default=200, ge=1)
    """Of the page, kept in memory; a further one takes the place of the longest unused."""
    approved: Approved = Approved()
    staff: StaffPages = StaffPages()
    about: About = About()
    subject: Subject | None = None
    """None for what the program is made for: the municipality's climate work."""
    figures: Path | None = None
    """What ``klimatsvar eval --json`` printed, for the page about the service."""
    sources: dict[CorpusName, DocumentSource] = {}
    """What `klimatsvar documents fetch` brings into the corpus, each into a folder of its name."""

    @field_validator("sources")
    @classmethod
    def _leaves_answers_alone(cls, sources: dict[str, object]) -> dict[str, object]:
        if "svar" in sources:  # the folder of what staff write: corpus/editorial.py
            raise PydanticCustomError("source_is_answers", "this name is taken")
        return sources

    def subject_in(self, language: str) -> str | None:
        """Return the subject in a language, as ``texts`` takes it: empty where it is not told."""
        if self.subject is None:
            return None
        return {"sv": self.subject.sv, "en": self.subject.en}.get(language, "")


class Department(CorpusSettings):
    """What the table of a department says; the rest is as it stands above the table."""

    title: str


def own_settings(above: CorpusSettings, department: Department, name: str) -> dict[str, object]:
    """Return what a department's settings are where they are not those ``above`` the tables."""
    said = {key: getattr(department, key) for key in department.model_fields_set - {"staff"}}
    divided = {key: getattr(above, key) / name for key in DIVIDED}
    staff = {key: getattr(department.staff, key) for key in department.staff.model_fields_set}
    return {
        "corpus_name": name,
        "examples": (),
        "about": About(),
        "subject": Subject(),
        "figures": None,
        "sources": {},
        "approved": Approved(),
        **divided,
        **said,
        "staff": above.staff.model_copy(update={"folder": above.staff.folder / name, **staff}),
    }


def folders(settings: CorpusSettings) -> tuple[Path, ...]:
    """Return what ``FOLDERS`` names."""
    own = (settings.corpus, settings.index, settings.log_folder, settings.staff.folder)
    return tuple(folder.resolve() for folder in own)
