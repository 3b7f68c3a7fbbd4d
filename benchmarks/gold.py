"""Say how well the questions of tests/gold are answered from the starter corpus.

    python benchmarks/gold.py

Builds an index of corpus/ in a folder that is gone afterwards, and prints a markdown table.
"""

import tempfile
from pathlib import Path

from klimatsvar.answer.calibration import Calibration
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import Figures, figures, read_questions
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests/gold"


def row(name: str, found: Figures) -> str:
    """Return a row of the table."""
    counts = f"{found.answerable} + {found.unanswerable}"
    shares = (found.answered, found.refused, found.right_first, found.right_any)
    return f"| {name} | {counts} | {' | '.join(f'{share:.2f}' for share in shares)} |"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(corpus=ROOT / "corpus", index=Path(folder))
        encoder = open_encoder(settings)
        ingest(settings.corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
        index = Index.open(settings.index, encoder)
        assistant = Assistant(index, encoder, Calibration.load(), settings)
        asked = {
            file.stem: [(g, assistant.ask(g.question, g.history)) for g in read_questions(file)]
            for file in (GOLD / f"{name}.jsonl" for name in ("questions", "spelling", "languages"))
        }
    questions, languages = asked["questions"], asked["languages"]
    print("| Questions | With + without an answer | Answered | Refused | First right | Any right |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(row("all", figures(questions)))
    print(row("in Swedish", figures([pair for pair in questions if pair[0].language == "sv"])))
    print(row("in other languages", figures([p for p in questions if p[0].language != "sv"])))
    print(row("misspelled", figures(asked["spelling"])))
    print(row("in seven other languages", figures(languages)))
    for language in dict.fromkeys(gold.language for gold, _ in languages):
        of_it = [pair for pair in languages if pair[0].language == language]
        print(row(f"{language}", figures(of_it)))


if __name__ == "__main__":
    main()
