"""Where to report a weakness: /.well-known/security.txt, in the form of RFC 9116."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException
from fastapi.responses import PlainTextResponse

from klimatsvar.settings import Settings

_VALID = timedelta(days=90)
"""How long whoever reads it may go by it; less than a year, as its form asks."""


def security_page(settings: Settings) -> APIRouter:
    """Return the route; it answers 404 where no contact is set."""
    router = APIRouter(include_in_schema=False)

    @router.get("/.well-known/security.txt")
    def security() -> PlainTextResponse:
        if settings.security_contact is None:
            raise HTTPException(404)
        expires = datetime.now(UTC).replace(microsecond=0) + _VALID
        lines = [
            f"Contact: {settings.security_contact}",
            f"Expires: {expires.isoformat()}",
            "Preferred-Languages: sv, en",
        ]
        return PlainTextResponse("\n".join(lines) + "\n")

    return router
