"""One planted fault a test, in a generation in Milvus: each is found, and nothing else is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from in_milvus import read_here, settings_of
from klimatsvar.check import check
from klimatsvar.check.in_milvus import check_asking, parts_in_milvus
from klimatsvar.errors import IndexMissingError
from klimatsvar.milvus.build import ingest
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import DOCUMENT, Records, record
from klimatsvar.milvus.schema import Names
from klimatsvar.settings import Settings
from planting import REBUILD, TOKENS, UPDATE, Finding, told
from toy import ToyEncoder


@pytest.fixture
def settings(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", read_here)
    settings = settings_of(corpus, str(tmp_path / "milvus.db"), passage_tokens=TOKENS)
    ingest(corpus, settings, ToyEncoder())
    return settings


def findings(settings: Settings, encoder: ToyEncoder | None = None) -> list[Finding]:
    parts, encoder = parts_in_milvus(settings), encoder or ToyEncoder()
    found = check(parts, settings.corpus, encoder, TOKENS)
    return told([*found, *check_asking(settings, parts, encoder)])


def serving(settings: Settings) -> tuple[Generations, Names, str]:
    """Return the generation that serves, and how it is called."""
    generations = Generations.of(settings)
    name = generations.serving().name
    return generations, generations.names(name), f"Milvus, version {name}"


def test_a_healthy_index_has_no_faults(settings: Settings) -> None:
    assert findings(settings) == []


def test_no_index_is_no_finding(settings: Settings) -> None:
    with pytest.raises(IndexMissingError, match="no index of the corpus annan"):
        parts_in_milvus(settings.model_copy(update={"corpus_name": "annan"}))


def test_a_generation_that_staff_chose(settings: Settings) -> None:
    _, _, place = serving(settings)
    ingest(settings.corpus, settings, ToyEncoder(), full=True)
    Generations.of(settings).roll_back(None)
    message = f"version {place[16:]} är återställd och svarar tills dokumenten läses in igen"
    remedy = f"{UPDATE} när dokumenten är som de ska"
    assert findings(settings) == [Finding("warning", place, message, remedy)]


def test_a_file_that_changed(settings: Settings) -> None:
    file = settings.corpus / "a.md"
    file.write_text(file.read_text("utf-8") + " Och cykel.", "utf-8")
    message = "filen är ändrad, men den äldre texten citeras ännu"
    assert findings(settings) == [Finding("error", "a.md", message, UPDATE)]


def test_another_model(settings: Settings) -> None:
    _, _, place = serving(settings)
    message = "gjordes med en annan utgåva av språkmodellen toy"
    remedy = f"{UPDATE}, eller välj den tidigare modellen igen"
    assert findings(settings, ToyEncoder("other")) == [Finding("error", place, message, remedy)]


def test_a_passage_that_is_not_searched(settings: Settings) -> None:
    generations, names, place = serving(settings)
    generations.milvus.do("delete", names.passages, [0])
    message = "innehåller 1 stycken att söka i, i stället för 2"
    assert findings(settings) == [
        Finding("error", place, message, REBUILD),
        Finding("error", place, "sökdata hör inte till texten, till exempel i a.md", REBUILD),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vector": np.array([0, 0, 1], np.float32)}, "sökdata hör inte till texten"),
        ({"terms": "fisk"}, "texten hittas inte på sina egna ord"),
    ],
)
def test_a_passage_of_another_text(
    settings: Settings, change: dict[str, Any], message: str
) -> None:
    generations, names, place = serving(settings)
    [row] = generations.milvus.do(
        *("get", names.passages, [0]),
        output_fields=["position", "publisher", "document", "vector", "terms"],
    )
    generations.milvus.do("upsert", names.passages, [{**row, **change}])
    message = f"{message}, till exempel i a.md"
    assert findings(settings) == [Finding("error", place, message, REBUILD)]


def test_a_document_of_another_text(settings: Settings) -> None:
    generations, names, place = serving(settings)
    kept = Records(generations.milvus, names.records).get("document", ["a.md"])["a.md"]
    document = DOCUMENT.validate_json(kept)
    changed = replace(document, text=document.text.replace("buss", "cykel"))
    rows = record("document", "a.md", DOCUMENT.dump_json(changed))
    generations.milvus.do("upsert", names.records, rows)
    found = [finding for finding in findings(settings) if finding.file == place]
    assert found == [
        Finding("error", place, "stämmer inte med texten som går att söka i från a.md", REBUILD)
    ]


def test_a_generation_without_its_counts(settings: Settings) -> None:
    generations, names, place = serving(settings)
    Records(generations.milvus, names.records).delete("whole", ["counts"])
    message = "saknar en del av det som behövs för att söka"
    assert findings(settings) == [Finding("error", place, message, REBUILD)]
