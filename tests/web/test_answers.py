"""Answers as HTML: exact fragments, escaping, and nothing shown that is not proven."""

import re
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from markupsafe import escape

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.limits import LIMITS
from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.settings import About, Contact, LanguageModel, Settings, Subject
from klimatsvar.texts import ANSWERS, LANGUAGES, texts, written_date
from klimatsvar.types import (
    Answer,
    AnswerKind,
    Block,
    Citation,
    Document,
    IndexInfo,
    Nearest,
    Page,
    Worded,
    WordedSentence,
    Wording,
)
from klimatsvar.web.html.addresses import fingerprint, source_address
from klimatsvar.web.html.answers import render_turn, render_writing, status
from klimatsvar.web.html.around_answers import (
    render_bottom,
    render_examples,
    render_introduction,
    render_problem,
    render_suggestions,
    render_top,
)
from klimatsvar.web.html.links import contact_line
from klimatsvar.web.html.quoted_parts import Table, parts_of
from klimatsvar.web.html.refusals import mail_address
from klimatsvar.web.html.sources import shown_date, shown_quotations
from klimatsvar.web.html.surroundings import AROUND, ContextBlock, Piece, context

SV, EN = texts("sv"), texts("en")
CONTACT = Contact()

HEADING = "Biogas"
FIRST = "Bussarna går på biogas."
SECOND = "Det gjorde de redan 2010."
ITEM = "Linje 1"
TEXT = f"{HEADING}\n\n{FIRST} {SECOND}\n\n{ITEM}"
PARAGRAPH = TEXT.index(FIRST)

DOCUMENT = Document(
    id="bussar.pdf",
    title="Bussar i staden",
    text=TEXT,
    blocks=(
        Block("heading", 0, len(HEADING), 1),
        Block("paragraph", PARAGRAPH, PARAGRAPH + len(FIRST) + 1 + len(SECOND)),
        Block("item", TEXT.index(ITEM), len(TEXT)),
    ),
    sha256="0" * 64,
    publisher="Borås Stad",
    date="2023-12-08",
    url="https://www.boras.se/bussar?a=1&b=2",
    pages=(Page(3, 0, len(TEXT)),),
)


TODAY = date(2026, 11, 29)
NEAR = (PARAGRAPH, PARAGRAPH + len(FIRST))
"""Where it stands what is near to the question."""


def cite(quote: str, document: Document = DOCUMENT, number: int = 1) -> Citation:
    start = document.text.index(quote)
    pages = document.pages_of(start, start + len(quote))
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        page=pages[0] if pages else None,
        pages=pages,
        heading=HEADING,
        start=start,
        end=start + len(quote),
        quote=quote,
        url=document.url,
        ocr=False,
        replaced_by=None,
        origin=document.origin,
    )


def answer(*citations: Citation, question: str = "Vad går bussarna på?", **given: object) -> Answer:
    made = Answer(
        question=question,
        kind="grounded" if citations else "refused",
        language="sv",
        text="",
        confidence=0.5,
        citations=citations,
        reason=None if citations else "off_subject",
        nearest=(Nearest("bussar.pdf", "Bussar i staden", 3, 0.5, *NEAR),),
        nearby=(),
        missing=(),
        index=IndexInfo("g", "2026-11-23", "0"),
        examples=(),
        timings_ms={},
    )
    return replace(made, **given)  # type: ignore[arg-type]


def render(
    made: Answer | Worded,
    *documents: Document,
    number: int = 2,
    page: str | None = None,
    **changed: object,
) -> str:
    """Return a turn as HTML, with ``changed`` settings."""
    worded = Worded(made) if isinstance(made, Answer) else made
    settings = Settings(**{"contact": CONTACT, "llm": None} | changed)  # type: ignore[arg-type]
    shown = {d.id: d for d in documents or (DOCUMENT,)}
    return render_turn(worded, shown, settings, number, page, today=TODAY)


def source_line(whose: str, place: str = "", document: Document = DOCUMENT) -> str:
    """Return the line below the first quotation, with its one link."""
    address = source_address(document, PARAGRAPH, PARAGRAPH + len(FIRST))
    return (
        f'<p class="source"><a href="{escape(address)}" target="_blank">'
        f'<span lang="sv">Bussar i staden</span>{place}'
        '<span class="unseen"> (öppnas i ny flik)</span></a>'
        f'<span class="whose">, {whose}</span></p>'
    )


def test_a_quotation_is_followed_by_one_line_that_leads_to_its_source() -> None:
    html = render(answer(cite(FIRST)))
    assert (
        '<h2 class="question" id="fraga-2" tabindex="-1"><span class="asked">Du frågade:</span> '
        '<span lang="sv" dir="auto">Vad går bussarna på?</span></h2>'
    ) in html
    assert (
        '<div class="quotation" id="citat-2-1">\n'
        '<blockquote lang="sv" dir="auto">Bussarna går på biogas.</blockquote>\n'
        '<div class="origin">\n' + source_line("enligt Borås Stad, 2023", ", sidan 3")
    ) in html
    assert html.count("<a ") == 1
    assert (
        '<p class="heading">Biogas</p>\n'
        '<p class="paragraph"><mark>Bussarna går på biogas.</mark> Det gjorde de redan 2010.</p>\n'
        '<p class="item">Linje 1</p>\n'
    ) in html


def test_an_answer_that_is_not_sure_says_so_and_names_whom_to_ask() -> None:
    doubt = '<p class="doubt">Jag är inte säker, men det här kan vara svaret:</p>'
    sure, unsure = (render(answer(cite(FIRST), kind=kind)) for kind in ("grounded", "possible"))
    assert (doubt in unsure, doubt in sure) == (True, False)
    assert SV["answer_intro"] not in unsure
    assert ('<p class="person">' in unsure, '<p class="person">' in sure) == (True, False)
    assert f"{FIRST}</blockquote>" in unsure


