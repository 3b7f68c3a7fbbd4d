"""Draw a comparison: a bar for each system, a panel for each of the figures that matter most."""

from collections.abc import Sequence
from pathlib import Path

from figures import Measure, Run
from matplotlib.figure import Figure

_SHOWN = {
    "Ingest, with start, CPU s": "Ingest, CPU seconds",
    "Question to results, p95, ms": "Question to results, p95, ms",
    "nDCG@10 of documents": "nDCG@10",
    "Memory after searching, MB": "Memory when searching, MB",
}
_OURS, _PEERS = "#00635d", "#9aa5b1"


def draw(runs: Sequence[Run], rows: Sequence[Measure], ours: Sequence[str], path: Path) -> None:
    """Write the picture as SVG."""
    shown = [row for row in rows if row.name in _SHOWN]
    figure = Figure(figsize=(9, 5), layout="constrained")
    for axes, row in zip(figure.subplots(2, 2).flat, shown, strict=True):
        values = row.values(runs)
        names = sorted(values, key=values.__getitem__, reverse=row.best is min)
        bars = axes.barh(
            [name.replace("klimatsvar_passages", "klimatsvar,\npassages only") for name in names],
            [values[name] for name in names],
            color=[_OURS if name in ours else _PEERS for name in names],
        )
        axes.bar_label(bars, fmt=f"%.{min(row.digits, 2)}f", padding=3)
        axes.margins(x=0.15)
        axes.spines[["top", "right"]].set_visible(False)
        better = "less" if row.best is min else "more"
        axes.set_title(f"{_SHOWN[row.name]} ({better} is better)", fontsize=10)
    figure.savefig(path, format="svg", metadata={"Date": None})
