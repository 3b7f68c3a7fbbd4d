"""The staff pages: staff, and staff password."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from klimatsvar.cli.common import CorpusOption, DepartmentOption, IndexOption, app, out
from klimatsvar.cli.speech import Commands, language, said
from klimatsvar.errors import KlimatsvarError
from klimatsvar.settings import Settings, StaffPages

staff_app = typer.Typer(
    cls=Commands, help="Serve the pages where staff keep the documents, or set who may."
)
app.add_typer(staff_app, name="staff", invoke_without_command=True)


def _default(name: str) -> str:
    return f"(default: {StaffPages.model_fields[name].default})"


@staff_app.callback(invoke_without_command=True)
def staff(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", help=f"Address to listen on. {_default('host')}")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help=f"Port. {_default('port')}")
    ] = None,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Serve the pages where staff add documents, look at them, build, try and publish.

    Without a password (`klimatsvar staff password`) or a proxy that signs staff in, only this
    machine is let in.
    """
    if context.invoked_subcommand:
        return
    from klimatsvar.staff.app import serve

    settings = Settings.load(department, corpus=corpus, index=index)
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    pages = settings.staff.model_copy(update=given)
    serve(settings.model_copy(update={"staff": pages}))


@staff_app.command()
def password(
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help=f"Where it is kept. {_default('folder')}"),
    ] = None,
    department: DepartmentOption = None,
) -> None:
    """Set the password of the staff pages; whoever is signed in must sign in again.

    It is asked for twice, or read as one line where no terminal asks.
    """
    from klimatsvar.staff.journal import Journal
    from klimatsvar.staff.password import set_password

    folder = folder or Settings.load(department).staff.folder
    set_password(folder, _asked())
    Journal(folder, language()).write(getpass.getuser(), "password")
    out.print(said("password_set"))


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given: str = typer.prompt(said("password_new"), hide_input=True)
    if typer.prompt(said("password_again"), hide_input=True) != given:
        raise KlimatsvarError("passwords_differ")
    return given