def test_an_answer_that_is_not_sure_is_copied_with_its_doubt() -> None:
    html = render(answer(cite(FIRST), kind="possible"), page="sv")
    copied = unescape(re.findall(r'data-text="([^"]*)"', html)[0])
    assert copied.splitlines()[:4] == [
        "Vad går bussarna på?",
        "",
        "Jag är inte säker, men det här kan vara svaret:",
        "",
    ]


@pytest.mark.parametrize("kind", ["grounded", "possible"])
def test_all_quotations_are_in_sight_since_any_may_be_the_one_that_answers(
    kind: AnswerKind,
) -> None:
    html = render(answer(cite(FIRST), cite(ITEM, number=2), kind=kind))
    assert re.findall("<mark>(.*?)</mark>", html) == [FIRST, ITEM]
    assert re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", html) == [FIRST, ITEM]
    assert 'class="quotations"' not in html


def test_a_heading_is_named_where_there_are_no_pages() -> None:
    unpaged = replace(DOCUMENT, pages=(), date="2023", publisher=None)
    html = render(answer(cite(FIRST, unpaged)), unpaged)
    assert source_line("2023", ", avsnittet ”Biogas”", unpaged) in html


def test_a_guessed_date_is_not_shown_as_certain() -> None:
    html = render(answer(replace(cite(FIRST), date_guessed=True)))
    assert source_line("enligt Borås Stad, troligen 2023", ", sidan 3") in html
    guessed = replace(DOCUMENT, date_guessed=True)
    assert shown_date(guessed, EN) == "probably 8 December 2023"
    assert shown_date(replace(guessed, date=None), EN) is None


COMPILED = replace(DOCUMENT, origin="SMHI 2019–2021")


def test_a_compilation_says_whose_words_it_renders() -> None:
    html = render(answer(cite(FIRST, COMPILED)), COMPILED, page="sv")
    whose = "enligt Borås Stad, 2023, efter uppgifter från SMHI 2019–2021"
    assert source_line(whose, ", sidan 3", COMPILED) in html
    copied = ", Borås Stad, 8 december 2023, efter uppgifter från SMHI 2019–2021, sidan 3, "
    assert f"[1] Bussar i staden{copied}" in html
    assert "efter uppgifter" not in render(answer(cite(FIRST)))
    bare = replace(COMPILED, publisher=None, date=None)
    html = render(answer(cite(FIRST, bare)), bare)
    assert source_line("efter uppgifter från SMHI 2019–2021", ", sidan 3", bare) in html


def test_whose_words_they_are_is_told_once_where_a_document_is_quoted_again() -> None:
    other = replace(DOCUMENT, id="andra.pdf", title="Andra bussar")
    documents = {document.id: document for document in (DOCUMENT, other)}

    def told(*citations: Citation) -> list[str]:
        shown = shown_quotations(citations, documents, "sv", TODAY)
        assert all(one.source.place == "sidan 3" for one in shown)
        return [one.source.whose for one in shown]

    whose = "enligt Borås Stad, 2023"
    again = cite(SECOND, number=2)
    assert told(cite(FIRST), again, cite(ITEM, number=3)) == [whose, "", ""]
    assert told(cite(FIRST), cite(SECOND, other, 2), cite(ITEM, number=3)) == [whose] * 3
    # Another document's line stands between, where that says the same.
    too = replace(cite(FIRST), also=(cite(FIRST, other),))
    assert told(too, cite(SECOND, number=2)) == [whose] * 2


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ar", "استنادًا إلى \u2068SMHI 2019–2021\u2069"),
        ("bs", "na osnovu: SMHI 2019–2021"),
        ("de", "nach Angaben von SMHI 2019–2021"),
        ("en", "based on SMHI 2019–2021"),
        ("fa", "بر پایهٔ \u2068SMHI 2019–2021\u2069"),
        ("fi", "alkuperäiset tiedot: SMHI 2019–2021"),
        ("pl", "na podstawie: SMHI 2019–2021"),
        ("so", "oo ku salaysan SMHI 2019–2021"),
        ("uk", "на основі: SMHI 2019–2021"),
    ],
)
def test_whose_words_it_renders_is_told_in_the_askers_language(language: str, told: str) -> None:
    html = render(answer(cite(FIRST, COMPILED), language=language), COMPILED)
    assert f", {told}</span></p>" in html


def test_a_replaced_document_names_the_newer_one() -> None:
    html = render(answer(replace(cite(FIRST), replaced_by="Nya <bussar>")))
    assert "Dokumentet har ersatts av ”Nya &lt;bussar&gt;”." in html


def test_a_document_that_holds_no_more_by_its_own_text() -> None:
    told = "Enligt sin egen text gällde dokumentet till och med 28 november 2026."
    html = render(answer(replace(cite(FIRST), valid_until="2026-11-28")), page="sv")
    assert f'<p class="details">{told}</p>' in html
    assert f'a=1&amp;b=2 {told}"' in html  # what is copied
    english = answer(replace(cite(FIRST), valid_until="2025"), language="en")
    assert "By its own text, the document was valid until 2025." in render(english)
    holds = render(answer(replace(cite(FIRST), valid_until="2026-11-29")))
    assert "gällde" not in holds


