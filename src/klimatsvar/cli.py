"""The command line: translates arguments and results, decides nothing."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from klimatsvar.errors import CorpusError, KlimatsvarError, QuestionError
from klimatsvar.settings import Settings
from klimatsvar.types import Answer

if TYPE_CHECKING:  # the commands import what is slow to load when they need it
    from klimatsvar.assistant import Assistant
    from klimatsvar.ingest import Report

app = typer.Typer(
    name="klimatsvar",
    help="Answer questions about a city's climate programme with checked quotations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
EXIT_FAILED = 1
EXIT_SKIPPED = 3

_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)

CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Folder of documents. (default: corpus)"),
]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index. (default: index)"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit code 0, 1 (failed), 2 (wrong usage) or 3 (files skipped)."""
    try:
        app(args=list(arguments) if arguments is not None else None)
    except KlimatsvarError as error:
        _err.print(f"[red]klimatsvar:[/] {escape(str(error))}")
        sys.exit(EXIT_FAILED)


@app.command()
def ingest(
    corpus: CorpusOption = None, index: IndexOption = None, as_json: JsonOption = False
) -> None:
    """Read the documents in the corpus and build the index that answers questions.

    Exit code 3 when a file was skipped, 1 when no index could be built.
    """
    report = _build(Settings.load(corpus=corpus, index=index), quiet=as_json)
    if as_json:
        _print_json(asdict(report))
    else:
        _print_report(report)
    if report.skipped:
        raise typer.Exit(EXIT_SKIPPED)


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            metavar="JSONL",
            help='Answer many: one JSON object a line, with "question" and perhaps "history", '
            "a list of the questions before it.",
        ),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotations from the documents, or say that they don't answer it.

    A refusal is an answer: exit code 0.
    """
    if (question is None) == (file is None):
        raise typer.BadParameter("give either a question or --file")
    settings = Settings.load(corpus=corpus, index=index)
    asked = [(question, [])] if question is not None else _read_questions(file or Path())
    assistant = _open(settings, compare=corpus is not None)
    for text, history in asked:
        try:
            answer = assistant.ask(text, history)
        except QuestionError as error:
            if file is None:
                raise
            print(json.dumps({"question": text[:200], "error": str(error)}, ensure_ascii=False))
            continue
        if as_json:
            _print_json(asdict(answer), indent=None if file else 2)
        else:
            _print_answer(answer)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Words or a question, in quotation marks.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Passages to show.")] = 5,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that a question finds, with their scores, best first."""
    settings = Settings.load(corpus=corpus, index=index)
    found = _open(settings, compare=corpus is not None).search(question, count)
    rows: list[dict[str, Any]] = [
        {
            "document": f.document.id,
            "title": f.document.title,
            "pages": list(f.passage.pages),
            "headings": list(f.passage.headings),
            "start": f.passage.start,
            "end": f.passage.end,
            "score": round(f.hit.score, 4),
            "dense": round(f.hit.dense, 4),
            "lexical": round(f.hit.lexical, 4),
            "text": f.passage.text,
        }
        for f in found
    ]
    if as_json:
        _print_json(rows)
        return
    for number, row in enumerate(rows, start=1):
        place = ", ".join(f"page {page}" for page in row["pages"]) or " – ".join(row["headings"])
        _out.print(f"[bold]{number}. {escape(row['title'])}[/]  {escape(place)}")
        scores = (
            f"score {row['score']:.3f} = dense {row['dense']:.3f}, lexical {row['lexical']:.3f}"
        )
        _out.print(f"   [dim]{escape(row['document'])}  {scores}[/]")
        _out.print(f"   {escape(row['text'])}\n")


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to listen on. (default: 127.0.0.1)")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Port. (default: 7860)")
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Serve the page where residents ask; builds the index first if it is older than the corpus."""
    from klimatsvar.assistant import Assistant
    from klimatsvar.index.store import has_index
    from klimatsvar.ingest import is_stale
    from klimatsvar.web.app import serve as serve_page

    settings = Settings.load(corpus=corpus, index=index, host=host, port=port)
    try:
        if is_stale(settings.corpus, settings.index, settings.passage_tokens):
            _print_report(_build(settings, quiet=False))
    except CorpusError as error:
        if not has_index(settings.index):
            raise
        _err.print(f"[red]klimatsvar:[/] {escape(str(error))}")
        _err.print("Det gick inte att läsa in dokumenten. Sidan svarar ur det tidigare indexet.")
    serve_page(Assistant.open(settings), settings)


def _open(settings: Settings, *, compare: bool) -> "Assistant":
    """Open the assistant; with ``compare``, tell if its index is not of the corpus that is set."""
    from klimatsvar.assistant import Assistant

    assistant = Assistant.open(settings)
    if compare:
        from klimatsvar.ingest import is_stale

        if is_stale(settings.corpus, settings.index, settings.passage_tokens):
            _err.print(
                f"[yellow]klimatsvar:[/] {escape(str(settings.index))} was built from other "
                f"documents than {escape(str(settings.corpus))} has; run `klimatsvar ingest`"
            )
    return assistant


def _build(settings: Settings, *, quiet: bool) -> "Report":
    from klimatsvar.corpus.read import corpus_files
    from klimatsvar.embed import SentenceTransformerEncoder
    from klimatsvar.ingest import ingest as build

    corpus_files(settings.corpus)  # a missing corpus is told before the model is loaded
    if not quiet:
        _err.print("Förbereder språkmodellen …")
    encoder = SentenceTransformerEncoder(settings.model, settings.cache)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err, disable=quiet) as progress:
        bars: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(_STAGES[stage], total=total)
            progress.update(bars[stage], completed=done)

        return build(
            settings.corpus,
            settings.index,
            encoder,
            passage_tokens=settings.passage_tokens,
            progress=show,
        )


_STAGES = {"read": "Läser dokument", "encode": "Gör texten sökbar"}


def _read_questions(file: Path) -> list[tuple[str, list[str]]]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KlimatsvarError(f"{file}: can't be read ({error}); give a UTF-8 file") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, history = row["question"], row.get("history") or []
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KlimatsvarError(
                f'{file}, line {number}: not a JSON object with "question"; mend the line'
            ) from error
        questions.append((str(question), [str(earlier) for earlier in history]))
    return questions


def _print_json(value: Any, indent: int | None = 2) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def _print_answer(answer: Answer) -> None:
    _out.print(f"\n[bold]{escape(answer.question)}[/]\n")
    _out.print(escape(answer.text))
    if answer.citations:
        _out.print()
    for c in answer.citations:
        place = f"sidan {c.page}" if c.page else c.heading
        parts = [c.title, c.publisher, c.date, place, c.url]
        _out.print(f"[{c.number}] {' · '.join(part for part in parts if part)}", markup=False)
    if not answer.citations:
        for near in answer.nearest:
            page = f", sidan {near.page}" if near.page else ""
            _out.print(f"  – {near.title}{page} ({near.document})", markup=False)
    _out.print(f"\n[dim]Säkerhet {answer.confidence:.2f}[/]")


def _print_report(report: "Report") -> None:
    table = Table(box=None, header_style="bold")
    table.add_column("Fil")
    for name in ("Sidor", "Stycken", "Tecken"):
        table.add_column(name, justify="right")
    table.add_column("Att veta")
    for file in report.files:
        told = "; ".join(file.warnings) or ("ingen text att citera" if file.skipped else "")
        table.add_row(
            escape(file.id),
            str(file.pages or ""),
            str(file.passages),
            f"{file.characters:,}".replace(",", " "),
            f"[red]Hoppades över:[/] {escape(told)}" if file.skipped else escape(told),
        )
    _out.print(table)
    manifest = report.manifest
    _out.print(
        f"\nKlart på {report.seconds:.0f} s. Nu går det att söka i {manifest.documents} dokument, "
        f"{manifest.passages} stycken, {manifest.sentences} meningar (version "
        f"{manifest.generation})."
    )
    if report.skipped:
        _out.print(f"Filer som hoppades över: {len(report.skipped)}. Se tabellen ovan.")


if __name__ == "__main__":
    main()
