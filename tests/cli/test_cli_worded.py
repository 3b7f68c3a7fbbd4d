"""Commands with a language model set: a server of the tests' own, asked by the real command."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import run
from gold_rows import question, write
from toy import write_corpus
from wording.scripted import Scripted, scripted, sentences

QUESTION = "Hur lång är parken?"
TRUE, FALSE = "Parken är 5 kilometer lång.", "Parken är sju kilometer lång."
QUOTE = "Parken är fem kilometer lång."


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    with scripted() as server:
        yield server.says(sentences((TRUE, [(1, QUOTE)]), (FALSE, [(1, QUOTE)])))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, model_folder: Path, model: Scripted) -> Path:
    """A folder with a built corpus, and the model set."""
    del model_folder  # made before the process needs it
    made = tmp_path_factory.mktemp("worded")
    write_corpus(made / "corpus", park=f"# Parken\n\n{QUOTE}", buss="# Bussar\n\nTio elbussar går.")
    (made / "klimatsvar.toml").write_text(
        f'[llm]\nbase_url = "{model.url}"\nmodel = "skriptad"\n', "utf-8"
    )
    assert run("ingest", folder=made).returncode == 0
    return made


def test_ask_prints_the_proven_sentences_and_their_quotations(folder: Path) -> None:
    done = run("ask", QUESTION, "--simple", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines() if line]
    assert lines[:5] == [
        QUESTION,
        f"{TRUE} [1]",
        "Skrivet av språkmodellen skriptad och jämfört med citaten. "
        "Det kan ändå bli fel, så läs citaten.",
        f"[1] ”{QUOTE}”",
        "Parken · Parken",
    ]


def test_eval_measures_the_wording(folder: Path) -> None:
    write(
        folder / "questions.jsonl",
        [question("a", QUESTION, "park.md", (QUOTE, None)), question("b", "Vem är kung?", None)],
    )
    done = run("eval", "questions.jsonl", "--llm", "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["wording"]
    assert found["answers"] >= 1
    assert (found["dropped"], found["fallen_back"]) == (0.5, 0.0)
    assert (found["precision"], found["recall"]) == (1.0, 1.0)
    assert 0 < found["first_ms"]["p50"] <= found["whole_ms"]["p50"]
