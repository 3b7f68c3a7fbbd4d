"""What is kept of questions, for how long, and what it tells."""

import resource
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.errors import KlimatsvarError, QuestionError
from klimatsvar.settings import Settings
from klimatsvar.types import Answer
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.question_log import (
    OUTCOMES,
    Journal,
    Judged,
    JudgedKind,
    Missed,
    grouped,
    judged_kinds,
    outcome_of,
    questions,
    stats,
    write_question,
)

TODAY = date(2026, 11, 23)
ANSWERED = "Vilka parter består omställningsteamet av?"
REFUSED = "Vad kostar ett månadskort på bussen?"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "log", "questions", days=30)
    journal.prepare()
    return journal


def test_lines_come_back_in_the_order_of_their_days(journal: Journal, tmp_path: Path) -> None:
    assert list(journal.read()) == []
    for number, day in enumerate((TODAY, TODAY - timedelta(1), TODAY)):
        journal.write(day, {"question": f"Är det {number}?\n"})
    assert list(journal.read()) == [
        {"day": "2026-11-22", "question": "Är det 1?\n"},
        {"day": "2026-11-23", "question": "Är det 0?\n"},
        {"day": "2026-11-23", "question": "Är det 2?\n"},
    ]
    assert sorted(path.name for path in (tmp_path / "log").iterdir()) == [
        "questions-2026-11-22.jsonl",
        "questions-2026-11-23.jsonl",
    ]


def test_only_the_owner_may_read_them(journal: Journal, tmp_path: Path) -> None:
    journal.write(TODAY, {})
    (file,) = (tmp_path / "log").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_old_lines_are_forgotten_and_nothing_else(journal: Journal, tmp_path: Path) -> None:
    names = ("anteckningar-2020-01-01", "questions-2020-02-30", "questions-20200101", "2020-01-01")
    others = [tmp_path / "log" / f"{name}.jsonl" for name in names]
    for other in others:
        other.write_text("", "utf-8")
    for age in (0, 29, 30, 400):
        journal.write(TODAY - timedelta(age), {"age": age})
    journal.forget(TODAY)
    assert [line["age"] for line in journal.read()] == [29, 0]
    assert all(other.exists() for other in others)


