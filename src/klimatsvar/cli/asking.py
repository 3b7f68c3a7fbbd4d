"""Commands that ask: ask and search."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from klimatsvar.answer.limits import masked
from klimatsvar.cli.common import (
    CorpusNameOption,
    CorpusOption,
    DepartmentOption,
    IndexOption,
    JsonOption,
    app,
    err,
    out,
    print_json,
    shown,
)
from klimatsvar.cli.speech import language, said, told
from klimatsvar.corpus.about import is_over
from klimatsvar.errors import KlimatsvarError, QuestionError
from klimatsvar.settings import Settings
from klimatsvar.texts import page_language, texts
from klimatsvar.types import Answer, Citation, Wording

if TYPE_CHECKING:  # the commands import what is slow to load when they need it
    from klimatsvar.assistant import Assistant
    from klimatsvar.suggestions import Suggestions


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="The question, in quotation marks.")
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
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show what each stage did, and which stage to look at."),
    ] = False,
    simple: Annotated[
        bool,
        typer.Option(
            "--simple", help=f"In simple language; needs a language model, see {shown('[llm]')}."
        ),
    ] = False,
    generation: Annotated[
        str | None,
        typer.Option(
            "--generation",
            metavar="VERSION",
            help="Ask this version of the index, published or not; see `klimatsvar index list`.",
        ),
    ] = None,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotations from the documents, or say that they don't answer it.

    A refusal is an answer: exit code 0.
    """
    if (question is None) == (file is None):
        raise typer.BadParameter(said("question_or_file"))
    settings = Settings.load(department, corpus=corpus, index=index, corpus_name=corpus_name)
    if simple and settings.llm is None:
        raise typer.BadParameter(said("simple_needs_model"))
    asked = [(question, [])] if question is not None else _read_questions(file or Path())
    if generation and settings.store == "milvus":
        raise typer.BadParameter(said("generation_needs_faiss"))
    assistant = _open(settings, compare=corpus is not None, generation=generation)
    from klimatsvar.cli.explaining import print_explanation
    from klimatsvar.suggestions import Suggestions

    suggestions = Suggestions(settings.examples)
    for text, history in asked:
        try:
            if explain:
                answer, explanation = assistant.explain(text, history)
                wording = None  # what is explained is the answer
            else:
                *_, last = assistant.ask_in_words(text, history, simple=simple)
                answer, wording, explanation = last.answer, last.wording, None
        except QuestionError as error:
            if file is None:
                raise
            print_json({"question": masked(text)[:200], "error": told(error)}, indent=None)
            continue
        if as_json:
            more: dict[str, Any] = {}
            if explanation:
                more["explanation"] = asdict(explanation)
            if settings.llm:
                more["wording"] = asdict(wording) if wording else None
            print_json({**asdict(answer), **more}, indent=None if file else 2)
        else:
            # What stands around an answer is in its language, but beside an explanation in ours.
            around = language() if explain else page_language(answer.language)
            _print_answer(answer, wording, around)
            _print_instead(answer, history, assistant, suggestions)
            if explanation:
                print_explanation(explanation, out)


