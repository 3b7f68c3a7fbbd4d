"""The one place that reads configuration: ``klimatsvar.toml``, then the environment above it."""

from klimatsvar.settings.departments import (
    MOST_GONE,
    PASSAGE_TOKENS,
    SEARCH_MEMORY_MB,
    CorpusSettings,
    Department,
)
from klimatsvar.settings.faults import fault_of
from klimatsvar.settings.reading import SETTINGS_FILE, spoken_language
from klimatsvar.settings.service import (
    BUNDLED_MODEL_ID,
    READ_MEMORY_MB,
    READ_SECONDS,
    Settings,
    unknown_variables,
)
from klimatsvar.settings.tables import (
    About,
    Approved,
    Contact,
    DocumentSource,
    Language,
    LanguageModel,
    MailServer,
    MilvusServer,
    Originals,
    Privacy,
    StaffPages,
    Subject,
)

__all__ = [
    "BUNDLED_MODEL_ID",
    "MOST_GONE",
    "PASSAGE_TOKENS",
    "READ_MEMORY_MB",
    "READ_SECONDS",
    "SEARCH_MEMORY_MB",
    "SETTINGS_FILE",
    "About",
    "Approved",
    "Contact",
    "CorpusSettings",
    "Department",
    "DocumentSource",
    "Language",
    "LanguageModel",
    "MailServer",
    "MilvusServer",
    "Originals",
    "Privacy",
    "Settings",
    "StaffPages",
    "Subject",
    "fault_of",
    "spoken_language",
    "unknown_variables",
]
