"""The tables of ``klimatsvar.toml``, and forms that a value may have."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    IPvAnyNetwork,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

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


class DocumentSource(BaseModel):
    """A web site or a folder that `klimatsvar documents fetch` brings documents from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sitemap: HttpUrl | None = None
    """Of a site whose pages are brought."""
    addresses: tuple[HttpUrl, ...] = ()
    """Of pages and files, where they are listed one by one."""
    webdav: HttpUrl | None = None
    """Of a folder."""
    only: tuple[str, ...] = ()
    """What the addresses in a site map must begin with."""
    user: str | None = None
    password_file: Path | None = None
    """What the folder's server wants to know; one line in a file that only the service may read."""
    pause: float = Field(default=1, ge=0, le=600)
    """Seconds between two questions; robots.txt may ask for more."""
    most: int = Field(default=1000, ge=1)
    """Documents that it may have: where there are more, none is fetched."""

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if sum(map(bool, (self.sitemap, self.addresses, self.webdav))) != 1:
            raise PydanticCustomError("source_of_one_kind", "one of sitemap, addresses, webdav")
        if (self.user is None) != (self.password_file is None):
            raise PydanticCustomError("source_account", "user needs password_file")
        for address in (self.sitemap, self.webdav, *self.addresses):
            if address and (address.username or address.password):
                raise PydanticCustomError("source_has_secret", "no password in it")
        return self
