"""Settings from file, environment and arguments."""

from pathlib import Path

import pytest

from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_need_no_file() -> None:
    settings = Settings.load()
    assert (settings.corpus, settings.index) == (Path("corpus"), Path("index"))
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.model == "multilingual-e5-small-q4"
    assert (settings.log_questions, settings.feedback, settings.mcp) == (False, False, False)


def test_arguments_go_before_environment_before_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("klimatsvar.toml").write_text(
        'port = 1001\nhost = "a"\ntitle = "T"\n[contact]\nname = "K"\n'
    )
    monkeypatch.setenv("KLIMATSVAR_PORT", "1002")
    monkeypatch.setenv("KLIMATSVAR_HOST", "b")
    settings = Settings.load(port=1003, host=None)
    assert (settings.port, settings.host, settings.title) == (1003, "b", "T")
    assert settings.contact.name == "K"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("port = 99999", "port: Input should be less than or equal to 65535"),
        ('prot = "1"', "prot: Extra inputs are not permitted"),
        ("port = ", "klimatsvar.toml: not valid TOML"),
        ("root_path = '/klimat/'", "root_path: String should match pattern"),
        ("root_path = 'https://a.se'", "root_path: String should match pattern"),
        ("frame_ancestors = ['a.se']", r"frame_ancestors\.0: String should match pattern"),
        ("log_days = 0", "log_days: Input should be greater than or equal to 1"),
    ],
)
def test_an_impossible_setting_is_named(content: str, message: str) -> None:
    Path("klimatsvar.toml").write_text(content)
    with pytest.raises(SettingsError, match=message):
        Settings.load()


def test_lists_are_json_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_FRAME_ANCESTORS", '["https://www.boras.se"]')
    monkeypatch.setenv("KLIMATSVAR_TRUSTED_PROXIES", "[]")
    settings = Settings.load()
    assert settings.frame_ancestors == ("https://www.boras.se",)
    assert settings.trusted_proxies == ()
