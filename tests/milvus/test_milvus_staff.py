"""What staff keep beside the documents, over a real milvus-lite: as over FAISS."""

from pathlib import Path

import pytest

from in_milvus import read_here, settings_of
from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.building import build_index
from klimatsvar.errors import SettingsError, WrongAnswersError
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.store import MilvusStore
from telling import raises
from toy import ToyEncoder, write_corpus

QUESTION = "Får jag ta cykel på buss?"
ANSWER = "Ja, på linje 2 får du ta med en hopfälld cykel."
HEAD = f"fråga: {QUESTION}\ndokument: a.md\nstycke: Ta buss till jobbet.\ndatum: 2026-11-29"


def test_what_staff_keep_works_over_milvus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", read_here)
    corpus = write_corpus(tmp_path / "corpus", a="# Resor\n\nTa buss till jobbet.", b="Ta skog.")
    write_corpus(corpus / "svar", cykel=f"---\n{HEAD}\n---\n\n{ANSWER}\n")
    (corpus / "ordlista.csv").write_text("ord;betyder\ntrampa;cykel\n", "utf-8")
    (corpus / "testfragor.csv").write_text(f"fråga;svar\n{QUESTION};linje 2\n", "utf-8")
    settings = settings_of(corpus, str(tmp_path / "staff.db"), require_questions=True)
    encoder = ToyEncoder()
    report = build_index(settings, encoder)
    assert [(one.is_right, one.quotes) for one in report.tested] == [(True, (ANSWER,))]
    store = MilvusStore.open(settings, encoder)
    answer = Assistant(store, encoder, Fitted.load(), settings).ask("Får jag ta trampa på buss?")
    assert answer.citations[0].quote == ANSWER
    assert answer.citations[0].basis is not None
    assert answer.citations[0].basis.quote == "Ta buss till jobbet."

    # The passage is gone, so the answer is too, and the question is answered wrong.
    write_corpus(corpus, a="# Resor\n\nTa buss till skolan.")
    with raises(WrongAnswersError, match="1 av 1 testfrågor får fel svar"):
        build_index(settings, encoder)
    assert Generations.of(settings).serving().name == report.manifest.generation
    lenient = settings.model_copy(update={"require_questions": False})
    [file] = [file for file in build_index(lenient, encoder).files if file.id == "svar/cykel.md"]
    assert file.status == "skipped"
    assert list(MilvusStore.open(settings, encoder).documents) == ["a.md", "b.md"]


def test_what_is_built_in_milvus_can_not_wait_for_staff(tmp_path: Path) -> None:
    settings = settings_of(write_corpus(tmp_path / "corpus", a="Ta buss."), str(tmp_path / "w.db"))
    with raises(SettingsError, match="publish: ett index i Milvus svarar så snart det är byggt"):
        build_index(settings, ToyEncoder(), publish=False)
    assert not (tmp_path / "w.db").exists()
