"""The command that starts a city: init."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from klimatsvar.cli.common import app, out
from klimatsvar.cli.speech import said


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write; made if new.")],
    name: Annotated[
        str,
        typer.Option(
            "--name",
            prompt="Name of the city or organisation",
            help="Name of the organisation.",
        ),
    ],
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            prompt="Who answers those who would rather ask a person? Name",
            help="Name of those who answer instead.",
        ),
    ] = "Kontaktcenter",
    url: Annotated[
        str,
        typer.Option("--url", prompt="Their web address (may be empty)", help="Their web address."),
    ] = "",
    email: Annotated[
        str, typer.Option("--email", prompt="Their e-mail (may be empty)", help="Their e-mail.")
    ] = "",
    phone: Annotated[
        str,
        typer.Option("--phone", prompt="Their telephone (may be empty)", help="Their telephone."),
    ] = "",
    language: Annotated[
        str,
        typer.Option(
            "--language",
            prompt="Language of commands and example questions, `sv` or `en`",
            help="Of commands and example questions, `sv` or `en`.",
        ),
    ] = "sv",
    example: Annotated[
        bool, typer.Option("--example", help="Bring the starter corpus, about Borås, to try it.")
    ] = False,
) -> None:
    """Write what a city starts with: settings, an empty corpus with its guide, and a checklist.

    Asks what is not given. Overwrites nothing: exit code 1 when one of the files is there.
    """
    from klimatsvar.start.city import City, begin

    city = City(name.strip(), contact, url, email, phone, language.strip().lower())
    program = Path(sys.executable).with_name("klimatsvar")
    for written in begin(folder, city, program, example=example):
        out.print(said("init_wrote", file=written), markup=False)
    out.print("\n" + said("init_next", file=folder / "checklista.md"), markup=False)
    if example:
        out.print(said("init_try", folder=folder), markup=False)
