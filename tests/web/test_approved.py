"""Whether the organisation has approved what the pages say in its name, and who tested them."""

from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Approved, Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages.plain import plain_pages
from toy import ToyEncoder, write_two

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("path", "approved", "told"),
    [
        (
            "/integritet",
            Approved(accessibility=DAY),
            "<p>Ansvarig för Klimatsvar: Åby kommun. Texten är inte godkänd än av Åby kommun.</p>",
        ),
        (
            "/integritet?lang=en",
            Approved(privacy=DAY),
            "<p>Responsible for Klimatsvar: Åby kommun. This text was approved by Åby kommun on "
            "1 December 2026.</p>",
        ),
        (
            "/tillganglighet",
            Approved(privacy=DAY),
            "<p>De som utvecklar Klimatsvar har testat sidorna och bedömt dem, på sin egen dator. "
            "Det gjordes, och den här sidan uppdaterades, den 30 november 2026. Texten är inte "
            "godkänd än av Åby kommun.</p>",
        ),
        (
            "/tillganglighet",
            Approved(accessibility=DAY),
            " Texten godkändes av Åby kommun den 1 december 2026.</p>",
        ),
    ],
)
def test_a_page_says_who_approved_it(
    tmp_path: Path, path: str, approved: Approved, told: str
) -> None:
    settings = Settings.load(
        corpus=write_two(tmp_path / "corpus"),
        index=tmp_path / "index",
        title="Klimatsvar",
        organisation="Åby kommun",
        approved=approved,
    )
    ingest(settings.corpus, settings.index, ToyEncoder(), passage_tokens=50)
    index = Index.open(settings.index, ToyEncoder())
    app = FastAPI()
    assistant = Assistant(index, ToyEncoder(), Fitted.load(), settings)
    app.include_router(plain_pages(LiveAssistant(assistant), settings, Suggestions(())))
    assert told in unescape(TestClient(app).get(path).text)
