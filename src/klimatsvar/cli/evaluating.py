"""The command that measures: eval."""

import math
import platform
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from klimatsvar.cli.common import (
    CorpusNameOption,
    DepartmentOption,
    IndexOption,
    JsonOption,
    Show,
    app,
    err,
    out,
    print_json,
    showing,
)
from klimatsvar.cli.speech import said
from klimatsvar.settings import Settings

if TYPE_CHECKING:  # the command imports what is slow to load when it needs it
    from klimatsvar.answer.weigh import Parts
    from klimatsvar.evaluate import Evaluation, Proportion, Shown, WordedEvaluation

_STEPS = 10
"""Points of the risk-coverage curve that are printed."""


@app.command("eval")
def evaluate_questions(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Questions with gold answers.")
    ],
    documents: Annotated[
        Path | None,
        typer.Option(
            "--documents",
            metavar="DOCUMENTS.jsonl",
            help="Search these, in an index that is made for it and thrown away. "
            "(default: the index that serves)",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Ask this many, drawn at random.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Draws the same questions each time.")] = 0,
    remove_gold: Annotated[
        bool,
        typer.Option(
            "--remove-gold",
            help="Ask each answerable question once more without the documents that answer it: "
            "then it should be refused.",
        ),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="PNG", help="Draw the risk-coverage curve in this file."),
    ] = None,
    llm: Annotated[
        bool,
        typer.Option(
            "--llm", help="Let the language model that is set word the answers too (slow)."
        ),
    ] = False,
    department: DepartmentOption = None,
    index: IndexOption = None,
    corpus_name: CorpusNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well questions with known answers are found, quoted and refused.

    The same seed gives the same figures, but for the time taken.
    """
    from klimatsvar.answer.fitted import Fitted
    from klimatsvar.answer.weigh import Parts
    from klimatsvar.evaluate import (
        evaluate,
        evaluate_wording,
        read_documents,
        read_numbered,
        require_documents,
        sample,
    )
    from klimatsvar.evaluate.plot import check_plot, plot_risk_coverage
    from klimatsvar.ingest.build import index_documents
    from klimatsvar.model.opening import open_encoder
    from klimatsvar.opening import open_store, open_writer, serving

    if documents and index:
        raise typer.BadParameter(said("documents_or_index"))
    # All that can be wrong is told before the model is loaded, if it can be known by then.
    settings = Settings.load(department, index=index, corpus_name=corpus_name)
    if llm and settings.llm is None:
        raise typer.BadParameter(said("llm_needs_model"))
    if plot:
        check_plot(plot)
    gold = read_numbered(questions)
    searched = read_documents(documents) if documents else None
    if searched is not None:
        require_documents(gold, questions, {document.id: document for document in searched})
    else:
        serving(settings)
    err.print(said("preparing"))
    encoder = open_encoder(settings)
    writer = open_writer(settings, encoder) if llm else None
    with showing(err) as show, tempfile.TemporaryDirectory() as folder:
        opened = (
            open_store(settings, encoder)
            if searched is None
            else index_documents(
                searched,
                Path(folder),
                encoder,
                passage_tokens=settings.passage_tokens,
                progress=_showing(show, "stage_encode"),
            )
        )
        require_documents(gold, questions, opened.documents)
        parts = Parts(opened, encoder, Fitted.load(), settings.sure_from, settings.possible_from)
        asked = sample(gold, limit, seed)
        found = evaluate(
            asked,
            parts,
            remove_gold=remove_gold,
            progress=_showing(show, "asking"),
        )
        worded = writer and evaluate_wording(
            asked,
            parts,
            writer,
            _showing(show, "wording"),
        )
    if plot:
        plot_risk_coverage(found.curve, plot)
    if as_json:
        more = {"wording": _rounded(asdict(worded))} if worded else {}
        print_json({**_as_json(found, parts, seed, temporary=searched is not None), **more})
    else:
        _print(found, parts)
        if worded:
            _print_wording(worded)


def _showing(show: Show, stage: str) -> Callable[[int, int], None]:
    """Return what shows how far a stage has come."""
    return lambda done, total: show(
        said(stage), done / total, said("done_of", done=done, total=total)
    )


def _as_json(found: "Evaluation", parts: "Parts", seed: int, *, temporary: bool) -> dict[str, Any]:
    manifest = parts.index.manifest
    steps = [step / _STEPS for step in range(1, _STEPS + 1)]
    value: dict[str, Any] = {
        "retrieval": found.retrieval,
        "answers": found.answers,
        "refusal": found.refusal,
        "refusal_by_kind": found.refusal_by_kind,
        "sure": _shown_as_json(found.sure),
        "sure_or_possible": _shown_as_json(found.possible),
        "groups": {
            name: {"sure": _shown_as_json(sure), "sure_or_possible": _shown_as_json(possible)}
            for name, (sure, possible) in found.groups.items()
        },
        "risk_coverage": [{"coverage": c, "risk": found.curve.risk_at(c)} for c in steps],
        "questions": sum(found.asked.values()),
        "answerable": found.asked["answerable"],
        "unanswerable": found.asked["unanswerable"] + found.asked["removed"],
        "removed": found.asked["removed"],
        "documents": manifest.documents,
        "passages": manifest.passages,
        "model": manifest.model,
        "fingerprint": manifest.fingerprint,
        "generation": None if temporary else manifest.generation,
        "klimatsvar": version("klimatsvar"),
        "python": platform.python_version(),
        "thresholds": {
            "first": asdict(parts.thresholds_for(follows_up=False)),
            "follow_up": asdict(parts.thresholds_for(follows_up=True)),
        },
        "seed": seed,
    }
    latency = {name: round(ms, 1) for name, ms in found.latency_ms.items()}
    return {
        **_rounded(value),
        "latency_ms": latency,
        "questions_per_second": round(found.questions_per_second, 1),
    }


def _shown_as_json(shown: "Shown") -> dict[str, Any]:
    return {
        name: {"share": p.share, "interval": [*p.interval], "of": p.whole}
        for name, p in (
            ("right", shown.right),
            ("wrong_of_shown", shown.wrong),
            ("shown_in_vain", shown.in_vain),
        )
    }


def _rounded(value: Any) -> Any:
    """Return the value with numbers to four decimals and None for nan, inside and out."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value


def _print(found: "Evaluation", parts: "Parts") -> None:
    asked, manifest = found.asked, parts.index.manifest
    questions = said(
        "eval_questions_removed" if asked["removed"] else "eval_questions",
        all=sum(asked.values()),
        answerable=asked["answerable"],
        unanswerable=asked["unanswerable"] + asked["removed"],
        removed=asked["removed"],
    )
    searched = said("eval_searched", documents=manifest.documents, passages=manifest.passages)
    out.print(f"{questions}\n{searched}\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(said("eval_right_document"))
    columns = list(found.retrieval["fused"])
    for column in columns:
        table.add_column(column, justify="right")
    for name, figures in found.retrieval.items():
        table.add_row(name, *(_shown(figures[column]) for column in columns))
    out.print(table)
    _print_figures("\n" + said("eval_answers"), found.answers)
    _print_figures(said("eval_refused"), found.refusal)
    if len(found.refusal_by_kind) > 1:
        for kind, figures in found.refusal_by_kind.items():
            _print_figures(said(f"eval_{kind}"), figures)
    out.print()
    out.print(_shown_table(found))
    risks = {f"{s / _STEPS:.0%}": found.curve.risk_at(s / _STEPS) for s in range(2, _STEPS + 1, 2)}
    _print_figures(said("eval_risk"), risks)
    times = {name: f"{found.latency_ms[name]:.0f}" for name in ("p50", "p95")}
    out.print(said("eval_time", per_second=f"{found.questions_per_second:.1f}", **times))


def _shown_table(found: "Evaluation") -> Table:
    """Return what is shown, as sure and as sure or possible, of all questions and by group."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(said("eval_shown_as"))
    for column in ("eval_right", "eval_wrong", "eval_in_vain"):
        table.add_column(said(column), justify="right")
    rows = {said("eval_sure"): found.sure, said("eval_possible"): found.possible}
    for name, (_, shown) in found.groups.items():
        rows[f"  {name}"] = shown
    for name, shown in rows.items():
        parts = (shown.right, shown.wrong, shown.in_vain)
        table.add_row(name, *map(_with_interval, parts))
    return table


def _with_interval(proportion: "Proportion") -> str:
    if not proportion.whole:
        return "–"
    share, low, high = (f"{part:.2f}" for part in (proportion.share, *proportion.interval))
    return said("eval_interval", share=share, low=low, high=high, whole=proportion.whole)


def _print_wording(worded: "WordedEvaluation") -> None:
    shares = asdict(worded)
    times = {
        f"{told} {name}": ms
        for told, times in (
            (said("eval_first"), worded.first_ms),
            (said("eval_whole"), worded.whole_ms),
        )
        for name, ms in times.items()
    }
    names = ("dropped", "fallen_back", "precision", "recall")
    _print_figures(said("eval_worded"), {name: shares[name] for name in names})
    out.print("  ".join(f"{name} {ms:.0f} ms" for name, ms in times.items()))


def _print_figures(heading: str, figures: Mapping[str, float]) -> None:
    shown = ", ".join(f"{name} {_shown(value)}" for name, value in figures.items())
    out.print(f"{heading}: {shown}", markup=False)


def _shown(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"
