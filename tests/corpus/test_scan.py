"""Looking the corpus over: what is there to read, and what has changed."""

from pathlib import Path

from klimatsvar.corpus.scan import scan
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError
from telling import raises


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
