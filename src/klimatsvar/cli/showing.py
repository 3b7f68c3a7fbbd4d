"""The command that shows what was read of a file: show."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Grid

from klimatsvar.cli.common import EXIT_FOUND, CorpusOption, DepartmentOption, app, err, out, shown
from klimatsvar.errors import KlimatsvarError
from klimatsvar.settings import Settings

if TYPE_CHECKING:  # the command imports what is slow to load when it needs it
    from klimatsvar.corpus.read import Reading
    from klimatsvar.review.parts import Part
    from klimatsvar.review.tables import Table


@app.command()
def show(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A path, or a file's name in the corpus.")
    ],
    page: Annotated[
        int | None, typer.Option("--page", min=1, metavar="N", help="Show this page alone.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="OUT",
            help="Write a web page with the PDF's pages beside their text.",
        ),
    ] = None,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Show what is read of a file: its title and date, headings, tables and passages.

    The file may be one that is not in the corpus yet. Changes nothing. Exit code 3 when it can't
    be read.
    """
    from klimatsvar.model.opening import open_encoder
    from klimatsvar.review.reading import choose, parts, read

    settings = Settings.load(department, corpus=corpus)
    chosen = choose(file, settings.corpus)
    if html and (
        html.suffix.lower() not in (".htm", ".html")
        or (html.exists() and html.samefile(chosen.file.path))
    ):
        raise typer.BadParameter(f"--html {html}: not a file to write that ends in .html")
    reading = read(chosen, settings)
    document = reading.document
    if document and page and page > (document.page_count or 0):
        told = f"har {document.page_count} sidor" if document.page_count else "har inga sidor"
        raise KlimatsvarError(file, told, "ange en annan sida, eller ingen, med --page")
    if document:
        err.print("Förbereder språkmodellen …")
    found = parts(reading, open_encoder(settings), settings.passage_tokens) if document else []
    if html:
        _write(html, reading, chosen.file.path, found, page)
    else:
        _print(reading, found, page)
    if not chosen.is_in_corpus:
        err.print(f"Filen ligger inte i {settings.corpus}, så ingen kan söka i den än.")
    if not document:
        raise typer.Exit(EXIT_FOUND)


def _write(
    to: Path, reading: "Reading", path: Path, parts: Sequence["Part"], page: int | None
) -> None:
    from klimatsvar.review.html import as_html

    text = as_html(reading, path, parts, page)
    try:
        to.write_text(text, "utf-8")
    except OSError as error:
        raise KlimatsvarError(
            to, f"can't be written ({error.strerror})", "choose another place"
        ) from error
    out.print(f"Sidan är skriven: {shown(str(to))}. Öppna den i en webbläsare.")


def _print(reading: "Reading", parts: Sequence["Part"], page: int | None) -> None:
    from klimatsvar.review.facts import facts
    from klimatsvar.review.parts import outline

    out.print(f"[bold]{shown(reading.id)}[/]\n")
    width = max((len(fact.name) for fact in facts(reading)), default=0)
    for fact in facts(reading):
        origin = f"  [dim]({shown(fact.origin)})[/]" if fact.origin else ""
        out.print(f"{fact.name:{width}}  {shown(fact.value)}{origin}")
    out.print("\n[bold]Att veta[/]")
    for warning in reading.warnings or ("Inget lämnades utanför.",):
        out.print(f"- {shown(warning)}")
    if reading.document is None:
        return
    headings = [h for h in outline(reading.document) if page in (None, h.page)]
    if headings:
        out.print("\n[bold]Rubriker[/]")
    for heading in headings:
        place = f"  [dim]sidan {heading.page}[/]" if heading.page else ""
        out.print(f"{'  ' * (heading.level - 1)}{shown(heading.text)}{place}")
    for part in parts:
        if page is None or page in part.pages:
            _print_part(part)


def _print_part(part: "Part") -> None:
    from klimatsvar.review.tables import Table

    pages = "–".join(map(str, dict.fromkeys((part.pages[0], part.pages[-1])))) if part.pages else ""
    head = (
        f"Stycke {part.number}" if part.number else "Söks inte",
        " › ".join(part.headings),
        f"sidan {pages}" if len(part.pages) == 1 else pages and f"sidorna {pages}",
    )
    out.print(f"\n[bold]{shown(' · '.join(text for text in head if text))}[/]")
    for piece in part.pieces:
        if isinstance(piece, Table):
            out.print(_grid(piece))
        else:
            mark = "- " if piece.kind == "list" else ""
            for line in piece.lines:
                out.print(f"{mark}{line}", markup=False)


def _grid(table: "Table") -> Grid:
    grid = Grid(show_header=bool(table.headers), header_style="bold")
    for header in table.headers or [""] * max(map(len, table.rows)):
        grid.add_column(shown(header), overflow="fold")
    for row in table.rows:
        grid.add_row(*map(shown, row))
    return grid
