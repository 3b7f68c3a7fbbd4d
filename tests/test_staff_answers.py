"""What staff keep beside the documents, from the corpus to the answer: with a toy encoder."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.building import build_index
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError, WrongAnswersError
from klimatsvar.index.generations import generations
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import Report, is_stale
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.types import StaffOutcome, StaffQuestion
from klimatsvar.web.html.sources import as_text, sources_of
from telling import raises
from telling import told as in_swedish
from toy import ToyEncoder, write_corpus

QUESTION = "Får jag ta cykel på buss?"
PASSAGE = "Ta buss eller cykel till skolan."
ANSWER = "Ja, på linje 2 får du ta med en hopfälld cykel."


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files without starting processes: that is slow, and tested elsewhere."""

    def read(files: Sequence[tuple[CorpusFile, Metadata]], *_: object) -> Iterator[Reading]:
        yield from (read_file(file, known) for file, known in files)

    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", read)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = write_corpus(
        tmp_path / "corpus",
        a="# Resor\n\nTa buss till jobbet. Ta buss eller\ncykel till skolan.",
        b="# Natur\n\nI skog och mark finns stigar.",
    )
    write_answer(corpus, PASSAGE)
    return Settings.load(corpus=corpus, index=tmp_path / "index")


def write_answer(corpus: Path, passage: str, document: str = "a.md") -> None:
    head = f"fråga: {QUESTION}\ndokument: {document}\nstycke: {passage}\ndatum: 2026-11-29"
    write_corpus(corpus / "svar", cykel=f"---\n{head}\n---\n\n{ANSWER}\n")


def build(settings: Settings) -> Report:
    return build_index(settings, ToyEncoder())


def opened(settings: Settings) -> Assistant:
    index = Index.open(settings.index, ToyEncoder())
    return Assistant(index, ToyEncoder(), Fitted.load(), settings)


def test_an_answer_of_staffs_is_quoted_with_the_passage_that_it_rests_on(
    settings: Settings,
) -> None:
    build(settings)
    assistant = opened(settings)
    answer = assistant.ask(QUESTION)
    assert answer.kind == "grounded"
    first = answer.citations[0]
    assert (first.document, first.quote) == ("svar/cykel.md", ANSWER)
    assert first.basis is not None
    assert (first.basis.document, first.basis.quote) == ("a.md", "Ta buss eller cykel till skolan.")
    assert (first.basis.number, first.basis.heading) == (1, "Resor")
    assert assistant.index.documents["a.md"].text[first.basis.start : first.basis.end] == PASSAGE
    sources = sources_of([first], assistant.index.documents, "sv", date.today())
    assert [source.document.id for source in sources] == ["svar/cykel.md", "a.md"]
    shown = as_text(QUESTION, "", [first], sources, texts("sv"))
    assert shown.splitlines()[-2:] == [
        f"[1] {QUESTION}, 29 november 2026 Det här svaret har kommunen skrivit.",
        "[1] Resor",
    ]


@pytest.mark.parametrize(
    ("passage", "document", "told"),
    [
        (
            "Ta bil till skolan.",
            "a.md",
            "stycket som svaret bygger på står inte i a.md; läs om svaret stämmer och kopiera in "
            "stycket på nytt",
        ),
        (PASSAGE, "c.md", "c.md finns inte i mappen; rätta namnet efter dokument:"),
        (
            ANSWER,
            "svar/cykel.md",
            "svar/cykel.md är själv ett svar; ange ett dokument som säger samma sak",
        ),
        (PASSAGE, "tom.md", "tom.md går inte att läsa"),
        (PASSAGE, "kopia.md", "kopia.md har samma text som a.md; skriv a.md efter dokument:"),
    ],
)
def test_an_answer_that_rests_on_nothing_is_not_searched_and_told(
    settings: Settings, passage: str, document: str, told: str
) -> None:
    (settings.corpus / "tom.md").write_text("", "utf-8")
    (settings.corpus / "kopia.md").write_bytes((settings.corpus / "a.md").read_bytes())
    write_answer(settings.corpus, passage, document)
    report = build(settings)
    [file] = [file for file in report.files if file.id == "svar/cykel.md"]
    assert (file.status, in_swedish(file.remarks)) == ("skipped", (told,))
    assert "svar/cykel.md" not in opened(settings).index.documents


def test_an_answer_that_rests_on_a_replaced_document_is_told(settings: Settings) -> None:
    (settings.corpus / "dokument.csv").write_text("fil;ersätts av\na.md;b.md\n", "utf-8")
    [file] = [file for file in build(settings).files if file.id == "svar/cykel.md"]
    assert file.status == "searchable"
    assert in_swedish(file.remarks) == (
        "bygger på a.md, som är ersatt av b.md; läs om svaret stämmer",
    )


