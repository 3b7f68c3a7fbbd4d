"""`klimatsvar stats` as staff run it."""

import json
from datetime import date
from pathlib import Path

import pytest

from command import run_here
from klimatsvar.web.question_log import Journal

DAY = date(2026, 11, 23)
ON = "log_questions = true\nfeedback = true\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def asked(folder: Path, *refused: str) -> None:
    """Keep refused questions, and one that was answered."""
    journal = Journal(folder / "log", "questions", 30)
    journal.prepare()
    for question in refused:
        journal.write(DAY, {"question": question, "language": "sv", "kind": "refused"})
    journal.write(DAY, {"question": "Vad är det?", "language": "sv", "kind": "grounded"})


def test_when_nothing_is_kept_it_tells_how_to_turn_that_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run_here(capsys, "stats")
    assert code == 1
    assert err.strip() == (
        "klimatsvar: inga frågor sparas; sätt `log_questions = true` i klimatsvar.toml och starta "
        "om tjänsten om du vill spara dem"
    )
    assert not (tmp_path / "log").exists()


def test_before_the_first_question_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "klimatsvar.toml").write_text(ON, "utf-8")
    assert run_here(capsys, "stats") == (0, "Inga frågor har sparats ännu.\n", "")


def test_where_it_may_not_look_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "klimatsvar.toml").write_text(ON, "utf-8")
    (tmp_path / "log").write_text("", "utf-8")
    code, out, err = run_here(capsys, "stats")
    assert (code, out) == (1, "")
    assert " ".join(err.split()) == (
        "klimatsvar: log: går inte att läsa (”Not a directory”); kör kommandot som den användare "
        "som tjänsten körs som, eller rätta `log_folder`"
    )


def test_it_lists_what_was_asked_in_vain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "klimatsvar.toml").write_text(ON, "utf-8")
    asked(
        tmp_path,
        "Vad kostar månadskortet?",
        "Vad kostar ett månadskort?",
        "Får jag [red]elda[/] löv?\x1b[2J\u202e",
    )
    verdicts = Journal(tmp_path / "log", "feedback", 30)
    verdicts.write(DAY, {"verdict": "yes", "sources": ["a.md"]})
    verdicts.write(DAY, {"verdict": "no", "sources": ["[b]/c.md", "a.md"]})
    verdicts.write(DAY, {"verdict": "no", "sources": []})
    code, out, err = run_here(capsys, "stats")
    assert code == 0, err
    assert [text.rstrip() for text in out.splitlines()] == [
        "Frågor sedan 2026-11-23: 4. Besvarade: 1. Osäkra svar: 0. Utan svar: 3.",
        " Antal  Senast      Fråga utan svar",
        "     2  2026-11-23  Vad kostar månadskortet?",
        "     1  2026-11-23  Får jag [red]elda[/] löv? [2J",
        "Svaret hjälpte: 1. Hjälpte inte: 2.",
        " Hjälpte inte  Hjälpte  Citerat dokument",
        "            1        0  (inget: frågan fick inget svar)",
        "            1        0  [b]/c.md",
        "            1        1  a.md",
    ]
    _, out, _ = run_here(capsys, "stats", "-n", "1")
    assert "elda" not in out
    assert "Visar 1 av 2. Fler visas med -n.\n" in out


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "klimatsvar.toml").write_text(ON, "utf-8")
    asked(tmp_path, "Får jag elda löv?")
    _, out, _ = run_here(capsys, "stats", "--json")
    assert json.loads(out) == {
        "since": "2026-11-23",
        "asked": 2,
        "answered": 1,
        "possible": 0,
        "helped": 0,
        "did_not_help": 0,
        "missed": [
            {
                "count": 1,
                "newest": "2026-11-23",
                "question": "Får jag elda löv?",
                "wordings": ["Får jag elda löv?"],
            }
        ],
        "doubtful": [],
        "unhelpful": [],
    }
