"""Each source's own page and file, over real HTTP, in a corpus with odd and hostile documents."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import get_args

import httpx
import pytest
from fastapi import FastAPI
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.index.texts import Documents
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Contact, Originals, Settings
from klimatsvar.types import Document
from klimatsvar.web.html.addresses import file_address, source_address
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages.originals import is_offered
from klimatsvar.web.pages.source_page import source_pages
from paper import WARMTH, WHEELS, make, prose
from serving import serving
from toy import ToyEncoder

ODD = "mapp å ä/100% buss? #1.md"
BUS = "Alla bussar går på biogas sedan 2010."
HOSTILE = '<script>alert(1)</script> [x](javascript:a) "\u202e'
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:a) &#34;"
REGISTER = f"""fil;titel;utgivare;ursprung;datum;länk;språk;ersätts av
{ODD};Bussar;Borås Stad;SMHI & VTI 2021;2023-12-08;https://www.boras.se/buss;sv;ny.md
ny.md;Nya bussar;;;;;sv;
plan.pdf;Planen;;;;;sv;
ond.html;<script>alert(1)</script>;;;;javascript:alert(1);sv;
"""


def pages(c: Canvas) -> None:
    prose(c, 700, WHEELS)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "mapp å ä").mkdir()
    (folder / ODD).write_text(f"# Resor\n\nTa gärna buss. {BUS}\n\nTa cykel i skog.", "utf-8")
    (folder / "ny.md").write_text(
        "# Bussar\n\nGäller till och med juni 2019\n\nNya bussar går på el.", "utf-8"
    )
    (folder / "ond.html").write_text(
        f"<html><body><p>{SHOWN} är en mening om buss och cykel i skog.</p>"
        "<script>document.title = 'ond'</script></body></html>",
        "utf-8",
    )
    make(folder / "plan.pdf", pages, lambda c: prose(c, 700, WARMTH))
    (folder / "dokument.csv").write_text(REGISTER, "utf-8")
    (folder / ".dold.md").write_text("hemligt", "utf-8")
    return folder


@pytest.fixture(scope="module")
def toy(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    encoder = ToyEncoder()
    settings = Settings(corpus=corpus, index=tmp_path_factory.mktemp("index"))
    ingest(settings.corpus, settings.index, encoder, passage_tokens=200)
    return Assistant(Index.open(settings.index, encoder), encoder, Fitted.load(), settings)


@pytest.fixture(scope="module")
def url(toy: Assistant, corpus: Path) -> Iterator[str]:
    with serving(toy, Settings(corpus=corpus, title="Klimatsvar", contact=Contact())) as url:
        yield url


def document(toy: Assistant, id: str) -> Document:
    return toy.index.documents[id]


def address_of(toy: Assistant, id: str, quote: str, language: str = "sv") -> str:
    found = document(toy, id)
    start = found.text.index(quote)
    return source_address(found, start, start + len(quote), language)


def test_the_quotation_is_marked_in_its_surroundings(url: str, toy: Assistant) -> None:
    answer = httpx.get(f"{url}/{address_of(toy, ODD, BUS)}")
    assert answer.status_code == 200
    assert '<html lang="sv">' in answer.text
    assert "<title>Bussar – Källa – Klimatsvar</title>" in answer.text
    assert '<h1 lang="sv" dir="auto">Bussar</h1>' in answer.text
    assert re.findall('<dt>(.*?)</dt><dd dir="auto">(.*?)</dd>', answer.text) == [
        ("Utgivare", "Borås Stad"),
        ("Datum", "8 december 2023"),
        ("Efter uppgifter från", "SMHI &amp; VTI 2021"),
        ("Avsnitt", "Resor"),
    ]
    assert f'<blockquote lang="sv" dir="auto">{BUS}</blockquote>' in answer.text
    assert (
        '<p class="heading">Resor</p>\n'
        f'<p class="paragraph">Ta gärna buss. <mark>{BUS}</mark></p>\n'
        '<p class="paragraph">Ta cykel i skog.</p>\n'
    ) in answer.text
    assert '<a href="https://www.boras.se/buss" rel="noopener noreferrer">' in answer.text
    assert "har ändrats" not in answer.text


def test_every_address_of_the_page_leads_somewhere(url: str, toy: Assistant) -> None:
    page = f"{url}/{address_of(toy, ODD, BUS)}"
    found = re.findall('(?:href|src)="([^"#]+)"', httpx.get(page).text)
    addresses = {httpx.URL(page).join(address.replace("&amp;", "&")) for address in found}
    own = {address for address in addresses if str(address).startswith(url)}
    assert {address.path for address in own} == {
        "/",
        "/enkel",
        "/om",
        "/dokument",
        "/integritet",
        "/tillganglighet",
        "/favicon.ico",
        "/page.css",
        "/plain.css",
        f"/kalla/{ODD}",
        "/kalla/ny.md",
        f"/dokument/{ODD}",
    }
    assert {httpx.get(address).status_code for address in own} == {200}


def test_the_newer_document_is_named_and_linked(url: str, toy: Assistant) -> None:
    page = httpx.get(f"{url}/{address_of(toy, ODD, BUS)}").text
    assert (
        '<p class="note">Dokumentet har ersatts av '
        '<a href="../../kalla/ny.md" lang="sv">Nya bussar</a>.</p>'
    ) in page


def test_a_document_that_holds_no_more_says_so(url: str) -> None:
    page = httpx.get(f"{url}/kalla/ny.md").text
    told = "Enligt sin egen text gällde dokumentet till och med juni 2019."
    assert f'<p class="note">{told}</p>' in page


def test_the_page_speaks_english(url: str, toy: Assistant) -> None:
    page = httpx.get(f"{url}/{address_of(toy, ODD, BUS, 'en')}").text
    assert '<html lang="en">' in page
    assert "<h2>The quotation in context</h2>" in page
    assert '<a href="../../kalla/ny.md?lang=en" lang="sv">' in page
    swedish = re.search('<a href="([^"]+)" lang="sv" hreflang="sv">', page)
    assert swedish
    assert "fran=" in swedish[1]


def test_a_file_that_has_changed_is_told_of(url: str, toy: Assistant) -> None:
    earlier = address_of(toy, ODD, BUS).replace(
        f"version={document(toy, ODD).sha256[:8]}", "version=00000000"
    )
    page = httpx.get(f"{url}/{earlier}").text
    assert "Dokumentet har ändrats sedan länken skapades. Citatet står kvar" in page
    assert f"<mark>{BUS}</mark>" in page


@contextmanager
def instead(document: Document) -> Iterator[None]:
    """Let every index have another document of that id."""
    read = Documents.__getitem__

    def changed(documents: Documents, id: str) -> Document:
        return document if id == document.id else read(documents, id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Documents, "__getitem__", changed)
        yield


def test_a_quotation_that_has_moved_is_found(url: str, toy: Assistant) -> None:
    here = document(toy, ODD)
    text = f"Något nytt står före. {here.text}"
    start = here.text.index(BUS)
    # An address from before something was put in front: the offsets fit the text as it was.
    address = source_address(here, start, start + len(BUS))
    moved = replace(
        here,
        text=text,
        blocks=tuple(replace(b, start=b.start + 22, end=b.end + 22) for b in here.blocks),
        sha256="0" * 64,
    )
    with instead(moved):
        page = httpx.get(f"{url}/{address}").text
    assert "Citatet står nu på ett annat ställe i dokumentet." in page
    assert f"<mark>{BUS}</mark>" in page


def test_a_quotation_that_is_gone_is_told_of(url: str, toy: Assistant) -> None:
    here = document(toy, ODD)
    other = replace(here, text=here.text.replace("biogas", "diesel"), sha256="0" * 64)
    start = here.text.index(BUS)
    answer = httpx.get(f"{url}/{source_address(other, start, start + len(BUS))}")
    assert answer.status_code == 200
    assert "Citatet finns inte längre i dokumentet." in answer.text
    assert "<h2>Så börjar dokumentet</h2>" in answer.text
    assert "<mark>" not in answer.text
    assert '<p class="heading">Resor</p>\n<p class="paragraph">Ta gärna buss.' in answer.text


@pytest.mark.parametrize(
    "query",
    ["", "?fran=a&till=b&citat=c", "?fran=5&till=2&citat=00000000", "?fran=0&till=9", "?lang=xx"],
)
def test_an_address_without_a_quotation_shows_the_beginning(url: str, query: str) -> None:
    answer = httpx.get(f"{url}/kalla/ny.md{query}")
    assert answer.status_code == 200
    assert '<p class="paragraph">Nya bussar går på el.</p>' in answer.text
    assert "har ändrats" not in answer.text


def test_text_read_off_a_picture_is_said_to_be(url: str, toy: Assistant) -> None:
    address = address_of(toy, ODD, BUS)
    with instead(replace(document(toy, ODD), ocr_pages=(1,))):
        page = httpx.get(f"{url}/{address}").text
    assert '<p class="note">En dator har läst av texten från en bild (OCR).' in page


def test_a_hostile_document_shows_as_its_characters(url: str, toy: Assistant) -> None:
    text = document(toy, "ond.html").text
    page = httpx.get(f"{url}/{address_of(toy, 'ond.html', text)}").text
    assert f"<mark>{SHOWN} är en mening om buss och cykel i skog.</mark>" in page
    assert '<h1 lang="sv" dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</h1>' in page
    assert "<script" not in page
    assert 'href="javascript:' not in page
    assert "\u202e" not in page


def test_the_page_of_a_pdf_is_shown_beside_the_text(url: str, toy: Assistant) -> None:
    quote = WARMTH.split(". ")[1]
    page = httpx.get(f"{url}/{address_of(toy, 'plan.pdf', quote)}").text
    assert ("Sida", "2") in re.findall('<dt>(.*?)</dt><dd dir="auto">(.*?)</dd>', page)
    picture = re.search('<img src="([^"]+)" alt="([^"]+)">', page)
    assert picture
    assert picture[2] == "Bild av sidan 2 i ”Planen”. Citatets rader är markerade."
    assert f"<mark>{quote}</mark>" in page
    assert '<a href="../dokument/plan.pdf#page=2" rel="noopener noreferrer">' in page
    shown = httpx.get(f"{url}/kalla/{picture[1]}".replace("&amp;", "&"))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert shown.content.startswith(b"RIFF")
    assert shown.headers["cache-control"] == "private, max-age=3600"


def test_a_pdf_that_has_changed_shows_its_text_alone(
    url: str, toy: Assistant, corpus: Path
) -> None:
    file = corpus / "plan.pdf"
    content = file.read_bytes()
    address = address_of(toy, "plan.pdf", WHEELS)
    file.write_bytes(content + b"\n")
    try:
        page = httpx.get(f"{url}/{address}").text
    finally:
        file.write_bytes(content)
    assert f"<mark>{WHEELS}</mark>" in page
    assert '<p class="note">Sidan kan inte visas som bild.' in page
    assert "<img" not in page


def test_a_pdf_opens_in_the_browser(url: str, corpus: Path) -> None:
    answer = httpx.get(f"{url}/dokument/plan.pdf")
    assert answer.content == (corpus / "plan.pdf").read_bytes()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="plan.pdf"'


@pytest.mark.parametrize(
    ("id", "name"),
    [("ond.html", 'filename="ond.html"'), (ODD, "filename*=utf-8''100%25%20buss%3F%20%231.md")],
)
def test_no_other_file_runs_in_the_browser(url: str, toy: Assistant, id: str, name: str) -> None:
    answer = httpx.get(f"{url}/{file_address(document(toy, id))}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f"attachment; {name}"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_document_that_is_not_here_is_explained(url: str) -> None:
    answer = httpx.get(f"{url}/kalla/mapp/borta.md?fran=1&till=2&citat=0")
    assert answer.status_code == 404
    assert "<h1>Dokumentet finns inte här</h1>" in answer.text
    assert '<a href="../../">Ställ en fråga</a>' in answer.text
    assert "Kontakta kommunens kontaktcenter" in answer.text


def test_links_hold_below_the_path_of_a_proxy(toy: Assistant, corpus: Path) -> None:
    app = FastAPI()
    app.include_router(source_pages(LiveAssistant(toy), Settings(corpus=corpus)))
    client = TestClient(app, "http://test", root_path="/klimat")
    page = httpx.URL(f"http://test/klimat/{address_of(toy, ODD, BUS)}")
    answer = client.get(str(page))
    assert answer.status_code == 200
    found = re.findall('(?:href|src)="([^"#:]+)"', answer.text)
    linked = {page.join(unescape(address)).path for address in found}
    assert all(address.startswith("/klimat/") for address in linked)
    assert {"/klimat/plain.css", "/klimat/kalla/ny.md", f"/klimat/dokument/{ODD}"} < linked


@pytest.mark.parametrize("root", ["kalla", "sida", "dokument"])
@pytest.mark.parametrize(
    "path",
    [
        "../dokument.csv",
        "..%2f..%2fetc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "ny.md%00.pdf",
        ".dold.md",
        "dokument.csv",
        "mapp%20%C3%A5%20%C3%A4/../ny.md",
        "..%5cny.md",
        "",
    ],
)
def test_nothing_but_documents_is_served(url: str, root: str, path: str) -> None:
    # Sent as it is: a client such as httpx would tidy it first.
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.request("GET", f"/{root}/{path}?sida=1&fran=0&till=5&citat=00000000")
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 404
    assert b"bussar" not in content
    assert b"hemligt" not in content
    assert b"root:" not in content


def test_a_file_that_became_a_link_is_not_served(url: str, corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "hemligt.md"
    outside.write_text("hemligt", "utf-8")
    file = corpus / "ny.md"
    content = file.read_bytes()
    file.unlink()
    file.symlink_to(outside)
    try:
        assert httpx.get(f"{url}/dokument/ny.md").status_code == 404
        assert "Ladda ner" not in httpx.get(f"{url}/kalla/ny.md").text
    finally:
        file.unlink()
        file.write_bytes(content)


def statuses(toy: Assistant, settings: Settings) -> dict[str, int]:
    app = FastAPI()
    app.include_router(source_pages(LiveAssistant(toy), settings))
    client = TestClient(app, "http://test")
    pages = {id: client.get(f"/kalla/{id}").text for id in ("plan.pdf", "ny.md")}
    found = {id: client.get(f"/dokument/{id}").status_code for id in pages}
    # The page has a link to what can be had, and no other.
    assert found == {id: 200 if "../dokument/" in page else 404 for id, page in pages.items()}
    return found


@pytest.mark.parametrize(
    ("which", "offered"),
    [("clean", {"plan.pdf", "ny.md"}), ("pdf", {"plan.pdf"}), ("none", set())],
)
def test_which_files_residents_may_have(
    toy: Assistant, corpus: Path, which: Originals, offered: set[str]
) -> None:
    found = statuses(toy, Settings(corpus=corpus, originals=which))
    assert {id for id, status in found.items() if status == 200} == offered


def test_a_file_that_hides_something_is_for_residents_only_where_all_are(toy: Assistant) -> None:
    plan = replace(document(toy, "plan.pdf"), has_aside=True)
    assert [is_offered(plan, which) for which in get_args(Originals)] == [False, False, True, False]