def test_another_document_that_says_the_same_is_named_beside_the_context() -> None:
    other = replace(DOCUMENT, id="b.md", title="Om bussar", pages=(), publisher="Lunds kommun")
    html = render(answer(replace(cite(FIRST), also=(cite(FIRST, other),))), DOCUMENT, other)
    assert '<p class="details">Samma uppgift står även här.</p>\n<ul class="also">\n<li><a' in html
    assert ', avsnittet ”Biogas”<span class="unseen"> (' in html
    assert '<span class="whose">, enligt Lunds kommun, 2023</span></li>' in html


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("Klimat", "Målet är att utsläppen är noll 2045.", "Mål för 2045"),
        ("Mål till 2045", "Utsläppen ska vara noll.", "Mål för 2045"),
        ("Mål till 2045", "Målet är att utsläppen har halverats 2030.", "Mål för 2030"),
        ("Klimat", "Staden ska vara klimatneutral 2030, enligt planen (2019).", "Mål för 2030"),
        ("Klimat", "Bilarna ska vara fossilfria från 2028.", "Mål för 2028"),
        ("Klimat", "Mätarna ska bytas 2028.", ""),
        ("Klimat", "Utsläppen hade halverats 2030.", ""),
        ("Klimat", "Målet för 2023 var en halvering.", ""),
        ("Klimat", "Målet för 2024 var en halvering.", "Mål för 2024"),
        ("Klimat", "Målen gäller 2030 och 2045.", ""),
        ("Klimat", "Målet nås inte 2045.", ""),
    ],
)
def test_a_target_is_told_with_its_year_where_that_is_certain(
    heading: str, text: str, told: str
) -> None:
    document = replace(DOCUMENT, text=text, blocks=(Block("paragraph", 0, len(text)),))
    html = render(answer(replace(cite(text, document), heading=heading)), document)
    assert re.findall('<span class="target">(.*?)</span>', html) == ([told] if told else [])


ROWS = (
    "1990 – Ton koldioxid: 396 556; Ton – per person: 3,9",
    "2018 – 2019 – Ton koldioxid: 209 480; Ton – per person: 1,9; och mer",
)
LEAD = "Så här mycket släpptes ut:"


def table(*rows: str) -> Document:
    """Return a document of a lead and the rows."""
    text = "\n".join((LEAD, *rows))
    starts = [text.index(row) for row in rows]
    blocks = tuple(
        Block("row", start, start + len(row)) for start, row in zip(starts, rows, strict=True)
    )
    return replace(DOCUMENT, text=text, blocks=(Block("paragraph", 0, len(LEAD)), *blocks))


def test_a_table_row_is_shown_as_a_table_with_its_headers_and_in_no_quotation_marks() -> None:
    document = table(ROWS[0])
    quoted = replace(cite(ROWS[0], document), is_table=True)
    html = render(answer(quoted), document, page="sv")
    assert (
        '<div class="quotation" id="citat-2-1">\n<table lang="sv" dir="auto">\n'
        "<caption>1990</caption>\n<tbody>\n"
        '<tr><th scope="row">Ton koldioxid</th><td>396 556</td></tr>\n'
        '<tr><th scope="row">Ton – per person</th><td>3,9</td></tr>\n'
        '</tbody>\n</table><div class="origin">\n'
    ) in html
    assert "<blockquote" not in html
    assert f"\n\n{ROWS[0]} [1]\n\nKällor\n" in html


def test_several_rows_stand_under_their_headers_after_what_leads_to_them() -> None:
    document = table(*ROWS)
    quoted = replace(cite(document.text, document), is_table=True)
    html = render(answer(quoted), document)
    assert (
        f'<blockquote lang="sv" dir="auto">{LEAD}</blockquote>\n<table lang="sv" dir="auto">\n'
        '<thead>\n<tr><td></td><th scope="col">Ton koldioxid</th>'
        '<th scope="col">Ton – per person</th></tr>\n</thead>\n<tbody>\n'
        '<tr><th scope="row">1990</th><td>396 556</td><td>3,9</td></tr>\n'
        '<tr><th scope="row">2018 – 2019</th><td>209 480</td><td>1,9; och mer</td></tr>\n'
        "</tbody>\n</table>"
    ) in html


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("Sökande: Ek", [("", [("Sökande", "Ek")])]),
        ("Ek; Beviljat: Ja", [("", [("", "Ek"), ("Beviljat", "Ja")])]),
        ("Ek; Lund", [("Ek; Lund", [])]),
        ("A – x: 1; x: 2", [("A", [("x", "1"), ("x", "2")])]),
    ],
)
def test_any_row_is_shown_with_all_its_words(
    row: str, cells: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    document = table(row)
    (shown,) = parts_of(replace(cite(row, document), is_table=True), document)
    assert isinstance(shown, Table)
    assert [(each.first, list(each.cells)) for each in shown.rows] == cells


def test_rows_whose_headers_tell_no_column_stand_each_alone() -> None:
    document = table("A – x: 1; x: 2", "B – x: 1")
    quoted = replace(cite("A – x: 1; x: 2\nB – x: 1", document), is_table=True)
    assert len(parts_of(quoted, document)) == 2


def test_text_read_off_a_picture_is_said_to_be() -> None:
    assert SV["ocr"] in render(answer(replace(cite(FIRST), ocr=True)))
    assert SV["ocr"] not in render(answer(cite(FIRST)))


def test_a_quotation_over_a_page_break_names_both_pages() -> None:
    first, second = PARAGRAPH + len("Bussarna går"), len(TEXT)
    broken = replace(DOCUMENT, pages=(Page(3, 0, first), Page(4, first, second)))
    html = render(answer(cite(FIRST, broken)), broken)
    assert source_line("enligt Borås Stad, 2023", ", sidorna 3–4", broken) in html


HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(2)"> [x](javascript:alert(3)) '
    "![](http://evil.example/a.png) ${alert(4)} {{7*7}} [1] </blockquote>"
)
SHOWN = (
    "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=&#34;alert(2)&#34;&gt; "
    "[x](javascript:alert(3)) ![](http://evil.example/a.png) ${alert(4)} {{7*7}} [1] "
    "&lt;/blockquote&gt;"
)


