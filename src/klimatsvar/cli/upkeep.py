"""Commands that look after the index: index list, publish, rollback and prune."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from klimatsvar.cli.common import (
    CorpusNameOption,
    DepartmentOption,
    IndexOption,
    JsonOption,
    app,
    out,
    print_json,
)
from klimatsvar.cli.speech import Commands, said
from klimatsvar.errors import IndexDamagedError
from klimatsvar.settings import Settings

if TYPE_CHECKING:  # the commands import what is slow to load when they need it
    from klimatsvar.index.contract import Manifest
    from klimatsvar.index.generations import Current

index_app = typer.Typer(
    cls=Commands, help="Show the kept versions of the index, publish one, or go back to one."
)
app.add_typer(index_app, name="index", no_args_is_help=True)


@index_app.command("list")
def list_generations(
    department: DepartmentOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the versions of the index that are kept, newest first."""
    settings = Settings.load(department, index=index, corpus_name=corpus_name)
    serving, manifests, damaged = _kept(settings)
    if as_json:
        print_json(
            [
                {**asdict(made), "serving": serving is not None and made.generation == serving.name}
                for made in manifests
            ]
        )
        return
    table = Table(box=None, header_style="bold")
    for name in ("version", "built", "documents", "passages"):
        table.add_column(said(name))
    table.add_column("")
    chosen = said("serves_restored" if serving and serving.pinned else "serves")
    for made in manifests:
        newer = "" if serving and made.generation < serving.name else said("serves_not")
        table.add_row(
            made.generation,
            made.built[:16].replace("T", " ") + " UTC",
            str(made.documents),
            str(made.passages),
            chosen if serving and made.generation == serving.name else newer,
        )
    for name in damaged:
        table.add_row(name, "", "", "", said("damaged"))
    out.print(table)


def _kept(settings: Settings) -> "tuple[Current | None, list[Manifest], list[str]]":
    """Return what serves, if anything does yet; the manifests of what is kept, newest first; and
    what is damaged."""
    if settings.store == "milvus":
        from klimatsvar.milvus.generations import Generations

        in_milvus = Generations.of(settings)
        return in_milvus.serving(), in_milvus.complete()[::-1], []
    from klimatsvar.index.contract import read_manifest
    from klimatsvar.index.generations import current, generations, has_index

    manifests, damaged = [], []
    made = generations(settings.index)
    serving = None if made and not has_index(settings.index) else current(settings.index)
    for path in reversed(made):
        try:
            manifests.append(read_manifest(path))
        except IndexDamagedError:
            damaged.append(path.name)
    return serving, manifests, damaged


@index_app.command()
def publish(
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="The newest, if not given.")
    ] = None,
    department: DepartmentOption = None,
    index: IndexOption = None,
) -> None:
    """Let a version answer that `klimatsvar ingest --no-publish` built."""
    from klimatsvar.index.generations import publish as let_it_serve
    from klimatsvar.index.on_disk import require_whole

    settings = Settings.load(department, index=index)
    if settings.store == "milvus":
        raise typer.BadParameter(said("publish_needs_faiss"))
    chosen = let_it_serve(settings.index, version, require_whole)
    out.print(said("published", version=chosen.name), markup=False)


@index_app.command()
def rollback(
    to: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="The version before, if not given.")
    ] = None,
    department: DepartmentOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
) -> None:
    """Let an older version of the index answer again, until the next ingest.

    Stop what runs `klimatsvar ingest` by itself first, such as a timer.
    """
    settings = Settings.load(department, index=index, corpus_name=corpus_name)
    if settings.store == "milvus":
        from klimatsvar.milvus.generations import Generations

        chosen = Generations.of(settings).roll_back(to)
    else:
        from klimatsvar.index.generations import roll_back
        from klimatsvar.index.on_disk import require_whole

        chosen = roll_back(settings.index, to, require_whole)
    out.print(said("rolled_back", version=chosen.name), markup=False)


@index_app.command("prune")
def prune_versions(
    department: DepartmentOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
) -> None:
    """Remove all versions of the index but the one that answers.

    After a document was deleted from the corpus and the index built anew, its text is then in none.
    """
    settings = Settings.load(department, index=index, corpus_name=corpus_name)
    if settings.store == "milvus":
        from klimatsvar.milvus.generations import Generations

        in_milvus = Generations.of(settings)
        in_milvus.prune(kept=1)
        name = in_milvus.serving().name
    else:
        from klimatsvar.index.generations import current, leave_one

        leave_one(settings.index)
        name = current(settings.index).name
    out.print(said("pruned", version=name), markup=False)
