"""Starting a city: what is written, and that it works as it stands."""

import io
import tomllib
from pathlib import Path

import pytest

from klimatsvar.check import check_approved
from klimatsvar.cli import main
from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.scan import scan
from klimatsvar.errors import CorpusError
from klimatsvar.settings import Contact, Settings
from planting import Finding, told
from telling import raises
from toy import write_corpus

ROOT = Path(__file__).parents[2]
GIVEN = ("--name=Åby ”kommun”", "--contact=Åbydirekt", "--url=", "--email=a@aby.se", "--phone=")
WRITTEN = [
    "checklista.md",
    "corpus/README.md",
    "corpus/citera-inte.csv",
    "corpus/dokument.csv",
    "corpus/ordlista.csv",
    "corpus/svar/README.md",
    "corpus/testfragor.csv",
    "klimatsvar-staff.service",
    "klimatsvar.env",
    "klimatsvar.service",
    "klimatsvar.toml",
]


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def init(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["init", *arguments])
    return int(left.value.code or 0)


def test_a_city_has_settings_an_empty_corpus_and_a_checklist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city = tmp_path / "aby"
    assert init(str(city), *GIVEN, "--language=en") == 0
    assert capsys.readouterr().out.endswith(f"Börja med checklistan: {city / 'checklista.md'}\n")
    assert names(city) == WRITTEN
    monkeypatch.chdir(city)
    settings = Settings.load()
    assert settings.title == "Klimatsvar Åby ”kommun”"
    assert settings.organisation == "Åby ”kommun”"
    assert settings.contact == Contact(name="Åbydirekt", email="a@aby.se")
    assert settings.examples == ()
    told = (city / "klimatsvar.toml").read_text("utf-8").replace("# ", "")
    offered = told[told.index("examples") : told.index("]")]
    assert tomllib.loads(f"{offered}]")["examples"][1] == "Where do I leave hazardous waste?"
    with raises(CorpusError, match="inga dokument"):
        corpus_files(settings.corpus)
    write_corpus(settings.corpus, plan="# Plan\n\nEtt mål.")
    assert [task.file.id for task in scan(settings.corpus).tasks] == ["plan.md"]
    assert scan(settings.corpus).faults == ()
    unit, staff, env = (
        (city / f"klimatsvar{rest}").read_text("utf-8")
        for rest in (".service", "-staff.service", ".env")
    )
    assert f"WorkingDirectory={city}\n" in unit
    assert f"ReadWritePaths={city}/corpus\n" in staff
    assert "/srv/klimatsvar" not in unit + staff + env
    assert "- [ ] Kontaktcenter: Är det här rätt väg till en människa? ”Åbydirekt, a@aby.se”" in (
        city / "checklista.md"
    ).read_text("utf-8")


def test_what_is_not_given_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Åby\n\nhttps://aby.se\n\n\nen\n"))
    assert init(str(tmp_path / "aby")) == 0
    monkeypatch.chdir(tmp_path / "aby")
    settings = Settings.load()
    assert settings.contact == Contact(name="Kontaktcenter", url="https://aby.se")
    assert settings.language == "en"


def test_the_example_is_the_starter_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert init(str(tmp_path / "prov"), *GIVEN, "--language=sv", "--example") == 0
    monkeypatch.chdir(tmp_path / "prov")
    starter = {path.name: path.read_bytes() for path in (ROOT / "corpus").iterdir()}
    assert {name: (Path("corpus") / name).read_bytes() for name in starter} == starter
    assert Settings.load().examples[0] == "Vilka parter består omställningsteamet av?"
    assert [t.known.title for t in scan(Path("corpus")).tasks if t.file.id == "cykling.md"] == [
        "Cykling i Borås"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--name= ",), "namn: organisationen måste ha ett namn; skriv kommunens namn"),
        (("--email=aby.se",), "e-post: ”aby.se” saknar @; skriv hela adressen"),
        (("--language=de",), "språk: ”de” går inte att välja; skriv sv eller en"),
        (
            ("--url=aby.se",),
            "webbadress: ”aby.se” är ingen webbadress; börja den med https://",
        ),
    ],
)
def test_what_can_not_be_right_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert init(str(tmp_path / "aby"), *GIVEN, "--language=sv", *arguments) == 1
    assert capsys.readouterr().err == f"klimatsvar: {message}\n"
    assert not (tmp_path / "aby").exists()


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "klimatsvar.toml").write_text("port = 1\n", "utf-8")
    assert init(str(tmp_path), *GIVEN, "--language=sv") == 1
    assert capsys.readouterr().err == (
        f"klimatsvar: {tmp_path}: klimatsvar.toml finns redan där; ange en annan mapp\n"
    )
    assert names(tmp_path) == ["klimatsvar.toml"]


def test_pages_that_nobody_has_approved_are_warned_of() -> None:
    def found(**given: object) -> list[Finding]:
        return told(check_approved(Settings.load(contact=Contact(), **given)))

    access, privacy, nobody = found(organisation="")
    assert (access.message, privacy.message) == (
        "tillgänglighetsredogörelsen är inte godkänd",
        "sidan om integritet är inte godkänd",
    )
    assert privacy.remedy == (
        "läs /integritet och skriv dagen då den godkändes i klimatsvar.toml, under [approved]: "
        "privacy = 2026-12-01"
    )
    assert nobody.message == (
        "ingen organisation är angiven, så sidorna säger inte vem som är ansvarig"
    )
    approved = {"accessibility": "2026-12-01", "privacy": "2026-12-02"}
    assert found(organisation="Åby kommun", approved=approved) == []
