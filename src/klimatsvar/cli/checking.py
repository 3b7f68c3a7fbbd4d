"""The command that looks for faults: check."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from klimatsvar.cli.common import (
    EXIT_FOUND,
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
from klimatsvar.cli.speech import language, said
from klimatsvar.settings import Settings

if TYPE_CHECKING:  # the command imports what is slow to load when it needs it
    from klimatsvar.check import Finding, Parts

_MOST_FILES = 10
"""Files shown under one message."""


@app.command()
def check(
    department: DepartmentOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            metavar="JSONL",
            help="Check too that these questions' documents can be searched and are not replaced.",
        ),
    ] = None,
    corpus_name: CorpusNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for faults in the index and the corpus, and tell how to mend them. Writes nothing.

    Exit code 0 when there are no errors, warnings or not, 3 when there are, 1 without an index.
    """
    from klimatsvar.check import check as find_faults
    from klimatsvar.check import (
        check_approved,
        check_model,
        check_privacy,
        check_questions,
    )
    from klimatsvar.evaluate import read_questions
    from klimatsvar.model.opening import open_encoder

    settings = Settings.load(department, corpus=corpus, index=index, corpus_name=corpus_name)
    asked = read_questions(questions) if questions else []
    parts = _parts(settings)  # a missing index is told before the model is loaded
    err.print(said("preparing"))
    encoder = open_encoder(settings)
    findings = list(find_faults(parts, settings.corpus, encoder, settings.passage_tokens))
    findings += [*check_model(settings), *check_privacy(settings)]
    if parts.manifest and not parts.on_disk:
        from klimatsvar.check.in_milvus import check_asking

        findings += check_asking(settings, parts, encoder)
    findings += check_approved(settings)
    if questions and parts.documents is not None:
        findings += check_questions(asked, parts.documents, questions)
    errors = [finding for finding in findings if finding.level == "error"]
    warnings = [finding for finding in findings if finding.level == "warning"]
    if as_json:
        print_json(
            {
                "errors": len(errors),
                "warnings": len(warnings),
                "findings": [_as_json(finding) for finding in (*errors, *warnings)],
            }
        )
    else:
        _print(said("errors"), errors)
        _print(said("warnings"), warnings)
        out.print(_summary(len(errors), len(warnings)))
    if errors:
        raise typer.Exit(EXIT_FOUND)


def _parts(settings: Settings) -> "Parts":
    if settings.store == "milvus":
        from klimatsvar.check.in_milvus import parts_in_milvus

        return parts_in_milvus(settings)
    from klimatsvar.check import open_parts

    return open_parts(settings.index)


def _as_json(finding: "Finding") -> dict[str, str]:
    told = finding.told(language())
    return {
        "level": finding.level,
        "file": told.subject,
        "message": told.cause,
        "remedy": told.remedy,
    }


def _print(heading: str, findings: Sequence["Finding"]) -> None:
    """Print the findings under a heading, those that say the same together."""
    if not findings:
        return
    alike: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        told = finding.told(language())
        alike.setdefault((told.cause, told.remedy), []).append(told.subject)
    out.print(f"[bold]{heading}[/]\n")
    for (message, remedy), files in alike.items():
        for line in (*_named(files), f"  {message}", f"  → {remedy}"):
            out.print(f"  {shown(line)}")
        out.print()


def _named(files: Sequence[str]) -> Iterable[str]:
    yield from files[:_MOST_FILES]
    if len(files) > _MOST_FILES:
        yield said("and_more", count=len(files) - _MOST_FILES)


def _summary(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return said("all_well")
    return said("found", errors=errors, warnings=warnings)