def test_where_it_can_not_read_it_tells_so(
    journal: Journal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # Whoever the tests run as may not list a file or read a folder.
    (tmp_path / "log" / f"questions-{TODAY}.jsonl").mkdir()
    with pytest.raises(KlimatsvarError, match=r"23\.jsonl: can't be read \(Is a directory\)"):
        list(journal.read())
    taken = tmp_path / "file"
    taken.write_text("", "utf-8")
    unlisted = Journal(taken, "questions", 30)
    with pytest.raises(KlimatsvarError, match=r"file: can't be read \(Not a directory\)"):
        list(unlisted.read())
    assert caplog.messages == []
    unlisted.forget(TODAY)
    [told] = caplog.messages
    assert told.startswith(f"{taken}: can't be read (Not a directory); run the")


def test_a_file_that_is_gone_meanwhile_has_no_lines(journal: Journal, tmp_path: Path) -> None:
    journal.write(TODAY, {"question": "Kvar?"})
    (tmp_path / "log" / "questions-2026-11-22.jsonl").symlink_to("borta")
    assert [line["question"] for line in journal.read()] == ["Kvar?"]


def test_a_folder_that_can_not_be_written_to_is_told_of(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("", "utf-8")
    journal = Journal(taken / "log", "questions", 30)
    with pytest.raises(KlimatsvarError, match=r"log: can't be written to; set `log_folder` to a"):
        journal.prepare()


def test_a_line_that_can_not_be_written_is_told_of_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Journal(tmp_path / "saknas", "questions", 30).write(TODAY, {"question": "hemligt"})
    assert "a line could not be written: No such file or directory" in caplog.text
    assert "hemligt" not in caplog.text


def test_a_question_may_hold_any_sign_that_parts_lines(journal: Journal) -> None:
    asked = [f"Vad är{sign}en park?" for sign in "\u2028\u2029\x85\x0b\x1c\r\n"]
    for question in asked:
        journal.write(TODAY, {"question": question})
    assert [line["question"] for line in journal.read()] == asked


def test_a_line_that_has_no_room_is_left_out_whole(
    journal: Journal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert journal.write(TODAY, {"question": "Var?"})
    (file,) = (tmp_path / "log").iterdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 20, before[1]))
    try:
        assert not journal.write(TODAY, {"question": "Hur mycket?"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "a line could not be written: No space left on device" in caplog.text
    assert journal.write(TODAY, {"question": "När?"})
    assert [line["question"] for line in journal.read()] == ["Var?", "När?"]


def test_a_damaged_line_is_named(journal: Journal, tmp_path: Path) -> None:
    journal.write(TODAY, {})
    (file,) = (tmp_path / "log").iterdir()
    file.write_text(file.read_text("utf-8") + "{halv", "utf-8")
    with pytest.raises(KlimatsvarError, match=r"23\.jsonl, line 2: not JSON; remove the line"):
        list(journal.read())


@pytest.fixture
def live(assistant: Assistant, journal: Journal) -> LiveAssistant:
    live = LiveAssistant(assistant)
    live.record(lambda answer: write_question(journal, answer))
    return live


def test_whoever_asks_is_recorded_with_the_answer_and_no_more(
    live: LiveAssistant, journal: Journal, assistant: Assistant
) -> None:
    answer = live.now().ask(ANSWERED)
    live.now().ask(REFUSED)
    today = date.today().isoformat()
    assert list(journal.read()) == [
        {
            "day": today,
            "question": ANSWERED,
            "language": "sv",
            "kind": "grounded",
            "confidence": round(answer.confidence, 3),
            "sources": ["omstallningsteamet.md"],
        },
        {
            "day": today,
            "question": REFUSED,
            "language": "sv",
            "kind": "refused",
            "confidence": round(assistant.ask(REFUSED).confidence, 3),
            "sources": [],
        },
    ]
    assert live.now().index is assistant.index


@pytest.mark.parametrize(
    "question", ["Jag vill inte leva längre", "Gäller det 850709-9805?", "Skriv en dikt om bussar"]
)
def test_what_is_held_back_is_not_kept(
    live: LiveAssistant, journal: Journal, question: str
) -> None:
    assert live.now().ask(question).kind == "refused"
    assert list(journal.read()) == []


def test_what_can_not_be_asked_is_not_kept(live: LiveAssistant, journal: Journal) -> None:
    with pytest.raises(QuestionError):
        live.now().ask(" ")
    assert list(journal.read()) == []


def test_what_asks_nothing_is_not_kept(live: LiveAssistant, journal: Journal) -> None:
    for turn in ("Tack!", "?", "Upprepa"):
        assert live.now().ask(turn, [REFUSED]).kind == "reply"
    assert list(journal.read()) == []


def test_nothing_is_kept_unless_it_is_turned_on(assistant: Assistant, settings: Settings) -> None:
    assert not settings.log_questions
    assert LiveAssistant(assistant).now() is assistant
    assert not questions(settings)._folder.exists()


def line(question: str, day: str = "2026-11-01", kind: str = "refused") -> dict[str, str]:
    return {"question": question, "language": "sv", "kind": kind, "day": day}


def test_refused_questions_are_grouped_the_largest_and_newest_first() -> None:
    asked = [
        line("Vad kostar månadskortet på bussen?", "2026-11-02"),
        line("Finns det en återvinningscentral i Viskafors?", "2026-11-09"),
        line("Vad kostar ett månadskort på bussen?", "2026-11-05"),
        line("Vad är ett klimatkontrakt?", "2026-11-05", kind="grounded"),
        line("vad kostar ett manadskort pa bussen", "2026-11-03"),
        line("Vad kostar ett månadskort på bussen?", "2026-11-04"),
        line("Var ligger återvinningscentralen i Viskafors?", "2026-11-08"),
        line("Hur mycket solceller får jag ha?", "2026-11-01"),
        line("Och då?", "2026-11-10"),
    ]
    assert grouped(asked, "refused") == [
        Missed(
            4,
            "2026-11-05",
            "Vad kostar ett månadskort på bussen?",
            (
                "Vad kostar ett månadskort på bussen?",
                "Vad kostar månadskortet på bussen?",
                "vad kostar ett manadskort pa bussen",
            ),
        ),
        Missed(
            2,
            "2026-11-09",
            "Finns det en återvinningscentral i Viskafors?",
            (
                "Finns det en återvinningscentral i Viskafors?",
                "Var ligger återvinningscentralen i Viskafors?",
            ),
        ),
        Missed(1, "2026-11-10", "Och då?", ("Och då?",)),
        Missed(
            1,
            "2026-11-01",
            "Hur mycket solceller får jag ha?",
            ("Hur mycket solceller får jag ha?",),
        ),
    ]


def test_stats_sum_up() -> None:
    found = stats(
        [
            line("A?", "2026-11-02"),
            line("B?", "2026-11-01", kind="grounded"),
            line("C?", "2026-11-02", kind="possible"),
            line("D?", "2026-11-02", kind="possible"),
        ],
        [{"verdict": verdict, "sources": ["a.md"]} for verdict in ("yes", "no", "yes")],
    )
    assert (found.since, found.asked, found.answered) == ("2026-11-01", 4, 1)
    assert found.possible == 2
    assert (found.helped, found.did_not_help) == (2, 1)
    assert found.unhelpful == (Judged("a.md", did_not_help=1, helped=2),)
    assert [group.question for group in found.missed] == ["A?"]
    nothing = stats([], [])
    assert (nothing.since, nothing.asked, nothing.missed) == (None, 0, ())


def test_verdicts_are_counted_by_the_kind_of_answer_surest_first() -> None:
    lines = [
        {"verdict": "no", "sources": ["a.md"]},  # of a release that kept no kind
        *({"verdict": "no", "sources": [], "kind": kind} for kind in reversed(OUTCOMES)),
        {"verdict": "yes", "sources": ["a.md"], "kind": "grounded"},
        {"verdict": "yes", "sources": ["a.md"], "kind": "of a later release"},
    ]
    counted = judged_kinds(lines)
    assert counted[0] == JudgedKind("grounded", did_not_help=1, helped=1)
    assert counted[1:-1] == [JudgedKind(kind, 1, 0) for kind in OUTCOMES[1:]]
    assert counted[-1] == JudgedKind(None, did_not_help=1, helped=1)
    assert judged_kinds([]) == []


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        (ANSWERED, "grounded"),
        ("Hur många ton blir kvar 2030?", "possible"),
        (REFUSED, "off_subject"),
        ("Hur många cyklar i Borås 2025?", "not_told"),
        ("Jag är 850709-9805", None),
        ("Hej!", None),
    ],
)
def test_what_came_of_a_question_is_its_kind_or_why_there_is_no_answer(
    assistant: Assistant, question: str, outcome: str | None
) -> None:
    assert outcome_of(assistant.ask(question)) == outcome


def test_an_answer_is_the_same_when_it_is_recorded(
    live: LiveAssistant, assistant: Assistant
) -> None:
    def same(answer: Answer) -> tuple[object, ...]:
        return answer.text, answer.confidence, answer.citations, answer.nearest

    assert same(live.now().ask(ANSWERED)) == same(assistant.ask(ANSWERED))
