"""The figures that the gold questions reach by torch, as where OpenVINO is not installed."""

from pathlib import Path

import pytest

from klimatsvar.answer.calibration import Calibration
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import read_questions
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from reached import Reached, reached

GOLD = Path(__file__).parent / "gold"


@pytest.fixture(scope="module")
def assistant(
    settings: Settings, by_torch: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    index = tmp_path_factory.mktemp("by-torch")
    ingest(settings.corpus, index, by_torch, passage_tokens=settings.passage_tokens)
    return Assistant(Index.open(index, by_torch), by_torch, Calibration.load(), settings)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("questions", Reached(sure=30, answered=59, refused=17, right_first=53, right_any=56)),
        ("languages", Reached(sure=25, answered=39, refused=14, right_first=36, right_any=38)),
        ("spelling", Reached(sure=23, answered=47, refused=8, right_first=45, right_any=45)),
    ],
)
def test_the_figures_hold(assistant: Assistant, name: str, expected: Reached) -> None:
    questions = read_questions(GOLD / f"{name}.jsonl")
    assert reached([(q, assistant.ask(q.question, q.history)) for q in questions]) == expected
