"""Looking the corpus over: what is there to read, and what has changed."""

import ast
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import klimatsvar
from klimatsvar.corpus.scan import _LIBRARIES, _readers, scan
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError
from telling import raises

SOURCE = Path(klimatsvar.__file__).parent
READS_NOTHING = {
    "filelock": "who holds the corpus folder",
    "Pebble": "the processes that read",
    "annotated-types": "what word lists may hold",
    "pydantic": "what word lists may hold",
    "PyStemmer": "search terms",
    "pytesseract": "an extra, whose version stands beside that of its program",
}
"""Packages that reading imports, and what they decide instead of a document's text."""


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports anywhere, and what it imports from packages."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def reading_packages() -> set[str]:
    """Return the distributions that ``corpus`` imports, or that what it imports of us does."""
    waiting, seen, others = [*(SOURCE / "corpus").rglob("*.py")], set(), set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in imported(path):
            top, *inner = name.split(".")
            own = SOURCE.joinpath(*inner)
            if top == "klimatsvar":
                waiting += filter(Path.exists, (own.with_suffix(".py"), own / "__init__.py"))
            elif top not in sys.stdlib_module_names:
                others.add(top)
    told = packages_distributions()
    return {told[name][0] for name in others}


def test_the_version_of_each_package_that_reads_decides_the_reading() -> None:
    assert {*_LIBRARIES} == reading_packages() - READS_NOTHING.keys()
    assert READS_NOTHING.keys() <= reading_packages()
    for name in _LIBRARIES:
        assert f" {name} {version(name)}" in _readers()


def test_a_key_changes_with_all_that_decides_the_reading(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Ett.", "utf-8")
    (tmp_path / "b.md").write_text("Två.", "utf-8")
    before, other = scan(tmp_path).tasks
    assert scan(tmp_path).tasks == (before, other)
    (tmp_path / "dokument.csv").write_text("fil;titel\na.md;Plan\nborta.md;x\n", "utf-8")
    named = scan(tmp_path)
    assert named.tasks[0].known == Metadata(title="Plan")
    assert named.tasks[0].key != before.key
    assert named.tasks[1] == other
    assert named.missing == ("borta.md",)
    (tmp_path / "a.md").write_text("Ett!", "utf-8")
    changed = scan(tmp_path)
    assert changed.tasks[0].key != named.tasks[0].key
    assert changed.digest != named.digest
    (tmp_path / "a.md").rename(tmp_path / "c.md")
    assert scan(tmp_path).digest != changed.digest


def test_a_wrong_register_stops_the_reading(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Ett.", "utf-8")
    (tmp_path / "dokument.csv").write_text("namn\na.md\n", "utf-8")
    with raises(CorpusError, match="kolumnen fil saknas"):
        scan(tmp_path)
