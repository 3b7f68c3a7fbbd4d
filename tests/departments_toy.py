"""Two departments in one service over the toy encoder, and a third that is away."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Settings
from klimatsvar.web.departments import create_apps, create_service
from klimatsvar.web.live import LiveAssistant
from serving import serving_app
from toy import ToyEncoder, write_corpus

_SET = """
title = "Åby svarar"
sure_from = 0.0
questions_per_minute = 0
mcp = true
log_questions = true
feedback = true
[contact]
name = "Kontaktcenter"
phone = "0321-10"
[departments.resor]
title = "Resor i Åby"
examples = ["Går det en buss till jobbet?"]
[departments.resor.about]
sv = "Tidtabeller från Västtrafik."
[departments.natur]
title = "Natur i Åby"
questions_per_minute = 20
[departments.natur.contact]
name = "Skogskontoret"
[departments.natur.subject]
sv = "skog och mark"
[departments.stangd]
title = "Stängda sidor"
"""


def write_departments(folder: Path) -> None:
    """Write the settings and the documents of both into a folder."""
    (folder / "klimatsvar.toml").write_text(_SET, "utf-8")
    resor = "# Reseguiden\n\nTa buss till jobbet. Ta cykel till skolan."
    write_corpus(folder / "corpus/resor", resor=resor)
    write_corpus(folder / "corpus/natur", natur="# Naturguiden\n\nI skog och mark finns stigar.")


def _opened(settings: Settings) -> LiveAssistant:
    encoder = ToyEncoder()
    ingest(settings.corpus, settings.index, encoder, passage_tokens=50)
    index = Index.open(settings.index, encoder)
    assistant = Assistant(index, encoder, Fitted.load(), settings)
    assistant.ask("Går det en buss?")  # loads what only the first question waits for
    return LiveAssistant(assistant)


@contextmanager
def serving_departments(whole: Settings) -> Iterator[str]:
    """Serve them, and yield the address."""

    async def make() -> tuple[FastAPI, dict[str, FastAPI]]:
        lives = {name: _opened(whole.of(name)) for name in ("resor", "natur")}
        apps = create_apps(lives, whole)
        return create_service(apps, whole), apps

    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop running in the tests' own
        app, apps = thread.submit(asyncio.run, make()).result()
    with serving_app(app, *apps.values()) as url:
        yield url
