"""Commands that build: ingest, and serve, which builds first when it must."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from klimatsvar.cli.common import (
    EXIT_FOUND,
    CorpusNameOption,
    CorpusOption,
    DepartmentOption,
    IndexOption,
    JsonOption,
    Show,
    app,
    complain,
    default,
    err,
    out,
    print_json,
    showing,
    shown,
)
from klimatsvar.errors import KlimatsvarError, SettingsError
from klimatsvar.settings import Settings

if TYPE_CHECKING:  # the commands import what is slow to load when they need it
    from klimatsvar.ingest.build import Report
    from klimatsvar.ingest.progress import ShowStep, Step
    from klimatsvar.milvus.build import Shard
    from klimatsvar.model.encoder import Encoder
    from klimatsvar.types import FileReport, StaffOutcome


@app.command()
def ingest(
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read and encode every file anew, changed or not.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="N/OF",
            help="Write one part of an index in Milvus, beside other processes.",
        ),
    ] = None,
    finish: Annotated[
        bool,
        typer.Option("--finish", help="Check what the shards wrote, and let it answer."),
    ] = False,
    confirm_gone: Annotated[
        bool,
        typer.Option("--confirm-gone", help="Go on though a large share of the files is gone."),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List every file in the report, not only what is new.")
    ] = False,
    publish: Annotated[
        bool | None,
        typer.Option(
            "--publish/--no-publish",
            help="Let the new index answer at once, or when `klimatsvar index publish` says so.",
            show_default="as auto_publish is set",
        ),
    ] = None,
    corpus_name: CorpusNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the documents in the corpus and build the index that answers questions.

    Only files that are new or changed are read. Exit code 3 when a file was skipped, 1 when no
    index could be built, 4 when so many files are gone that --confirm-gone is needed, and 5 when
    a test question of yours is answered wrong and require_questions is set; then the old index
    answers on.
    """
    settings = Settings.load(department, corpus=corpus, index=index, corpus_name=corpus_name)
    part = _shard(shard) if shard else None
    if (part or finish) and settings.store != "milvus":
        raise typer.BadParameter('--shard and --finish need store = "milvus"')
    if publish is False and settings.store == "milvus":
        raise typer.BadParameter('--no-publish needs store = "faiss"')
    if full + finish + bool(part) > 1:
        raise typer.BadParameter("give only one of --full, --shard and --finish")
    if part:
        _fill(settings, part, 1.0 if confirm_gone else settings.most_gone)
        return
    if finish:
        from klimatsvar.building import finish_index

        report = finish_index(settings, _encoder(settings), gone_is_meant=confirm_gone)
    else:
        report = _build(settings, full=full, gone_is_meant=confirm_gone, publish=publish)
    if as_json:
        print_json(_as_json(report))
    else:
        _print_report(report, everything=everything)
    if report.skipped:
        raise typer.Exit(EXIT_FOUND)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option("--host", help=f"Address to listen on. {default('host')}")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help=f"Port. {default('port')}")
    ] = None,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
) -> None:
    """Serve the page where residents ask; builds the index first if it is older than the corpus.

    Where the settings have departments, each is served at the path of its name, by one model.

    With `auto_publish = false` it builds only when there is no index at all. An index that is
    published while the page is served takes over within seconds. One in Milvus, which several such
    services may share, is only built by `klimatsvar ingest`.
    """
    from klimatsvar.assistant import Assistant
    from klimatsvar.web.app import serve as serve_page
    from klimatsvar.web.log import logging_to

    place = {"host": host, "port": port}
    one = {"corpus": corpus, "index": index, "corpus_name": corpus_name}
    whole = Settings.load_whole(**place)
    with logging_to(form=whole.log_format):
        if whole.departments and department is None and not any(one.values()):
            _serve_departments(whole)
            return
        settings = Settings.load(department, **one, **place)
        _bring_up_to_date(settings)
        serve_page(Assistant.open(settings), settings)


def _serve_departments(whole: Settings) -> None:
    """Serve each department that can be; what stands in the way of the others is told."""
    from klimatsvar.assistant import Assistant
    from klimatsvar.model.opening import open_encoder
    from klimatsvar.web.departments import serve_departments

    err.print("Förbereder språkmodellen …")
    encoder = open_encoder(whole)
    opened = {}
    for name in whole.departments:
        settings = whole.of(name)
        err.print(f"[bold]{name}[/]")
        try:
            _bring_up_to_date(settings, encoder)
            opened[name] = Assistant.open(settings, encoder)
        except KlimatsvarError as error:
            complain(f"{name} is not served: {error}")
    if not opened:
        raise SettingsError("departments", "none of them can be served", "mend what is told above")
    serve_departments(opened, whole)


def _bring_up_to_date(settings: Settings, encoder: "Encoder | None" = None) -> None:
    """Build the index if it is older than the corpus, and nothing says that staff publish it."""
    from klimatsvar.index.generations import has_index
    from klimatsvar.ingest.build import is_stale

    try:
        staff_publish = not settings.auto_publish and has_index(settings.index)
        if (
            settings.store == "faiss"
            and not staff_publish
            and is_stale(settings.corpus, settings.index, settings.passage_tokens)
        ):
            _print_report(_build(settings, encoder, publish=True), everything=False)
    except KlimatsvarError as error:  # no reason to leave residents without any answer
        if not has_index(settings.index):
            raise
        complain(error)
        err.print("Det gick inte att läsa in dokumenten. Sidan svarar ur det tidigare indexet.")


