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
from klimatsvar.cli.speech import language, said, told
from klimatsvar.errors import KlimatsvarError, SettingsError
from klimatsvar.settings import Settings
from klimatsvar.texts import review_texts
from klimatsvar.texts.messages import Message, told_each

if TYPE_CHECKING:  # the commands import what is slow to load when they need it
    from klimatsvar.assistant import Assistant
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
            help="Let the new index answer at once, or when `klimatsvar index publish` says so. "
            "(default: as auto_publish is set)",
            show_default=False,
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
        raise typer.BadParameter(said("shards_need_milvus"))
    if publish is False and settings.store == "milvus":
        raise typer.BadParameter(said("no_publish_needs_faiss"))
    if full + finish + bool(part) > 1:
        raise typer.BadParameter(said("only_one_of"))
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
    from klimatsvar.web.departments import serve_departments
    from klimatsvar.web.log import logging_to

    # Until it answers it speaks to whoever starts it; from then on it keeps a log, in English.
    place = {"host": host, "port": port}
    one = {"corpus": corpus, "index": index, "corpus_name": corpus_name}
    whole = Settings.load_whole(**place)
    if whole.departments and department is None and not any(one.values()):
        opened = _open_departments(whole)
        with logging_to(form=whole.log_format):
            serve_departments(opened, whole)
        return
    settings = Settings.load(department, **one, **place)
    _bring_up_to_date(settings)
    assistant = Assistant.open(settings)
    with logging_to(form=settings.log_format):
        serve_page(assistant, settings)


def _open_departments(whole: Settings) -> dict[str, "Assistant"]:
    """Return each department that can be served; what stands in the way of the others is told."""
    from klimatsvar.assistant import Assistant
    from klimatsvar.model.opening import open_encoder

    err.print(said("preparing"))
    encoder = open_encoder(whole)
    opened = {}
    for name in whole.departments:
        settings = whole.of(name)
        err.print(f"[bold]{name}[/]")
        try:
            _bring_up_to_date(settings, encoder)
            opened[name] = Assistant.open(settings, encoder)
        except KlimatsvarError as error:
            complain(Message.of("department_not_served", department=name, fault=error))
    if not opened:
        raise SettingsError("departments_not_served")
    return opened


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
        err.print(said("serve_old"))


def _build(
    settings: Settings,
    encoder: "Encoder | None" = None,
    *,
    full: bool = False,
    gone_is_meant: bool = False,
    publish: bool | None = None,
) -> "Report":
    from klimatsvar.building import build_index

    with showing(err) as show:
        return build_index(
            settings,
            encoder,
            load=_loaded,
            full=full,
            gone_is_meant=gone_is_meant,
            publish=publish,
            progress=_shown(show),
        )


def _encoder(settings: Settings) -> "Encoder":
    from klimatsvar.corpus.files import corpus_files

    corpus_files(settings.corpus)  # a missing corpus is told before the model is loaded
    return _loaded(settings)


def _loaded(settings: Settings) -> "Encoder":
    from klimatsvar.model.opening import open_encoder

    err.print(said("preparing"))
    return open_encoder(settings)


def _shard(told: str) -> "Shard":
    from klimatsvar.milvus.build import Shard

    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", told)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise typer.BadParameter(said("shard_wrong", told=told))
    return Shard(int(found[1]), int(found[2]))


def _fill(settings: Settings, shard: "Shard", most_gone: float) -> None:
    """Write one part of an index in Milvus."""
    from klimatsvar.milvus.build import fill, prepare

    build = prepare(settings.corpus, settings, _encoder(settings), most_gone=most_gone)
    if build.generations.manifest(build.generation):
        out.print(said("shard_already", version=build.generation))
        return
    with showing(err) as show:
        read = fill(build, shard, progress=_shown(show))
    out.print(said("shard_done", shard=shard, version=build.generation, read=read))


def _shown(show: Show) -> "ShowStep":
    """Return what shows each step of a build."""
    return lambda step: show(said(f"stage_{step.stage}"), step.share, _count(step))


