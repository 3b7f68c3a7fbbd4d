"""Write the folder that a city starts with: settings, a corpus with its guide, and a checklist."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from klimatsvar.corpus.editorial import ANSWERS
from klimatsvar.corpus.links import web_link
from klimatsvar.corpus.register import REGISTER
from klimatsvar.corpus.staff_questions import QUESTIONS
from klimatsvar.corpus.unquoted import UNQUOTED
from klimatsvar.corpus.word_list import WORD_LIST
from klimatsvar.errors import KlimatsvarError

_FOLDER = files("klimatsvar.start")
_MARK = "\ufeff"
"""Excel takes a CSV file for UTF-8 when it begins with this."""
_TABLES = {
    REGISTER: "fil;titel;utgivare;ursprung;datum;länk;språk;ersätts av",
    WORD_LIST: "ord;betyder",
    UNQUOTED: "fil;text;rubrik;anledning",
    QUESTIONS[0]: "fråga;svar;fil",
}
_GUIDE = "README.md"
_EXAMPLES = {
    "sv": (
        "Vilka klimatmål har kommunen?",
        "Var lämnar jag farligt avfall?",
        "Vad gör kommunen mot skyfall?",
    ),
    "en": (
        "What climate targets does the municipality have?",
        "Where do I leave hazardous waste?",
        "What is done against cloudbursts?",
    ),
}
_STARTER_EXAMPLES = {
    "sv": (
        "Vilka parter består omställningsteamet av?",
        "Vad är Klimatkontrakt 2030?",
        "Hur många elbussar finns det i Borås?",
    ),
    "en": (
        "What is Klimatkontrakt 2030?",
        "How many electric buses are there in Borås?",
        "What is Viable Cities?",
    ),
}


@dataclass(frozen=True, slots=True)
class City:
    """Who starts the service."""

    name: str
    """Of the organisation."""
    contact: str
    """Name of those who answer instead."""
    url: str = ""
    email: str = ""
    phone: str = ""
    language: str = "sv"
    """Of commands and example questions, "sv" or "en"."""


def begin(folder: Path, city: City, program: Path, *, example: bool) -> tuple[str, ...]:
    """Write what a city starts with into ``folder``, and return the names of what was written.

    ``program`` is the command that the service units run. With ``example`` the starter corpus is
    copied. Raises KlimatsvarError when something can't be right, or would be
    overwritten; then nothing is written.
    """
    _require_right(city)
    written = dict(_written(folder.resolve(), city, program, example=example))
    there = [name for name in written if (folder / name).exists()]
    if there:
        raise KlimatsvarError("city_there_already", folder=folder, files=", ".join(sorted(there)))
    try:
        for name, content in written.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise KlimatsvarError("city_not_written", folder=folder, reason=error.strerror) from error
    return tuple(written)


def _require_right(city: City) -> None:
    if not city.name.strip():
        raise KlimatsvarError("city_without_name")
    if city.language not in _EXAMPLES:
        raise KlimatsvarError("city_language_wrong", language=city.language)
    if city.email and "@" not in city.email:
        raise KlimatsvarError("city_email_wrong", email=city.email)
    if city.url and not web_link(city.url):
        raise KlimatsvarError("city_address_wrong", url=city.url)


def _written(
    folder: Path, city: City, program: Path, *, example: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield each file's path below the folder, and its content."""
    yield "klimatsvar.toml", _settings(city, example=example).encode()
    yield "checklista.md", _checklist(city, example=example).encode()
    for name in ("klimatsvar.service", "klimatsvar-staff.service"):
        unit = _text(_FOLDER / "files" / name)
        unit = unit.replace("/srv/klimatsvar/.venv/bin/klimatsvar", str(program))
        yield name, unit.replace("/srv/klimatsvar", str(folder)).encode()
    env = _text(_FOLDER / "files" / "klimatsvar.env")
    yield "klimatsvar.env", env.replace("/srv/klimatsvar", str(folder)).encode()
    yield f"corpus/{ANSWERS}/{_GUIDE}", (_FOLDER / "files" / "svar-README.md").read_bytes()
    starter = {file.name: file.read_bytes() for file in (_FOLDER / "corpus").iterdir()}
    for name, header in _TABLES.items():
        if not (example and name in starter):
            yield f"corpus/{name}", f"{_MARK}{header}\r\n".encode()
    for name, content in sorted(starter.items()):
        if example or name == _GUIDE:
            yield f"corpus/{name}", content


def _settings(city: City, *, example: bool) -> str:
    examples = (_STARTER_EXAMPLES if example else _EXAMPLES)[city.language]
    mark = "" if example else "# "
    contact = {"name": city.contact, "url": city.url, "email": city.email, "phone": city.phone}
    lines = [
        "# Inställningar för Klimatsvar. Alla som finns står i Klimatsvars README.md.",
        f"title = {_quoted(f'Klimatsvar {city.name}')}",
        f"organisation = {_quoted(city.name)}",
        "",
        "# Vad kommandona och personalens journal talar: sv eller en.",
        f"language = {_quoted(city.language)}",
        "",
        "# Frågor som sidan föreslår. Byt ut dem mot era egna, när dokumenten svarar på dem.",
        f"{mark}examples = [",
        *(f"{mark}  {_quoted(question)}," for question in examples),
        f"{mark}]",
        "",
        "# Låt inget nytt index svara om någon testfråga får fel svar:",
        "# require_questions = true",
        "",
        "# Hit vänder sig den som inte får svar.",
        "[contact]",
        *(f"{name} = {_quoted(value)}" for name, value in contact.items() if value),
        "",
        "# Dagen då texterna på sidorna godkändes, se checklista.md.",
        "# [approved]",
        "# accessibility = 2026-12-01",
        "# privacy = 2026-12-01",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as TOML has it: as JSON, but that DEL is escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _checklist(city: City, *, example: bool) -> str:
    ways = [city.contact, city.url, city.email, city.phone]
    remove = "- [ ] Ta bort exempeldokumenten ur `corpus`. De handlar om Borås.\n"
    return Template(_text(_FOLDER / "files" / "checklista.md")).substitute(
        name=city.name,
        contact=", ".join(way for way in ways if way),
        example=remove if example else "",
    )


def _text(file: Traversable) -> str:
    return file.read_text("utf-8")
