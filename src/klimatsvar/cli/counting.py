"""The command that tells staff what residents asked in vain, and what did not help them: stats."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from klimatsvar.cli.common import DepartmentOption, JsonOption, app, out, print_json
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
        raise SettingsError(
            "",
            "no questions are kept",
            f"to keep them, set `log_questions = true` in {SETTINGS_FILE} and start the service "
            "again",
        )
    found = stats_of(settings, days)
    if mail:
        _send(found, settings)
        return
    if as_json:
        print_json(asdict(found))
        return
    if as_table:
        print(as_csv(found), end="")
        return
    if settings.log_questions:
        _print_questions(found, count)
    if found.helped or found.did_not_help:
        _print_verdicts(found, count)


def _send(found: "Stats", settings: Settings) -> None:
    from klimatsvar.web.question_mail import as_mail, send

    if settings.mail is None or not settings.report_to:
        raise SettingsError(
            "report_to", "nobody is named to send it to", "set it, and [mail], or leave out --mail"
        )
    if not (found.missed or found.doubtful):
        out.print("Alla frågor fick ett säkert svar. Inget brev skickas.")
        return
    send(as_mail(found, settings, settings.mail), settings.mail)
    out.print(f"Skickat till {', '.join(settings.report_to)}.", markup=False)


def _print_questions(found: "Stats", count: int) -> None:
    if not found.since:
        out.print("Inga frågor har sparats ännu.")
        return
    in_vain = found.asked - found.answered - found.possible
    out.print(
        f"Frågor sedan {found.since}: {found.asked}. Besvarade: {found.answered}. "
        f"Osäkra svar: {found.possible}. Utan svar: {in_vain}."
    )
    table = Table(box=None, header_style="bold")
    table.add_column("Antal", justify="right")
    table.add_column("Senast")
    table.add_column("Fråga utan svar", overflow="fold")
    for group in found.missed[:count]:
        table.add_row(str(group.count), group.newest, _shown(group.question))
    if found.missed:
        out.print(table)
    if len(found.missed) > count:
        out.print(f"Visar {count} av {len(found.missed)}. Fler visas med -n.")


def _print_verdicts(found: "Stats", count: int) -> None:
    out.print(f"Svaret hjälpte: {found.helped}. Hjälpte inte: {found.did_not_help}.")
    table = Table(box=None, header_style="bold")
    table.add_column("Hjälpte inte", justify="right")
    table.add_column("Hjälpte", justify="right")
    table.add_column("Citerat dokument", overflow="fold")
    for judged in found.unhelpful[:count]:
        document = _shown(judged.document) if judged.document else "(inget: frågan fick inget svar)"
        table.add_row(str(judged.did_not_help), str(judged.helped), document)
    if found.unhelpful:
        out.print(table)


def _shown(question: str) -> str:
    """Return a resident's text without what could steer a terminal."""
    return escape("".join(char if char.isprintable() else " " for char in question))
