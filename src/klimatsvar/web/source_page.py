"""A page for each source, with the quotation marked in its surroundings."""

from fastapi import APIRouter

from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings


def source_pages(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes."""
    del live, settings
    return APIRouter()
