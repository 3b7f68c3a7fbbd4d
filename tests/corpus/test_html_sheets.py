"""What a page's own style sheets, names and formulas tell of its figures."""

import pytest

from klimatsvar.corpus.formats.html.page import read_html

PAGE = (
    "<html><head><title>Taxa</title><style type='text/css'>{css}</style></head>"
    "<body><main><h1>Taxa</h1>{body}</main></body></html>"
)


def texts(body: str, css: str = "") -> list[str]:
    return [block.text for block in read_html(PAGE.format(css=css, body=body)).blocks[1:]]


@pytest.mark.parametrize(
    ("css", "told"),
    [
        (".c3 { color: red; vertical-align: super }", "År 2030¹ gäller."),
        ("<!-- span.c3, b {vertical-align:super} -->", "År 2030¹ gäller."),
        ("p .c3 {vertical-align:super}", "År 2030¹ gäller."),
        ("li .c3 {vertical-align:super}", "År 20301 gäller."),
        ("p > .c3 {vertical-align:super}", "År 20301 gäller."),
        ("#n {font-size: 70%; vertical-align: 4px}", "År 2030¹ gäller."),
        (".c3 {vertical-align: 4px}", "År 20301 gäller."),
        (".c3 {vertical-align:super} .c3.x {vertical-align:baseline}", "År 2030¹ gäller."),
        (".c3 {vertical-align:super} .c3 {vertical-align:baseline}", "År 20301 gäller."),
        ("@import 'a.css'; .c3 {vertical-align:super}", "År 2030¹ gäller."),
        ("@media print { .c3 {vertical-align:super} .x {} }", "År 20301 gäller."),
        ("@media print { .x {} } .c3 {vertical-align:super}", "År 2030¹ gäller."),
        ("/* .c3 {} */ .c3 {vertical-align:super", "År 20301 gäller."),
    ],
)
def test_a_sheet_tells_which_figures_are_raised(css: str, told: str) -> None:
    assert texts("<p>År 2030<span class='c3' id='n'>1</span> gäller.</p>", css) == [told]


def test_what_a_sheet_hides_or_strikes_is_not_read() -> None:
    css = ".borta {display:none} .gammal {text-decoration: line-through}"
    body = (
        "<p>Avgiften är <span class='gammal'>400 kr</span><i class='borta'>(intern 300)</i> 350 kr."
        "</p><p class='borta'>Utkast.</p>"
        "<h2>Vem?</h2><p class='borta'>Alla.</p><p class='borta'>Även du.</p>"
        "<div class='borta'>Öppnas.</div>"
        "<p>Pris <span style='visibility:hidden'>9</span>8 kr <span hidden>dold</span></p>"
        "<p style='display:block' class='borta'>Syns.</p>"
    )
    source = read_html(PAGE.format(css=css, body=body))
    assert [block.text for block in source.blocks[1:]] == [
        "Avgiften är 350 kr.",
        "Vem?",
        "Alla.",
        "Även du.",
        "Öppnas.",
        "Pris 8 kr",
        "Syns.",
    ]
    assert source.struck == 6


@pytest.mark.parametrize(
    "mark",
    [
        "<a href='#fn1'>1</a>",
        "<span class='fotnot'>1</span>",
        "<i class='mso-x MsoFootnoteReference'>1</i>",
        "<span style='font-size:.7em;vertical-align:text-top'>1</span>",
    ],
)
def test_a_mark_is_told_by_its_link_name_or_look(mark: str) -> None:
    assert texts(f"<p>Priset är 350{mark} kr.</p>") == ["Priset är 350¹ kr."]
    assert texts(f"<p>Priset är {mark} kr.</p>" if "#" in mark else "<p>Priset är 1 kr.</p>") == [
        "Priset är 1 kr."
    ]


def test_spans_of_other_looks_are_one_figure() -> None:
    css = ".c4 {color: #000} .c7 {font-weight: 700} .c6 {vertical-align: super}"
    body = (
        "<p><span class='c4'>Ytan är 1 2</span><span class='c7'>00</span><span class='c4'> m</span>"
        "<span class='c6'>2</span><span class='c4'> år 20</span><span class='c7'>30</span></p>"
    )
    assert texts(body, css) == ["Ytan är 1 200 m² år 2030"]
    css = "span {display: block}"
    assert texts("<p>Öppet<span>8–16</span><span>9–15</span></p>", css) == ["Öppet 8–16 9–15"]


