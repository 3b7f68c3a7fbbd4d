"""Settings from file, environment and arguments."""

from pathlib import Path

import pytest

from klimatsvar.errors import SettingsError
from klimatsvar.settings import Contact, Settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_need_no_file() -> None:
    settings = Settings.load()
    assert (settings.corpus, settings.index) == (Path("corpus"), Path("index"))
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.model == "klimatsvar-e5-small"
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
        ("port = 99999", "port: must be at most 65535"),
        ('prot = "1"', "prot: there is no such setting"),
        ("port = ", "klimatsvar.toml: not valid TOML"),
        ("root_path = '/klimat/'", "root_path: has the wrong form"),
        ("root_path = 'https://a.se'", "root_path: has the wrong form"),
        ("frame_ancestors = ['a.se']", r"frame_ancestors\.0: has the wrong form"),
        ("log_days = 0", "log_days: must be at least 1"),
        ("[sources.a]", "sources.a: give one of sitemap, addresses and webdav"),
        (
            "[sources.a]\nsitemap = 'https://a.se/s.xml'\nwebdav = 'https://a.se/'",
            "sources.a: give one of sitemap, addresses and webdav",
        ),
        ("[sources.a]\nwebdav = 'https://u:p@a.se/'", "sources.a: no password may stand"),
        ("[sources.a]\nwebdav = 'https://a.se'\nuser = 'u'", "sources.a: user and password_file"),
        ("[sources.svar]\nwebdav = 'https://a.se'", "sources: the folder svar is for"),
        (
            "[sources.a]\nwebdav = 'https://a.se'\n[departments.b]\ntitle = 'B'",
            "examples, figures, sources and approved",
        ),
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


def test_a_list_that_is_not_json_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_EXAMPLES", "Hur mycket?")
    with pytest.raises(SettingsError, match=r'value for field "examples" .*; mend klimatsvar'):
        Settings.load()


MODEL_TABLE = "[llm]\nbase_url = 'http://127.0.0.1:8080/v1'\nmodel = 'a'\n"


def test_no_language_model_is_set_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_LLM_API_KEY", "a key alone")
    monkeypatch.setenv("KLIMATSVAR_LLM_BASE_URL", "")
    assert Settings.load().llm is None


def test_a_language_model_is_set_in_the_file_and_above_it_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("klimatsvar.toml").write_text(MODEL_TABLE)
    monkeypatch.setenv("KLIMATSVAR_LLM_MODEL", "b")
    llm = Settings.load().llm
    assert llm is not None
    assert (str(llm.base_url), llm.model, llm.seconds) == ("http://127.0.0.1:8080/v1", "b", 20)
    assert llm.api_key is None


def test_a_language_model_is_set_in_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_LLM_BASE_URL", "https://a.se/v1")
    monkeypatch.setenv("KLIMATSVAR_LLM_MODEL", "a")
    monkeypatch.setenv("KLIMATSVAR_LLM_SECONDS", "7.5")
    llm = Settings.load().llm
    assert llm is not None
    assert (str(llm.base_url), llm.model, llm.seconds) == ("https://a.se/v1", "a", 7.5)


def test_a_key_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("klimatsvar.toml").write_text(MODEL_TABLE)
    monkeypatch.setenv("KLIMATSVAR_LLM_API_KEY", "sekret\n")
    settings = Settings.load()
    assert settings.llm is not None
    assert settings.llm.api_key is not None
    assert settings.llm.api_key.get_secret_value() == "sekret"
    assert "sekret" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert "sekret" not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[llm]\nmodel = 'a'", r"llm\.base_url: is missing; mend klimatsvar\.toml"),
        ("[llm]\nbase_url = 'http://a/v1'", r"llm\.model: is missing"),
        (
            "[llm]\nbase_url = 'ftp://a'\nmodel = 'a'",
            r"must be an address that begins with http://",
        ),
        ("[llm]\nbase_url = 'http://me:sekret@a/v1'\nmodel = 'a'", "no password or query in it"),
        ("[llm]\nbase_url = 'http://a/v1?key=sekret'\nmodel = 'a'", "no password or query in it"),
        (MODEL_TABLE + "seconds = inf", r"llm\.seconds: must be at most 600"),
        (MODEL_TABLE + "seconds = 0", r"llm\.seconds: must be greater than 0"),
        (MODEL_TABLE + "temperature = 0", r"llm\.temperature: there is no such setting"),
        (
            MODEL_TABLE + "api_key = 'sekret'",
            "llm.api_key: a key must not stand in a file; remove it there, and set "
            "KLIMATSVAR_LLM_API_KEY in the environment$",
        ),
    ],
)
def test_an_impossible_language_model_is_told(content: str, message: str) -> None:
    Path("klimatsvar.toml").write_text(content)
    with pytest.raises(SettingsError, match=message) as told:
        Settings.load()
    assert "sekret" not in str(told.value)


