"""All settings of a service, and of each department in it."""

import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args

import platformdirs
from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from klimatsvar.errors import SettingsError
from klimatsvar.settings.departments import (
    FOLDERS,
    CorpusSettings,
    Department,
    folders,
    own_settings,
)
from klimatsvar.settings.faults import faults
from klimatsvar.settings.reading import PREFIX, SECRETS, SETTINGS_FILE, Environment, SettingsFile
from klimatsvar.settings.tables import (
    Approved,
    CorpusName,
    Language,
    LanguageModel,
    MailServer,
    MilvusServer,
    RootPath,
)

BUNDLED_MODEL_ID: Final = "klimatsvar-e5-small"
"""The model that the program comes with; see ``model/bundled.py``."""
READ_SECONDS: Final = 60
READ_MEMORY_MB: Final = 1024
"""What the settings of these names are when they are not given."""


class Settings(BaseSettings, CorpusSettings):
    """All settings. Frozen: passed as an argument, never a global."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        toml_file=SETTINGS_FILE,
        frozen=True,
        extra="forbid",
    )

    language: Language = "sv"
    """What the command line speaks, and what the journal of the staff pages is kept in."""
    store: Literal["faiss", "milvus"] = "faiss"
    """Where the index is kept: in the folder ``index``, or in Milvus."""
    milvus: MilvusServer | None = None
    """Needed when the store is "milvus"."""
    model: str = BUNDLED_MODEL_ID
    """The bundled model, or any sentence-transformers id or folder."""
    encoder: Literal["auto", "torch", "openvino"] = "auto"
    """What runs the model; "auto" for OpenVINO where it is installed and faster."""
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("klimatsvar"))
    """Where the bundled model and the fast one are made."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    read_seconds: float = Field(default=READ_SECONDS, gt=0)
    """Processor time that reading one document may take; by the clock it may be ten times that."""
    read_memory_mb: int = Field(default=READ_MEMORY_MB, ge=256)
    """How much memory reading one document may take, in MiB."""
    answers_at_once: int = Field(default=4, ge=1)
    """Questions answered at the same time; the others wait."""
    root_path: RootPath = ""
    """Path below which a proxy serves the page, without a slash at the end."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses or networks of the proxies that may tell who asked (X-Forwarded-For)."""
    mcp: bool = False
    """Offer a tool to language models' programs (the Model Context Protocol)."""
    log_format: Literal["text", "json"] = "text"
    """Of what the service logs on standard error."""
    access_log: bool = False
    """Log a line a request: method, path, status and time, never who asked or what."""
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    """What whoever reads /metrics must know; without it there is no such page. From the environment
    only."""
    security_contact: str | None = Field(default=None, pattern=r"^(?:mailto:|tel:|https://)\S+$")
    """Where to report a weakness, for /.well-known/security.txt."""
    llm: LanguageModel | None = None
    """The language model that words answers; none when not given."""
    mail: MailServer | None = None
    """Needed where ``report_to`` names somebody."""
    departments: dict[CorpusName, Department] = {}
    """Several corpora in one service, each at the path of its name and apart from the others."""

    @model_validator(mode="before")
    @classmethod
    def _without_lone_secrets(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Leave out a table of which only the secret is given: that sets nothing."""
        return {
            name: value
            for name, value in given.items()
            if not (isinstance(value, dict) and value.keys() == {SECRETS.get(name)})
        }

    @model_validator(mode="after")
    def _has_a_store(self) -> Self:
        if self.store == "milvus" and self.milvus is None:
            raise PydanticCustomError("milvus_without_uri", "milvus.uri is not given")
        publishing = [self.auto_publish, *(one.auto_publish for one in self.departments.values())]
        if self.store == "milvus" and not all(publishing):
            raise PydanticCustomError("milvus_publishes_itself", "auto_publish needs faiss")
        return self

    @model_validator(mode="after")
    def _can_report(self) -> Self:
        told = [self.report_to, *(one.report_to for one in self.departments.values())]
        if any(told) and self.mail is None:
            raise PydanticCustomError("report_without_mail", "report_to needs [mail]")
        return self

    @model_validator(mode="after")
    def _keeps_departments_apart(self) -> Self:
        if "api" in self.departments:
            raise PydanticCustomError("department_is_api", "this path is taken")
        if self.departments and (
            self.examples or self.figures or self.sources or self.approved != Approved()
        ):
            raise PydanticCustomError("belongs_to_departments", "belongs in departments' tables")
        each = [(name, self.of(name)) for name in self.departments]
        for (a, one), (b, other) in combinations(each, 2):
            for kind, ours, theirs in zip(FOLDERS, folders(one), folders(other), strict=True):
                if ours.is_relative_to(theirs) or theirs.is_relative_to(ours):
                    shared = {"one": a, "other": b, "setting": kind, "folder": str(ours)}
                    raise PydanticCustomError("departments_share", "they have one folder", shared)
            if one.store == "milvus" and one.corpus_name == other.corpus_name:
                shared = {"one": a, "other": b, "setting": "corpus_name", "folder": one.corpus_name}
                raise PydanticCustomError("departments_share", "they have one name", shared)
        return self

    def of(self, department: str) -> Self:
        """Return the settings of a department: what its own table says; else what stands above the
        tables, with a folder of its name in each folder. A table within its own, as ``contact``,
        takes the place of the whole one above, but for ``staff``.

        What tells of documents or pages (examples, about, subject, figures, approved, sources) is
        its own alone.
        """
        own = own_settings(self, self.departments[department], department)
        root_path = f"{self.root_path}/{department}"
        return self.model_copy(update={"departments": {}, "root_path": root_path, **own})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        del env_settings, dotenv_settings, file_secret_settings
        return init_settings, Environment(settings_cls), SettingsFile(settings_cls)

    @classmethod
    def load(cls, department: str | None = None, **given: object) -> Self:
        """Return the settings of what is served, or of one department of it: ``given`` above the
        department's table above the environment above ``klimatsvar.toml``.

        Arguments that are None count as not given. Raises SettingsError, also where there are
        departments and none of them is named.
        """
        whole = cls.load_whole(**given)
        if department is None and not whole.departments:
            return whole
        if department not in whole.departments:
            named = {"file": SETTINGS_FILE, "department": department}
            if not whole.departments:
                raise SettingsError("no_departments", **named)
            key = "department_missing" if department is None else "no_such_department"
            raise SettingsError(key, names=", ".join(whole.departments), **named)
        said = {name: getattr(whole, name) for name, value in given.items() if value is not None}
        return whole.of(department).model_copy(update=said)

    @classmethod
    def load_whole(cls, **given: object) -> Self:
        """Return the settings of a service that may have departments. Raises SettingsError."""
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        except tomllib.TOMLDecodeError as error:
            raise SettingsError("settings_not_toml", file=SETTINGS_FILE, reason=error) from error
        except ValidationError as error:
            raise SettingsError("settings_wrong", faults=faults(error)) from error
        except UnreadableError as error:  # a list that is not JSON
            raise SettingsError("settings_unreadable", reason=error) from error


def unknown_variables(environment: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    """Return the variables that look like ours and set nothing, each with the one that is meant.

    None where none is alike.
    """
    known = list(_names())
    unknown = {
        variable: name
        for variable in sorted(environment)
        if variable.upper().startswith(PREFIX)
        and (name := variable.upper().removeprefix(PREFIX).replace("__", "_")) not in known
    }
    alike = {variable: get_close_matches(name, known, 1) for variable, name in unknown.items()}
    return tuple(
        (variable, f"{PREFIX}{meant[0]}" if meant else None) for variable, meant in alike.items()
    )


def _names() -> Iterator[str]:
    """Yield the name of each setting as a variable has it, and of each table and its keys."""
    for name, field in Settings.model_fields.items():
        yield name.upper()
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from (f"{name}_{key}".upper() for key in kind.model_fields)
