"""The app over the corpus of two documents whose neighbours can be worked out by hand."""

from pathlib import Path

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Settings
from toy import ToyEncoder, write_two


def toy_assistant(folder: Path) -> tuple[Assistant, Settings]:
    """Build the corpus below ``folder``, and return what answers from it, and its settings."""
    settings = Settings.load(corpus=write_two(folder / "corpus"), index=folder / "index")
    encoder = ToyEncoder()
    ingest(settings.corpus, settings.index, encoder, passage_tokens=50)
    opened = Index.open(settings.index, encoder)
    return Assistant(opened, encoder, Fitted.load(), settings), settings
