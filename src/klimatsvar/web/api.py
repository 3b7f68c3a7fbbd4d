"""For programs: questions and answers as JSON."""

from fastapi import APIRouter

from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings


def api(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes."""
    del live, settings
    return APIRouter()
