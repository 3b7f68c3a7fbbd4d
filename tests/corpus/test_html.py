"""Web pages as browsers save them: the article is read, what stands around it is not."""

import pytest

from klimatsvar.corpus.formats.html import declared_charset, lean_markup, read_html
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError

TEXT = (
    "Staden minskar utsläppen med sexton procent varje år fram till 2030, och planen följs upp "
    "i april."
)


def page(article: str, head: str = "") -> str:
    return (
        f"<!doctype html><html lang='sv-SE'><head><title>Klimatplan - Exempelstad</title>{head}"
        "</head><body><header><nav><a href='/'>Start</a> <a href='/miljo'>Miljö</a></nav></header>"
        f"<main><article>{article}</article></main><footer>Kontakta oss</footer></body></html>"
    )


def blocks(article: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_html(page(article)).blocks]


def test_an_article_and_what_it_says_of_itself() -> None:
    head = (
        '<meta property="og:url" content="https://exempelstad.se/plan">'
        '<meta property="og:site_name" content="Exempelstad">'
        '<meta name="date" content="2023-12-08">'
    )
    source = read_html(page(f"<h1>Klimatplan</h1><p>{TEXT}</p><h3>Mål</h3><p>Noll.</p>", head))
    assert source.metadata == Metadata(
        "Klimatplan", "Exempelstad", "2023-12-08", "https://exempelstad.se/plan", "sv"
    )
    assert [(b.kind, b.level, b.text) for b in source.blocks] == [
        ("heading", 1, "Klimatplan"),
        ("paragraph", 0, TEXT),
        ("heading", 3, "Mål"),
        ("paragraph", 0, "Noll."),
    ]


def test_items_of_nested_lists_come_once() -> None:
    article = (
        f"<h1>Plan</h1><p>{TEXT}</p><ul><li>ett <b>fet</b>t<ul><li>två</li><li>tre</li></ul> mer"
        "</li><li><p>fyra</p><p>fem</p></li></ul>"
    )
    assert blocks(article)[2:] == [
        ("item", "ett fett mer"),
        ("item", "två"),
        ("item", "tre"),
        ("item", "fyra fem"),
    ]


def test_tables_become_rows() -> None:
    article = (
        f"<h1>Plan</h1><p>{TEXT}</p><table><tr><th>Sektor</th><th>2020</th><th>2021</th></tr>"
        "<tr><td>Trafik</td><td>5</td><td>4</td></tr></table>"
    )
    assert blocks(article)[2:] == [("row", "Trafik – 2020: 5; 2021: 4")]


def test_markup_within_a_paragraph_leaves_its_words() -> None:
    article = (
        f"<h1>Plan</h1><p>{TEXT}</p><p>CO<sub>2</sub> från <b>bil</b>ar, <a href='/x'>här</a>. "
        "Ny<br>rad.</p><blockquote>Ett citat från chefen.</blockquote>"
    )
    assert blocks(article)[2:] == [
        ("paragraph", "CO2 från bilar, här. Ny rad."),
        ("paragraph", "Ett citat från chefen."),
    ]


def test_furniture_within_the_article_is_left_out() -> None:
    article = f"<h1>Plan</h1><p>{TEXT}</p><p>Publicerad: 8 december 2023</p><p>Dela på Facebook</p>"
    assert blocks(article) == [("heading", "Plan"), ("paragraph", TEXT)]
    assert read_html(page(article)).furniture == len("Publicerad: 8 december 2023Dela på Facebook")


def test_a_year_in_the_text_is_no_date() -> None:
    article = f"<h1>Plan</h1><p>{TEXT}</p><p>Utsläppen var störst år 2020.</p>"
    assert read_html(page(article)).metadata.date is None
    dated = article + "<p>Publicerad: 8 december 2023</p>"
    assert read_html(page(dated)).metadata.date == "2023-12-08"


@pytest.mark.parametrize(
    "text", ["", "utan taggar", "<html><body></body></html>", "\x01\x02<html>", "<nav>Start</nav>"]
)
def test_a_page_without_an_article_names_the_remedy(text: str) -> None:
    with pytest.raises(DocumentError, match=r"^ingen artikeltext hittades på sidan; spara sidan"):
        read_html(text)


WHOLE = (
    "sidan är för stor för att skilja artikeln från det som står runt den, så allt på den läses; "
    "spara bara artikeln"
)


@pytest.mark.parametrize(
    "around",
    [("<div>" * 5000, "</div>" * 5000), ("<br>" * 20_001, ""), ("", "<i>x</i>" * 20_000)],
)
def test_a_page_too_large_or_deep_for_the_parser_is_read_whole(around: tuple[str, str]) -> None:
    source = read_html(page(f"{around[0]}<p>{TEXT}</p><p>CO<sub>2</sub> &amp; mer.{around[1]}"))
    assert source.warnings == (WHOLE,)
    assert source.metadata == Metadata(title="Klimatplan - Exempelstad", language="sv")
    texts = [block.text for block in source.blocks]
    assert texts[:2] == ["Start Miljö", TEXT]
    assert texts[2].startswith("CO2 & mer.")


def test_one_line_of_three_million_characters_is_kept() -> None:
    source = read_html(page("<p>" + "Staden minskar. " * 200_000 + "</p>"))
    assert max(len(block.text) for block in source.blocks) == 16 * 200_000 - 1


def test_a_page_that_carries_its_pictures_and_scripts_is_small() -> None:
    ballast = (
        f"<script>{'<br>' * 30_000}</script><img src='data:image/png;base64,{'A' * 3_000_000}'>"
    )
    about = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        '"headline":"Klimatplan","datePublished":"2023-12-08"}</script>'
    )
    source = read_html(page(f"<h1>Klimatplan</h1><p>{TEXT}</p>{ballast}", about))
    assert source.warnings == ()
    assert source.metadata.date == "2023-12-08"
    assert [block.text for block in source.blocks] == ["Klimatplan", TEXT]


def test_an_unclosed_comment_or_script_hides_no_text() -> None:
    for start in ("<!-- ", "<svg>"):
        assert TEXT in lean_markup(f"{start * 1000}<p>{TEXT}</p>")


def test_the_encoding_a_page_says_it_has() -> None:
    assert declared_charset(b"<head><META charset=windows-1250>") == "windows-1250"
    content = b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'
    assert declared_charset(content) == "ISO-8859-1"
    assert declared_charset(b"<p>charset=utf-8</p>") is None
    assert declared_charset(b" " * 5000 + b"<meta charset=utf-8>") is None