def test_an_answer_comes_and_goes_with_its_passage(settings: Settings) -> None:
    build(settings)
    source = settings.corpus / "a.md"
    text = source.read_text("utf-8")
    source.write_text(text.replace("till skolan", "hem"), "utf-8")
    [file] = [file for file in build(settings).files if file.id == "svar/cykel.md"]
    assert file.status == "skipped"
    source.write_text(text, "utf-8")
    [file] = [file for file in build(settings).files if file.id == "svar/cykel.md"]
    assert file.status == "searchable"
    assert opened(settings).ask(QUESTION).citations[0].quote == ANSWER


def test_a_local_word_is_searched_for_as_what_it_means(settings: Settings) -> None:
    build(settings)
    (settings.corpus / "ordlista.csv").write_text("ord;betyder\ntrampa;cykel\n", "utf-8")
    assert is_stale(settings.corpus, settings.index, settings.passage_tokens)
    report = build(settings)
    assert (report.read, report.unchanged) == (0, False)
    assert not is_stale(settings.corpus, settings.index, settings.passage_tokens)
    answer, told = opened(settings).explain("Får jag ta trampa på buss?")
    assert answer.citations[0].quote == ANSWER
    assert told.local_words == (("trampa", "cykel"),)


def test_a_question_is_known_by_its_heading_in_the_residents_words_too(settings: Settings) -> None:
    (settings.corpus / "ordlista.csv").write_text("ord;betyder\nbuss;skog\n", "utf-8")
    build(settings)
    assert opened(settings).ask(QUESTION).citations[0].quote == ANSWER


def test_what_must_not_be_quoted_is_nowhere_in_an_answer(settings: Settings) -> None:
    table = "fil;text;rubrik\na.md;Ta buss till jobbet.;\nb.md;Ta tåg till Göteborg.;\n"
    (settings.corpus / "citera-inte.csv").write_text(table, "utf-8")
    report = build(settings)
    told = {file.id: in_swedish(file.warnings[:1]) for file in report.files}
    assert told["a.md"] == (
        "”Ta buss till jobbet.” citeras inte, enligt citera-inte.csv (21 tecken lämnas utanför)",
    )
    assert told["b.md"] == (
        "”Ta tåg till Göteborg.” ska inte citeras, men står inte i filen; rätta raden i "
        "citera-inte.csv",
    )
    documents = opened(settings).index.documents
    assert documents["a.md"].text == f"Resor\n\n{PASSAGE}"


def write_questions(corpus: Path, *rows: str) -> None:
    (corpus / "testfragor.csv").write_text("\n".join(("fråga;svar;fil", *rows)), "utf-8")


def test_each_build_says_which_test_questions_it_answers(settings: Settings) -> None:
    write_questions(
        settings.corpus,
        f"{QUESTION};LINJE 2;svar/cykel.md",
        f"{QUESTION.replace('jag', 'du')};linje 9",
    )
    first = StaffQuestion(QUESTION, "LINJE 2", "svar/cykel.md")
    report = build(settings)
    assert report.tested[0] == StaffOutcome(first, "grounded", (ANSWER,), is_right=True)
    assert [tested.is_right for tested in report.tested] == [True, False]
    again = build(settings)
    assert again.unchanged
    assert again.tested == report.tested


def test_where_they_are_required_a_wrong_answer_lets_the_old_index_serve_on(
    settings: Settings,
) -> None:
    build(settings)
    [serving] = generations(settings.index)
    write_questions(settings.corpus, f"{QUESTION};linje 9", f"{QUESTION}?;linje 2")
    (settings.corpus / "b.md").write_text("# Natur\n\nSkog.", "utf-8")
    required = settings.model_copy(update={"require_questions": True})
    with pytest.raises(WrongAnswersError) as raised:
        build(required)
    assert str(raised.value.told("sv")) == (
        f"{settings.corpus}: 1 av 2 testfrågor får fel svar, så det tidigare indexet fortsätter "
        f"att svara:\n  {QUESTION} – väntat: ”linje 9”; svaret blev ”{ANSWER}”\n; rätta "
        "dokumenten eller testfrågorna och kör `klimatsvar ingest` igen"
    )
    assert generations(settings.index) == [serving]
    write_questions(settings.corpus, f"{QUESTION};linje 2")
    assert build(required).manifest.generation > serving.name


def test_where_they_are_required_there_must_be_some(settings: Settings) -> None:
    required = settings.model_copy(update={"require_questions": True})
    with raises(CorpusError, match=r"testfrågor krävs .* men det finns inga; skriv dem i"):
        build(required)
