"""Write random documents in all formats, read them, and say where the readings differ.

Also as LibreOffice and Chromium write them, where they are installed. Needs ``tests`` on the path.
"""

import argparse
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings

from authors import TABLES, WHOLE, Made, documents, write_docx, write_html
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata

BY_OFFICE = (".odt", ".rtf", ".doc", ".pdf")


def read(path: Path) -> list[str]:
    """Return the table rows of a file, or why there are none."""
    reading = read_file(CorpusFile(path.name, path), Metadata())
    document = reading.document
    if document is None:
        return list(map(str, reading.warnings))
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == "row"]


def files(document: Made, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the document as each program writes it, and the program's name."""
    for suffix, write in (WHOLE | TABLES).items():
        path = folder / f"eget{suffix}"
        write(document, path)
        yield suffix, path
    if office := shutil.which("soffice"):
        source = folder / "kontor.docx"
        write_docx(document, source)
        for suffix in BY_OFFICE:
            command = [office, "--headless", "--convert-to", suffix[1:], "--outdir", str(folder)]
            subprocess.run([*command, str(source)], capture_output=True, check=True)
            yield f"LibreOffice {suffix}", folder / f"kontor{suffix}"
    if chromium := shutil.which("chromium"):
        page, printed = folder / "sida.html", folder / "sida.pdf"
        write_html(document, page)
        command = [chromium, "--headless", "--no-sandbox", f"--print-to-pdf={printed}"]
        subprocess.run([*command, page.as_uri()], capture_output=True, check=True)
        yield "Chromium .pdf", printed


def main() -> None:
    """Print the first difference of each format, and how many documents were read right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    given_ = parser.parse_args()
    right, read_in_all = Counter[str](), Counter[str]()

    @seed(given_.seed)
    @settings(
        max_examples=given_.examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents())
    def compare(document: Made) -> None:
        with TemporaryDirectory() as folder:
            for name, path in files(document, Path(folder)):
                found = read(path)
                read_in_all[name] += 1
                right[name] += found == document.rows
                if found != document.rows and read_in_all[name] - right[name] == 1:
                    print(f"{name}\n  read: {found}\n  meant: {document.rows}")

    compare()
    print(f"seed {given_.seed}")
    for name, count in sorted(read_in_all.items()):
        print(f"{name:20} {right[name]} of {count}")
    sys.exit(right != read_in_all)


if __name__ == "__main__":
    main()
