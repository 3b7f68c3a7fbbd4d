"""Web pages as browsers save them: the article is read, what stands around it is not."""

import pytest

from klimatsvar.corpus.formats.html.markup import lean_markup
from klimatsvar.corpus.formats.html.page import declared_charset, read_html
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError
from telling import raises, told

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


def test_where_links_start_from_is_not_the_pages_address() -> None:
    head = '<base href="https://annanstad.se/">'
    assert read_html(page(f"<p>{TEXT}</p>", head)).metadata.url is None


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
    around = len("Start Miljö") + len("Kontakta oss")
    inside = len("Publicerad: 8 december 2023") + len("Dela på Facebook")
    assert read_html(page(article)).furniture == around + inside


def test_a_year_in_the_text_is_no_date() -> None:
    article = f"<h1>Plan</h1><p>{TEXT}</p><p>Utsläppen var störst år 2020.</p>"
    assert read_html(page(article)).metadata.date is None
    dated = article + "<p>Publicerad: 8 december 2023</p>"
    assert read_html(page(dated)).metadata.date == "2023-12-08"


@pytest.mark.parametrize(
    "text", ["", "utan taggar", "<html><body></body></html>", "\x01\x02<html>", "<nav>Start</nav>"]
)
def test_a_page_without_an_article_names_the_remedy(text: str) -> None:
    with raises(DocumentError, match=r"^ingen artikeltext hittades på sidan; spara sidan"):
        read_html(text)


WHOLE = (
    "sidan är för stor för att skilja artikeln från det som står runt den, så allt på den läses; "
    "spara bara artikeln"
)


@pytest.mark.parametrize(
    "around",
    [
        ("<div>" * 5000, "</div>" * 5000),
        ("<br>" * 20_001, ""),
        ("", "<i>x</i>" * 20_000),
        ("<ul><li>" * 180, "</li></ul>" * 180),
    ],
)
def test_a_page_too_large_or_deep_for_the_parser_is_read_whole(around: tuple[str, str]) -> None:
    source = read_html(page(f"{around[0]}<p>{TEXT}</p><p>CO<sub>2</sub> &amp; mer.{around[1]}"))
    assert told(source.warnings) == (WHOLE,)
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
    assert told(source.warnings) == ()
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


def whole(body: str) -> list[tuple[str, str]]:
    markup = f"<html lang='sv'><head><title>T</title></head><body>{body}</body></html>"
    return [(block.kind, block.text) for block in read_html(markup).blocks]


def test_raised_figures_are_no_digits_of_the_number_before_them() -> None:
    article = (
        "<p>År 2035<sup>1</sup> ska 12<sup><a href='#n2'>2</a></sup> miljoner gå till 30 "
        "m<sup>2</sup> tak, 10<sup>−6</sup>, CO<sub>2</sub>e och 1<sup>a</sup>"
        "<span style='vertical-align: super'>3</span>.</p>"
        "<table><tr><td>Yta</td><td>Ton</td></tr><tr><td>7 m<sup>2</sup></td><td>5<sup>1</sup></td>"
        "</tr><tr><td>Allt</td><td>4</td></tr></table>"
    )
    assert blocks(article) == [
        ("paragraph", "År 2035¹ ska 12² miljoner gå till 30 m² tak, 10⁻⁶, CO2e och 1ᵃ³."),
        ("row", "7 m² – Ton: 5¹"),
        ("row", "Allt – Ton: 4"),
    ]


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("utsläpp<sup>a</sup> och", "utsläppᵃ och"),
        ("195 210<sup>a)</sup> ton", "195 210ᵃ) ton"),
        ("utsläpp<sup>a, b</sup> och", "utsläppᵃ, ᵇ och"),
        ("utsläpp<a href='#n'>b</a> och", "utsläppᵇ och"),
        ("utsläpp<span class='fotnot'>c)</span> och", "utsläppᶜ) och"),
        ("utsläpp<sup>*</sup> och", "utsläpp* och"),
        ("5<sup>†</sup> ton", "5† ton"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("plan<sup>ny</sup> och", "planny och"),
        ("3<sup>:e</sup> mars", "3:e mars"),
    ],
)
def test_a_raised_letter_is_no_part_of_the_word_or_figure_before_it(marked: str, told: str) -> None:
    assert whole(f"<p>Här är {marked} mer.</p>") == [("paragraph", f"Här är {told} mer.")]


def test_raised_figures_of_a_page_that_is_read_whole() -> None:
    raised = "<p>År 2035<sup>1</sup> <sup class='x'><a href='#2'>2</a></sup></p>"
    source = read_html(page("<br>" * 20_001 + raised))
    assert told(source.warnings) == (WHOLE,)
    assert "År 2035¹ ²" in [block.text for block in source.blocks]


