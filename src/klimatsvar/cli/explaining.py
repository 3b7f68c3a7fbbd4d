"""Print an explanation: one paragraph or table a stage."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from klimatsvar.answer.explain import Explanation
from klimatsvar.cli.common import shown
from klimatsvar.cli.speech import said

_TEXT = 70
"""Characters of a sentence that are printed."""


def print_explanation(told: Explanation, to: Console) -> None:
    """Print what each stage did, in the order of the stages, and which to look at."""

    def line(text: str) -> None:
        to.print(text, markup=False)

    none = said("explain_none")
    line("\n" + said("explain_language", language=told.language))
    line(said("explain_limits", limit=said(f"limit_{told.limit}") if told.limit else none))
    if told.act:
        line(said("explain_act", act=said(f"act_{told.act}")))
    if told.searched is not None:
        kind = "explain_follow_up" if told.follow_up else "explain_alone"
        line(said(kind, searched=told.searched))
        known = [f"{term.stem} {term.weight:.1f}" for term in told.terms if term.known]
        unknown = [f"{term.stem} {term.weight:.1f}" for term in told.terms if not term.known]
        line(said("explain_known", stems=", ".join(known) or none))
        line(said("explain_unknown", stems=", ".join(unknown) or none))
        if told.corrected:
            line(said("explain_corrected", words=_pairs(told.corrected)))
        if told.local_words:
            line(said("explain_local", words=_pairs(told.local_words)))
        line("\n" + said("explain_passages" if told.passages else "explain_no_passages"))
        to.print(_passages(told))
        line("\n" + said("explain_sentences"))
        to.print(_sentences(told))
    if told.thresholds:
        confidence = said(
            "explain_confidence",
            confidence=f"{told.confidence:.4f}",
            sure=f"{told.thresholds.sure:.4f}",
            possible=f"{told.thresholds.possible:.4f}",
            kind=said(f"kind_{told.thresholds.kind_of(told.confidence)}"),
        )
        line(f"\n{confidence}")
    line(said("explain_advice", advice=said(f"advice_{told.verdict}")))


def _pairs(words: Sequence[tuple[str, str]]) -> str:
    return ", ".join(said("explain_as", asked=asked, meant=meant) for asked, meant in words)


def _table(*columns: str, numbers: int) -> Table:
    """Return an empty table whose first ``numbers`` columns are numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(said(f"column_{column}"), justify="right" if place < numbers else "left")
    return table


def _passages(told: Explanation) -> Table:
    table = _table("score", "dense", "lexical", "weighed", "document", "heading", numbers=4)
    for p in told.passages:
        scores = (f"{value:.3f}" for value in (p.score, p.dense, p.lexical))
        table.add_row(*scores, str(p.sentences), shown(p.document), shown(p.heading or ""))
    return table


def _sentences(told: Explanation) -> Table:
    table = _table("score", "share", "became", "features", "document", "sentence", numbers=2)
    for s in told.sentences:
        features = ", ".join(f"{c.feature} {c.points:+.1f}" for c in s.contributions)
        fate = said(f"fate_{s.fate.replace(' ', '_')}")
        became = f"{fate} [{s.quotation}]" if s.quotation else fate
        text = s.text if len(s.text) <= _TEXT else f"{s.text[:_TEXT]} …"
        table.add_row(
            f"{s.score:.2f}",
            f"{s.share:.2f}",
            escape(became),
            features,
            shown(s.document),
            escape(text),
        )
    return table