def test_an_empty_line_parts_paragraphs() -> None:
    body = "<div><b>Vem?</b><br>Alla.<br> <br><b>När?</b><br>Senast i mars.</div>"
    assert texts(body) == ["Vem? Alla.", "När? Senast i mars."]


def test_cells_in_a_tables_head_are_headers() -> None:
    rows = "<tr><td>Tekniska</td><td>Eva Ek</td></tr><tr><td>Sociala</td><td>Bo Al</td></tr>"
    body = f"<table><thead><tr><td>Nämnd</td><td>Ordförande</td></tr></thead>{rows}</table>"
    assert texts(body) == ["Tekniska – Ordförande: Eva Ek", "Sociala – Ordförande: Bo Al"]


def test_items_that_word_saved() -> None:
    mark = "<span style='font-family:Symbol'><span style='mso-list:Ignore'>·&nbsp; </span></span>"
    body = f"<p class='MsoListParagraphCxSpFirst'>{mark}Bygg väg</p>"
    source = read_html(PAGE.format(css="", body=body))
    assert [(b.kind, b.text) for b in source.blocks[1:]] == [("item", "Bygg väg")]


def test_a_formula_is_one_line() -> None:
    ten = "<msup><mn>10</mn><mn>6</mn></msup>"
    half = "<mfrac><mn>1</mn><mn>2</mn></mfrac>"
    note = "<annotation>10^6</annotation>"
    first = f"<math><mrow><mn>5</mn><mo>·</mo>{ten}</mrow>{note}</math>"
    body = f"<p>Det är {first} kWh på <math>{half}</math> år.</p>"
    assert texts(body) == ["Det är 5·10⁶ kWh på 1/2 år."]


def test_a_tab_is_the_heading_of_its_panel() -> None:
    tabs = "".join(
        f"<li><a role='tab' href='#{id}'>{name}</a></li>"
        for id, name in (("v", "Villa"), ("l", "Lägenhet"), ("ö", "Övriga"))
    )
    body = (
        f"<ul role='tablist'>{tabs}</ul>"
        "<div role='tabpanel' id='v'><p>1 200 kr</p></div>"
        "<div class='tab-pane' id='l'><p>700 kr</p></div>"
        "<div role='tabpanel' id='ö'><h2>Övriga</h2><p>900 kr</p></div>"
    )
    assert texts(body) == ["Villa", "1 200 kr", "Lägenhet", "700 kr", "Övriga", "900 kr"]


def test_a_line_that_opens_an_answer_is_its_heading() -> None:
    body = (
        "<div class='env-collapse-header'><h2>Delat kärl?</h2></div><div><p>Ja.</p></div>"
        "<div class='accordion-header' role='button'>När töms det?</div><p>Varje vecka.</p>"
        "<a href='#k' aria-expanded='false'>Kostar det?</a><p>Nej.</p>"
        "<strong class='schema-faq-question'>Får jag elda?</strong><p>Inte i maj.</p>"
    )
    page = f"<html><body><div><h1>Taxa</h1>{body}</div></body></html>"
    blocks = read_html(page).blocks[1:]
    assert [block.text for block in blocks if block.kind == "heading"] == [
        "Delat kärl?",
        "När töms det?",
        "Kostar det?",
        "Får jag elda?",
    ]
    assert [block.text for block in blocks if block.kind == "paragraph"] == [
        "Ja.",
        "Varje vecka.",
        "Nej.",
        "Inte i maj.",
    ]


def test_a_table_in_a_cell_of_one_with_headers_is_what_stands_there() -> None:
    inner = "<table><tr><td>Sal A</td><td>Sal B</td></tr></table>"
    head = "<tr><th>Dag</th><th>Plats</th></tr>"
    body = f"<table>{head}<tr><td>Tisdag</td><td>{inner}</td></tr></table>"
    assert texts(body) == ["Tisdag – Plats: Sal A; Sal B"]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("<td>Resor</td><td>Energi</td>", ["2022 – Resor: 5; Energi: 6"]),
        ("<td>7</td><td>8</td>", ["Sektor – 7; 8", "2022 – 5; 6"]),
    ],
)
def test_rows_with_headers_of_their_own_may_have_names_above(first: str, told: list[str]) -> None:
    body = (
        f"<table><tr><th>Sektor</th>{first}</tr><tr><th>2022</th><td>5</td><td>6</td></tr></table>"
    )
    assert texts(body) == told
