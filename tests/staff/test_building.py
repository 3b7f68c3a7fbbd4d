"""Building, trying, publishing and going back on the staff pages."""

import subprocess
import sys
from pathlib import Path

import httpx
from visiting import Visitor, told, visitor

from klimatsvar.index.generations import build_lock, current, generations, has_index
from klimatsvar.ingest.build import Report
from klimatsvar.settings import Settings
from klimatsvar.staff.builds import Failed
from staff_toy import settings_in, toy_desk
from toy import write_corpus

SCRIPT = Path(__file__).parents[1] / "staff_toy.py"


def names(settings: Settings) -> list[str]:
    return [path.name for path in generations(settings.index)]


def test_what_is_built_is_tried_and_then_published(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    anna = visitor(toy_desk(settings))
    write_corpus(settings.corpus, a="# Resor\n\nTa buss till jobbet.", b="I skog.")
    assert "Inget är inläst än." in anna.get("/bygge").text
    assert "Det finns inget att fråga än." in anna.get("/prova").text
    assert told(anna.post("/bygge/starta")) == ["Inläsningen har börjat."]
    anna.desk.builder.wait()
    page = anna.get("/bygge").text
    assert "En ny version är inläst och väntar på att du publicerar den. Inget är" in page
    assert "2 nya, 0 ändrade och 0 borttagna dokument" in page
    assert "datum saknas; skriv det under Uppgifter om dokumentet" in page
    assert "dokument.csv" not in page
    assert '<a href="/dokument/visa?fil=b.md">b.md</a>' in page
    assert not has_index(settings.index)
    tried = anna.post("/prova", page, fraga="Hur tar jag mig till jobbet med buss?").text
    assert "Så svarar den nya versionen" in tried
    assert "Så svarar den publicerade versionen" not in tried
    assert 'role="alert"' in anna.post("/prova", page, fraga="buss " * 300).text
    [made] = names(settings)
    assert told(anna.post("/bygge/publicera", page, version=made)) == [f"Version {made} svarar nu."]
    assert current(settings.index).name == made
    assert "Allt som är inläst är publicerat." in anna.get("/bygge").text
    assert [(line["who"], line["what"]) for line in anna.desk.journal.newest(9)] == [
        ("lokal", "publish"),
        ("lokal", "built"),
        ("lokal", "build"),
    ]


def test_both_versions_answer_side_by_side(anna: Visitor, settings: Settings) -> None:
    (settings.corpus / "b.md").unlink()
    page = anna.build().text
    assert "0 nya, 0 ändrade och 1 borttagna dokument" in page
    tried = anna.post("/prova", page, fraga="Ta buss till jobbet?").text
    assert "Så svarar den nya versionen" in tried
    assert "Så svarar den publicerade versionen" in tried


def test_going_back_and_forth(anna: Visitor, settings: Settings) -> None:
    first, second = names(settings)
    page = anna.get("/bygge").text
    assert told(anna.post("/bygge/tillbaka", page, version=first)) == [
        f"Version {first} svarar nu, tills du publicerar en annan. Läses dokumenten in av sig "
        "själva publiceras en ny version då."
    ]
    assert (current(settings.index).name, current(settings.index).pinned) == (first, True)
    page = anna.get("/bygge").text
    assert "Svarar nu, vald av personal" in page
    assert "Nyare, svarar inte" in page
    anna.post("/bygge/publicera", page, version=second)
    assert current(settings.index).name == second
    assert anna.post("/bygge/tillbaka", page, version="").status_code == 404
    for name in ("20200101T000000.000000", "../staff"):
        notice = told(anna.post("/bygge/tillbaka", page, version=name))
        assert notice[0].startswith(f"{settings.index}: version {name} finns inte; ")
    assert current(settings.index).name == second


def test_two_who_build_at_once(settings: Settings, tmp_path: Path) -> None:
    desk = toy_desk(settings, tmp_path / "go")
    anna, bo = visitor(desk), visitor(desk)
    page = bo.get("/bygge").text
    anna.post("/bygge/starta")
    assert told(bo.post("/bygge/starta", page)) == [
        "En inläsning pågår redan. Den startades av lokal."
    ]
    running = bo.get("/bygge").text
    assert "Inläsningen pågår" in running
    assert "Läs in och prova först" not in running
    assert "Inläsningen förbereds." in bo.get("/bygge/lage").text
    (tmp_path / "go").touch()
    desk.builder.wait()
    assert bo.get("/bygge/lage").status_code == 204
    assert isinstance(desk.builder.state, Report)


def test_a_build_elsewhere_is_told(anna: Visitor, settings: Settings) -> None:
    with build_lock(settings.index):
        page = anna.build().text
    assert "Inläsningen misslyckades. Det som svarade förut svarar fortfarande." in page
    assert "en annan inläsning pågår här" in page
    page = anna.get("/bygge?lang=en").text
    assert "another build is running here" in page
    assert "inläsning" not in page
    assert isinstance(anna.desk.builder.state, Failed)
    assert len(names(settings)) == 2


def test_when_many_files_are_gone_staff_say_that_it_is_meant(
    anna: Visitor, settings: Settings
) -> None:
    for number in range(6):
        (settings.corpus / f"d{number}.md").unlink()
    page = anna.build().text
    assert "6 av de 13 filer" in page
    assert "Filerna är borttagna med flit: läs in" in page
    assert len(names(settings)) == 2
    assert "0 nya, 0 ändrade och 6 borttagna dokument" in anna.build(borta="1").text


def test_staff_may_have_to_publish_by_hand(settings: Settings) -> None:
    anna = visitor(toy_desk(settings.model_copy(update={"auto_publish": False})))
    assert "Läs in och publicera direkt" not in anna.get("/bygge").text
    assert "Läs in och publicera direkt" in visitor(toy_desk(settings)).get("/bygge").text


def test_a_build_killed_midway_is_told_and_built_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    write_corpus(settings.corpus, a="Ta buss.")
    process = subprocess.Popen(
        [sys.executable, SCRIPT, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    with httpx.Client(base_url=url, follow_redirects=True, timeout=60) as client:
        page = client.get("/bygge").text
        token = page.partition('name="csrf" value="')[2].partition('"')[0]
        assert "Inläsningen pågår" in client.post("/bygge/starta", data={"csrf": token}).text
    process.kill()
    process.communicate()
    anna = visitor(toy_desk(settings))
    assert "En inläsning som lokal startade" in anna.get("/bygge").text
    assert "avbröts" not in anna.build().text
    assert len(names(settings)) == 1


def test_an_index_that_is_damaged_is_built_again_from_here(
    anna: Visitor, settings: Settings
) -> None:
    for generation in generations(settings.index):
        (generation / "report.json").write_text("{", "utf-8")
    page = anna.get("/bygge")
    assert page.status_code == 200
    assert "report.json: saknas eller går inte att läsa" in page.text
    assert "13 av 13 dokument" in anna.get("/dokument").text
    anna.build()
    assert "report.json" not in anna.get("/bygge").text
    assert "Publicera version" in anna.get("/bygge").text
