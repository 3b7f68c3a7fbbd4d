"""``klimatsvar eval`` as a person runs it, with the real model."""

import json
from pathlib import Path
from typing import Any

import pytest

from command import run, run_here
from klimatsvar.settings import BUNDLED_MODEL_ID
from toy import write_corpus

DOCUMENTS = [
    {"id": "park", "title": "Parken", "text": "Parken är fem kilometer lång.\nDen invigdes 2016."},
    {"id": "buss", "title": "Bussar", "text": "Tio elbussar går på linje 2 sedan sommaren 2019."},
    {"id": "sol", "title": "Solceller", "text": "På simhallens tak sitter 400 solpaneler."},
]
QUESTIONS = [
    ("Hur lång är parken?", "park", "fem kilometer", 10),
    ("När invigdes parken?", "park", "2016", 43),
    ("Hur många elbussar går på linje 2?", "buss", "Tio", 0),
    ("Var sitter solpanelerna?", "sol", "På simhallens tak", 0),
    ("Vem är statsminister?", None, "", None),
    ("Vad kostar ett månadskort på bussen?", "buss", "", None),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A folder with questions and documents."""
    del model_folder  # made before the process needs it
    made = tmp_path_factory.mktemp("eval")
    rows = [
        {
            "id": f"q{number}",
            "question": text,
            "document": document,
            "answerable": bool(words),
            "answers": [{"text": words, "start": start}] if words else [],
        }
        for number, (text, document, words, start) in enumerate(QUESTIONS)
    ]
    for name, content in (("questions", rows), ("documents", DOCUMENTS)):
        (made / f"{name}.jsonl").write_text("\n".join(map(json.dumps, content)), "utf-8")
    return made


@pytest.fixture(autouse=True)
def _here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")


def measured(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    """Return what ``eval --json`` prints over the folder's documents, all but the times."""
    arguments = ("questions.jsonl", "--documents", "documents.jsonl", "--json", *more)
    code, out, err = run_here(capsys, "eval", *arguments)
    assert code == 0, err
    assert "Gör texten sökbar: 3 av 3\n" in err
    found: dict[str, Any] = json.loads(out)
    assert set(latency := found.pop("latency_ms")) == {"p50", "p95"}
    assert 0 < latency["p50"] <= latency["p95"]
    assert found.pop("questions_per_second") > 0
    return found


def test_figures_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(capsys, "--remove-gold")
    perfect = {"ndcg@10": 1.0, "recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr@10": 1.0}
    assert list(found["retrieval"]) == ["dense", "lexical", "fused"]
    assert found["retrieval"]["fused"] == perfect
    assert set(found["answers"]) == {"quote@1", "quote@any", "answered"}
    assert found["answers"]["quote@any"] == 1.0
    assert set(found["refusal"]) == {"precision", "recall", "f1", "auroc"}
    assert 0.5 < found["refusal"]["auroc"] <= 1
    assert set(found["refusal_by_kind"]) == {"unanswerable", "removed"}
    assert [point["coverage"] for point in found["risk_coverage"]] == [
        0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0
    ]  # fmt: skip
    counts = ("questions", "answerable", "unanswerable", "removed", "documents", "passages", "seed")
    assert [found[name] for name in counts] == [10, 4, 6, 4, 3, 3, 0]
    assert found["model"] == BUNDLED_MODEL_ID
    assert found["generation"] is None
    assert found["thresholds"] == {
        "first": {"sure": 0.3866, "possible": 0.0336},
        "follow_up": {"sure": 0.6994, "possible": 0.2965},
    }
    assert {"fingerprint", "klimatsvar", "python"} < set(found)


def test_the_same_seed_gives_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    first, again = (measured(capsys, "--limit", "3", "--seed", "4") for _ in range(2))
    assert first == again
    assert (first["questions"], first["seed"]) == (3, 4)


def test_figures_of_the_serving_index(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = {
        document["id"]: f"# {document['title']}\n\n{document['text']}" for document in DOCUMENTS
    }
    write_corpus(folder / "corpus", **corpus)
    assert run("ingest", folder=folder).returncode == 0
    gold = {
        "id": "q",
        "question": "Hur många elbussar går på linje 2?",
        "document": "buss.md",
        "answerable": True,
        "answers": [{"text": "Tio elbussar", "start": None}],
    }
    (folder / "gold.jsonl").write_text(json.dumps(gold), "utf-8")
    code, out, err = run_here(capsys, "eval", "gold.jsonl")
    assert (code, err) == (
        0,
        "Förbereder språkmodellen …\nStäller frågor: 1 av 1\n",
    )
    *lines, time = out.splitlines()
    assert lines == [
        "Frågor: 1, 1 med svar och 0 utan",
        "Sökt i: 3 dokument, 3 stycken",
        "",
        "Rätt dokument  ndcg@10  recall@1  recall@5  recall@10  mrr@10",
        "dense            1.000     1.000     1.000      1.000   1.000",
        "lexical          1.000     1.000     1.000      1.000   1.000",
        "fused            1.000     1.000     1.000      1.000   1.000",
        "",
        "Svar på frågor med svar: quote@1 1.000, quote@any 1.000, answered 1.000",
        "Avböjda frågor: precision –, recall –, f1 –, auroc –",
        "",
        "Visas som                        rätt svar   fel av det som visas  visas fast svar saknas",
        "säkert               1.00 (0.21–1.00) av 1  0.00 (0.00–0.79) av 1                       –",
        "säkert eller kanske  1.00 (0.21–1.00) av 1  0.00 (0.00–0.79) av 1                       –",
        "Andel fel, när så här många får svar: "
        "20% 0.000, 40% 0.000, 60% 0.000, 80% 0.000, 100% 0.000",
    ]
    assert time.startswith("Tid per fråga: p50 ")
    as_json = json.loads(run_here(capsys, "eval", "gold.jsonl", "--json")[1])
    (generation,) = (path.name for path in (folder / "index").iterdir() if path.is_dir())
    assert as_json["generation"] == generation
    assert as_json["refusal"] == dict.fromkeys(("precision", "recall", "f1", "auroc"))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["saknas.jsonl"], 1, "saknas.jsonl: går inte att läsa"),
        (["questions.jsonl", "--documents", "bad.jsonl"], 1, "bad.jsonl, rad 1: ”Invalid JSON"),
        (["questions.jsonl", "--documents", "few.jsonl"], 1, 'rad 3: dokumentet "buss" är inte'),
        (["questions.jsonl", "--index", "inget"], 1, "inget: här finns inget index"),
        (["questions.jsonl", "--limit", "0"], 2, "--limit"),
        (["x", "--documents", "x", "--index", "x"], 2, "antingen --documents eller --index"),
    ],
)
def test_bad_input_gets_a_clear_message(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    (folder / "bad.jsonl").write_text("{'id': 1}", "utf-8")
    (folder / "few.jsonl").write_text(json.dumps(DOCUMENTS[0]), "utf-8")
    left, _, err = run_here(capsys, "eval", *arguments)
    assert left == code
    assert message in " ".join(err.replace("│", " ").split())
    assert "Förbereder" not in err
