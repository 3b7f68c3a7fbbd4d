"""Commands that look after the index: index list and index rollback."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from klimatsvar.cli.common import IndexOption, JsonOption, app, out, print_json
from klimatsvar.errors import IndexDamagedError
from klimatsvar.settings import Settings

index_app = typer.Typer(help="Show the kept versions of the index, or go back to one.")
app.add_typer(index_app, name="index", no_args_is_help=True)


@index_app.command("list")
def list_generations(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Show the versions of the index that are kept, newest first."""
    from klimatsvar.index.generations import current, generations
    from klimatsvar.index.store import read_manifest

    folder = Settings.load(index=index).index
    serving = current(folder)
    manifests, damaged = [], []
    for path in reversed(generations(folder)):
        try:
            manifests.append(read_manifest(path))
        except IndexDamagedError:
            damaged.append(path.name)
    if as_json:
        print_json(
            [{**asdict(made), "serving": made.generation == serving.name} for made in manifests]
        )
        return
    table = Table(box=None, header_style="bold")
    for name in ("Version", "Byggd", "Dokument", "Stycken", ""):
        table.add_column(name)
    for made in manifests:
        chosen = "svarar nu, återställd" if serving.pinned else "svarar nu"
        table.add_row(
            made.generation,
            made.built[:16].replace("T", " ") + " UTC",
            str(made.documents),
            str(made.passages),
            chosen if made.generation == serving.name else "",
        )
    for name in damaged:
        table.add_row(name, "", "", "", "skadad")
    out.print(table)


@index_app.command()
def rollback(
    to: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="The version before, if not given.")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Let an older version of the index answer again, until the next ingest."""
    from klimatsvar.index.generations import roll_back
    from klimatsvar.index.store import require_whole

    chosen = roll_back(Settings.load(index=index).index, to, require_whole)
    out.print(
        f"Nu svarar version {chosen.name}. Den svarar tills du kör `klimatsvar ingest` nästa gång.",
        markup=False,
    )
