"""Print an explanation: one paragraph or table a stage."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from klimatsvar.answer.explain import ADVICE, Explanation
from klimatsvar.cli.common import shown

_TEXT = 70
"""Characters of a sentence that are printed."""


def print_explanation(told: Explanation, to: Console) -> None:
    """Print what each stage did, in the order of the stages, and which to look at."""

    def line(text: str) -> None:
        to.print(text, markup=False)

    line(f"\nLanguage: {told.language}")
    line(f"Limits: {told.limit or 'none'}")
    if told.act:
        line(f"Asks nothing: {told.act}")
    if told.searched is not None:
        kind = "a follow-up, searched for as" if told.follow_up else "searched for alone, as"
        line(f"Conversation: {kind} ”{told.searched}”")
        known = [f"{term.stem} {term.weight:.1f}" for term in told.terms if term.known]
        unknown = [f"{term.stem} {term.weight:.1f}" for term in told.terms if not term.known]
        line(f"Word stems that the corpus has, with weight: {', '.join(known) or 'none'}")
        line(f"Word stems that it lacks: {', '.join(unknown) or 'none'}")
        if told.corrected:
            mended = ", ".join(f"{asked} as {meant}" for asked, meant in told.corrected)
            line(f"Words that it lacks, searched for as ones that it has: {mended}")
        if told.local_words:
            read = ", ".join(f"{asked} as {meant}" for asked, meant in told.local_words)
            line(f"Local words of ordlista.csv: {read}")
        line(f"\nPassages found: {'best first' if told.passages else 'none'}")
        to.print(_passages(told))
        line("\nSentences weighed, best first, and what became of each; [1] is the first quotation")
        to.print(_sentences(told))
    if told.thresholds:
        sure, possible = told.thresholds.sure, told.thresholds.possible
        line(
            f"\nConfidence: {told.confidence:.4f}, sure from {sure:.4f}, possible from "
            f"{possible:.4f}: {told.thresholds.kind_of(told.confidence)}"
        )
    line(f"Look at: {ADVICE[told.verdict]}")


def _table(*columns: str, numbers: int) -> Table:
    """Return an empty table whose first ``numbers`` columns are numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place < numbers else "left")
    return table


def _passages(told: Explanation) -> Table:
    table = _table("score", "dense", "lexical", "weighed", "document", "heading", numbers=4)
    for p in told.passages:
        scores = (f"{value:.3f}" for value in (p.score, p.dense, p.lexical))
        table.add_row(*scores, str(p.sentences), shown(p.document), shown(p.heading or ""))
    return table


def _sentences(told: Explanation) -> Table:
    table = _table(
        "score", "share", "became", "features beside the mean", "document", "sentence", numbers=2
    )
    for s in told.sentences:
        features = ", ".join(f"{c.feature} {c.points:+.1f}" for c in s.contributions)
        became = f"{s.fate} [{s.quotation}]" if s.quotation else s.fate
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