def test_hostile_texts_show_as_their_characters() -> None:
    document = Document(
        id='a"><script>.md',
        title=HOSTILE,
        text=HOSTILE,
        blocks=(Block("paragraph", 0, len(HOSTILE)),),
        sha256="",
        publisher=HOSTILE,
        origin=HOSTILE,
        date=HOSTILE,
        url="javascript:alert(5)",
        language='sv"><script>',
    )
    citation = replace(cite(HOSTILE, document), heading=HOSTILE + "!")
    html = render(answer(citation, question=HOSTILE), document)
    allowed = set("article h2 span p blockquote a details summary div mark".split())
    assert set(re.findall(r"</?([a-z0-9]+)", html)) == allowed
    assert "onerror=&#34;" in html
    assert 'onerror="' not in html
    assert "javascript:alert(5)" not in html
    assert "http://evil.example" not in "".join(re.findall(r'(?:href|src)="[^"]*"', html))
    assert f'<span lang="sv" dir="auto">{SHOWN}</span></h2>' in html
    assert f'dir="auto">{SHOWN}</blockquote>' in html
    assert f"<mark>{SHOWN}</mark>" in html

    nearest = (Nearest(document.id, HOSTILE, None, 0.1, 0, 1),)
    refused = render(answer(question=HOSTILE, nearest=nearest), document, page="sv")
    assert (
        '<li><a href="kalla/a%22%3E%3Cscript%3E.md?fran=0&amp;till=1&amp;version=&amp;citat='
        f'{fingerprint(HOSTILE[:1])}" target="_blank">'
        f'<span lang="sv&#34;&gt;&lt;script&gt;">{SHOWN}</span>'
    ) in refused
    assert "<script" not in refused
    near = answer(question=HOSTILE, nearby=(citation,), reason="not_told")
    assert "<script" not in render(near, document, page="sv")
    assert "<script" not in render(answer(citation, question=HOSTILE), document, page="sv")
    assert render_problem(HOSTILE) == (f'<p class="problem" role="alert" dir="auto">{SHOWN}</p>')


def test_a_citation_that_fails_its_check_is_not_shown() -> None:
    good, bad = cite(FIRST), replace(cite(SECOND, number=2), quote="Det gjorde de aldrig.")
    html = render(answer(good, bad))
    assert "aldrig" not in html
    assert "[2]" not in html
    assert re.findall("<mark>(.*?)</mark>", html) == [FIRST]

    moved = replace(good, start=good.start + 1, end=good.end + 1)
    unknown = replace(good, document="borta.pdf")
    html = render(answer(bad, moved, unknown))
    assert "<blockquote" not in html
    assert '<p class="refused">Jag hittar inget säkert svar' in html
    near = answer(nearby=(bad, moved, unknown), reason="not_told")
    assert "<blockquote" not in render(near)


def test_a_refusal_names_the_nearest_documents_and_a_person() -> None:
    contact = Contact(
        name="Kontaktcenter <Borås>",
        phone="033-35 70 00",
        email="a@boras.se",
        url="https://www.boras.se/kontakt",
    )
    html = render(answer(), contact=contact, title="Klimatsvar")
    assert (
        '<p class="refused">Det verkar inte stå något om det i dokumenten. De handlar om kommunens '
        "klimatarbete.</p>\n"
        "<p>Jag har sökt i alla 1 dokument. Prova gärna med andra ord, eller fråga om en sak i "
        "taget.</p>\n"
        "<h3>Dokument som ligger närmast din fråga</h3>\n"
        '<ul class="nearest">\n'
        f'<li><a href="{escape(source_address(DOCUMENT, *NEAR))}" target="_blank">'
        '<span lang="sv">Bussar i staden</span> '
        '<span class="new-tab">(öppnas i ny flik)</span></a>, sidan 3</li>\n'
        "</ul>\n"
        '<p class="person">Vill du fråga en människa? Kontakta Kontaktcenter &lt;Borås&gt;, '
        '<a href="tel:033357000" rel="noopener noreferrer">033-35 70 00</a>, '
        '<a href="mailto:a@boras.se" rel="noopener noreferrer">a@boras.se</a>, '
        '<a href="https://www.boras.se/kontakt" rel="noopener noreferrer">boras.se</a>. '
        '<a class="send" href="mailto:a@boras.se?subject=Klimatsvar&amp;body='
        'Vad%20g%C3%A5r%20bussarna%20p%C3%A5%3F">Skicka frågan till kommunen</a></p>'
    ) in html
    assert SV["send_question"] not in render(answer(), contact=Contact(name="N", phone="033-1"))


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_says_why(reason: str) -> None:
    html = render(answer(reason=reason))
    assert f'<p class="refused">{SV[f"refused_{reason}"]}</p>' in html


def test_a_refusal_shows_what_is_near_as_what_does_not_answer() -> None:
    html = render(answer(nearby=(cite(FIRST),), reason="not_told", language="fi"))
    address = escape(source_address(DOCUMENT, PARAGRAPH, PARAGRAPH + len(FIRST), "en"))
    assert (
        "<h3>Tämä koskee samaa asiaa, mutta ei vastaa kysymykseen</h3>\n"
        '<div class="nearby">\n'
        '<div class="quotation" id="citat-2-1">\n'
        f'<blockquote lang="sv" dir="auto">{FIRST}</blockquote>\n'
        '<div class="origin">\n'
        f'<p class="source"><a href="{address}" target="_blank"><span lang="sv">Bussar i staden'
        f'</span>, sivu 3<span class="unseen"> {texts("fi")["new_tab"]}</span></a>'
        f'<span class="whose">, {texts("fi")["according_to"].format(who="Borås Stad, 2023")}'
        "</span></p>\n"
    ) in html
    assert f'</div>\n<p class="told">{texts("fi")["source_language"]}</p>\n' in html


