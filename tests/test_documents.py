"""From files to citations, with the real model: pages, tables, scans and replaced documents."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.corpus.formats.pdf.ocr import ocr_available
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from klimatsvar.types import Citation
from paper import LEFT, grid, make, prose, put, scanned
from toy import write_corpus

COLUMNS = (LEFT, 160.0, 340.0, 450.0)
TABLE = (
    ("Kommun", "Ändring 2022–2023 (%)", "2022 (ton)", "2023 (ton)"),
    ("Alingsås", "-3,4", "101 200", "97 759"),
    ("Borås", "-2,1", "195 358", "191 174"),
    ("Mark", "1,7", "150 010", "152 560"),
    ("Ulricehamn", "-0,8", "119 400", "118 444"),
)


def table(c: Canvas) -> None:
    put(c, LEFT, 760, "Utsläpp av växthusgaser i Sjuhärads kommuner", 20)
    grid(c, COLUMNS, *TABLE)


def breaks_off(c: Canvas) -> None:
    put(c, LEFT, 780, "Simhallens tak", 20)
    prose(c, 60, "Taket på simhallen i Viskafors ska täckas med trehundra solceller och ge")


def goes_on(c: Canvas) -> None:
    prose(c, 780, "nittio megawattimmar el om året från och med hösten 2027.")


def typed(c: Canvas) -> None:
    put(c, LEFT, 760, "Protokoll om skolskogen", 22)
    prose(c, 700, "Nämnden beslutade att plantera fyrahundra ekar vid Ekarängsskolan våren 2026.")
    prose(c, 640, "Skolans elever sköter träden tillsammans med kommunens parkförvaltning.")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    folder = tmp_path_factory.mktemp("documents")
    corpus = write_corpus(
        folder / "corpus",
        gammal="# Cykelgarage\n\nI cykelgaraget vid resecentrum finns plats för 200 cyklar.",
        ny="# Cykelgaraget 2026\n\nI cykelgaraget vid resecentrum finns plats för 350 cyklar.",
    )
    (corpus / "dokument.csv").write_text("fil;ersätts av\ngammal.md;ny.md\n", "utf-8")
    make(corpus / "tabell.pdf", table)
    make(corpus / "tak.pdf", breaks_off, goes_on)
    make(corpus / "skannat.pdf", scanned(folder / "bild.pdf", typed))
    settings = Settings.load(corpus=corpus, index=folder / "index")
    ingest(corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
    index = Index.open(settings.index, encoder)
    return Assistant(index, encoder, Fitted.load(), settings)


def first(assistant: Assistant, question: str) -> Citation:
    answer = assistant.ask(question)
    assert answer.citations, answer.confidence
    return answer.citations[0]


def test_a_figure_carries_its_row_and_its_columns(assistant: Assistant) -> None:
    cited = first(assistant, "Hur mycket minskade utsläppen i Borås 2022–2023?")
    assert (cited.document, cited.page, cited.quote) == (
        "tabell.pdf",
        1,
        "Borås – Ändring 2022–2023 (%): -2,1; 2022 (ton): 195 358; 2023 (ton): 191 174",
    )


def test_a_sentence_over_a_page_break_is_cited_with_both_pages(assistant: Assistant) -> None:
    cited = first(assistant, "Hur många solceller ska simhallen i Viskafors få?")
    assert (cited.document, cited.page, cited.pages) == ("tak.pdf", 1, (1, 2))
    assert cited.quote == (
        "Taket på simhallen i Viskafors ska täckas med trehundra solceller och ge nittio "
        "megawattimmar el om året från och med hösten 2027."
    )


@pytest.mark.skipif(not ocr_available(), reason="Tesseract with Swedish isn't installed")
def test_what_was_read_off_a_picture_says_so(assistant: Assistant) -> None:
    cited = first(assistant, "Hur många ekar ska planteras vid Ekarängsskolan?")
    assert (cited.document, cited.page, cited.ocr) == ("skannat.pdf", 1, True)
    assert cited.quote == (
        "Nämnden beslutade att plantera fyrahundra ekar vid Ekarängsskolan våren 2026."
    )
    assert not first(assistant, "Hur många solceller ska simhallen i Viskafors få?").ocr


def test_the_newer_document_is_cited_before_the_one_it_replaces(assistant: Assistant) -> None:
    question = "Hur många cyklar får plats i cykelgaraget vid resecentrum?"
    cited = first(assistant, question)
    assert (cited.document, cited.replaced_by) == ("ny.md", None)
    found = [hit.document.id for hit in assistant.search(question, 2)]
    assert found == ["ny.md", "gammal.md"]
    old = [c for c in assistant.ask(question).citations if c.document == "gammal.md"]
    assert all(c.replaced_by == "Cykelgaraget 2026" for c in old)
