"""Messages and what the commands print: each stands in both languages, and is used."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from typer.main import get_command

import klimatsvar
from klimatsvar import errors
from klimatsvar.cli import app
from klimatsvar.texts import command_texts, help_texts, message_texts, review_texts, staff_texts
from klimatsvar.texts.messages import Message

SOURCE = Path(klimatsvar.__file__).parent
MESSAGES = message_texts("sv")
OF_MESSAGES = {"of", "error", "warning", "tell", "_refusal"}
"""What is called with a message's key, besides the errors."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def named(parts: Mapping[str, str]) -> set[str]:
    return {field for text in parts.values() for field in fields(text)}


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Return all that the program's sources say."""
    return tuple(
        node
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef | ast.Call | ast.Constant | ast.JoinedStr)
    )


def kinds() -> set[str]:
    """Return the names of all errors that carry a message's key."""
    found = {"KlimatsvarError"}
    while True:
        more = {
            node.name
            for node in nodes()
            if isinstance(node, ast.ClassDef)
            and any(isinstance(base, ast.Name) and base.id in found for base in node.bases)
        } | found
        if more == found:
            return found - {"QuestionError", "UnansweredError"}  # they carry a finished sentence
        found = more


def raised() -> Iterator[tuple[str, set[str] | None]]:
    """Yield each key that is told literally, with the fields given; None where more may be."""
    told = kinds() | OF_MESSAGES
    for node in nodes():
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        place = {"error": 1, "warning": 1, "tell": 2}.get(name, 0)
        if name not in told or len(node.args) <= place:
            continue
        key = node.args[place]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            given = [keyword.arg for keyword in node.keywords]
            yield key.value, None if None in given else {name for name in given if name}


def constants() -> set[str]:
    return {
        node.value
        for node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_message_stands_in_both_languages_with_the_same_fields() -> None:
    english = message_texts("en")
    assert MESSAGES.keys() == english.keys()
    for key, parts in MESSAGES.items():
        assert parts.keys() == english[key].keys(), key
        assert parts.keys() <= {"object", "cause", "remedy"}, key
        assert parts["cause"], key
        assert named(parts) == named(english[key]), key


def test_every_message_that_is_told_has_words_and_what_they_name() -> None:
    found = list(raised())
    assert len(found) > 200
    for key, given in found:
        assert key in MESSAGES, key
        if given is not None:
            assert named(MESSAGES[key]) <= given, key


def test_every_message_is_told() -> None:
    assert MESSAGES.keys() <= constants()


@pytest.mark.parametrize("texts", [command_texts, review_texts, staff_texts])
def test_what_is_shown_to_staff_stands_in_both_languages(texts: object) -> None:
    assert callable(texts)
    swedish, english = texts("sv"), texts("en")
    assert swedish.keys() == english.keys()
    for key, text in swedish.items():
        assert fields(text) == fields(english[key]), key


def test_every_text_of_the_commands_is_printed_and_every_one_printed_has_words() -> None:
    texts = command_texts("sv")
    said = {
        node.args[0].value
        for node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "said"
        and isinstance(node.args[0], ast.Constant)
    }
    assert said <= texts.keys()
    begun = {
        node.values[0].value
        for node in nodes()
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and node.values[0].value.endswith("_")
    }
    used = constants()
    unused = [key for key in texts if key not in used and not key.startswith(tuple(begun))]
    assert unused == []


def test_every_command_and_option_has_swedish_help() -> None:
    words = help_texts("sv")
    shared, prompts = words["everywhere"], words["prompts"]
    wanted: dict[str, set[str]] = {}
    asked = set()

    def look(command: object, path: str) -> None:
        parameters = [p for p in getattr(command, "params", []) if p.help]
        wanted[path or "klimatsvar"] = {"does"} | {p.name for p in parameters}
        asked.update(p.name for p in parameters if getattr(p, "prompt", None))
        for name, each in getattr(command, "commands", {}).items():
            look(each, f"{path} {name}".strip())

    look(get_command(app), "")
    for path, names in wanted.items():
        assert words[path].keys() <= names, path
        assert names <= words[path].keys() | shared.keys(), path
    assert words.keys() == wanted.keys() | {"everywhere", "names", "prompts"}
    assert prompts.keys() == asked


@pytest.mark.parametrize(
    ("count", "swedish", "english"),
    [
        (1, "1 bilaga läses inte", "1 attachment is not read"),
        (2, "2 bilagor läses inte", "2 attachments are not read"),
    ],
)
def test_a_number_has_the_noun_that_fits_it(count: int, swedish: str, english: str) -> None:
    told = Message.of("attachments_not_read", count=count)
    assert (told.told("sv").cause, told.told("en").cause) == (swedish, english)


def test_a_message_within_a_message_is_told_in_the_same_language() -> None:
    reason = errors.DocumentError("protected")
    several = (Message.of("date_missing", table="dokument.csv"), reason.message)
    told = Message.of("upload_not_read", file=Path("a.docx"), reasons=several)
    assert str(told.told("sv")) == (
        "a.docx: datum saknas; skriv det i dokument.csv; filen är skyddad med lösenord; öppna den "
        "och spara den utan; den är inte tillagd"
    )
    assert str(told) == (
        "a.docx: no date; write it in dokument.csv; the file is protected by a password; open it "
        "and save it without; it is not added"
    )
    table = errors.CorpusError("table_not_read", table="dokument.csv", fault=reason)
    assert str(table.told("sv")) == (
        "dokument.csv: filen är skyddad med lösenord; öppna den och spara den utan"
    )