def test_a_document_that_is_quoted_as_near_is_not_named_as_nearest_too() -> None:
    other = replace(DOCUMENT, id="annan.pdf", title="Annan")
    nearest = (*answer().nearest, Nearest("annan.pdf", "Annan", None, 0.4, *NEAR))
    near = answer(nearby=(cite(FIRST),), nearest=nearest, reason="not_told")
    html = render(near, DOCUMENT, other)
    listed = html.partition('<ul class="nearest">')[2].partition("</ul>")[0]
    assert re.findall('<span lang="sv">(.*?)</span>', listed) == ["Annan"]
    alone = render(replace(near, nearest=nearest[:1]))
    assert SV["refused_nearest"] not in alone
    assert "Jag har sökt i alla 1 dokument." in alone


def test_rows_that_are_near_are_a_table_and_no_sentence() -> None:
    document = table(ROWS[0])
    row = replace(cite(ROWS[0], document), is_table=True)
    html = render(answer(nearby=(row,), reason="not_told"), document)
    assert "<blockquote" not in html
    assert '<tr><th scope="row">Ton koldioxid</th><td>396 556</td></tr>\n' in html


def test_a_part_that_is_not_answered_is_told() -> None:
    html = render(answer(cite(FIRST), missing=(HOSTILE,)))
    assert f'<p class="told">Om ”{SHOWN}” hittar jag inget säkert svar.</p>\n</article>' in html


def test_a_question_that_is_held_back_is_not_sent_on() -> None:
    contact = Contact(name="N", email="a@boras.se")
    for reason in LIMITS:
        assert "body=" not in render(answer(reason=reason, nearest=()), contact=contact)


def test_a_message_carries_a_question_as_it_was_written() -> None:
    assert mail_address("a&b@boras.se", "K & L", "Vad?\n100 % & mer") == (
        "mailto:a%26b@boras.se?subject=K%20%26%20L&body=Vad%3F%0A100%20%25%20%26%20mer"
    )


def test_on_a_page_with_javascript_an_answer_can_be_copied_and_linked_to() -> None:
    def turn(made: Answer, page: str | None) -> str:
        return render(made, page=page)

    answered = answer(cite(FIRST), question="Vad & var?")
    assert 'data-text="Vad &amp; var?\n\n”Bussarna går på biogas.” [1]\n\nKällor\n' in turn(
        answered, "sv"
    )
    link = (
        '<a class="link" href="{}q=Vad+%26+var%3F" data-copied="Länken är kopierad." '
        f'data-failed="{SV["copy_failed"]}">Länk till frågan</a>'
    )
    assert link.format("./?") in turn(answered, "sv")
    assert link.format("en?") in turn(answered, "en")
    assert "data-text" not in turn(answer(), "sv")
    assert "Länk till frågan" in turn(answer(), "sv")
    assert "Länk till frågan" not in turn(answered, None)
    assert "Länk till frågan" not in turn(answer(reason="personal_data"), "sv")


def test_an_answer_can_be_judged_where_that_is_on() -> None:
    def turn(made: Answer, page: str | None = "sv", feedback: bool = True) -> str:
        return render(made, DOCUMENT, other, page=page, feedback=feedback)

    other = replace(DOCUMENT, id='a"<b>.md')
    made = answer(cite(FIRST), cite(ITEM, number=2), cite(SECOND, other, number=3))
    asked = (
        '<div class="feedback" role="group" aria-labelledby="hjalpte-2" data-sources="'
        '[&#34;bussar.pdf&#34;, &#34;a\\&#34;\\u003cb\\u003e.md&#34;]" data-kind="grounded" '
        'data-counted="Tack för ditt svar." '
        'data-failed="Det gick inte att spara ditt svar. Försök igen om en stund.">\n'
        '<span id="hjalpte-2">Hjälpte svaret?</span>\n'
        '<button type="button" data-verdict="yes">Ja</button>\n'
        '<button type="button" data-verdict="no">Nej</button>\n'
        '<span class="told" role="status"></span>\n'
        "</div>"
    )
    assert asked in turn(made)
    assert turn(made).replace(asked, "") == turn(made, feedback=False)
    assert 'data-sources="[]" data-kind="not_told"' in turn(answer(reason="not_told"))
    assert "feedback" not in turn(made, page=None)
    assert "feedback" not in turn(answer(reason="personal_data"))


MODEL = LanguageModel(base_url="http://127.0.0.1:1/v1", model="m<odell>")  # type: ignore[arg-type]


def wording(*sentences: tuple[str, tuple[int, ...]], **given: object) -> Wording:
    made = Wording(
        model=MODEL.model,
        simple=False,
        sentences=tuple(WordedSentence(*sentence) for sentence in sentences),
        citations=(cite(SECOND), cite(ITEM, number=2)),
        dropped=0,
        done=True,
        fallback=None if sentences else "unproven",
        first_ms=1.0,
    )
    return replace(made, **given)  # type: ignore[arg-type]


def test_each_sentence_stands_above_the_quotations_that_it_is_compared_with() -> None:
    html = render(
        Worded(answer(cite(FIRST)), wording((HOSTILE, (1,)), ("Linje 1.", (2, 1)))), page="sv"
    )

    def number(n: int) -> str:
        return (
            f' <a class="number" href="#citat-2-{n}" lang="sv">'
            f'<span class="unseen">Citat</span> [{n}]</a>'
        )

    assert (
        '<p class="told">Skrivet av språkmodellen m&lt;odell&gt; och jämfört med '
        "citaten. Det kan ändå bli fel, så läs citaten.</p>\n"
        f'<p class="worded" lang="sv" dir="auto">{SHOWN}{number(1)}</p>\n'
        f'<div class="quotation" id="citat-2-1">\n<blockquote lang="sv" dir="auto">{SECOND}<'
    ) in html
    second = f'<p class="worded" lang="sv" dir="auto">Linje 1.{number(2)}{number(1)}</p>\n'
    assert f'{second}<div class="quotation" id="citat-2-2">' in html
    assert html.count("<blockquote") == 2
    assert FIRST not in re.findall("<mark>(.*?)</mark>", html)
    assert SV["answer_intro"] not in html
    assert SV["not_worded"] not in html
    assert f'data-text="Vad går bussarna på?\n\n{SHOWN} [1] Linje 1. [2] [1]\n' in html


