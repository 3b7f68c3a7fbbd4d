"""Each command speaks one language, Swedish or English, whatever comes of it."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from command import run_here
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import spoken_language
from klimatsvar.web.question_log import Journal
from toy import ToyEncoder, write_corpus

ENGLISH = frozenset(
    "a about and are as but by can cannot each from have if into is its none not of only or other "
    "out than that the them there this was were which while who with would you your".split()
)
SWEDISH = frozenset(
    "alla annan att av bara de det du eller en ett finns från för går hos inga inget inte med när "
    "och på ska som sätt ut var vid är över".split()
)
"""Function words of each language that are none of the other's."""
DAY = date(2026, 11, 23)
QUOTED = re.compile(
    r"[”“][^”“]*[”“]|\"[^\"]*\"|`[^`]*`|'[^']*'|<[^>]*>|\S*[./_=]\S*|--\S+|\b[A-Z]+\b"
)
"""What is said by somebody else, or is a name: quotations, commands, options, paths."""


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-zåäö]+", QUOTED.sub(" ", text).lower()))


def read_here(files: Sequence[tuple[CorpusFile, Metadata]], *_: object) -> Iterator[Reading]:
    """Read files without starting processes: that is slow, and tested elsewhere."""
    yield from (read_file(file, known) for file, known in files)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of two documents and faults of several kinds, built twice."""
    folder = tmp_path_factory.mktemp("made")
    write_corpus(
        folder / "corpus",
        park="---\ntitle: Park\ndate: 2023-05-01\n---\n# Park\n\nEkar.",
        buss="# Buss\n\nLinje 2.",
        tom="",
    )
    (folder / "corpus" / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    rows = "fil;datum;länk\npark.md;2023-02-31;boras.se\nborta.md;;\n"
    (folder / "corpus" / "dokument.csv").write_text(rows, "utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("klimatsvar.ingest.reading.read_files", read_here)
        for full in (False, True):
            ingest(folder / "corpus", folder / "index", ToyEncoder(), passage_tokens=200, full=full)
    (folder / "log").mkdir()
    (folder / "klimatsvar.toml").write_text("log_questions = true\nfeedback = true\n", "utf-8")
    journal = Journal(folder / "log", "questions", 30)
    journal.write(DAY, {"question": "Ekar?", "language": "sv", "kind": "refused"})
    judged = Journal(folder / "log", "feedback", 30)
    judged.write(DAY, {"verdict": "no", "sources": []})
    return folder


@pytest.fixture(params=["sv", "en"])
def language(request: pytest.FixtureRequest, made: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(made)
    monkeypatch.setenv("KLIMATSVAR_LANGUAGE", request.param)
    monkeypatch.setattr("klimatsvar.model.opening.open_encoder", lambda _: ToyEncoder())
    for module in ("ingest", "review"):
        monkeypatch.setattr(f"klimatsvar.{module}.reading.read_files", read_here)
    monkeypatch.setattr("sys.stdin", io.StringIO("Åby\n\n\n\n\n\n"))
    return str(request.param)


COMMANDS = [
    *([*path.split(), "--help"] for path in (
        "", "ask", "search", "ingest", "serve", "check", "stats", "eval", "show", "init",
        "documents", "documents add", "documents describe", "documents remove",
        "documents fetch", "documents restore", "staff", "staff password", "index", "index list",
        "index publish", "index rollback", "index prune",
    )),
    ["ingest"],
    ["ingest", "--all"],
    ["check"],
    ["index", "list"],
    ["index", "rollback"],
    ["index", "publish"],
    ["show", "park.md"],
    ["show", "bild.png"],
    ["stats"],
    ["documents", "describe", "park.md", "--date", "igår"],
    ["documents", "describe", "buss.md", "--title", "Bussar"],
    ["documents", "remove", "borta.md"],
    ["documents", "add", "corpus/bild.png"],
    ["documents", "fetch"],
    ["init", "."],
    ["svara"],
    ["ask"],
    ["ask", "--hej"],
    ["ask", "--file", "saknas.jsonl"],
    ["search"],
    ["search", "x", "-n", "0"],
    ["ask", "x", "--index", "saknas"],
    ["ingest", "--corpus", "saknas"],
    ["ingest", "--shard", "9/8"],
    ["eval", "saknas.jsonl"],
    ["eval", "corpus/buss.md"],
    ["show", "park.md", "--page", "3"],
    ["serve", "--port", "hej"],
    ["staff", "--host", "0.0.0.0"],
]  # fmt: skip


def test_no_command_mixes_languages(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    other = ENGLISH if language == "sv" else SWEDISH
    for arguments in COMMANDS:
        _, out, err = run_here(capsys, *arguments)
        assert out or err, arguments
        assert words(out + err) & other == set(), (arguments, out, err)


FAILURES = [
    (
        ["ask", "Vad?", "--index", "saknas"],
        1,
        "saknas: här finns inget index; kör `klimatsvar ingest` för att bygga det",
        "saknas: no index here; run `klimatsvar ingest` to build it",
    ),
    (
        ["ingest", "--corpus", "saknas"],
        1,
        "saknas: mappen finns inte; skapa den och lägg dokument i den, eller ange en annan mapp "
        "med --corpus",
        "saknas: there is no such folder; make it and put documents into it, or give another "
        "folder with --corpus",
    ),
    (
        ["index", "publish", "x"],
        1,
        "index: version x finns inte; `klimatsvar index list` visar vilka som finns",
        "index: no generation x; `klimatsvar index list` shows what there is",
    ),
    (
        ["show", "park.md", "--page", "3"],
        1,
        "park.md: har inga sidor; ange ingen sida med --page",
        "park.md: has no pages; give no page with --page",
    ),
    (
        ["documents", "remove", "borta.md"],
        1,
        "borta.md: dokumentet finns inte längre; någon annan kan ha tagit bort eller bytt namn på "
        "det",
        "borta.md: the document is there no more; somebody else may have removed or renamed it",
    ),
    (
        ["documents", "describe", "park.md", "--date", "igår"],
        3,
        "dokument.csv, rad 2, datum: ”igår” är inget datum; skriv det som 2026-11-23, 2026-11 "
        "eller 2026",
        "dokument.csv, row 2, datum: “igår” is no date; write it as 2026-11-23, 2026-11 or 2026",
    ),
    (
        ["eval", "corpus/buss.md"],
        1,
        "corpus/buss.md, rad 1: ”Invalid JSON: expected value at line 1 column 1”; rätta raden: "
        'ett JSON-objekt med "id", "question", "answerable", "answers" (en lista av "text" och '
        'kanske "start"), "document" och kanske "also", "history", "follow_up", "language", "kind"',
        "corpus/buss.md, line 1: Invalid JSON: expected value at line 1 column 1; mend the line: a "
        'JSON object of "id", "question", "answerable", "answers" (a list of "text" and perhaps '
        '"start"), "document" and perhaps "also", "history", "follow_up", "language", "kind"',
    ),
    (
        ["staff", "--host", "0.0.0.0"],
        1,
        "staff.host 0.0.0.0: inget lösenord och ingen proxy säger vem som får komma in; sätt ett "
        "lösenord med `klimatsvar staff password`, eller ta emot på 127.0.0.1",
        "staff.host 0.0.0.0: no password and no proxy tells who may; set a password with "
        "`klimatsvar staff password`, or serve on 127.0.0.1",
    ),
    (["svara"], 2, "det finns inget kommando som heter svara", "there is no command svara"),
    (
        ["ask", "--hej"],
        2,
        "det finns inget val som heter --hej",
        "there is no option --hej",
    ),
    (["search"], 2, "'FRÅGA' saknas", "'QUESTION' is missing"),
    (
        ["index", "frob"],
        2,
        "det finns inget kommando som heter frob",
        "there is no command frob",
    ),
    (["ask", "x", "--file"], 2, "--file måste ha ett värde", "--file needs a value"),
    (["ask", "x", "--json=1"], 2, "--json kan inte ha något värde", "--json takes no value"),
    (["serve", "x"], 2, "det här ska inte stå med: x", "this is too much: x"),
    (
        ["serve", "--port", "hej"],
        2,
        "'--port': måste vara ett heltal",
        "'--port': must be a whole number",
    ),
    (
        ["search", "x", "-n", "0"],
        2,
        "'--count' / '-n': måste vara minst 1",
        "'--count' / '-n': must be at least 1",
    ),
    (
        ["documents", "add", "saknas.md"],
        3,
        "saknas.md: filen går inte att öppna (”No such file or directory”); ange en fil som finns "
        "och som du får läsa",
        "saknas.md: the file can't be opened (No such file or directory); give a file that is "
        "there and that you may read",
    ),
]


def test_what_fails_is_told_in_the_language_that_is_set(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, code, swedish, english in FAILURES:
        left, _, err = run_here(capsys, *arguments)
        expected = swedish if language == "sv" else english
        first = err.removeprefix("Förbereder språkmodellen …\n")
        first = first.removeprefix("Preparing the model …\n").splitlines()[0]
        assert (left, first) == (code, f"klimatsvar: {expected}")


@pytest.mark.parametrize(
    ("variable", "content", "spoken"),
    [
        ("", "", "sv"),
        ("en", "", "en"),
        ("", 'language = "en"', "en"),
        ("sv", 'language = "en"', "sv"),
        ("", 'language = "en"\nport = "x"', "en"),  # what else is wrong is told in it
        ("", "language = ", "sv"),
        ("de", "", "sv"),
    ],
)
def test_the_setting_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, content: str, spoken: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "klimatsvar.toml").write_text(content, "utf-8")
    assert spoken_language({"KLIMATSVAR_LANGUAGE": variable}) == spoken


def test_settings_that_can_not_be_are_told_in_the_language_that_they_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for language, told in (
        (
            "sv",
            "inställningar: port: får vara högst 65535; prot: det finns ingen sådan inställning; "
            "rätta klimatsvar.toml eller miljövariablerna KLIMATSVAR_",
        ),
        (
            "en",
            "settings: port: must be at most 65535; prot: there is no such setting; mend "
            "klimatsvar.toml or the KLIMATSVAR_ variables",
        ),
    ):
        text = f'language = "{language}"\nport = 99999\nprot = 1\n'
        (tmp_path / "klimatsvar.toml").write_text(text, "utf-8")
        assert run_here(capsys, "index", "list") == (1, "", f"klimatsvar: {told}\n")


def test_what_completes_commands_is_installed_in_our_words(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: "bash")
    code, out, _ = run_here(capsys, "--install-completion")
    script = tmp_path / ".bash_completions" / "klimatsvar.sh"
    told = {
        "sv": f"Skalet bash fyller i kommandona när du startar det nästa gång ({script}).\n",
        "en": f"From its next start on bash completes the commands ({script}).\n",
    }
    assert (code, out) == (0, told[language])
    assert "_KLIMATSVAR_COMPLETE" in script.read_text("utf-8")
