"""Check that somebody has approved, and answers for, what the pages say in a city's name."""

from collections.abc import Iterator

from klimatsvar.check.finding import Finding, warning
from klimatsvar.settings import SETTINGS_FILE, Settings

_PAGES = {
    "accessibility": ("tillgänglighetsredogörelsen", "/tillganglighet"),
    "privacy": ("sidan om integritet", "/integritet"),
}


def check_approved(settings: Settings) -> Iterator[Finding]:
    """Find pages that nobody has approved, or that name nobody."""
    for name, (told, path) in _PAGES.items():
        if getattr(settings.approved, name) is None:
            yield warning(
                SETTINGS_FILE,
                f"{told} är inte godkänd",
                f"läs {path} och skriv dagen då den godkändes i {SETTINGS_FILE}, under [approved]: "
                f"{name} = 2026-12-01",
            )
    if "name" not in settings.contact.model_fields_set and not settings.organisation:
        yield warning(
            SETTINGS_FILE,
            "ingen organisation är angiven, så sidorna säger inte vem som är ansvarig",
            f'skriv organisation = "…" i {SETTINGS_FILE}',
        )


_ANSWERS = {
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
                f"{_ANSWERS[name]}",
                f"skriv det som {name} under [privacy], eller stäng av log_questions",
            )
