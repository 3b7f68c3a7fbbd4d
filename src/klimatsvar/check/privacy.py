"""Check that residents are told who answers for what is kept of them."""

from collections.abc import Iterator

from klimatsvar.check.finding import Finding, warning
from klimatsvar.settings import SETTINGS_FILE, Settings

_NAMED = {
    "controller": "vem som är personuppgiftsansvarig",
    "officer": "vem som är dataskyddsombud",
    "legal_basis": "den rättsliga grunden",
}


def check_privacy(settings: Settings) -> Iterator[Finding]:
    """Yield a warning for each thing that /integritet can't tell though questions are kept."""
    if not settings.log_questions:
        return
    privacy = settings.privacy
    known = {
        "controller": privacy.controller or settings.organisation,
        "officer": privacy.officer,
        "legal_basis": privacy.legal_basis,
    }
    for name, value in known.items():
        if not value:
            yield warning(
                SETTINGS_FILE,
                f"frågorna sparas (log_questions), men sidan om integritet säger inte "
                f"{_NAMED[name]}",
                f"skriv det som {name} under [privacy], eller stäng av log_questions",
            )
