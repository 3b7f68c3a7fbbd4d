"""Commands that change the corpus: documents. The buttons of the staff pages do the same."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from klimatsvar.cli.common import (
    EXIT_FAILED,
    EXIT_FOUND,
    CorpusOption,
    DepartmentOption,
    Show,
    app,
    complain,
    err,
    out,
    showing,
)
from klimatsvar.cli.speech import Commands, said, told
from klimatsvar.errors import CorpusError, SettingsError, SourceError
from klimatsvar.settings import SETTINGS_FILE, Settings
from klimatsvar.texts.messages import Message

if TYPE_CHECKING:
    from klimatsvar.sources.fetching import Outcome

documents_app = typer.Typer(
    cls=Commands, help="Add, describe, remove or take back documents of the corpus."
)
app.add_typer(documents_app, name="documents", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="FILE", help="The file's name in the corpus.")]


@documents_app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace files of the same names.")
    ] = False,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Copy files into the corpus, each after it was read as a build reads it.

    Exit code 3 when one could not be read, or is there already.
    """
    from klimatsvar.staff.uploads import take_in

    settings = Settings.load(department, corpus=corpus)
    left_out = False
    for path in files:
        try:
            with path.open("rb") as content:
                id = take_in(path.name, content, settings, replace=replace)
            out.print(said("added", file=id), markup=False)
        except CorpusError as error:
            left_out = True
            complain(error)
        except OSError as error:
            left_out = True
            complain(Message.of("given_file_not_opened", file=path, reason=error.strerror))
    if left_out:
        raise typer.Exit(EXIT_FOUND)


@documents_app.command()
def describe(
    file: Id,
    title: Annotated[str | None, typer.Option("--title")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher")] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            "--origin",
            help="Whose words it renders, and of what years, as in Borås Stad 2019–2023.",
        ),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="As in 2026-11-23, 2026-11 or 2026.")
    ] = None,
    link: Annotated[str | None, typer.Option("--link", help="Address on the web.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="As in sv.")] = None,
    replaced_by: Annotated[
        str | None, typer.Option("--replaced-by", metavar="FILE", help="Its name in the corpus.")
    ] = None,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Write what is known of a document into dokument.csv; what is not given stays as it is.

    An empty text takes a fact away. Exit code 3, and nothing written, when one is wrong.
    """
    from klimatsvar.corpus.changing import KNOWN, cells_of
    from klimatsvar.corpus.changing import describe as write

    folder = Settings.load(department, corpus=corpus).corpus
    told_of = (title, publisher, origin, date, link, language, replaced_by)
    facts = dict(zip(KNOWN, told_of, strict=True))
    given = {name: value for name, value in facts.items() if value is not None}
    faults = write(folder, file, cells_of(folder, file) | given)
    for fault in faults:
        complain(f"{fault.table}, {told(fault.in_row)}")
    if faults:
        raise typer.Exit(EXIT_FOUND)
    out.print(said("described", file=file), markup=False)


@documents_app.command()
def fetch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Which sources. (default: all)"),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Fetch all anew, also what staff have removed.")
    ] = False,
    remove_gone: Annotated[
        bool,
        typer.Option(
            "--remove-gone",
            help="Remove from the corpus what is gone from the source; it can be taken back for 30 "
            "days.",
        ),
    ] = False,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Fetch what is new or changed from the sources in \\[sources]: web sites and folders.

    Tells what is gone from them. Exit code 3 when something could not be had, 1 when nothing could.
    """
    from klimatsvar.sources.fetching import fetch as bring

    settings = Settings.load(department, corpus=corpus)
    outcomes: list[Outcome] = []
    failed = False
    for name in _chosen(settings, sources):
        try:
            with showing(err) as show:
                outcome = bring(
                    settings.corpus,
                    name,
                    settings.sources[name],
                    full=full,
                    remove_gone=remove_gone,
                    show=_shown(show, name),
                )
        except SourceError as error:
            complain(error)
            failed = True
            continue
        _print_outcome(name, outcome)
        outcomes.append(outcome)
    if any(outcome.new or outcome.changed or outcome.removed for outcome in outcomes):
        out.print(said("fetched_next"), markup=False)
    if not outcomes:
        raise typer.Exit(EXIT_FAILED)
    if failed or any(outcome.skipped or outcome.ended for outcome in outcomes):
        raise typer.Exit(EXIT_FOUND)


def _chosen(settings: Settings, names: list[str] | None) -> list[str]:
    if not settings.sources:
        raise SettingsError("no_sources", file=SETTINGS_FILE)
    for name in names or ():
        if name not in settings.sources:
            there = ", ".join(settings.sources)
            raise SettingsError("no_such_source", source=name, names=there)
    return names or list(settings.sources)


def _shown(show: Show, name: str) -> Callable[[int, int], None]:
    stage = said("fetching", source=name)
    return lambda done, of: show(stage, done / of, said("fetching_count", done=done, of=of))


def _print_outcome(name: str, outcome: "Outcome") -> None:
    counts = {kind: len(getattr(outcome, kind)) for kind in ("new", "changed", "gone")}
    out.print(said("fetched", source=name, unchanged=outcome.unchanged, **counts), markup=False)
    gone = [file for file in outcome.gone if file not in outcome.removed]
    for key, files in (
        ("fetched_new", outcome.new),
        ("fetched_changed", outcome.changed),
        ("fetched_gone", gone),
        ("fetched_removed", outcome.removed),
    ):
        for file in files:
            out.print(said(key, file=file), markup=False)
    if gone:
        out.print(said("fetched_gone_remedy"), markup=False)
    if outcome.left_out:
        out.print(said("fetched_left_out", source=name, count=outcome.left_out), markup=False)
    for address, why in outcome.skipped:
        complain(f"{address}: {told(why)}")
    if outcome.ended:
        complain(outcome.ended)


@documents_app.command()
def remove(file: Id, department: DepartmentOption = None, corpus: CorpusOption = None) -> None:
    """Take a document out of the corpus; `documents restore` takes it back for 30 days."""
    from klimatsvar.corpus.changing import remove as take_out

    one = take_out(Settings.load(department, corpus=corpus).corpus, file)
    out.print(said("removed", file=file, key=one.key), markup=False)


@documents_app.command()
def restore(
    key: Annotated[
        str | None, typer.Argument(metavar="KEY", help="Without it, shows what can be taken back.")
    ] = None,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Take a removed document back, with what was known of it."""
    from klimatsvar.corpus.changing import removed
    from klimatsvar.corpus.changing import restore as take_back

    folder = Settings.load(department, corpus=corpus).corpus
    if key:
        out.print(said("restored", file=take_back(folder, key)), markup=False)
        return
    for one in removed(folder):
        out.print(f"{one.key}  {one.day}  {one.id}", markup=False)
