"""Check that somebody has approved what the pages say in the organisation's name."""

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
