"""Files are brought from a folder by WebDAV, over real sockets: new, changed, gone."""

import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from wsgidav.wsgidav_app import WsgiDAVApp

from klimatsvar.corpus.changing import cells_of
from klimatsvar.errors import SourceError
from klimatsvar.settings import DocumentSource
from klimatsvar.sources.fetching import Outcome, fetch
from telling import raises, swedish


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "delat"
    (folder / "planer å").mkdir(parents=True)
    (folder / "buss.md").write_text("# Bussar\n\nLinje 2.", "utf-8")
    (folder / "planer å" / "mål #1.txt").write_text("Mål\n\nInga utsläpp 2030.", "utf-8")
    (folder / "bild.png").write_bytes(b"x")
    (folder / ".dold.md").write_text("dold", "utf-8")
    return folder


@pytest.fixture
def source(shared: Path, tmp_path: Path) -> Iterator[DocumentSource]:
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/dav": str(shared)},
            "simple_dc": {"user_mapping": {"*": {"anna": {"password": "hemligt"}}}},
            "http_authenticator": {"accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = make_server("127.0.0.1", 0, app, handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    password = tmp_path / "password"
    password.write_text("hemligt\n", "utf-8")
    try:
        yield DocumentSource.model_validate(
            {
                "webdav": f"http://127.0.0.1:{server.server_port}/dav",
                "user": "anna",
                "password_file": password,
                "pause": 0,
            }
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def bring(tmp_path: Path, source: DocumentSource) -> Outcome:
    return fetch(tmp_path / "corpus", "arkiv", source)


def test_files_are_brought_with_their_folders(source: DocumentSource, tmp_path: Path) -> None:
    outcome = bring(tmp_path, source)
    assert sorted(outcome.new) == ["arkiv/buss.md", "arkiv/planer å/mål #1.txt"]
    assert [swedish(why) for _, why in outcome.skipped] == [
        "filer av det slaget går inte att läsa (.png)"
    ]
    text = (tmp_path / "corpus" / "arkiv" / "planer å" / "mål #1.txt").read_text("utf-8")
    assert text == "Mål\n\nInga utsläpp 2030."
    assert cells_of(tmp_path / "corpus", "arkiv/buss.md") == {}  # its address is for staff alone


def test_what_is_new_changed_or_gone(source: DocumentSource, shared: Path, tmp_path: Path) -> None:
    bring(tmp_path, source)
    (shared / "bild.png").unlink()
    assert bring(tmp_path, source) == Outcome(unchanged=2)
    (shared / "buss.md").write_text("# Bussar\n\nLinje 2 och 4.", "utf-8")
    (shared / "planer å" / "mål #1.txt").rename(shared / "mål.txt")
    outcome = bring(tmp_path, source)
    assert (outcome.new, outcome.changed) == (["arkiv/mål.txt"], ["arkiv/buss.md"])
    assert outcome.gone == ["arkiv/planer å/mål #1.txt"]


def test_without_the_password_nobody_is_let_in(source: DocumentSource, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("fel", "utf-8")
    with raises(SourceError, "servern släpper inte in oss; kontrollera user och password_file"):
        bring(tmp_path, source)


def test_a_folder_that_is_not_there_is_told(source: DocumentSource, tmp_path: Path) -> None:
    bring(tmp_path, source)
    elsewhere = DocumentSource.model_validate(
        source.model_dump() | {"webdav": str(source.webdav).replace("/dav", "/annan")}
    )
    with raises(SourceError, "servern svarar 40"):
        bring(tmp_path, elsewhere)
    assert (tmp_path / "corpus/arkiv/buss.md").is_file()
