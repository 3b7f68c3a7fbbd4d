"""What tells of the service, over real HTTP: /om, /dokument, and where there is no page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.errors import SettingsError
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import About, Contact, Settings
from klimatsvar.texts import texts
from klimatsvar.web.pages.about import Figures
from serving import serving
from toy import ToyEncoder, write_corpus

HTML = {"accept": "text/html,*/*"}
SV, EN = texts("sv"), texts("en")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("about")
    corpus = write_corpus(
        folder / "corpus",
        a="---\ntitle: Önskemål <om> buss\npublisher: Borås Stad\ndate: 2024-05\n"
        "origin: SMHI <2021>\n---\n\nTa buss.",
        b="---\ntitle: Ängar och skog\nreplaced_by: c.md\n---\n\nI skog finns stigar.",
        c="# Cykelplan\n\nGäller till och med 2020-12-31\n\nTa cykel till skolan.",
    )
    return Settings(
        corpus=corpus,
        index=folder / "index",
        about=About(sv="Ett urval.", en="A choice."),
        contact=Contact(name="Kontaktcenter"),
        questions_per_minute=0,
    )


@pytest.fixture(scope="module")
def toy(settings: Settings) -> Assistant:
    encoder = ToyEncoder()
    ingest(settings.corpus, settings.index, encoder, passage_tokens=50)
    return Assistant(Index.open(settings.index, encoder), encoder, Fitted.load(), settings)


@pytest.fixture(scope="module")
def url(toy: Assistant, settings: Settings) -> Iterator[str]:
    with serving(toy, settings) as url:
        yield url


def test_every_document_is_listed_with_what_is_known_of_it(url: str) -> None:
    page = httpx.get(f"{url}/dokument").text
    listed = re.search('<ul class="documents">.*?</ul>', page, re.S)
    assert listed
    assert re.sub("\n", "", listed[0]) == (
        '<ul class="documents">'
        '<li><a href="kalla/c.md" lang="sv" dir="auto">Cykelplan</a>'
        "<p>Enligt sin egen text gällde dokumentet till och med 31 december 2020.</p></li>"
        '<li><a href="kalla/b.md" lang="sv" dir="auto">Ängar och skog</a>'
        "<p>Dokumentet har ersatts av Cykelplan.</p></li>"
        '<li><a href="kalla/a.md" lang="sv" dir="auto">Önskemål &lt;om&gt; buss</a>'
        "<p>Borås Stad, maj 2024, efter uppgifter från SMHI &lt;2021&gt;</p></li></ul>"
    )
    assert "Tjänsten söker i 3 dokument." in page
    assert "<p>Ett urval.</p>" in page
    assert 'rel="next"' not in page
    english = httpx.get(f"{url}/dokument?lang=en").text
    assert 'href="kalla/a.md?lang=en"' in english
    assert "Borås Stad, May 2024, based on SMHI &lt;2021&gt;</p>" in english


def test_the_page_about_the_service_tells_what_it_knows_and_how_to_complain(url: str) -> None:
    page = httpx.get(f"{url}/om").text
    assert "Tjänsten söker i 3 dokument, som de såg ut " in page
    assert SV["om_right_unmeasured"] in page
    assert "Kontakta Kontaktcenter." in page
    assert "A choice." in httpx.get(f"{url}/om?lang=en").text
    assert "<p></p>" not in page  # of a language model, where there is none
    assert '<meta name="description" content="Ställ en fråga om' in page


FIGURES: dict[str, Any] = {
    "questions": 85,
    "sure": {"right": {"share": 0.43}, "wrong_of_shown": {"share": 0.05}},
    "sure_or_possible": {"right": {"share": 0.846}, "wrong_of_shown": {"share": 0.1}},
    "seed": 0,
}


def test_how_often_it_is_right_is_told_as_it_was_measured(
    toy: Assistant, settings: Settings, tmp_path: Path
) -> None:
    measured = tmp_path / "eval.json"
    measured.write_text(json.dumps(FIGURES), "utf-8")
    with serving(toy, settings, figures=measured) as url:
        page = httpx.get(f"{url}/om?lang=en").text
    assert (
        "We have tried the service with 85 questions whose answers we know. Of the answers that "
        "were shown as sure, 95 percent were right. Of all answers that were shown, the unsure "
        "ones too, 90 percent were right. Of the questions that have an answer in the documents, "
        "85 percent got a right one."
    ) in page


@pytest.mark.parametrize("content", ["", "{}", json.dumps({**FIGURES, "questions": "många"})])
def test_figures_that_are_none_are_refused(content: str, tmp_path: Path) -> None:
    (path := tmp_path / "eval.json").write_text(content, "utf-8")
    for file in (path, tmp_path / "gone.json"):
        with pytest.raises(SettingsError, match="not what `klimatsvar eval --json` prints"):
            Figures.read(file)


@pytest.mark.parametrize(("language", "words"), [("sv-SE", SV), ("en-GB,sv", EN)])
def test_where_there_is_no_page_people_are_told_so_in_their_language(
    url: str, language: str, words: dict[str, str]
) -> None:
    asked = httpx.get(f"{url}/finns/inte", headers={**HTML, "accept-language": language})
    assert asked.status_code == 404
    assert f"<h1>{words['missing_title']}</h1>" in asked.text
    assert 'href="../plain.css"' in asked.text
    assert httpx.get(f"{url}/finns/inte").text == ""
    assert httpx.post(f"{url}/finns/inte", headers=HTML).text == ""


@pytest.mark.parametrize("first", ["9" * 20, "9" * 5000, "-1", "²", "<b>", ""])
def test_an_address_of_the_list_that_was_changed_by_hand_shows_a_page(url: str, first: str) -> None:
    page = httpx.get(f"{url}/dokument", params={"efter": first})
    assert (page.status_code, "<b>" in page.text) == (200, False)
    assert ("Cykelplan" in page.text) == (not first.startswith("9"))
    assert 'href="?efter=1000000000' not in page.text


@pytest.mark.parametrize("path", ["/a" * 21, "/kalla" + "/a" * 2100, "/" * 5000 + "a"])
def test_an_address_that_leads_far_down_gets_no_page_of_links_up(url: str, path: str) -> None:
    given = httpx.get(url + path, headers=HTML)
    assert (given.status_code, given.text) == (404, "")
