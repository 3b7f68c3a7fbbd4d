"""The one place that reads configuration: ``klimatsvar.toml``, then the environment above it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias, get_args

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableError

from klimatsvar.errors import SettingsError
from klimatsvar.texts.messages import Message

BUNDLED_MODEL_ID: Final = "klimatsvar-e5-small"
"""The model that the program comes with; see ``model/bundled.py``."""
SETTINGS_FILE = Path("klimatsvar.toml")
_PREFIX = "KLIMATSVAR_"
"""Of the variables in the environment."""
PASSAGE_TOKENS: Final = 200
SEARCH_MEMORY_MB: Final = 512
READ_SECONDS: Final = 60
READ_MEMORY_MB: Final = 1024
MOST_GONE: Final = 1 / 3
"""What the settings of these names are when they are not given."""

Origin: TypeAlias = Annotated[str, Field(pattern=r"^https?://[\w.:*\[\]-]+$")]
"""Of a site, as in https://www.boras.se; it goes into a header as it is."""
RootPath: TypeAlias = Annotated[str, Field(pattern=r"^(/[\w.~-]+)*$")]


def _is_a_name(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9]{0,39}", name):
        raise PydanticCustomError("not_corpus_name", "no name of a corpus")
    return name


Address: TypeAlias = Annotated[str, Field(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+$")]
"""Of a mailbox, alone."""
CorpusName: TypeAlias = Annotated[str, AfterValidator(_is_a_name)]
Language: TypeAlias = Literal["sv", "en"]
Originals: TypeAlias = Literal["clean", "pdf", "all", "none"]


class Contact(BaseModel):
    """The people to turn to when the documents don't answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "kommunens kontaktcenter"
    url: str | None = None
    email: str | None = None
    phone: str | None = None


class Privacy(BaseModel):
    """Who answers for personal data, as the page about privacy tells it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    controller: str | None = None
    """The authority that decides about the data; ``organisation`` when not given."""
    officer: str | None = None
    """The data protection officer, and how to reach them."""
    legal_basis: str | None = None
    """As in "uppgift av allmänt intresse (artikel 6.1 e i GDPR)"."""
    authority: str = "Integritetsskyddsmyndigheten (imy.se)"
    """Whom to complain to."""


class Approved(BaseModel):
    """When the organisation approved what the pages say in its name; None for not yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accessibility: date | None = None
    """The accessibility statement."""
    privacy: date | None = None


class About(BaseModel):
    """What the documents are, in the languages of the pages: who made them, and out of what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sv: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return it in a language, empty where it is not told."""
        return {"sv": self.sv, "en": self.en}.get(language, "")


class Subject(BaseModel):
    """What the documents are about, as it stands in a sentence: "avfall och återvinning"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sv: str = Field(default="", pattern="^[^{}]*$")
    en: str = Field(default="", pattern="^[^{}]*$")


class LanguageModel(BaseModel):
    """A server that speaks OpenAI's chat completions, and the model that it is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: HttpUrl
    """Up to and with the version, as in http://127.0.0.1:8080/v1."""
    model: str = Field(min_length=1)
    seconds: float = Field(default=20, gt=0, le=600)
    """How long the whole wording of an answer may take."""
    api_key: SecretStr | None = None
    """From the environment only."""

    @field_validator("base_url")
    @classmethod
    def _has_no_secret(cls, url: HttpUrl) -> HttpUrl:
        """Refuse what would show a secret wherever the address is shown."""
        if url.username or url.password or url.query:
            raise PydanticCustomError("address_has_secret", "no password or query in it")
        return url


class MilvusServer(BaseModel):
    """Where Milvus is, and how it is to index."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    """Of a server or cluster, as in http://127.0.0.1:19530; or a path that ends in .db, which
    milvus-lite opens for one process."""
    index: Literal["HNSW", "DISKANN"] = "HNSW"
    """Of the passages' vectors: HNSW lies in memory, DISKANN on fast disks of the servers."""
    token: SecretStr | None = None
    """From the environment only."""

    @field_validator("uri")
    @classmethod
    def _is_an_address(cls, uri: str) -> str:
        if "@" in uri:
            raise PydanticCustomError("milvus_has_secret", "no password in it")
        uri = uri.rstrip("/")
        if not re.fullmatch(r"https?://[^\s/?#]+|[^\s:?#]+\.db", uri):
            raise PydanticCustomError("not_milvus_address", "no address of Milvus")
        return uri

    @property
    def is_file(self) -> bool:
        """A path, which only one process can open."""
        return not self.uri.startswith("http")


class MailServer(BaseModel):
    """By which server staff are sent what residents miss."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    """Whether the connection is encrypted after the first words, from the start, or not at all."""
    sender: Address
    user: str | None = None
    password: SecretStr | None = None
    """From the environment only."""

    @model_validator(mode="after")
    def _keeps_the_password(self) -> Self:
        if self.user and self.security == "none":
            raise PydanticCustomError("mail_without_tls", "user needs starttls or tls")
        return self


class StaffPages(BaseModel):
    """Where `klimatsvar staff` serves, and who may."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=7861, ge=0, le=65535)
    folder: Path = Path("staff")
    """Of the password and the journal."""
    user_header: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]+$")
    """Header in which a proxy that signs staff in tells who it is, as in X-Forwarded-User."""
    proxies: tuple[IPvAnyNetwork, ...] = ()
    """Addresses or networks of such proxies; nobody else is believed."""

    @model_validator(mode="after")
    def _has_proxies(self) -> Self:
        if self.user_header and not self.proxies:
            raise PydanticCustomError("header_without_proxies", "user_header needs proxies")
        return self


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

    def subject_in(self, language: str) -> str | None:
        """Return the subject in a language, as ``texts`` takes it: empty where it is not told."""
        if self.subject is None:
            return None
        return {"sv": self.subject.sv, "en": self.subject.en}.get(language, "")


class Department(CorpusSettings):
    """What the table of a department says; the rest is as it stands above the table."""

    title: str


class Settings(BaseSettings, CorpusSettings):
    """All settings. Frozen: passed as an argument, never a global."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
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
    """How long reading one document may take before it is given up."""
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
            if not (isinstance(value, dict) and value.keys() == {_SECRETS.get(name)})
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
        if self.departments and (self.examples or self.figures or self.approved != Approved()):
            raise PydanticCustomError("belongs_to_departments", "belongs in departments' tables")
        each = [(name, self.of(name)) for name in self.departments]
        for (a, one), (b, other) in combinations(each, 2):
            for kind, ours, theirs in zip(_FOLDERS, _folders(one), _folders(other), strict=True):
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

        What tells of documents or pages (examples, about, subject, figures, approved) is its own
        alone.
        """
        own = self.departments[department]
        said = {name: getattr(own, name) for name in own.model_fields_set - {"staff"}}
        divided = {name: getattr(self, name) / department for name in _DIVIDED}
        staff = {name: getattr(own.staff, name) for name in own.staff.model_fields_set}
        return self.model_copy(
            update={
                "departments": {},
                "root_path": f"{self.root_path}/{department}",
                "corpus_name": department,
                "examples": (),
                "about": About(),
                "subject": Subject(),
                "figures": None,
                "approved": Approved(),
                **divided,
                **said,
                "staff": self.staff.model_copy(
                    update={"folder": self.staff.folder / department, **staff}
                ),
            }
        )

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
        return init_settings, _Environment(settings_cls), _SettingsFile(settings_cls)

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
            raise SettingsError("settings_wrong", faults=_faults(error)) from error
        except UnreadableError as error:  # a list that is not JSON
            raise SettingsError("settings_unreadable", reason=error) from error


_DIVIDED = ("corpus", "index", "log_folder")
"""Folders in which each department has one of its name."""
_FOLDERS = (*_DIVIDED, "staff.folder")
"""Folders that no two departments share."""


def _folders(settings: Settings) -> tuple[Path, ...]:
    """Return what ``_FOLDERS`` names."""
    own = (settings.corpus, settings.index, settings.log_folder, settings.staff.folder)
    return tuple(folder.resolve() for folder in own)


_SECRETS = {"llm": "api_key", "milvus": "token", "mail": "password"}
"""The secret of each table, which comes from the environment only."""


class _Environment(EnvSettingsSource):
    """Variables: a table's name their table and key, with one underscore between, or two."""

    def explode_env_vars(
        self, field_name: str, field: FieldInfo, env_vars: Mapping[str, str | None]
    ) -> dict[str, Any]:
        """Return a table's variables by key; one that is empty counts as not given."""
        given = {name.replace("__", "_"): (value or "").strip() for name, value in env_vars.items()}
        told = {name: value for name, value in given.items() if value}
        return super().explode_env_vars(field_name, field, told)


class _SettingsFile(TomlConfigSettingsSource):
    """``klimatsvar.toml``, which others may read, so that it can't hold a key."""

    def __call__(self) -> dict[str, Any]:
        given = super().__call__()
        if "metrics_token" in given:
            raise SettingsError(
                "key_in_file", setting="metrics_token", variable="KLIMATSVAR_METRICS_TOKEN"
            )
        for name, secret in _SECRETS.items():
            table = given.get(name)
            if isinstance(table, dict) and secret in table:
                variable = f"KLIMATSVAR_{name}_{secret}".upper()
                raise SettingsError("key_in_file", setting=f"{name}.{secret}", variable=variable)
        return given


def spoken_language(environment: Mapping[str, str]) -> Language:
    """Return the setting ``language``, whatever else the settings are: what is wrong with them must
    be told in it. Swedish where it is not given or can't be read.
    """
    given: object = environment.get(f"{_PREFIX}LANGUAGE", "").strip()
    if not given:
        with suppress(OSError, ValueError):
            given = tomllib.loads(SETTINGS_FILE.read_text("utf-8")).get("language")
    return "en" if given == "en" else "sv"


def unknown_variables(environment: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    """Return the variables that look like ours and set nothing, each with the one that is meant.

    None where none is alike.
    """
    known = list(_names())
    unknown = {
        variable: name
        for variable in sorted(environment)
        if variable.upper().startswith(_PREFIX)
        and (name := variable.upper().removeprefix(_PREFIX).replace("__", "_")) not in known
    }
    alike = {variable: get_close_matches(name, known, 1) for variable, name in unknown.items()}
    return tuple(
        (variable, f"{_PREFIX}{meant[0]}" if meant else None) for variable, meant in alike.items()
    )


def _names() -> Iterator[str]:
    """Yield the name of each setting as a variable has it, and of each table and its keys."""
    for name, field in Settings.model_fields.items():
        yield name.upper()
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from (f"{name}_{key}".upper() for key in kind.model_fields)


def _faults(error: ValidationError) -> tuple[Message, ...]:
    return tuple(_fault(fault) for fault in error.errors())


def _fault(fault: ErrorDetails) -> Message:
    context = fault.get("ctx", {})
    limits = [context[name] for name in ("ge", "le", "gt", "lt", "min_length") if name in context]
    return Message.of(
        _FAULTS.get(fault["type"], "setting_wrong"),
        name=".".join(map(str, fault["loc"])),
        said=fault["msg"],
        limit=limits[0] if limits else "",
        **{name: context[name] for name in _SHARED if name in context},
        one_of=str(context.get("expected", "")).replace(" or ", ", "),
    )


_SHARED = ("one", "other", "setting", "folder")
"""What the message about departments that share something names."""
_FAULTS = {
    "address_has_secret": "setting_with_secret",
    "bool_parsing": "setting_not_true_or_false",
    "date_from_datetime_parsing": "setting_not_a_day",
    "date_parsing": "setting_not_a_day",
    "belongs_to_departments": "setting_of_departments",
    "department_is_api": "department_is_api",
    "departments_share": "departments_share",
    "extra_forbidden": "setting_unknown",
    "float_parsing": "setting_not_a_number",
    "greater_than": "setting_too_low",
    "greater_than_equal": "setting_below",
    "header_without_proxies": "setting_needs_proxies",
    "int_from_float": "setting_not_whole",
    "int_parsing": "setting_not_whole",
    "int_type": "setting_not_whole",
    "less_than_equal": "setting_above",
    "literal_error": "setting_none_of",
    "mail_without_tls": "setting_needs_tls",
    "milvus_has_secret": "milvus_with_secret",
    "milvus_publishes_itself": "setting_needs_faiss",
    "milvus_without_uri": "setting_needs_uri",
    "missing": "setting_missing",
    "not_corpus_name": "setting_not_corpus_name",
    "not_milvus_address": "setting_not_milvus_address",
    "report_without_mail": "setting_needs_mail",
    "string_pattern_mismatch": "setting_of_other_form",
    "string_too_short": "setting_too_short",
    "string_type": "setting_not_text",
    "too_short": "setting_too_short",
    "tuple_type": "setting_not_a_list",
    "url_parsing": "setting_not_an_address",
    "url_scheme": "setting_not_an_address",
}
"""Keys of messages, by pydantic's names of what is wrong and by ours."""