def test_a_sentence_whose_quotation_fails_its_check_is_not_shown() -> None:
    false = replace(cite(SECOND), quote="Det gjorde de aldrig.")
    told = wording(("Ett.", (1,)), ("Två.", (2,)), citations=(false, cite(ITEM, number=2)))
    html = render(Worded(answer(cite(FIRST)), told))
    assert "Ett." not in html
    assert 'dir="auto">Två. <a class="number" href="#citat-2-2"' in html
    nothing = wording(("Ett.", (1,)), citations=(false,))
    fallen_back = render(Worded(answer(cite(FIRST)), nothing))
    assert fallen_back == render(Worded(answer(cite(FIRST)), wording()))
    assert status(Worded(answer(cite(FIRST)), told), {DOCUMENT.id: DOCUMENT}, Settings()).endswith(
        "citat: 1."
    )


@pytest.mark.parametrize("page", ["sv", None])
def test_without_a_wording_the_answer_is_what_it_is_without_a_model(page: str | None) -> None:
    verbatim = render(answer(cite(FIRST)), page=page)
    note = f'<p class="told">{SV["not_worded"]}</p>\n'
    button = '<button type="button" class="simpler">Förklara enklare</button>\n'
    for worded in (Worded(answer(cite(FIRST)), wording()), Worded(answer(cite(FIRST)))):
        html = render(worded, page=page, llm=MODEL)
        assert (note in html) is (worded.wording is not None)
        assert (button in html) is (page is not None)
        assert html.replace(note, "").replace(button, "") == verbatim
    refused = answer()
    assert render(refused, page=page, llm=MODEL) == render(refused, page=page)


def test_an_answer_in_simple_words_says_so_and_is_not_made_simpler() -> None:
    simple = wording(("Linje 1.", (2,)), simple=True)
    html = render(Worded(answer(cite(FIRST)), simple), page="sv", llm=MODEL)
    assert '<span class="asked">Enklare förklarat:</span>' in html
    assert "simpler" not in html
    failed = wording(simple=True)
    html = render(Worded(answer(cite(FIRST)), failed), page="sv", llm=MODEL)
    assert '<span class="asked">Du frågade:</span>' in html
    assert 'class="simpler"' in html


def test_what_is_being_written_is_text() -> None:
    worded = Worded(answer(cite(FIRST)), wording((HOSTILE, (1,)), done=False))
    html = render_writing(worded, {DOCUMENT.id: DOCUMENT}, simple=False)
    assert f'dir="auto">{SHOWN} <span class="number">[1]</span> </p>' in html
    assert "id=" not in html  # the turn that follows has the ids


def test_the_page_says_whether_questions_are_kept() -> None:
    kept = Settings(log_questions=True, log_days=14)
    told = "Frågorna sparas i 14 dagar, men inte vem som frågade."
    assert f"{SV['page_privacy']} {told}" in render_introduction(kept, "sv")
    unlogged = render_introduction(Settings(), "sv")
    assert SV["page_privacy"] in unlogged
    assert "sparas" not in unlogged


def test_the_page_says_what_the_documents_are_where_that_is_set() -> None:
    told = Settings(about=About(sv="Ett <urval>.", en="A choice."))
    assert render_introduction(told, "sv").endswith(" Ett &lt;urval&gt;.</p>\n</div>")
    assert render_introduction(told, "en").endswith(" A choice.</p>\n</div>")
    assert "urval" not in render_introduction(Settings(), "sv")


def test_each_example_stands_on_the_page_of_its_language() -> None:
    examples = ("Vad är ett klimatkontrakt?", "What is a climate contract?", "ما هو عقد المناخ؟")
    swedish, english = render_examples(examples, "sv"), render_examples(examples, "en")
    assert re.findall("<button[^>]*>(.*?)</button>", swedish) == ["Vad är ett klimatkontrakt?"]
    assert re.findall('lang="(..)" dir="auto">', english) == ["en", "ar"]
    assert render_examples((), "sv") == ""


def test_suggestions_are_text_in_their_own_language() -> None:
    example = "Vad är ett klimatkontrakt?"
    html = render_suggestions([HOSTILE, example], answer(cite(FIRST), language="pl"), "sv")
    assert f'dir="auto">{SHOWN}</button>' in html
    assert f'<button type="button" lang="sv" dir="auto">{example}</button>' in html
    assert '<h2 id="vidare-rubrik">Fråga vidare</h2>' in html


def test_after_a_refusal_suggestions_are_what_the_documents_answer() -> None:
    html = render_suggestions(["Vad är en buss?"], answer(), "sv")
    assert '<h2 id="vidare-rubrik">Det här svarar dokumenten på</h2>' in html


def test_after_a_greeting_suggestions_are_what_can_be_asked() -> None:
    greeting = answer(question="Hej!", kind="reply", reason="greeting", nearest=())
    html = render_suggestions(["Vad är en buss?"], greeting, "sv")
    assert '<h2 id="vidare-rubrik">Du kan till exempel fråga</h2>' in html


def test_an_emergency_shows_only_the_numbers_to_call() -> None:
    urgent = answer(reason="emergency", nearest=())
    html = render(urgent)
    assert html.endswith(
        '<p class="refused">Är det akut? Ring <a href="tel:112" rel="noopener noreferrer">112</a>. '
        'Råd om vård får du på <a href="tel:1177" rel="noopener noreferrer">1177</a>. '
        "Information om olyckor och kriser får du på "
        '<a href="tel:11313" rel="noopener noreferrer">113 13</a>. '
        "Den här tjänsten kan inte larma eller hjälpa i en nödsituation.</p>\n</article>"
    )
    assert status(Worded(urgent), {}, Settings()) == SV["refused_emergency"]


