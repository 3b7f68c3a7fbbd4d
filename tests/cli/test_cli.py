"""The command line as a person runs it: exact output and exit codes, most in real processes."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from command import KLIMATSVAR, run, run_here
from klimatsvar.assistant import Assistant
from klimatsvar.building import build_index
from klimatsvar.check.finding import error
from klimatsvar.cli import checking, main
from klimatsvar.cli.building import _print_report
from klimatsvar.corpus.read import Reading
from klimatsvar.index.generations import build_lock, generations, read_last_build
from klimatsvar.ingest.build import ingest
from klimatsvar.review.html import as_html
from klimatsvar.settings import Settings
from klimatsvar.texts.messages import Message
from toy import ToyEncoder, write_corpus

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A folder with a corpus of two documents and one file that can't be read, built."""
    del model_folder  # made before the process needs it
    folder = tmp_path_factory.mktemp("small")
    write_corpus(
        folder / "corpus",
        park="---\ntitle: Parken\ndate: 2023-05-01\n---\n# Parken\n\nParken är fem kilometer lång.",
        buss="# Bussar\n\nTio elbussar går på linje 2 i Borås sedan sommaren 2019.",
    )
    (folder / "corpus" / "bild.png").write_bytes(b"\x89PNG")
    done = run("ingest", folder=folder)
    assert done.returncode == 3, done.stderr
    assert "Nu går det att söka i 2 dokument, 0 sidor, 2 stycken, 2 meningar" in done.stdout
    assert "bild.png" in done.stdout
    assert "Hoppades över: filtypen .png går inte att läsa" in done.stdout
    return folder


def test_the_report_lists_what_is_new_gone_or_wrong_and_counts_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = write_corpus(tmp_path / "corpus", park="# Parken\n\nLång.", buss="# Bussar\n\nTio.")
    (corpus / "bild.png").write_bytes(b"\x89PNG")
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    (corpus / "buss.md").unlink()
    write_corpus(corpus, tåg="---\ntitle: Tåget\ndate: 2024\n---\nTåget går i tid.")
    report = ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    _print_report(report, everything=False)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Fil Ändring Titel Datum Sidor Stycken Språk Att veta"
    assert lines[1].startswith("bild.png Hoppades över: filtypen .png går inte att läsa")
    assert lines[2] == "tåg.md ny Tåget 2024 1 sv"
    assert lines[3:7] == ["", "Borta ur mappen: 1", "- buss.md (Bussar)", ""]
    assert lines[8:] == [
        "Nya: 1. Ändrade: 0. Borta: 1. Oförändrade: 2.",
        "Tabellen visar det som är nytt eller fel. Visa alla filer med --all.",
        "Det som hoppades över: 1. Se tabellen ovan.",
    ]
    _print_report(report, everything=True)
    everything = capsys.readouterr().out
    assert "park.md" in everything
    assert "Visa alla filer" not in everything


def test_a_name_that_turns_the_line_around_is_written_out_in_every_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, shown = "a\u202edm.exe\nfel", r"a\u202edm.exe\nfel"
    corpus = write_corpus(
        tmp_path / "corpus", **{name: "# Parken\n\nLång.", "b": "# Bussar\n\nTio."}
    )
    _print_report(
        ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50), everything=True
    )
    told = capsys.readouterr().out  # such a file is refused, and its id has no such signs
    assert "a\ufffddm.exe\ufffdfel.md" in told
    assert "\u202e" not in told
    checking._print("Fel", [error(f"{name}.md", "file_gone")])
    assert capsys.readouterr().out == (
        f"Fel\n\n  {shown}.md\n    filen är borta ur mappen\n    → kör `klimatsvar ingest`\n\n"
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["show", f"{name}.docx"])
    with pytest.raises(SystemExit):
        main(["index", "list", "--index", name])
    first, second = capsys.readouterr().err.splitlines()
    assert f"{shown}.docx: filen finns inte" in first
    assert second.startswith(f"klimatsvar: {shown}: här finns inget index")
    reading = Reading(f"{name}.png", None, (Message.of("basis_not_read", source=name),))
    page = as_html(reading, corpus / "x.png", [], language="sv")
    assert f"filen {shown}.png." in page
    assert f"<li>{shown} går inte att läsa</li>" in page
    assert "\u202e" not in page


def test_files_that_are_gone_must_be_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {f"d{i}": f"# Linje {i}\n\nTa buss {i}." for i in range(10)}
    corpus = write_corpus(tmp_path / "corpus", **texts)
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    for i in range(4):
        (corpus / f"d{i}.md").unlink()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["ingest"])
    assert ended.value.code == 4
    told = "klimatsvar: corpus: 4 av de 10 filer som svaren byggs på är borta (d0.md, d1.md, "
    assert told.strip() in " ".join(capsys.readouterr().err.split())
    assert len(generations(tmp_path / "index")) == 1