def _build(
    settings: Settings,
    encoder: "Encoder | None" = None,
    *,
    full: bool = False,
    gone_is_meant: bool = False,
    publish: bool | None = None,
) -> "Report":
    from klimatsvar.building import build_index

    encoder = encoder or _encoder(settings)
    with showing(err) as show:
        return build_index(
            settings,
            encoder,
            full=full,
            gone_is_meant=gone_is_meant,
            publish=publish,
            progress=_shown(show),
        )


def _encoder(settings: Settings) -> "Encoder":
    from klimatsvar.corpus.files import corpus_files
    from klimatsvar.model.opening import open_encoder

    corpus_files(settings.corpus)  # a missing corpus is told before the model is loaded
    err.print("Förbereder språkmodellen …")
    return open_encoder(settings)


def _shard(told: str) -> "Shard":
    from klimatsvar.milvus.build import Shard

    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", told)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise typer.BadParameter(f"--shard {told}: not like 2/8, from 1/8 to 8/8")
    return Shard(int(found[1]), int(found[2]))


def _fill(settings: Settings, shard: "Shard", most_gone: float) -> None:
    """Write one part of an index in Milvus."""
    from klimatsvar.milvus.build import fill, prepare

    build = prepare(settings.corpus, settings, _encoder(settings), most_gone=most_gone)
    if build.generations.manifest(build.generation):
        out.print(f"Version {build.generation} är redan klar.")
        return
    with showing(err) as show:
        read = fill(build, shard, progress=_shown(show))
    out.print(
        f"Del {shard} av version {build.generation} är klar. Lästa nu: {read}. När alla delar är "
        "klara: kör `klimatsvar ingest --finish`."
    )


def _shown(show: Show) -> "ShowStep":
    """Return what shows each step of a build."""
    return lambda step: show(_STAGES[step.stage], step.share, _count(step))


_STAGES = {"read": "Läser dokument", "encode": "Gör texten sökbar"}


def _count(step: "Step") -> str:
    if step.stage == "encode":
        return f"{step.done} av {step.total} textbitar"
    return f"{step.done} av {step.total} filer, {step.pages} sidor"


def _as_json(report: "Report") -> dict[str, Any]:
    totals = {
        "pages": sum(file.pages or 0 for file in report.files),
        "passages": report.manifest.passages,
        "characters": sum(file.characters for file in report.files),
        "skipped": len(report.skipped),
    }
    return {**asdict(report), "totals": totals}


def _print_report(report: "Report", *, everything: bool) -> None:
    """Print what is new, changed, gone or wrong, or everything; the rest is counted."""
    from klimatsvar.review.facts import written_date

    changes = report.changes
    became = dict.fromkeys(changes.new, "ny") | dict.fromkeys(changes.changed, "ändrad")
    listed = [
        file for file in report.files if everything or file.id in became or file.status == "skipped"
    ]
    if listed:
        out.print(_table(listed, became))
    if changes.removed:
        out.print(f"\nBorta ur mappen: {len(changes.removed)}")
    for file in changes.removed:
        known = ", ".join(filter(None, (file.title, written_date(file.date, file.date_guessed))))
        out.print(shown(f"- {file.id}" + (f" ({known})" if known else "")))
    manifest = report.manifest
    pages = sum(file.pages or 0 for file in report.files)
    searched = "Nu går det att söka i" if report.published else "I den nya versionen finns"
    out.print(
        f"\nKlart på {report.seconds:.0f} s. {searched} {manifest.documents} dokument, "
        f"{_number(pages)} sidor, {_number(manifest.passages)} stycken, "
        f"{_number(manifest.sentences)} meningar (version {manifest.generation})."
    )
    if report.unchanged:
        out.print("Inget har ändrats sedan förra gången. Samma version fortsätter att svara.")
    else:
        out.print(
            f"Nya: {len(changes.new)}. Ändrade: {len(changes.changed)}. Borta: "
            f"{len(changes.removed)}. Oförändrade: {len(changes.unchanged)}."
        )
    if report.tested:
        _print_tested(report.tested)
    if not report.published:
        out.print(
            "Den är inte publicerad: det som svarade förut svarar fortfarande. Prova den med "
            f'`klimatsvar ask --generation {manifest.generation} "…"`. Publicera den med '
            f"`klimatsvar index publish {manifest.generation}`.",
            markup=False,
        )
    if len(listed) < len(report.files):
        out.print("Tabellen visar det som är nytt eller fel. Visa alla filer med --all.")
    if report.skipped:
        out.print(f"Det som hoppades över: {len(report.skipped)}. Se tabellen ovan.")


def _print_tested(tested: Sequence["StaffOutcome"]) -> None:
    from klimatsvar.building import told_of

    wrong = [one for one in tested if not one.is_right]
    out.print(f"Testfrågor: {len(tested) - len(wrong)} av {len(tested)} får rätt svar.")
    for one in wrong:
        out.print(f"- {shown(told_of(one))}")


def _table(files: Sequence["FileReport"], became: Mapping[str, str]) -> Table:
    from klimatsvar.review.facts import written_date

    table = Table(box=None, header_style="bold")
    table.add_column("Fil", overflow="fold")
    table.add_column("Ändring")
    table.add_column("Titel", overflow="fold")
    table.add_column("Datum")
    for name in ("Sidor", "Stycken"):
        table.add_column(name, justify="right")
    table.add_column("Språk")
    table.add_column("Att veta", overflow="fold")
    for file in files:
        told = shown("; ".join((*file.remarks, *file.warnings)))
        table.add_row(
            shown(file.id),
            became.get(file.id, ""),
            shown(file.title or ""),
            written_date(file.date, file.date_guessed) or "",
            str(file.pages or ""),
            str(file.passages or ""),
            file.language or "",
            f"[red]Hoppades över:[/] {told}" if file.status == "skipped" else told,
        )
    return table


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