def test_boxes_and_loose_text_in_the_article_are_read_each_by_itself() -> None:
    article = (
        "<aside class='fakta'><h2>Fakta</h2><p>Här bor 9 000 personer.</p></aside>"
        "<figure><img alt='bild'><figcaption>Parken i maj.</figcaption></figure>"
        "<div>Ett.<div>Två.</div>Tre.</div><section>Fyra.</section>"
        "<span>Fem.</span>Sex.<my-box>Sju.</my-box>"
    )
    texts = [text for _, text in blocks(article)]
    assert texts == [
        "Fakta", "Här bor 9 000 personer.", "Parken i maj.", "Ett.", "Två.", "Tre.", "Fyra.",
        "Fem. Sex.", "Sju.",
    ]  # fmt: skip


def test_questions_that_open_are_headings_over_their_answers() -> None:
    article = (
        "<h1>Sol</h1><h2>Frågor</h2><h3><button aria-expanded='false'>Får jag?</button></h3>"
        "<div style='display:none'><p>Ja.</p></div>"
        "<button aria-expanded='false'>Kostar det?</button><div hidden>Nej.</div>"
        "<details><summary>Var?</summary>På taket.</details><button>Skicka</button>"
        "<div role='heading' aria-level='2'>Mer</div><p>Läs <span>här</span>.</p>"
    )
    source = read_html(page(article))
    assert [(b.text, b.level) for b in source.blocks] == [
        ("Sol", 1),
        ("Frågor", 2),
        ("Får jag?", 3),
        ("Ja.", 0),
        ("Kostar det?", 4),
        ("Nej.", 0),
        ("Var?", 4),
        ("På taket.", 0),
        ("Mer", 2),
        ("Läs här.", 0),
    ]


def test_what_opens_beside_a_panel_is_no_part_of_it() -> None:
    more = "<details><summary>{}</summary>Ja.</details>"
    article = (
        "<h1>Sol</h1><h2><button aria-controls='p'>Bidrag</button></h2>"
        f"<div id='p' hidden>{more.format('För alla?')}</div>{more.format('Fler frågor')}"
    )
    headings = [(b.text, b.level) for b in read_html(page(article)).blocks if b.kind == "heading"]
    assert headings == [("Sol", 1), ("Bidrag", 2), ("För alla?", 3), ("Fler frågor", 2)]


def test_terms_stand_with_what_they_mean() -> None:
    article = (
        "<h2>Ord</h2><dl><dt>Spillvärme:</dt><dd>Värme som blir över.</dd>"
        "<div><dt>Kol</dt><dt>Koks</dt><dd>Bränsle.</dd><dd>Fossilt.</dd></div>"
        "<dt>Hur söker jag?</dt><dd><p>Fyll i.</p><p>Skicka.</p></dd><dt>Utan svar</dt></dl>"
    )
    source = read_html(page(article))
    assert [(b.kind, b.level, b.text) for b in source.blocks][1:] == [
        ("item", 0, "Spillvärme: Värme som blir över."),
        ("item", 0, "Kol, Koks: Bränsle."),
        ("item", 0, "Kol, Koks: Fossilt."),
        ("heading", 3, "Hur söker jag?"),
        ("paragraph", 0, "Fyll i."),
        ("paragraph", 0, "Skicka."),
        ("paragraph", 0, "Utan svar"),
    ]


def test_cells_of_lists_and_of_several_columns_and_rows() -> None:
    article = (
        "<table><caption>Öppet</caption><tr><th rowspan=2>Dag</th><th colspan=2>Butik</th></tr>"
        "<tr><th>Nere</th><th>Uppe</th></tr>"
        "<tr><th rowspan=2>Måndag</th><td><ul><li>8–10</li><li>12–14</li></ul></td><td>9–11</td>"
        "</tr><tr><td><p>Bara</p><p>juli</p></td><td>stängt</td></tr>"
        "<tr><th>Fredag</th></tr></table>"
    )
    assert blocks(article) == [
        ("paragraph", "Öppet"),
        ("row", "Måndag – Butik, Nere: 8–10; 12–14; Butik, Uppe: 9–11"),
        ("row", "Måndag – Butik, Nere: Bara juli; Butik, Uppe: stängt"),
        ("row", "Fredag"),
    ]


