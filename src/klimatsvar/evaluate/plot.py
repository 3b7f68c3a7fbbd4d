"""Draw the risk-coverage curve. Needs matplotlib, the extra ``plot``."""

from pathlib import Path

from klimatsvar.errors import KlimatsvarError
from klimatsvar.evaluate.metrics import Curve
from klimatsvar.system import pip_install


def check_plot(path: Path) -> None:
    """Check, before a long run, that a plot can be drawn and written at ``path``.

    Raises KlimatsvarError.
    """
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise KlimatsvarError("plot_without_matplotlib", install=pip_install("plot")) from error
    if not path.parent.is_dir():
        raise KlimatsvarError("plot_without_folder", file=path, folder=path.parent)


def plot_risk_coverage(curve: Curve, path: Path) -> None:
    """Write the curve as a PNG of 960 x 640 pixels. Raises KlimatsvarError."""
    check_plot(path)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), dpi=160, layout="constrained")
    axes = figure.add_subplot()
    axes.step(curve.coverage, curve.risk, where="post", marker="." if len(curve.risk) < 50 else "")
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="coverage: share of the questions answered",
        ylabel="risk: share of these answers wrong",
    )
    axes.grid(alpha=0.3)
    try:
        figure.savefig(path, format="png")
    except OSError as error:
        raise KlimatsvarError("plot_not_written", file=path, reason=error.strerror) from error
