"""The figures that the gold questions reach by torch, as where OpenVINO is not installed.

The index is the one that OpenVINO encoded: their vectors take each other's place.
"""

from pathlib import Path

import pytest

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import read_questions
from klimatsvar.index.on_disk import Index
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from reached import Reached, reached

GOLD = Path(__file__).parent / "gold"


@pytest.fixture(scope="module")
def by_torch_alone(assistant: Assistant, settings: Settings, by_torch: Encoder) -> Assistant:
    del assistant  # builds the index
    index = Index.open(settings.index, by_torch)
    return Assistant(index, by_torch, Fitted.load(), settings)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("questions", Reached(sure=60, answered=65, refused=16, right_first=61, right_any=63)),
        ("languages", Reached(sure=44, answered=49, refused=12, right_first=46, right_any=47)),
        ("spelling", Reached(sure=47, answered=52, refused=9, right_first=50, right_any=52)),
    ],
)
def test_the_figures_hold(by_torch_alone: Assistant, name: str, expected: Reached) -> None:
    questions = read_questions(GOLD / f"{name}.jsonl")
    answered = [(gold, by_torch_alone.ask(gold.question, gold.history)) for gold in questions]
    assert reached(answered).is_near(expected)