@app.command()
def search(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="Words or a question, in quotation marks.")
    ],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Passages to show.")] = 5,
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that a question finds, with their scores, best first."""
    settings = Settings.load(department, corpus=corpus, index=index, corpus_name=corpus_name)
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
        print_json(rows)
        return
    for number, row in enumerate(rows, start=1):
        pages = ", ".join(said("page", page=page) for page in row["pages"])
        place = pages or " – ".join(row["headings"])
        out.print(f"[bold]{number}. {shown(row['title'])}[/]  {shown(place)}")
        figures = {name: f"{row[name]:.3f}" for name in ("score", "dense", "lexical")}
        scores = said("scores", **figures)
        out.print(f"   [dim]{shown(row['document'])}  {scores}[/]")
        out.print(f"   {row['text']}\n", markup=False)


def _open(settings: Settings, *, compare: bool, generation: str | None = None) -> "Assistant":
    """Open the assistant; with ``compare``, tell if its index is not of the corpus that is set."""
    from klimatsvar.assistant import Assistant

    assistant = Assistant.open(settings, generation=generation)
    if compare:
        from klimatsvar.ingest.build import is_of_others

        manifest = assistant.index.manifest
        if is_of_others(manifest, settings.corpus, settings.passage_tokens):
            where = settings.index if settings.store == "faiss" else manifest.generation
            others = said("built_from_others", index=where, corpus=settings.corpus)
            err.print(f"[yellow]klimatsvar:[/] {shown(others)}")
    return assistant


def _read_questions(file: Path) -> list[tuple[str, list[str]]]:
    try:
        # Not splitlines(): a question may hold other line separators than the newline.
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KlimatsvarError("questions_not_text", file=file, reason=error) from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, history = row["question"], row.get("history") or []
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KlimatsvarError("asked_line_wrong", file=file, line=number) from error
        questions.append((str(question), [str(earlier) for earlier in history]))
    return questions


def _print_answer(answer: Answer, wording: Wording | None, language: str) -> None:
    """Print an answer; what stands around its text is in ``language``."""
    words = {**texts(answer.language), **(wording.frame if wording else {})}
    frame = texts(language)
    out.print(f"\n[bold]{shown(answer.question)}[/]\n")
    if wording and wording.sentences:
        for sentence in wording.sentences:
            numbers = "".join(f"[{number}]" for number in sentence.citations)
            out.print(f"{sentence.text} {numbers}", markup=False)
        out.print(f"\n[dim]{shown(words['worded_by'].format(model=wording.model))}[/]\n")
        _print_sources(wording.citations, frame, quoted=True)
    else:
        out.print(answer.text, markup=False)
        if wording:
            out.print(f"\n[dim]{words['not_worded']}[/]")
        if answer.citations:
            out.print()
        _print_sources(answer.citations, frame, quoted=False)
    if answer.nearby:
        out.print(f"\n{words['nearby']}:")
        for c in answer.nearby:
            out.print(f"  ”{c.quote}”\n    {_source(c, frame)}", markup=False)
    if not answer.citations and answer.nearest:
        out.print(f"\n{words['refused_nearest']}:")
        for near in answer.nearest:
            page = f", {frame['page'].format(page=near.page)}" if near.page else ""
            out.print(shown(f"  – {near.title}{page} ({near.document})"))
    if answer.kind != "reply":
        out.print(f"\n[dim]{frame['command_confidence']} {answer.confidence:.2f}[/]")


def _print_instead(
    answer: Answer, history: Sequence[str], assistant: "Assistant", suggestions: "Suggestions"
) -> None:
    """Name questions that the documents do answer, where they don't answer this one."""
    words = texts(answer.language)
    found = suggestions.after([answer], assistant, history) if answer.kind == "refused" else ()
    if found:
        out.print(f"\n{words['refused_instead']}:")
    for question in found:
        out.print(f"  – {question}", markup=False)


def _print_sources(
    citations: Sequence[Citation], frame: Mapping[str, str], *, quoted: bool
) -> None:
    for c in citations:
        if quoted:
            out.print(f"[{c.number}] ”{c.quote}”\n    {_source(c, frame)}", markup=False)
        else:
            out.print(f"[{c.number}] {_source(c, frame)}", markup=False)
        for source in c.also:
            out.print(f"    {frame['command_also']} {_source(source, frame)}", markup=False)
        if c.basis:
            out.print(f"    {frame['editorial']} {frame['editorial_basis']}", markup=False)
            out.print(f"    ”{c.basis.quote}” {_source(c.basis, frame)}", markup=False)


def _source(citation: Citation, frame: Mapping[str, str]) -> str:
    c = citation
    dated = frame["date_guessed"].format(date=c.date) if c.date and c.date_guessed else c.date
    origin = frame["based_on"].format(origin=c.origin) if c.origin else None
    parts = [c.title, c.publisher, dated, origin, _place(c, frame), *_cautions(c, frame), c.url]
    return " · ".join(part for part in parts if part)


def _place(citation: Citation, frame: Mapping[str, str]) -> str | None:
    pages = citation.pages
    if len(pages) > 1:
        return frame["pages"].format(first=pages[0], last=pages[-1])
    return frame["page"].format(page=pages[0]) if pages else citation.heading


def _cautions(citation: Citation, frame: Mapping[str, str]) -> list[str]:
    cautions = [frame["command_ocr"]] if citation.ocr else []
    if citation.replaced_by:
        cautions.append(frame["command_replaced"].format(title=citation.replaced_by))
    if is_over(citation.valid_until, date.today()):
        cautions.append(frame["command_lapsed"].format(date=citation.valid_until))
    if citation.left_out:
        cautions.append(frame["command_left_out"].format(count=citation.left_out))
    return cautions
