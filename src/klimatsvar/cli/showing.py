"""The command that shows what was read of a file: show."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Grid

from klimatsvar.cli.common import EXIT_FOUND, CorpusOption, DepartmentOption, app, err, out, shown
from klimatsvar.cli.speech import language, said
from klimatsvar.errors import KlimatsvarError
from klimatsvar.settings import Settings
from klimatsvar.texts import review_texts
from klimatsvar.texts.messages import told_each

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
        raise typer.BadParameter(said("html_wrong", file=html))
    reading = read(chosen, settings)
    document = reading.document
    if document and page and page > (document.page_count or 0):
        key = "page_missing" if document.page_count else "file_without_pages"
        raise KlimatsvarError(key, file=file, pages=document.page_count or 0)
    if document:
        err.print(said("preparing"))
    found = parts(reading, open_encoder(settings), settings.passage_tokens) if document else []
    if html:
        _write(html, reading, chosen.file.path, found, page)
    else:
        _print(reading, found, page)
    if not chosen.is_in_corpus:
        err.print(said("show_outside", corpus=settings.corpus))
    if not document:
        raise typer.Exit(EXIT_FOUND)


def _write(
    to: Path, reading: "Reading", path: Path, parts: Sequence["Part"], page: int | None
) -> None:
    from klimatsvar.review.html import as_html

    text = as_html(reading, path, parts, page, language=language())
    try:
        to.write_text(text, "utf-8")
    except OSError as error:
        raise KlimatsvarError("page_not_written", file=to, reason=error.strerror) from error
    out.print(shown(said("show_written", file=to)))


def _print(reading: "Reading", parts: Sequence["Part"], page: int | None) -> None:
    from klimatsvar.review.facts import facts
    from klimatsvar.review.parts import outline

    out.print(f"[bold]{shown(reading.id)}[/]\n")
    words = review_texts(language())
    known = facts(reading, words)
    width = max((len(fact.name) for fact in known), default=0)
    for fact in known:
        found_in = f"  [dim]({shown(fact.found_in)})[/]" if fact.found_in else ""
        out.print(f"{fact.name:{width}}  {shown(fact.value)}{found_in}")
    out.print(f"\n[bold]{words['to_know']}[/]")
    for line in told_each(reading.warnings, language()) or [words["nothing_left_out"]]:
        out.print(f"- {shown(line)}")
    if reading.document is None:
        return
    headings = [h for h in outline(reading.document) if page in (None, h.page)]
    if headings:
        out.print(f"\n[bold]{words['headings']}[/]")
    for heading in headings:
        on_page = words["on_page"].format(page=heading.page)
        place = f"  [dim]{on_page}[/]" if heading.page else ""
        out.print(f"{'  ' * (heading.level - 1)}{shown(heading.text)}{place}")
    for part in parts:
        if page is None or page in part.pages:
            _print_part(part, words)


def _print_part(part: "Part", words: Mapping[str, str]) -> None:
    from klimatsvar.review.tables import Table

    pages = ""
    if part.pages:
        key = "on_page" if len(part.pages) == 1 else "on_pages"
        first, last = part.pages[0], part.pages[-1]
        pages = words[key].format(page=first, first=first, last=last)
    head = (
        words["part"].format(part=part.number) if part.number else words["unsearched"],
        " › ".join(part.headings),
        pages,
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
