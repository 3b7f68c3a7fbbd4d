"""Questions and documents to measure on: a folder of NAME.questions.jsonl and NAME.documents.jsonl.

The format is that of tests/gold, see klimatsvar.evaluate.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from rich.progress import Progress as Bar

from klimatsvar.evaluate import read_documents
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import index_documents
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import PASSAGE_TOKENS


def files_of(folder: Path) -> list[tuple[str, Path, Path]]:
    """Return each collection's name, questions and documents."""
    names = [path.name.split(".")[0] for path in sorted(folder.glob("*.questions.jsonl"))]
    return [
        (name, folder / f"{name}.questions.jsonl", folder / f"{name}.documents.jsonl")
        for name in names
    ]


def build(documents: Path, encoder: Encoder) -> Index:
    """Index the documents in a folder that is gone when the program ends."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Bar() as bar:
        task = bar.add_task(f"encode {documents.name}")

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return index_documents(
            read_documents(documents), folder, encoder, passage_tokens=PASSAGE_TOKENS, progress=show
        )
