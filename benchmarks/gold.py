"""Say how well the questions of tests/gold are answered from the starter corpus.

    python benchmarks/gold.py

Builds an index of corpus/ in a folder that is gone afterwards, and prints a markdown table.
"""

import tempfile
from pathlib import Path

from klimatsvar.assistant import Assistant
from klimatsvar.calibration import Calibration
from klimatsvar.embed import SentenceTransformerEncoder
from klimatsvar.evaluate import Figures, figures, read_questions
from klimatsvar.index.store import Index
from klimatsvar.ingest import ingest
from klimatsvar.settings import Settings

ROOT = Path(__file__).parent.parent


def row(name: str, found: Figures) -> str:
    """Return a row of the table."""
    counts = f"{found.answerable} + {found.unanswerable}"
    shares = (found.answered, found.refused, found.right_first, found.right_any)
    return f"| {name} | {counts} | {' | '.join(f'{share:.2f}' for share in shares)} |"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(corpus=ROOT / "corpus", index=Path(folder))
        encoder = SentenceTransformerEncoder(settings.model, settings.cache)
        ingest(settings.corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
        index = Index.open(settings.index, encoder)
        assistant = Assistant(index, encoder, Calibration.load(), settings)
        gold = read_questions(ROOT / "tests/gold/questions.jsonl")
        answered = [(g, assistant.ask(g.question, g.history)) for g in gold]
    print("| Questions | With + without an answer | Answered | Refused | First right | Any right |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(row("all", figures(answered)))
    print(row("in Swedish", figures([pair for pair in answered if pair[0].language == "sv"])))
    print(row("in other languages", figures([p for p in answered if p[0].language != "sv"])))


if __name__ == "__main__":
    main()