def _count(step: "Step") -> str:
    return said(f"count_{step.stage}", done=step.done, total=step.total, pages=step.pages)


def _as_json(report: "Report") -> dict[str, Any]:
    totals = {
        "pages": sum(file.pages or 0 for file in report.files),
        "passages": report.manifest.passages,
        "characters": sum(file.characters for file in report.files),
        "skipped": len(report.skipped),
    }
    changes = {**asdict(report.changes), "removed": [*map(_file_as_json, report.changes.removed)]}
    files = [*map(_file_as_json, report.files)]
    return {**asdict(report), "files": files, "changes": changes, "totals": totals}


def _file_as_json(file: "FileReport") -> dict[str, Any]:
    known = {name: told_each(getattr(file, name), language()) for name in ("warnings", "remarks")}
    return {**asdict(file), **known}


def _print_report(report: "Report", *, everything: bool) -> None:
    """Print what is new, changed, gone or wrong, or everything; the rest is counted."""
    from klimatsvar.review.facts import written_date

    changes, words = report.changes, review_texts(language())
    became = dict.fromkeys(changes.new, said("new"))
    became |= dict.fromkeys(changes.changed, said("changed"))
    listed = [
        file for file in report.files if everything or file.id in became or file.status == "skipped"
    ]
    if listed:
        out.print(_table(listed, became))
    if changes.removed:
        out.print("\n" + said("gone", count=len(changes.removed)))
    for file in changes.removed:
        date = written_date(file.date, file.date_guessed, words)
        known = ", ".join(filter(None, (file.title, date)))
        out.print(shown(f"- {file.id}" + (f" ({known})" if known else "")))
    manifest = report.manifest
    pages = sum(file.pages or 0 for file in report.files)
    done = said(
        "done_searched" if report.published else "done_waiting",
        seconds=f"{report.seconds:.0f}",
        documents=manifest.documents,
        pages=_number(pages),
        passages=_number(manifest.passages),
        sentences=_number(manifest.sentences),
        version=manifest.generation,
    )
    out.print(f"\n{done}")
    if report.unchanged:
        out.print(said("unchanged"))
    else:
        kinds = ("new", "changed", "unchanged")
        counts = {kind: len(getattr(changes, kind)) for kind in kinds}
        out.print(said("counts", gone=len(changes.removed), **counts))
    if report.tested:
        _print_tested(report.tested)
    if not report.published:
        out.print(said("not_published", version=manifest.generation), markup=False)
    if len(listed) < len(report.files):
        out.print(said("only_new"))
    if report.skipped:
        out.print(said("skipped_count", count=len(report.skipped)))


def _print_tested(tested: Sequence["StaffOutcome"]) -> None:
    from klimatsvar.building import told_of

    wrong = [one for one in tested if not one.is_right]
    out.print(said("tested", right=len(tested) - len(wrong), all=len(tested)))
    for one in wrong:
        out.print(f"- {shown(told(told_of(one)))}")


def _table(files: Sequence["FileReport"], became: Mapping[str, str]) -> Table:
    from klimatsvar.review.facts import written_date

    table = Table(box=None, header_style="bold")
    table.add_column(said("file"), overflow="fold")
    table.add_column(said("change"))
    table.add_column(said("title"), overflow="fold")
    table.add_column(said("date"))
    for name in ("pages", "passages"):
        table.add_column(said(name), justify="right")
    table.add_column(said("language"))
    table.add_column(said("to_know"), overflow="fold")
    words = review_texts(language())
    for file in files:
        found = shown("; ".join(map(told, (*file.remarks, *file.warnings))))
        table.add_row(
            shown(file.id),
            became.get(file.id, ""),
            shown(file.title or ""),
            written_date(file.date, file.date_guessed, words) or "",
            str(file.pages or ""),
            str(file.passages or ""),
            file.language or "",
            f"[red]{said('skipped')}[/] {found}" if file.status == "skipped" else found,
        )
    return table


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
