"""What is known of the pages' accessibility: the facts behind the statement that the law asks for.

The tests in a real browser write them to ``accessibility.json``.
"""

from datetime import date
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

_FILE = files(__package__) / "accessibility.json"


class Gap(BaseModel):
    """Something that some residents can't use, as it is told in each language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sv: str
    en: str


class Accessibility(BaseModel):
    """The outcome of the last test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tested: date
    tool: str | None
    """What tested, with its version; None before the first test by a tool."""
    pages: tuple[str, ...]
    """What was tested, in words or as paths."""
    violations: int | None
    """Faults that the tool found; None before the first test by a tool."""
    known_gaps: tuple[Gap, ...]

    @property
    def complies(self) -> bool:
        """Nothing is known to fall short of the law, and a tool has looked."""
        return self.violations == 0 and not self.known_gaps


def accessibility() -> Accessibility:
    """Return the outcome of the last test."""
    return Accessibility.model_validate_json(_FILE.read_text("utf-8"))
