"""The one place that reads configuration: ``klimatsvar.toml``, then the environment above it."""

import tomllib
from pathlib import Path
from typing import Annotated, Self, TypeAlias

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from klimatsvar.bundled_model import BUNDLED_MODEL_ID
from klimatsvar.errors import SettingsError

SETTINGS_FILE = Path("klimatsvar.toml")

Origin: TypeAlias = Annotated[str, Field(pattern=r"^https?://[\w.:*\[\]-]+$")]
"""Of a site, as in https://www.boras.se; it goes into a header as it is."""
RootPath: TypeAlias = Annotated[str, Field(pattern=r"^(/[\w.~-]+)*$")]


class Contact(BaseModel):
    """The people to turn to when the documents don't answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "kommunens kontaktcenter"
    url: str | None = None
    email: str | None = None
    phone: str | None = None


class Settings(BaseSettings):
    """All settings. Frozen: passed as an argument, never a global."""

    model_config = SettingsConfigDict(
        env_prefix="KLIMATSVAR_",
        env_nested_delimiter="__",
        toml_file=SETTINGS_FILE,
        frozen=True,
        extra="forbid",
    )

    corpus: Path = Path("corpus")
    """Folder of documents."""
    index: Path = Path("index")
    """Folder of index generations."""
    model: str = BUNDLED_MODEL_ID
    """The bundled model, or any sentence-transformers id or folder."""
    reranker: str | None = None
    """Id or folder of a CrossEncoder that reorders what is found; none when not given."""
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("klimatsvar"))
    """Where the bundled model is made."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    title: str = "Klimatsvar"
    """Name of the service, shown on the page."""
    examples: tuple[str, ...] = ()
    """Questions that the page offers to ask; each is shown on the page in its language."""
    threshold: float | None = Field(default=None, ge=0, le=1)
    """Confidence below which the answer is a refusal; the calibrated threshold when not given."""
    passage_tokens: int = Field(default=200, ge=20, le=480)
    """Aimed length of a passage, in the encoder's tokens."""
    read_seconds: float = Field(default=60, gt=0)
    """How long reading one document may take before it is given up."""
    read_memory_mb: int = Field(default=1024, ge=256)
    """How much memory reading one document may take, in MiB."""
    max_question_chars: int = Field(default=1000, ge=20)
    answers_at_once: int = Field(default=4, ge=1)
    """Questions answered at the same time; the others wait."""
    questions_per_minute: int = Field(default=30, ge=0)
    """Questions that one address may ask in a minute; 0 for any number."""
    root_path: RootPath = ""
    """Path below which a proxy serves the page, without a slash at the end."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses or networks of the proxies that may tell who asked (X-Forwarded-For)."""
    frame_ancestors: tuple[Origin, ...] = ()
    """Other sites that may show the page in a frame."""
    mcp: bool = False
    """Offer a tool to language models' programs (the Model Context Protocol)."""
    log_questions: bool = False
    """Write the questions to files in ``log_folder``."""
    feedback: bool = False
    """Take verdicts on answers, and count them in ``log_folder``."""
    log_folder: Path = Path("log")
    log_days: int = Field(default=30, ge=1)
    """Days after which what was logged is removed."""
    contact: Contact = Contact()

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
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **given: object) -> Self:
        """Return the settings, ``given`` above the environment above ``klimatsvar.toml``.

        Arguments that are None count as not given. Raises SettingsError.
        """
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(
                f"{SETTINGS_FILE}: not valid TOML: {error}; mend that line"
            ) from error
        except ValidationError as error:
            raise SettingsError(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
    return "settings: " + "; ".join(faults) + f"; mend {SETTINGS_FILE} or the KLIMATSVAR_ variables"
