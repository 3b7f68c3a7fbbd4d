"""The command that tells staff what residents asked in vain, and what did not help them: stats."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from klimatsvar.cli.common import DepartmentOption, JsonOption, app, out, print_json
from klimatsvar.cli.speech import language, said
from klimatsvar.errors import SettingsError
from klimatsvar.settings import SETTINGS_FILE, Settings

if TYPE_CHECKING:  # the command imports what is slow to load when it needs it
    from klimatsvar.web.question_log import Stats


@app.command()
def stats(
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Groups to show.")] = 20,
    department: DepartmentOption = None,
    as_json: JsonOption = False,
    as_table: Annotated[
        bool, typer.Option("--csv", help="Print all groups as a table for a spreadsheet.")
    ] = False,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="Of the last so many days alone.")
    ] = None,
    mail: Annotated[
        bool, typer.Option("--mail", help="Send it to those that report_to names, if anything.")
    ] = False,
) -> None:
    """Show which questions got no answer, grouped, so that you see what the documents lack; and
    the documents whose answers did not help.

    Works when `log_questions = true` or `feedback = true` is set; exit code 1 when neither is.
    """
    from klimatsvar.web.question_log import as_csv
    from klimatsvar.web.question_mail import stats_of

    settings = Settings.load(department)
    if not (settings.log_questions or settings.feedback):
        raise SettingsError("no_questions_kept", file=SETTINGS_FILE)
    found = stats_of(settings, days)
    if mail:
        _send(found, settings)
        return
    if as_json:
        print_json(asdict(found))
        return
    if as_table:
        print(as_csv(found, language()), end="")
        return
    if settings.log_questions:
        _print_questions(found, count)
    if found.helped or found.did_not_help:
        _print_verdicts(found, count)


def _send(found: "Stats", settings: Settings) -> None:
    from klimatsvar.web.question_mail import as_mail, send

    if settings.mail is None or not settings.report_to:
        raise SettingsError("nobody_to_mail")
    if not (found.missed or found.doubtful):
        out.print(said("mail_needless"))
        return
    send(as_mail(found, settings, settings.mail), settings.mail)
    out.print(said("mail_sent", to=", ".join(settings.report_to)), markup=False)


def _print_questions(found: "Stats", count: int) -> None:
    if not found.since:
        out.print(said("stats_none"))
        return
    in_vain = found.asked - found.answered - found.possible
    counts = {"asked": found.asked, "answered": found.answered, "possible": found.possible}
    out.print(said("stats_asked", since=found.since, missed=in_vain, **counts))
    table = Table(box=None, header_style="bold")
    table.add_column(said("stats_count"), justify="right")
    table.add_column(said("stats_newest"))
    table.add_column(said("stats_question"), overflow="fold")
    for group in found.missed[:count]:
        table.add_row(str(group.count), group.newest, _shown(group.question))
    if found.missed:
        out.print(table)
    if len(found.missed) > count:
        out.print(said("stats_more", count=count, all=len(found.missed)))


def _print_verdicts(found: "Stats", count: int) -> None:
    out.print(said("stats_helped", helped=found.helped, did_not=found.did_not_help))
    table = Table(box=None, header_style="bold")
    table.add_column(said("stats_no"), justify="right")
    table.add_column(said("stats_yes"), justify="right")
    table.add_column(said("stats_document"), overflow="fold")
    for judged in found.unhelpful[:count]:
        document = _shown(judged.document) if judged.document else said("stats_no_document")
        table.add_row(str(judged.did_not_help), str(judged.helped), document)
    if found.unhelpful:
        out.print(table)


def _shown(question: str) -> str:
    """Return a resident's text without what could steer a terminal."""
    return escape("".join(char if char.isprintable() else " " for char in question))
