"""Read whole folders of documents as one corpus, and say what became of each file.

    python benchmarks/ingest.py FOLDER... [--facts FACTS.jsonl]

The folders' files are copied into a corpus that is gone afterwards, and built with the real
model. Prints markdown tables: totals, the reasons why files were skipped, the slowest files and
the memory used. FACTS has a JSON object a line, with "file" and any of "title", "date", "pages",
"sentence" (the SHA-256 of a sentence that must stand in the text, word for word) and "question"
with "quote" (the SHA-256 of what its answer must quote first); each that fails is printed, and
makes the exit code 1.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from memory import children_peak, peak

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.corpus.scan import scan
from klimatsvar.corpus.worker import Limits, read_files
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import Report, ingest
from klimatsvar.language.sentences import split_sentences
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.settings import READ_MEMORY_MB, READ_SECONDS, Settings
from klimatsvar.types import Document, FileReport

_SLOWEST = 5


def gather(folders: list[Path], corpus: Path) -> int:
    """Copy the folders' files into ``corpus``, each folder under its own name; return how many."""
    for folder in folders:
        shutil.copytree(folder, corpus / folder.name)
    return sum(path.is_file() for path in corpus.rglob("*"))


def totals(report: Report, files: int, seconds: float, largest: int) -> Iterator[str]:
    """Yield the rows of the table of totals."""
    status = Counter(file.status for file in report.files)
    yield f"| files in the folders | {files} |"
    yield f"| files in the report | {len(report.files)} |"
    yield from (f"| {name} | {status[name]} |" for name in ("searchable", "duplicate", "skipped"))
    yield f"| pages | {sum(file.pages or 0 for file in report.files)} |"
    yield f"| characters | {sum(file.characters for file in report.files)} |"
    yield f"| passages | {report.manifest.passages} |"
    yield f"| reading, cutting and encoding, seconds | {seconds:.0f} |"
    yield f"| largest memory of a reading process, MiB | {largest} |"
    yield f"| largest memory of the build, MiB | {peak()} |"


def reasons(files: tuple[FileReport, ...]) -> Iterator[str]:
    """Yield the rows of the table of reasons, with figures and names taken out."""
    first = (str((*file.warnings, *file.remarks)[0]) for file in files)
    told = (re.sub(r"\(.*?\)|\d+|”.*?”", "…", reason) for reason in first)
    for reason, count in Counter(told).most_common():
        yield f"| {reason} | {count} |"


def slowest(corpus: Path) -> Iterator[str]:
    """Read each file alone, and yield the rows of those that take longest."""
    seconds: list[tuple[float, str]] = []
    for task in scan(corpus).tasks:
        started = time.monotonic()
        list(read_files([(task.file, task.known)], Limits(READ_SECONDS, READ_MEMORY_MB)))
        seconds.append((time.monotonic() - started, task.file.id))
    for taken, id in sorted(seconds, reverse=True)[:_SLOWEST]:
        yield f"| {id} | {taken:.1f} |"


def failures(facts: list[dict[str, Any]], assistant: Assistant) -> Iterator[str]:
    """Yield what is not as the facts say."""
    documents = assistant.index.documents
    for fact in facts:
        document = next((d for d in documents.values() if d.id.endswith(fact["file"])), None)
        if document is None:
            yield f"{fact['file']}: not searchable"
            continue
        found = {**asdict(document), "pages": document.page_count}
        for name in ("title", "date", "pages"):
            if name in fact and fact[name] != found[name]:
                yield f"{document.id}: {name} is {found[name]!r}, not {fact[name]!r}"
        if "sentence" in fact and fact["sentence"] not in map(digest, sentences(document)):
            yield f"{document.id}: the sentence is not found word for word"
        if "question" in fact:
            cited = assistant.ask(fact["question"]).citations
            if not cited or digest(cited[0].quote) != fact["quote"]:
                yield f"{fact['question']}: {cited[0].quote if cited else 'no answer'}"


def sentences(document: Document) -> Iterator[str]:
    """Yield the sentences, items and rows of a document."""
    for block in document.blocks:
        text = document.text[block.start : block.end]
        yield text
        yield from (text[start:end] for start, end in split_sentences(text))


def digest(text: str) -> str:
    """Return a text's SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Build, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--facts", type=Path)
    parser.add_argument("--slowest", action="store_true", help="time each file alone, too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        files = gather(arguments.folders, corpus)
        settings = Settings.load(corpus=corpus, index=Path(folder) / "index")
        encoder = SentenceTransformerEncoder(settings.model, settings.cache)
        started = time.monotonic()
        with children_peak() as largest:
            report = ingest(corpus, settings.index, encoder, passage_tokens=settings.passage_tokens)
        print("| | |\n| --- | ---: |")
        print("\n".join(totals(report, files, time.monotonic() - started, largest[0])))
        print("\n| Skipped because | Files |\n| --- | ---: |")
        print("\n".join(reasons(report.skipped)))
        if arguments.slowest:
            print("\n| Slowest to read alone | Seconds |\n| --- | ---: |")
            print("\n".join(slowest(corpus)))
        if arguments.facts:
            facts = [json.loads(line) for line in arguments.facts.read_text("utf-8").splitlines()]
            index = Index.open(settings.index, encoder)
            failed = list(failures(facts, Assistant(index, encoder, Fitted.load(), settings)))
            print(f"\nFacts: {len(facts)} documents or questions, {len(failed)} faults")
            print("\n".join(failed))
            sys.exit(bool(failed))


if __name__ == "__main__":
    main()
