"""The steps of docs/upgrade.md: the old version answers until the new one is ready, and again."""

import json
import logging
from pathlib import Path

import pytest

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.errors import IndexMismatchError
from klimatsvar.index import contract
from klimatsvar.index.generations import MANIFEST, current, roll_back
from klimatsvar.index.on_disk import Index, require_whole
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Settings
from klimatsvar.web.live import LiveAssistant
from toy import ToyEncoder, write_corpus

NEW_VERSION = contract.FORMAT_VERSION + 1


def opened(settings: Settings) -> LiveAssistant:
    encoder = ToyEncoder()
    index = Index.open(settings.index, encoder)
    return LiveAssistant(Assistant(index, encoder, Fitted.load(), settings))


def quoted(live: LiveAssistant) -> str:
    return live.now().ask("Vilken buss går till jobbet?").citations[0].quote


def build(settings: Settings, number: int) -> None:
    write_corpus(settings.corpus, a=f"# Resor\n\nTa buss nummer {number} till jobbet.")
    ingest(settings.corpus, settings.index, ToyEncoder(), passage_tokens=50)


def test_forwards_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.load(corpus=tmp_path / "corpus", index=tmp_path / "index", sure_from=0.0)
    build(settings, 1)
    old = opened(settings)
    # The new version builds beside the old one, which serves.
    build(settings, 2)
    manifest = settings.index / current(settings.index).name / MANIFEST
    made = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**made, "format": NEW_VERSION}), "utf-8")
    with caplog.at_level(logging.ERROR):
        old.refresh()
    assert caplog.text.count("the new index is not used, the old one answers on") == 1
    assert quoted(old) == "Ta buss nummer 1 till jobbet."
    with pytest.raises(IndexMismatchError):
        opened(settings)  # the old version can't be started anew
    with monkeypatch.context() as changed:
        changed.setattr(contract, "FORMAT_VERSION", NEW_VERSION)
        assert quoted(opened(settings)) == "Ta buss nummer 2 till jobbet."
    # Back to the old version, and to what it made.
    roll_back(settings.index, None, require_whole)
    assert quoted(opened(settings)) == "Ta buss nummer 1 till jobbet."
    old.refresh()
    assert quoted(old) == "Ta buss nummer 1 till jobbet."