def test_a_key_goes_with_a_model_of_nested_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_LLM__BASE_URL", "https://a.se/v1")
    monkeypatch.setenv("KLIMATSVAR_LLM__MODEL", "a")
    monkeypatch.setenv("KLIMATSVAR_LLM_API_KEY", "sekret")
    llm = Settings.load().llm
    assert llm is not None
    assert llm.api_key is not None


def test_contact_is_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("klimatsvar.toml").write_text('[contact]\nname = "K"\nphone = "033"\n')
    monkeypatch.setenv("KLIMATSVAR_CONTACT__NAME", "Medborgarservice")
    monkeypatch.setenv("KLIMATSVAR_CONTACT_EMAIL", "a@b.se")
    monkeypatch.setenv("KLIMATSVAR_CONTACT__PHONE", "")
    contact = Settings.load().contact
    assert contact == Contact(name="Medborgarservice", email="a@b.se", phone="033")


@pytest.mark.parametrize("variable", ["KLIMATSVAR_LLM_ADDRESS", "KLIMATSVAR_LLM__ADDRESS"])
def test_a_variable_that_no_table_has_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    Path("klimatsvar.toml").write_text(MODEL_TABLE)
    monkeypatch.setenv(variable, "http://a/v1")
    with pytest.raises(SettingsError, match=r"llm\.address: there is no such setting"):
        Settings.load()


@pytest.mark.parametrize(("given", "missing"), [("BASE_URL", "model"), ("MODEL", "base_url")])
def test_half_a_language_model_is_told(
    monkeypatch: pytest.MonkeyPatch, given: str, missing: str
) -> None:
    monkeypatch.setenv(f"KLIMATSVAR_LLM_{given}", "http://a/v1")
    with pytest.raises(SettingsError, match=rf"llm\.{missing}: is missing"):
        Settings.load()


def test_milvus_is_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_MILVUS_TOKEN", "sekret")
    assert Settings.load().milvus is None  # a token alone
    monkeypatch.setenv("KLIMATSVAR_STORE", "milvus")
    monkeypatch.setenv("KLIMATSVAR_MILVUS_URI", "http://127.0.0.1:19530")
    monkeypatch.setenv("KLIMATSVAR_CORPUS_NAME", "boras")
    settings = Settings.load()
    assert settings.milvus
    assert (settings.store, settings.corpus_name) == ("milvus", "boras")
    assert (settings.milvus.uri, settings.milvus.index) == ("http://127.0.0.1:19530", "HNSW")
    assert settings.milvus.token
    assert settings.milvus.token.get_secret_value() == "sekret"
    assert "sekret" not in f"{settings!r} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("store = 'milvus'", r'^settings: store is "milvus", but milvus\.uri is not given'),
        ("store = 'qdrant'", "must be one of 'faiss', 'milvus'"),
        ("corpus_name = 'Borås'", "corpus_name: only small letters a to z and digits"),
        ("corpus_name = 'a_b'", "corpus_name: only small letters a to z and digits"),
        ("[milvus]\nuri = 'a'", r"milvus\.uri: not like http://127\.0\.0\.1:19530, nor a path"),
        ("[milvus]\nuri = 'http://a:1/b'", r"milvus\.uri: not like http"),
        ("[milvus]\nuri = 'http://root:sekret@a:1'", "no password in it"),
        ("[milvus]\nuri = 'a.db'\nindex = 'FLAT'", "must be one of 'HNSW', 'DISKANN'"),
        ("[milvus]\nuri = 'a.db'\ntoken = 'sekret'", "set KLIMATSVAR_MILVUS_TOKEN in the env"),
    ],
)
def test_an_impossible_milvus_is_told(content: str, message: str) -> None:
    Path("klimatsvar.toml").write_text(content)
    with pytest.raises(SettingsError, match=message) as told:
        Settings.load()
    assert "sekret" not in str(told.value)