@pytest.mark.parametrize("reason", ["personal_data", "instruction"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_is_held_back_gets_its_own_text(reason: str, language: str) -> None:
    held = answer(question=HOSTILE, reason=reason, nearest=(), language=language)
    html = render(held)
    words = texts(language)
    told = escape(words[f"refused_{reason}"])
    assert (
        f'<p class="refused">{told}</p>\n<p class="person">{contact_line(CONTACT, words)}</p>'
        in html
    )
    assert f'<span lang="{language}" dir="auto">{SHOWN}</span></h2>' in html
    assert words["refused"] not in html
    assert words["refused_nearest"] not in html
    assert status(Worded(held), {}, Settings()) == words[f"refused_{reason}"]


def test_there_is_a_form_before_any_script_and_the_plain_page_answers_it() -> None:
    settings = Settings(title="A <b>", examples=("Vad är ett klimatkontrakt?",))
    html = render_top(settings, "sv")
    assert "<h1>A &lt;b&gt;</h1>" in html
    assert '<form id="forst-formular" method="post" action="enkel">' in html
    assert '<li><a href="enkel?q=Vad+%C3%A4r+ett+klimatkontrakt%3F" lang="sv"' in html
    assert 'action="enkel?lang=en"' in render_top(settings, "en")
    assert '<a href="om">Om tjänsten</a>\n<a href="dokument">Alla dokument</a>' in render_bottom(
        "sv"
    )
    assert '<a href="om?lang=en">About the service</a>' in render_bottom("en")


def test_a_contact_address_that_is_no_web_link_stays_text() -> None:
    line = contact_line(Contact(name="N", url="javascript:alert(1)"), SV)
    assert line == "Vill du fråga en människa? Kontakta N, javascript:alert(1)."


@pytest.mark.parametrize(
    ("asked", "frame", "told"),
    [("sv", "sv", ""), ("en", "en", EN["source_language"]), ("tr", "en", EN["source_language"])],
)
def test_the_frame_speaks_the_language_of_the_question(asked: str, frame: str, told: str) -> None:
    html = render(answer(cite(FIRST), language=asked))
    assert html.startswith(f'<article class="turn" lang="{frame}"')
    assert f'<span lang="{asked}" dir="auto">Vad går bussarna på?</span>' in html
    assert f'<blockquote lang="sv" dir="auto">{FIRST}' in html
    assert (f'<p class="told">{told}</p>' in html) == bool(told)
    assert (texts(frame)["show_context"] in html) is True


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("fi", "ltr")])
def test_the_frame_runs_as_its_language_does_around_swedish_quotations(
    language: str, direction: str
) -> None:
    html = render(answer(cite(FIRST), language=language))
    words = texts(language)
    assert html.startswith(f'<article class="turn" lang="{language}" dir="{direction}"')
    assert f'<blockquote lang="sv" dir="auto">{FIRST}' in html
    assert f'<p class="told">{words["source_language"]}</p>' in html
    assert f"<summary>{words['show_context']}</summary>" in html
    # A source's page has texts in the languages of the pages alone.
    assert "&amp;lang=en" in html
    # From the right a day would be read with the name before it, apart from its month.
    assert ("\u2068Borås Stad\u2069, \u20682023\u2069" in html) is (direction == "rtl")


@pytest.mark.parametrize(("language", "is_isolated"), [("fa", True), ("pl", False)])
def test_from_the_right_names_and_headings_are_read_by_themselves(
    language: str, is_isolated: bool
) -> None:
    unpaged = replace(DOCUMENT, pages=())
    unsure = answer(cite(FIRST, unpaged), kind="possible", language=language)
    html = render(unsure, unpaged, contact=Contact(name="Borås Stad."))
    for name in (DOCUMENT.title, "Biogas", "Borås Stad."):
        assert (f"\u2068{name}\u2069" in html) is is_isolated


def test_what_asks_nothing_is_replied_to() -> None:
    thanks = answer(question="Tack", kind="reply", reason="thanks", nearest=())
    html = render(thanks)
    assert html.endswith(
        '<span class="asked">Du skrev:</span> <span lang="sv" dir="auto">Tack</span></h2>\n'
        f'<p class="reply">{SV["reply_thanks"]}</p>\n</article>'
    )
    assert status(Worded(thanks), {}, Settings()) == SV["reply_thanks"]
    person = render(replace(thanks, reason="human"))
    told = f'<p class="reply">{SV["reply_human"]}</p>\n<p class="person">'
    assert f"{told}{contact_line(CONTACT, SV)}</p>\n</article>" in person
    again = render(answer(cite(FIRST), question="Upprepa", reason="repeat"), page="sv")
    assert f'<p class="reply">{SV["reply_repeat"]}</p>\n<p class="told unseen">' in again
    assert f'lang="sv" dir="auto">{FIRST}' in again
    assert 'class="actions"' not in again


@pytest.mark.parametrize(
    ("date", "swedish", "english"),
    [
        ("2023-12-08", "8 december 2023", "8 December 2023"),
        ("2024-05", "maj 2024", "May 2024"),
        ("2022", "2022", "2022"),
        ("2023-13-08", "2023-13-08", "2023-13-08"),
        ("våren 2021", "våren 2021", "våren 2021"),
    ],
)
def test_dates_are_written_out(date: str, swedish: str, english: str) -> None:
    assert (written_date(date, SV), written_date(date, EN)) == (swedish, english)


