"""`klimatsvar stats` as staff run it."""

import json
from datetime import date
from pathlib import Path

from command import run
from klimatsvar.web.question_log import Journal

DAY = date(2026, 11, 23)
ON = "log_questions = true\nfeedback = true\n"


def asked(folder: Path, *refused: str) -> None:
    """Keep refused questions, and one that was answered."""
    journal = Journal(folder / "log", "questions", 30)
    journal.prepare()
    for question in refused:
        journal.write(DAY, {"question": question, "language": "sv", "kind": "refused"})
    journal.write(DAY, {"question": "Vad är det?", "language": "sv", "kind": "grounded"})


def test_when_nothing_is_kept_it_tells_how_to_turn_that_on(tmp_path: Path) -> None:
    done = run("stats", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "klimatsvar: inga frågor sparas; sätt `log_questions = true` i klimatsvar.toml och starta "
        "om tjänsten om du vill spara dem"
    )
    assert not (tmp_path / "log").exists()


def test_before_the_first_question_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "klimatsvar.toml").write_text(ON, "utf-8")
    done = run("stats", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "Inga frågor har sparats ännu.\n")


def test_it_lists_what_was_asked_in_vain(tmp_path: Path) -> None:
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
    done = run("stats", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [text.rstrip() for text in done.stdout.splitlines()] == [
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
    done = run("stats", "-n", "1", folder=tmp_path)
    assert "elda" not in done.stdout
    assert "Visar 1 av 2. Fler visas med -n.\n" in done.stdout


def test_as_json(tmp_path: Path) -> None:
    (tmp_path / "klimatsvar.toml").write_text(ON, "utf-8")
    asked(tmp_path, "Får jag elda löv?")
    done = run("stats", "--json", folder=tmp_path)
    assert json.loads(done.stdout) == {
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
