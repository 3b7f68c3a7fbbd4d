"""What all commands share: the version, help as it is, and variables that set nothing."""

from importlib.metadata import version

import pytest

from klimatsvar.cli import main
from klimatsvar.settings import unknown_variables


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0
    return capsys.readouterr().out


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--version") == f"{version('klimatsvar')}\n"


def test_help_shows_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    words = printed(capsys, "ask", "--help").replace("│", " ").split()
    assert " ".join(words).count("needs a language model, see [llm].") == 1
    listed = printed(capsys, "--help")
    assert "Answer questions about a city's climate programme" in listed


def test_variables_that_set_nothing_are_named() -> None:
    environment = (
        "PATH",
        "KLIMATSVAR_TITEL",
        "klimatsvar_port",
        "KLIMATSVAR_CONTACT__NAME",
        "KLIMATSVAR_CONTACT_EMAIL",
        "KLIMATSVAR_LLM_API_KEY",
        "KLIMATSVAR_APPROVED_PRIVACY",
        "KLIMATSVAR_XYZZY_XYZZY",
    )
    assert unknown_variables(environment) == (
        ("KLIMATSVAR_TITEL", "KLIMATSVAR_TITLE"),
        ("KLIMATSVAR_XYZZY_XYZZY", None),
    )
