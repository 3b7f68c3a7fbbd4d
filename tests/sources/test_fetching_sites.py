"""Pages are brought from a web site, over real sockets: new, changed, gone; with its leave."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from klimatsvar.cli import main
from klimatsvar.corpus.changing import cells_of, describe, remove, removed
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import SourceError
from klimatsvar.settings import DocumentSource
from klimatsvar.sources.client import Client
from klimatsvar.sources.fetching import Outcome, fetch
from klimatsvar.sources.notes import gone_files
from klimatsvar.sources.pages import page_name
from sources.loopback import Loopback, loopback
from telling import raises, swedish

BUS = (
    "<html lang=sv><head><title>Bussar</title><script>alert(1)</script></head><body>"
    "<nav><a href=/>Start</a></nav><main><h1>Bussar</h1><p onclick=x()>Linje 2 går till sjukhuset."
    "</p></main><form><input name=q></form></body></html>"
)


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as served:
        served.has("/buss.html", BUS)
        served.has("/miljo/avfall", BUS.replace("Bussar", "Avfall"))
        served.maps("/buss.html", "/miljo/avfall")
        yield served


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def of(site: Loopback, **given: object) -> DocumentSource:
    return DocumentSource.model_validate({"sitemap": f"{site.url}/sitemap.xml", "pause": 0} | given)


def bring(corpus: Path, source: DocumentSource, **given: bool) -> Outcome:
    return fetch(corpus, "webben", source, **given)


def skipped(outcome: Outcome) -> list[str | None]:
    return [swedish(why) for _, why in outcome.skipped]


def test_pages_are_kept_with_their_address_and_date(site: Loopback, corpus: Path) -> None:
    outcome = bring(corpus, of(site))
    assert outcome.new == ["webben/buss.html", "webben/miljo-avfall.html"]
    cells = cells_of(corpus, "webben/buss.html")
    assert (cells["länk"], cells["datum"]) == (f"{site.url}/buss.html", "2026-03-02")
    kept = (corpus / "webben/buss.html").read_text("utf-8")
    assert "Linje 2 går till sjukhuset." in kept
    assert not any(word in kept for word in ("alert", "onclick", "<nav", "<form"))
    read = read_file(CorpusFile("a", corpus / "webben/buss.html"), Metadata())
    assert read.document
    assert read.document.title == "Bussar"
    assert read.document.text == "Bussar\n\nLinje 2 går till sjukhuset."


def test_only_what_has_changed_is_sent_and_what_is_gone_is_told(
    site: Loopback, corpus: Path
) -> None:
    bring(corpus, of(site))
    assert site.sent() == ["/sitemap.xml", "/buss.html", "/miljo/avfall"]
    site.has("/buss.html", BUS.replace("Linje 2", "Linje 4"))
    site.maps("/buss.html")
    outcome = bring(corpus, of(site))
    assert site.sent() == ["/sitemap.xml", "/buss.html"]
    assert (outcome.changed, outcome.unchanged) == (["webben/buss.html"], 0)
    assert (outcome.gone, outcome.removed) == (["webben/miljo-avfall.html"], [])
    assert b"Linje 4" in (corpus / "webben/buss.html").read_bytes()
    assert (corpus / "webben/miljo-avfall.html").is_file()
    outcome = bring(corpus, of(site), remove_gone=True)
    assert outcome.removed == ["webben/miljo-avfall.html"]
    assert [one.id for one in removed(corpus)] == outcome.removed
    assert bring(corpus, of(site)) == Outcome(unchanged=1)
    page = site.pages.pop("/buss.html")
    assert bring(corpus, of(site)).gone == ["webben/buss.html"]
    assert gone_files(corpus) == {"webben/buss.html"}
    site.pages["/buss.html"] = page
    assert bring(corpus, of(site)).gone == []
    assert gone_files(corpus) == frozenset()


def test_a_page_that_is_sent_again_as_it_was_is_unchanged(site: Loopback, corpus: Path) -> None:
    site.etags = False
    bring(corpus, of(site))
    assert bring(corpus, of(site)) == Outcome(unchanged=2)
    assert "/buss.html" in site.sent()


def test_what_staff_wrote_or_removed_stays_so(site: Loopback, corpus: Path) -> None:
    bring(corpus, of(site))
    bus = "webben/buss.html"
    describe(corpus, bus, cells_of(corpus, bus) | {"datum": "2025", "titel": "Linjer"})
    remove(corpus, "webben/miljo-avfall.html")
    site.has("/buss.html", BUS.replace("Linje 2", "Linje 4"))
    outcome = bring(corpus, of(site))
    assert (outcome.changed, outcome.left_out, outcome.gone) == ([bus], 1, [])
    cells = cells_of(corpus, bus)
    assert (cells["datum"], cells["titel"]) == ("2025", "Linjer")
    assert bring(corpus, of(site), full=True).changed == ["webben/miljo-avfall.html"]


def test_a_site_is_asked_for_nothing_that_it_does_not_want(site: Loopback, corpus: Path) -> None:
    site.has("/robots.txt", "User-agent: *\nDisallow: /miljo\n", "text/plain")
    outcome = bring(corpus, of(site))
    assert outcome.new == ["webben/buss.html"]
    assert skipped(outcome) == ["webbplatsen vill inte att sidan hämtas (robots.txt)"]
    assert site.sent() == ["/robots.txt", "/sitemap.xml", "/buss.html"]
    del site.pages["/robots.txt"]
    site.answers["/robots.txt"] = (500, "")
    outcome = bring(corpus, of(site))
    assert skipped(outcome) == 2 * ["webbplatsen vill inte att sidan hämtas (robots.txt)"]
    assert outcome.gone == []


def test_the_rules_for_klimatsvar_go_before_those_for_all(site: Loopback, corpus: Path) -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Klimatsvar\nDisallow: /*buss.html$\n"
    site.has("/robots.txt", text, "text/plain")
    assert bring(corpus, of(site)).new == ["webben/miljo-avfall.html"]


@pytest.mark.parametrize(("asked", "pause"), [("2.5", 2.5), ("9999", 60), ("många", 0)])
def test_a_site_is_asked_at_the_pace_that_it_asks_for(
    asked: str, pause: float, site: Loopback, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("klimatsvar.sources.client.time.sleep", slept.append)
    site.has("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\n", "text/plain")
    bring(corpus, of(site))
    assert slept[-1] == pytest.approx(pause, abs=1)


def test_between_two_questions_there_is_a_pause(
    site: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("klimatsvar.sources.client.time.sleep", slept.append)
    client = Client(7)
    for _ in range(2):
        client.ask(f"{site.url}/buss.html")
    client.close()
    assert slept[0] == 0
    assert 6 < slept[1] <= 7


def test_a_site_map_names_others_packed_or_not(site: Loopback, corpus: Path) -> None:
    site.maps("/buss.html")
    packed = gzip.compress(site.pages["/sitemap.xml"][1])
    site.pages["/a.xml.gz"] = ("application/gzip", packed)
    site.has("/b.txt", "{url}/miljo/avfall\nhttps://annan.se/x\n", "text/plain")
    maps = "<sitemap><loc>{url}/a.xml.gz</loc></sitemap><sitemap><loc>{url}/b.txt</loc></sitemap>"
    site.has("/sitemap.xml", f"<sitemapindex>{maps}</sitemapindex>", "application/xml")
    outcome = bring(corpus, of(site))
    assert sorted(outcome.new) == ["webben/buss.html", "webben/miljo-avfall.html"]
    assert skipped(outcome) == ["adressen hör till en annan webbplats än sin sitemap"]
    only = of(site, only=[f"{site.url}/miljo"])
    assert bring(corpus, only).gone == ["webben/buss.html"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("<html><p>Hej</p></html>", "det är ingen sitemap"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><urlset>&b;</urlset>', "det är ingen sitemap"),
        ("<urlset></urlset>", "källan har inga dokument"),
    ],
)
def test_what_is_no_site_map_changes_nothing(
    site: Loopback, corpus: Path, content: str, cause: str
) -> None:
    bring(corpus, of(site))
    site.has("/sitemap.xml", content)
    with raises(SourceError, cause):
        bring(corpus, of(site))
    assert (corpus / "webben/buss.html").is_file()


def test_more_than_the_most_is_told_and_nothing_is_fetched(site: Loopback, corpus: Path) -> None:
    with raises(SourceError, "2 dokument, fler än 1"):
        bring(corpus, of(site, most=1))
    assert not (corpus / "webben").exists()


def test_what_can_not_be_had_is_told_and_the_rest_is_fetched(site: Loopback, corpus: Path) -> None:
    site.answers |= {
        "/flyttad": (301, "/buss.html"),
        "/bort": (302, "https://annan.se/"),
        "/runt": (302, "/runt"),
        "/fel": (500, ""),
    }
    site.has("/bild.png", "x", "image/png")
    site.has("/plan.txt", "Planen\n\nDen gäller till 2030.", "text/plain")
    site.has("/stor", "<p>" + 10_000_000 * "a")
    paths = ("/stor", "/flyttad", "/bort", "/runt", "/fel", "/bild.png", "/plan.txt", "/saknas")
    listed = DocumentSource(addresses=[site.url + path for path in paths], pause=0)  # type: ignore[list-item]
    outcome = bring(corpus, listed)
    assert outcome.new == ["webben/flyttad.html", "webben/plan.txt"]
    assert skipped(outcome) == [
        "filen är större än 10 MB; dela upp den",
        "sidan leder till en annan webbplats: https://annan.se/",
        "sidan leder vidare för många gånger",
        "servern svarar 500",
        "filer av det slaget går inte att läsa (image/png)",
        "sidan finns inte",
    ]


def test_a_site_that_is_busy_is_left_alone(site: Loopback, corpus: Path) -> None:
    del site.pages["/miljo/avfall"]
    site.answers["/miljo/avfall"] = (429, "")
    outcome = bring(corpus, of(site))
    assert outcome.new == ["webben/buss.html"]
    assert "servern har för mycket att göra (429)" in str(swedish(outcome.ended))
    site.has("/miljo/avfall", BUS)
    assert bring(corpus, of(site)).new == ["webben/miljo-avfall.html"]


def test_a_site_that_does_not_answer_is_told(corpus: Path) -> None:
    nobody = DocumentSource(sitemap="http://127.0.0.1:9/sitemap.xml", pause=0)  # type: ignore[arg-type]
    with raises(SourceError, "servern svarar inte"):
        bring(corpus, nobody)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "start"),
        ("/a/b.aspx", "a-b.aspx"),
        ("/s%C3%B6k/m%C3%A5l.html", "sök-mål"),
        ("/../../etc/passwd", "etc-passwd"),
        ("/.dold", "dold"),
    ],
)
def test_a_file_is_named_by_its_address(path: str, name: str) -> None:
    assert page_name(f"https://a.se{path}") == name


def test_names_that_would_not_do_get_a_number() -> None:
    assert page_name("https://a.se/readme").startswith("readme-")
    assert page_name("https://a.se/a?b=1") != page_name("https://a.se/a?b=2")
    assert len(page_name("https://a.se/" + 300 * "a")) < 120


def test_two_pages_never_share_a_file(site: Loopback, corpus: Path) -> None:
    site.has("/a/b", BUS)
    site.has("/a-b", BUS.replace("Linje 2", "Linje 3"))
    site.maps("/a/b", "/a-b")
    first, second = bring(corpus, of(site)).new
    assert first == "webben/a-b.html"
    assert second.startswith("webben/a-b-")
    assert bring(corpus, of(site)).unchanged == 2


def test_the_command_tells_what_came_of_it(
    site: Loopback,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f'[sources.webben]\nsitemap = "{site.url}/sitemap.xml"\npause = 0\n'
    Path("klimatsvar.toml").write_text(text, "utf-8")
    Path("corpus").mkdir()

    def run(*more: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            main(["documents", "fetch", *more])
        return left.value.code or 0, capsys.readouterr().out

    assert run() == (
        0,
        "webben: nya 2, ändrade 0, oförändrade 0, borta 0\n  ny: webben/buss.html\n"
        "  ny: webben/miljo-avfall.html\nLäs in dem med `klimatsvar ingest`.\n",
    )
    site.maps("/buss.html")
    assert run("webben") == (
        0,
        "webben: nya 0, ändrade 0, oförändrade 1, borta 1\n"
        "  borta från källan: webben/miljo-avfall.html\n"
        "Det som är borta från källan finns kvar i mappen. Ta bort det med --remove-gone.\n",
    )
    assert run("annan")[0] == 1
    del site.pages["/sitemap.xml"]
    assert run() == (1, "")