TWO = "[departments.klimat]\ntitle = 'K'\n[departments.avfall]\ntitle = 'A'\n"


def test_a_department_is_named_where_there_are_several() -> None:
    Path("klimatsvar.toml").write_text(TWO)
    with pytest.raises(SettingsError) as told:
        Settings.load()
    assert str(told.value) == (
        "klimatsvar.toml: it has several departments; name one of klimat, avfall with --department"
    )
    with pytest.raises(SettingsError, match="--department park: there is no such department; name"):
        Settings.load("park")
    Path("klimatsvar.toml").unlink()
    with pytest.raises(SettingsError, match=r"leave it out, or add \[departments\.park\] to klim"):
        Settings.load("park")


def test_a_department_s_table_goes_above_the_rest_and_an_argument_above_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("klimatsvar.toml").write_text(
        f"title = 'Åby'\nlog_days = 3\n[staff]\nhost = 'a'\nport = 1\n[about]\nsv = 'Allt'\n{TWO}"
        "log_days = 4\nindex = 'fast'\n[departments.avfall.staff]\nport = 2\n"
    )
    monkeypatch.setenv("KLIMATSVAR_LOG_DAYS", "5")
    monkeypatch.setenv("KLIMATSVAR_INDEX", "/var/index")
    klimat, avfall = Settings.load("klimat"), Settings.load("avfall", host=None)
    assert [one.log_days for one in (klimat, avfall)] == [5, 4]
    assert [str(one.index) for one in (klimat, avfall)] == ["/var/index/klimat", "fast"]
    assert [one.staff.port for one in (klimat, avfall)] == [1, 2]
    assert [str(one.staff.folder) for one in (klimat, avfall)] == ["staff/klimat", "staff/avfall"]
    assert (avfall.staff.host, avfall.title, avfall.about.sv) == ("a", "A", "")
    assert Settings.load("avfall", index=Path("här")).index == Path("här")
    assert Settings.load_whole().title == "Åby"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[departments.klimat]", r"departments\.klimat\.title: is missing"),
        ("[departments.Avfall]\ntitle = 'A'", r"only small letters a to z and digits"),
        ("[departments.api]\ntitle = 'A'", r"departments\.api: this path is taken"),
        (TWO + "port = 1", r"departments\.avfall\.port: there is no such setting"),
        ("examples = ['A?']\n" + TWO, "figures, sources and approved belong in the departments'"),
        ("[approved]\nprivacy = 2026-12-01\n" + TWO, "approved belong in the departments' tables"),
        (TWO + "index = 'index/klimat'", "departments klimat and avfall have the same index: /"),
        (TWO + "index = 'index'", "departments klimat and avfall have the same index: /"),
        (
            f"store = 'milvus'\n[milvus]\nuri = 'a.db'\n{TWO}corpus_name = 'klimat'",
            "departments klimat and avfall have the same corpus_name: klimat",
        ),
        (
            f"store = 'milvus'\n[milvus]\nuri = 'a.db'\n{TWO}auto_publish = false",
            'auto_publish = false needs store = "faiss"',
        ),
        ("[subject]\nsv = 'a{b}'", r"subject\.sv: has the wrong form"),
    ],
)
def test_impossible_departments_are_told(content: str, message: str) -> None:
    Path("klimatsvar.toml").write_text(content)
    with pytest.raises(SettingsError, match=message):
        Settings.load_whole()


def test_a_department_has_its_own_sources() -> None:
    text = "[departments.{0}]\ntitle = '{0}'\n"
    source = "[departments.a.sources.webben]\nsitemap = 'https://a.se/sitemap.xml'\n"
    Path("klimatsvar.toml").write_text(text.format("a") + source + text.format("b"))
    assert list(Settings.load("a").sources) == ["webben"]
    assert Settings.load("b").sources == {}