def test_a_corpus_that_is_gone_is_told_before_the_model_is_loaded_and_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path / "corpus", park="# Parken\n\nLång.")
    build_index(Settings.load(), ToyEncoder())
    shutil.rmtree("corpus")
    code, out, err = run_here(capsys, "ingest")
    assert (code, out) == (1, "")
    assert " ".join(err.split()) == (
        "klimatsvar: corpus: mappen finns inte; skapa den och lägg dokument i den, eller ange en "
        "annan mapp med --corpus"
    )
    last = read_last_build(Path("index"))
    assert last is not None
    assert last.result == "failed"


def test_show_tells_what_was_read(small: Path) -> None:
    done = run("show", "park.md", "--html", "park.html", folder=small)
    assert (done.returncode, done.stdout) == (
        0,
        "Sidan är skriven: park.html. Öppna den i en webbläsare.\n",
    )
    assert "<p>Parken är fem kilometer lång.</p>" in (small / "park.html").read_text("utf-8")
    done = run("show", "bild.png", folder=small)
    assert done.returncode == 3
    assert "- filtypen .png går inte att läsa" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["park.md", "--page", "2"], 1, "park.md: har inga sidor"),
        (["corpus/park.md", "--html", "corpus/park.md"], 2, "inte en fil att skriva som slutar på"),
        (["saknas.md"], 1, "saknas.md: filen finns inte"),
    ],
)
def test_what_can_not_be_shown_is_told(
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(small)
    with pytest.raises(SystemExit) as ended:
        main(["show", *arguments])
    assert ended.value.code == code
    assert message in " ".join(capsys.readouterr().err.split())


def test_ask_prints_the_quotation_and_its_source(small: Path) -> None:
    done = run("ask", "Hur lång är parken?", folder=small)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if line]
    assert lines[:3] == [
        "Hur lång är parken?",
        "”Parken är fem kilometer lång.” [1]",
        "[1] Parken · 2023-05-01 · Parken",
    ]


def test_ask_many_prints_one_object_a_line(small: Path) -> None:
    questions = [
        {"question": "Hur lång är parken?"},
        {"question": "Och när började det?", "history": ["Vilka elbussar går på linje 2?"]},
        {"question": " "},
        {"question": "Tack!"},
    ]
    file = small / "questions.jsonl"
    file.write_text("\n".join(json.dumps(q) for q in questions), "utf-8")
    done = run("ask", "--file", str(file), "--json", folder=small)
    assert done.returncode == 0, done.stderr
    first, second, third, fourth = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(first) == [
        "question", "kind", "language", "text", "confidence", "citations", "reason", "nearest",
        "nearby", "missing", "examples", "index", "timings_ms",
    ]  # fmt: skip
    assert first["kind"] == "grounded"
    assert first["citations"] == [
        {
            "number": 1,
            "document": "park.md",
            "title": "Parken",
            "publisher": None,
            "date": "2023-05-01",
            "page": None,
            "pages": [],
            "heading": "Parken",
            "start": 8,
            "end": 37,
            "quote": "Parken är fem kilometer lång.",
            "url": None,
            "ocr": False,
            "replaced_by": None,
            "also": [],
            "left_out": 0,
            "date_guessed": False,
            "basis": None,
            "is_table": False,
            "valid_until": None,
            "origin": None,
        }
    ]
    assert list(first["index"]) == ["generation", "built", "corpus"]
    assert second["nearest"][0]["document"] == "buss.md"
    assert first["nearby"] == []
    assert third == {
        "question": " ",
        "error": "Jag hittar ingen fråga i det du skrev. Skriv en fråga med några ord.",
    }
    assert (fourth["kind"], fourth["reason"]) == ("reply", "thanks")
    assert fourth["text"] == "Tack själv! Fråga gärna mer om kommunens klimatarbete."


def test_ask_explains_its_answer(small: Path) -> None:
    done = run("ask", "Hur lång är parken?", "--explain", folder=small)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ordstammar som de saknar: inga" in done.stdout
    assert "Titta på: " in done.stdout.splitlines()[-1]
    done = run("ask", "Hur lång är parken?", "--explain", "--json", folder=small)
    told = json.loads(done.stdout)["explanation"]
    assert told["sentences"][0]["text"] == "Parken är fem kilometer lång."
    assert (told["limit"], told["searched"]) == (None, "Hur lång är parken?")