@pytest.mark.parametrize("tag", ["td", "th"])
def test_a_header_over_two_rows_is_written_once(tag: str) -> None:
    upper = "<{0} rowspan=2>Åtgärd</{0}><{0}>Start</{0}><{0}>Vem</{0}><{0} rowspan=2>Mål</{0}>"
    lower = "<{0}>år</{0}><{0}>namn</{0}>"
    row = "<td>Cykelväg</td><td>2027</td><td>Eva</td><td>Fler cyklar</td>"
    rows = (upper.format(tag), lower.format(tag), row)
    assert whole(f"<table>{''.join(f'<tr>{cells}</tr>' for cells in rows)}</table>") == [
        ("row", "Cykelväg – Start, år: 2027; Vem, namn: Eva; Mål: Fler cyklar")
    ]


def test_tables_for_the_layout_are_read_as_text() -> None:
    inner = "<table><tr><th>År</th><th>Ton</th></tr><tr><td>2020</td><td>5</td></tr></table>"
    article = f"<table><tr><td><p>Ett.</p>{inner}</td><td><h2>Två</h2><p>Tre.</p></td></tr></table>"
    assert blocks(article) == [
        ("paragraph", "Ett."),
        ("row", "2020 – Ton: 5"),
        ("heading", "Två"),
        ("paragraph", "Tre."),
    ]
    boxes = "<table role='presentation'><tr><td>Ett.</td><td>Två.</td></tr></table>"
    assert blocks(boxes) == [("paragraph", "Ett."), ("paragraph", "Två.")]


def test_lines_with_labels_are_items() -> None:
    article = (
        "<p>Växeln<br>Telefon: 031-12 34<br>E-post: <a href='x'>a@b.se</a></p><p>Ny<br>rad.</p>"
    )
    assert blocks(article) == [
        ("item", "Växeln"),
        ("item", "Telefon: 031-12 34"),
        ("item", "E-post: a@b.se"),
        ("paragraph", "Ny rad."),
    ]


def test_signs_that_are_links_to_the_same_page_are_no_words() -> None:
    article = "<h2>Mål<a href='#mal'>¶</a></h2><p>Noll.<sup><a href='#n'>1</a></sup></p>"
    assert blocks(article) == [("heading", "Mål"), ("paragraph", "Noll.¹")]


def test_struck_text_no_longer_holds() -> None:
    article = (
        "<p>Avgiften är <s>90</s> <del>85</del><strike>82</strike>"
        "<span style='text-decoration: line-through'>81</span> 80 kr.</p>"
    )
    assert blocks(article) == [("paragraph", "Avgiften är 80 kr.")]


AROUND = (
    "<div id='cookie-box'><h2>Kakor</h2><p>Vi sparar kakor i 30 dagar.</p></div>"
    "<div role='dialog'><p>Ring oss på 031-99.</p></div>"
    "<header><p>Staden</p><nav><a href='/'>Start</a></nav></header>"
    "<ol class='breadcrumbs'><li><a href='/'>Start</a></li><li>Klimat</li></ol>"
    "{}"
    "<aside><h2>Kontakt</h2><p>Ring 031-12 34.</p><h2>Se även</h2><ul><li><a href='/a'>A</a></li>"
    "</ul></aside><div class='share'><a href='#'>Facebook</a><a href='#'>LinkedIn</a></div>"
    "<footer><h2>Exempelstad</h2><p>Växel: 031-56 78</p><h2>Om sidan</h2><ul><li><a href='/k'>Kakor"
    "</a></li></ul><p>© 2026 Exempelstad</p></footer>"
)
BESIDE = [
    ("heading", "Kontakt"),
    ("paragraph", "Ring 031-12 34."),
    ("heading", "Exempelstad"),
    ("paragraph", "Växel: 031-56 78"),
]


@pytest.mark.parametrize(
    ("start", "end"),
    [("<main>", "</main>"), ("<div role='main'>", "</div>"), ("<div>", "</div>"), ("", "")],
)
def test_what_stands_around_a_page_is_left_out_and_boxes_are_read(start: str, end: str) -> None:
    own = f"{start}<h1>Sol</h1><p>Takets lutning avgör.</p>{end}"
    assert whole(AROUND.format(own)) == [
        ("heading", "Sol"),
        ("paragraph", "Takets lutning avgör."),
        *BESIDE,
    ]


def test_lists_of_the_page_s_own_parts_are_left_out() -> None:
    article = (
        "<h1>Sol</h1><div><h2>På sidan</h2><ul><li><a href='#a'>Sol och vind</a></li>"
        "<li><a href='#b'>Vatten</a></li></ul></div><h2 id='a'>Sol och vind</h2><p>Bra.</p>"
        "<h2>Dokument</h2><ul><li><a href='/p.pdf'>Plan för sol</a></li></ul>"
    )
    assert blocks(article) == [
        ("heading", "Sol"),
        ("heading", "Sol och vind"),
        ("paragraph", "Bra."),
        ("heading", "Dokument"),
        ("item", "Plan för sol"),
    ]


