"""Check that somebody has approved, and answers for, what the pages say in a city's name."""

from collections.abc import Iterator

from klimatsvar.check.finding import Finding, warning
from klimatsvar.settings import SETTINGS_FILE, Settings

_PAGES = {
    "accessibility": ("accessibility_not_approved", "/tillganglighet"),
    "privacy": ("privacy_not_approved", "/integritet"),
}
"""Keys of messages, and addresses."""


def check_approved(settings: Settings) -> Iterator[Finding]:
    """Find pages that nobody has approved, or that name nobody."""
    for name, (key, path) in _PAGES.items():
        if getattr(settings.approved, name) is None:
            yield warning(SETTINGS_FILE, key, page=path, file=SETTINGS_FILE)
    if "name" not in settings.contact.model_fields_set and not settings.organisation:
        yield warning(SETTINGS_FILE, "organisation_missing", file=SETTINGS_FILE)


_PRIVACY = {
    "controller": "controller_missing",
    "officer": "officer_missing",
    "legal_basis": "legal_basis_missing",
}
"""Keys of messages."""


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
            yield warning(SETTINGS_FILE, _PRIVACY[name])
