"""What language the commands speak, and their words in it.

The setting ``language`` decides, for all that a command prints: help, progress, reports and errors.
Only around an answer stands the language of the question, as on the page. Help is written in
English where the commands are; its Swedish stands in ``texts/help/sv.toml``.
"""

import os
import re
from collections.abc import Iterator
from types import MethodType
from typing import Any

import typer
from pydantic import ValidationError
from typer import rich_utils
from typer._click.exceptions import (  # they have no public name
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer._completion_shared import install  # no public name either
from typer.core import TyperGroup

from klimatsvar.errors import KlimatsvarError
from klimatsvar.settings import Language, fault_of, spoken_language
from klimatsvar.texts import command_texts, help_texts
from klimatsvar.texts.messages import Message

HELP_NAMES = ["-h", "--help"]


def language() -> Language:
    """Return the language that the commands speak."""
    return spoken_language(os.environ)


def said(key: str, /, **fields: object) -> str:
    """Return what a command prints, in its language."""
    return command_texts(language())[key].strip("\n").format(**fields)


def told(what: Message | KlimatsvarError) -> str:
    """Return a message in the commands' language."""
    return str(what.told(language()))


class Commands(TyperGroup):
    """A group of commands that says itself, in our language, that it has no such command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant. Raises BadParameter."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise BadParameter(said("no_such_command", name=args[0]), ctx)
        return super().resolve_command(ctx, args)


def speaking(app: typer.Typer) -> Any:
    """Return the command of an app with its help in the commands' language."""
    command = typer.main.get_command(app)
    own = language()
    for name, title in _TITLES.items():
        setattr(rich_utils, name, command_texts(own)[title])
    for parameter in command.params:
        if parameter.name == "install_completion":
            parameter.callback = _install_completion
    for path, each in _every(command, ""):
        each.format_usage = MethodType(_format_usage, each)
        if own == "sv":
            _translate(each, path)
    return command


_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "help_arguments",
    "OPTIONS_PANEL_TITLE": "help_options",
    "COMMANDS_PANEL_TITLE": "help_commands",
    "DEFAULT_STRING": "help_default",
    "REQUIRED_LONG_STRING": "help_required",
    "ABORTED_TEXT": "aborted",
}
"""What Typer prints around help, and the keys of our words for it."""


def _install_completion(context: Any, parameter: Any, wanted: Any) -> Any:
    """Do what Typer's own callback does, and say so in our words."""
    del parameter
    if wanted and not context.resilient_parsing:
        shell, path = install()
        print(said("completion_installed", shell=shell, path=path))
        raise typer.Exit
    return wanted


def _every(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield a command and those below it, each with how it is called."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from _every(each, f"{path} {name}".strip())


def _format_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, said("usage"))


def _translate(command: Any, path: str) -> None:
    words = help_texts("sv")
    shared, own = words["everywhere"], words[path or "klimatsvar"]
    command.help = own["does"]
    command.options_metavar = "[VAL]"
    asked = command.context_class(command, help_option_names=HELP_NAMES)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = "KOMMANDO [ARGUMENT]..."
    for parameter in (*command.params, command.get_help_option(asked)):
        kind = "" if getattr(parameter, "is_flag", False) else parameter.bare_type()
        parameter.metavar = words["names"].get(parameter.metavar or kind, parameter.metavar)
        if parameter.help:
            parameter.help = own.get(parameter.name) or shared[parameter.name]
        if getattr(parameter, "prompt", None):
            parameter.prompt = words["prompts"][parameter.name]


def usage_fault(error: UsageError) -> str:
    """Return, in the commands' language, what is wrong with how a command was written."""
    match error:
        case NoSuchOption():
            return said("no_such_option", name=error.option_name)
        case BadOptionUsage():
            takes_one = "requires" in error.message  # else it was given one and takes none
            return said(
                "option_without_value" if takes_one else "option_with_value", name=error.option_name
            )
        case BadParameter():
            return _fault_of(error)
    extra = _EXTRA.search(error.message)
    return said("extra_arguments", names=extra[1]) if extra else said("bad_usage")


_EXTRA = re.compile(r"unexpected extra argument\(s\) \((.*)\)$")
"""In Typer's words: it tells in no other way what was too much."""


def _fault_of(error: BadParameter) -> str:
    name = error.param_hint or (error.param.get_error_hint() if error.param else "")
    if isinstance(error, MissingParameter):
        return said("missing_parameter", name=name)
    if isinstance(error.__cause__, ValidationError):
        [fault, *_] = error.__cause__.errors()
        return told(fault_of(fault, str(name)))
    return f"{name}: {error.message}" if name else error.message  # it is ours
