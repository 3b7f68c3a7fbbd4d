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
        raise KlimatsvarError(
            "--plot",
            "matplotlib is not installed",
            f"run `{pip_install('plot')}`, or leave --plot out",
        ) from error
    if not path.parent.is_dir():
        raise KlimatsvarError(path, f"there is no folder {path.parent}", "make it first")


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
        raise KlimatsvarError(
            path, f"can't be written ({error.strerror})", "name another file"
        ) from error