def test_status_tells_what_came_of_it() -> None:
    documents = {DOCUMENT.id: DOCUMENT}
    assert (
        status(Worded(answer(cite(FIRST))), documents, Settings())
        == "Svaret är klart. Antal citat: 1."
    )
    assert status(Worded(answer()), documents, Settings()) == "Inget säkert svar i dokumenten."
    false = replace(cite(FIRST), quote="X")
    assert status(Worded(answer(false)), documents, Settings()) == "Inget säkert svar i dokumenten."


def test_context_cuts_a_long_block_between_words_and_leaves_others_whole() -> None:
    before, quote, after = "aaa " * 300, "Citatet står här.", " bbb" * 300
    long = before + quote + after
    text = f"{'c' * 600}\n\n{long}\n\nkort"
    start = text.index(quote)
    document = replace(
        DOCUMENT,
        text=text,
        blocks=(
            Block("paragraph", 0, 600),
            Block("paragraph", 602, 602 + len(long)),
            Block("paragraph", len(text) - 4, len(text)),
        ),
    )
    (only,) = context(document, [(start, start + len(quote))])
    assert only == ContextBlock(
        kind="paragraph",
        pieces=(
            Piece("aaa " * (AROUND // 4), False),
            Piece(quote, True),
            Piece(" bbb" * (AROUND // 4), False),
        ),
        cut_before=True,
        cut_after=True,
        after_gap=False,
    )


def test_context_leaves_out_a_heading_whose_text_is_not_shown() -> None:
    text = f"Först\n\n{FIRST}\n\nSedan\n\n{'x' * 500}"
    after = text.index("Sedan")
    blocks = (
        Block("heading", 0, 5, 1),
        Block("paragraph", 7, 7 + len(FIRST)),
        Block("heading", after, after + 5, 1),
        Block("paragraph", after + 7, len(text)),
    )
    document = replace(DOCUMENT, text=text, blocks=blocks)
    quoted = context(document, [(7, 7 + len(FIRST))])
    assert [block.pieces[0].text for block in quoted] == ["Först", FIRST]
    heading = context(document, [(after, after + 5)])
    assert [block.pieces[0].text for block in heading] == ["Först", FIRST, "Sedan"]


def test_context_shows_a_gap_between_quotations_far_apart() -> None:
    parts = [f"{letter}" * 300 for letter in "abcdefgh"]
    text = "\n\n".join(parts)
    blocks = tuple(Block("paragraph", text.index(part), text.index(part) + 300) for part in parts)
    document = replace(DOCUMENT, text=text, blocks=blocks)
    shown = context(document, [(0, 300), (blocks[7].start, blocks[7].end)])
    assert [(block.pieces[0].text[0], block.after_gap) for block in shown] == [
        ("a", False),
        ("b", False),
        ("g", True),
        ("h", False),
    ]
    assert [block.pieces[0].marked for block in shown] == [True, False, False, True]


def placeholders(words: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the names in braces of each text, by key."""
    parse = string.Formatter().parse
    return {key: {name for _, name, _, _ in parse(text) if name} for key, text in words.items()}


def test_pages_have_the_same_texts_with_the_same_placeholders() -> None:
    for language in LANGUAGES:
        assert list(texts(language)) == list(SV)
        assert placeholders(texts(language)) == placeholders(SV)


def needed() -> set[str]:
    """Return the keys of the texts that an answer in any language needs, as the code names them."""
    package = Path(str(files("klimatsvar")))
    templates = "turn refusal quotation place table context feedback actions writing".split()
    sources = [package / f"web/templates/{name}.html" for name in templates]
    modules = "web/html/answers web/html/refusals web/html/sources web/html/links assistant".split()
    modules += ["answer/replies", "answer/turns"]
    sources += [package / f"{name}.py" for name in (*modules, "cli/asking", "texts/__init__")]
    code = "\n".join(source.read_text("utf-8") for source in sources)
    named = re.findall(r"""words\.(\w+)|(?:words|texts\(\w+\))\[["'](\w+)["']\]""", code)
    keys = {one or other for one, other in named} - {"get"}
    reasons = {f"refused_{reason}" for reason in (*LIMITS, *REFUSALS)}
    reasons |= {f"reply_{act}" for act in ACTS}
    return keys | reasons | {"answered", "possibly_answered"}


@pytest.mark.parametrize("language", ANSWERS)
def test_every_language_has_texts_for_another_subject(language: str) -> None:
    usual, other = texts(language), texts(language, "")
    assert list(other) == list(usual)
    assert placeholders(other) == placeholders(usual)
    assert "subject" not in {name for names in placeholders(usual).values() for name in names}
    assert {key for key in usual if other[key] != usual[key]} >= {
        *("refused_instruction", "refused_off_subject", "reply_greeting"),
        *("reply_thanks", "reply_capabilities", "reply_nothing"),
    }


def test_the_subject_stands_in_the_texts_where_it_is_told() -> None:
    settings = Settings(subject=Subject(sv="avfall och återvinning"))
    told = texts("sv", settings.subject_in("sv"))
    assert told["page_lead"].startswith("Ställ en fråga om avfall och återvinning. Du får")
    assert "klimat" not in " ".join(told[key] for key in told if key != "access_self").lower()
    assert texts("en", settings.subject_in("en"))["reply_thanks"] == "You are welcome! Do ask more."
    assert texts("sv", Settings().subject_in("sv")) == SV


@pytest.mark.parametrize("language", ANSWERS)
def test_every_language_has_every_text_that_an_answer_needs(language: str) -> None:
    words = texts(language)
    assert needed() - words.keys() == set()
    assert placeholders(words).items() <= placeholders(SV).items()
    assert len(words["months"].split()) == 12
    assert words["direction"] == ("rtl" if language in {"ar", "fa"} else "ltr")
    if language not in LANGUAGES:
        assert words.keys() - needed() == set()