def test_a_footer_without_a_heading_stands_under_the_page_s_own() -> None:
    body = "<main><h1>Sol</h1><h2>Tak</h2><p>Bra.</p></main><footer>Ring 031-12 34.</footer>"
    assert whole(body)[3:] == [("heading", "Sol"), ("paragraph", "Ring 031-12 34.")]


def test_parts_of_a_page_without_landmarks_are_known_by_their_names() -> None:
    body = (
        "<div class='main-menu'>Meny <b>A</b></div><div><h1>Sol</h1><p>Bra.</p></div>"
        "<p><a href='/a'>Till A</a></p><div id='page-footer'><p>Ring 031-12 34.</p><p>Om</p></div>"
    )
    assert whole(body) == [
        ("heading", "Sol"),
        ("paragraph", "Bra."),
        ("paragraph", "Ring 031-12 34."),
    ]


def test_headers_and_footers_of_an_article_belong_to_it() -> None:
    article = "<header><h1>Sol</h1><p>Ingress.</p></header><p>Bra.</p><footer>Text: Eva</footer>"
    told = [("heading", "Sol"), ("paragraph", "Ingress."), ("paragraph", "Bra.")]
    told.append(("paragraph", "Text: Eva"))
    assert whole(f"<main><article>{article}</article></main>") == told
    assert whole(f"<article>{article}</article>") == told


def test_a_page_of_cookies_and_menus_alone_has_no_text() -> None:
    with raises(DocumentError, match=r"^ingen artikeltext"):
        whole("<div class='cookie-consent'><p>Vi sparar kakor.</p></div><nav>Start</nav>")


def test_an_article_saved_without_the_page_around_it() -> None:
    source = read_html("<main><h1>Plan</h1><p>Den gäller till 2030.</p></main>")
    assert [block.text for block in source.blocks] == ["Plan", "Den gäller till 2030."]


def test_tables_that_roles_tell() -> None:
    def row(*cells: str, role: str = "cell") -> str:
        return f"<div role=row>{''.join(f'<span role={role}>{c}</span>' for c in cells)}</div>"

    table = (
        "<div role=table><!-- prov --><div role=rowgroup>"
        f"{row('Plats', 'Prov', role='columnheader')}</div>"
        f"{row('Ekby', 'Tjänligt')}{row('Sjöbo', 'Otjänligt')}</div>"
    )
    assert blocks(table) == [("row", "Ekby – Prov: Tjänligt"), ("row", "Sjöbo – Prov: Otjänligt")]


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ('<span class="a">Antagen</span><span class="b">2024-05-06</span>', "Antagen 2024-05-06"),
        ('<span class="a">Namn</span><span class="b">Eva Ek</span>', "Namn Eva Ek"),
        ('<span class="a">Klimat</span><span class="b">plan</span>', "Klimatplan"),
        ('<span class="a">CO</span><span class="b">2</span>', "CO2"),
        ('<span class="a c">Namn</span><span class="b c">Eva</span>', "NamnEva"),
        ("<span>Namn</span><span>Eva</span>", "NamnEva"),
        ('<b class="a">Namn</b><span class="b">Eva</span>', "NamnEva"),
    ],
)
def test_spans_of_their_own_are_parted(spans: str, text: str) -> None:
    assert blocks(f"<div>{spans}</div>") == [("paragraph", text)]


def test_links_to_share_a_page_or_to_others_are_no_text_of_it() -> None:
    links = "<h2>{}</h2><ul><li><a href='/a'>Bussar i staden</a></li></ul>"
    body = (
        "<main><h1>Resor</h1><p>Ta bussen.</p>"
        f"<div class='share'>{links.format('Dela')}</div>"
        f"<section class='page-related'>{links.format('Mer')}</section>"
        "<div class='related'><p>Läs mer: <a href='/b'>Cykel</a> är bra.</p></div>"
        f"<div class='planer'>{links.format('Planer')}</div></main>"
    )
    source = read_html(f"<html><body>{body}</body></html>")
    assert [block.text for block in source.blocks] == [
        "Resor",
        "Ta bussen.",
        "Läs mer: Cykel är bra.",
        "Planer",
        "Bussar i staden",
    ]
    assert source.furniture == len("DelaMer") + 2 * len("Bussar i staden")


def test_the_page_tells_its_date_before_a_decision_in_its_text() -> None:
    body = "<main><p>Avgift. Beslut 2025-06-12.</p><p>Sidan uppdaterades 2025-12-03</p></main>"
    assert read_html(f"<html><body>{body}</body></html>").metadata.date == "2025-12-03"
