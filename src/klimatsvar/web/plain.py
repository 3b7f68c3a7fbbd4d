"""Pages that need no JavaScript: /enkel, /integritet, /tillganglighet."""

from fastapi import APIRouter

from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings


def plain_pages(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes."""
    del live, settings
    return APIRouter()