def test_search_shows_passages_with_their_scores(small: Path) -> None:
    done = run("search", "elbussar", "--json", "-n", "1", folder=small)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert row["document"] == "buss.md"
    assert row["text"] == "Tio elbussar går på linje 2 i Borås sedan sommaren 2019."
    assert row["score"] == pytest.approx(row["dense"] + 0.18 * row["lexical"], abs=1e-3)


def test_an_index_of_another_corpus_is_told(small: Path, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "other", a="Annan text.")
    done = run("search", "parken", "--corpus", str(corpus), folder=small)
    assert done.returncode == 0
    assert "index gjordes av andra dokument än de i" in done.stderr
    assert "kör `klimatsvar ingest`" in done.stderr


def test_an_index_of_another_model_is_refused(small: Path, tmp_path: Path) -> None:
    (generation,) = [p for p in (small / "index").iterdir() if p.is_dir()]
    copy = tmp_path / "index"
    subprocess.run(["cp", "-r", small / "index", copy], check=True)
    manifest = copy / generation.name / "manifest.json"
    content = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**content, "fingerprint": "another"}), "utf-8")
    done = run("ask", "Hur lång är parken?", "--index", str(copy), folder=small)
    assert done.returncode == 1
    assert "klimatsvar ingest" in done.stderr
    assert "another" in done.stderr


def test_going_back_tells_how_long_it_lasts_and_what_to_stop(tmp_path: Path) -> None:
    for text in ("Ta buss.", "Ta tåg."):
        write_corpus(tmp_path / "corpus", resor=f"# Resor\n\n{text}")
        ingest(tmp_path / "corpus", tmp_path / "index", ToyEncoder(), passage_tokens=50)
    done = run("index", "rollback", folder=tmp_path)
    first, _ = generations(tmp_path / "index")
    timer = "klimatsvar-ingest.timer"
    assert (ROOT / "deploy/systemd" / timer).is_file()
    assert done.stdout == (
        f"Nu svarar version {first.name}. Den svarar tills dokumenten läses in nästa gång "
        "(`klimatsvar ingest`).\n"
        "Läses de in av sig själva, till exempel varje timme? Stoppa det nu. Annars svarar den "
        f"nyare versionen snart igen. På en egen server: `systemctl disable --now {timer}`. I "
        "Kubernetes: se docs/operations.md.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", "Vad?"], 1, "index: här finns inget index; kör `klimatsvar ingest`"),
        (["ingest"], 1, "corpus: mappen finns inte"),
        (["ingest", "--corpus", "tom"], 1, "tom: inga dokument"),
        (["ask"], 2, "ange antingen en fråga eller --file"),
        (["ask", "Vad?", "--file", "x"], 2, "ange antingen en fråga eller --file"),
        (["ask", "--file", "saknas.jsonl"], 1, "saknas.jsonl: går inte att läsa"),
        (["svara"], 2, "det finns inget kommando som heter svara"),
        (["serve", "--port", "99999"], 2, "--port"),
    ],
)
def test_bad_input_gets_a_clear_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    (tmp_path / "tom").mkdir()
    monkeypatch.chdir(tmp_path)
    left, _, err = run_here(capsys, *arguments)
    assert left == code
    assert message in " ".join(err.replace("│", " ").split())


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "klimatsvar.toml").write_text("port = 'x'", "utf-8")
    done = run("ask", "Vad?", folder=tmp_path)
    assert done.returncode == 1
    assert "inställningar: port: måste vara ett heltal" in done.stderr


def test_the_readme_shows_what_ask_prints(assistant: Assistant, settings: Settings) -> None:
    del assistant  # built before the process needs it
    readme = (ROOT / "README.md").read_text("utf-8")
    command, shown = re.findall(
        r"```\n\$ \.venv/bin/klimatsvar (ask [^\n]+)\n(.*?)```", readme, re.S
    )[0]
    arguments = shlex.split(command)
    done = run(
        *arguments, "--corpus", str(settings.corpus), "--index", str(settings.index), folder=ROOT
    )
    told, expected = (text.strip().rsplit(" ", 1) for text in (done.stdout, shown))
    assert told[0] == expected[0]
    assert float(told[1]) == pytest.approx(float(expected[1]), abs=0.03)  # by either encoder


def test_a_page_is_served_from_the_old_index_when_a_new_one_can_not_be_built(
    small: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(small, folder)
    (folder / "corpus" / "ny.md").write_text("Ny text.", "utf-8")
    with build_lock(folder / "index"):
        served = subprocess.Popen(
            [KLIMATSVAR, "serve", "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert served.stdout is not None
        line = served.stdout.readline()
        served.terminate()
        _, told = served.communicate()
    assert line.startswith("Klimatsvar svarar på http://127.0.0.1:")
    assert "en annan inläsning pågår här" in told
    assert "Sidan svarar ur det tidigare indexet." in told
