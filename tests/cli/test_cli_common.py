"""What all commands share: the version, help as it is, and variables that set nothing."""

import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from command import run_here
from klimatsvar.cli.asking import _print_answer
from klimatsvar.settings import unknown_variables
from klimatsvar.types import Answer, Citation, IndexInfo
from toy import write_corpus

SOURCE = Citation(
    number=1,
    document="plan.pdf",
    title="Planen",
    publisher=None,
    date="2023",
    page=2,
    pages=(2, 3),
    heading=None,
    start=0,
    end=4,
    quote="Text",
    url=None,
    ocr=True,
    replaced_by="Nya planen",
    left_out=3,
    date_guessed=True,
    valid_until="2024",
    origin="SMHI 2021",
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "sv",
            [
                "[1] Planen · troligen 2023 · efter uppgifter från SMHI 2021 · sidorna 2–3 · "
                "texttolkat från bild (OCR) · ersatt av Nya planen · "
                "gällde till och med 2024 · 3 punkter till i listan",
                "    även Samma",
                "    Det här svaret har kommunen skrivit. Svaret bygger på det här stycket.",
                "    ”Grund” Underlaget · sidan 7",
                "",
                "Säkerhet 0.81",
            ],
        ),
        (
            "en",
            [
                "[1] Planen · probably 2023 · based on SMHI 2021 · pages 2–3 · "
                "read off a picture (OCR) · replaced by Nya planen · was valid "
                "until 2024 · 3 more items in the list",
                "    also Samma",
                "    The municipality wrote this answer. The answer rests on this passage.",
                "    ”Grund” Underlaget · page 7",
                "",
                "Confidence 0.81",
            ],
        ),
    ],
)
def test_what_stands_around_an_answer_is_in_one_language(
    capsys: pytest.CaptureFixture[str], language: str, lines: list[str]
) -> None:
    bare = replace(
        SOURCE,
        ocr=False,
        date=None,
        pages=(),
        replaced_by=None,
        left_out=0,
        valid_until="9999",
        origin=None,
    )
    cited = replace(
        SOURCE,
        also=(replace(bare, title="Samma"),),
        basis=replace(bare, title="Underlaget", quote="Grund", pages=(7,)),
    )
    info = IndexInfo("g", "2026-11-29", "h")
    answer = Answer(
        "Vad?", "grounded", "sv", "”Text” [1]", 0.81, (cited,), None, (), (), (), (), info, {}
    )
    _print_answer(answer, None, language)
    assert capsys.readouterr().out.splitlines() == ["", "Vad?", "", "”Text” [1]", "", *lines]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code, out, _ = run_here(capsys, *arguments)
    assert code == 0
    return out


def test_what_is_known_of_a_document_is_written_each_under_its_column(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    corpus = write_corpus(tmp_path / "corpus", a="# A\n\nText.", b="# B\n\nText.")
    given = {
        "--title": "Titel",
        "--publisher": "Kommunen",
        "--origin": "Borås Stad 2019–2023",
        "--date": "2026",
        "--link": "https://a.se",
        "--language": "sv",
        "--replaced-by": "b.md",
    }
    options = [part for option in given.items() for part in option]
    assert printed(capsys, "documents", "describe", "a.md", *options)
    assert (corpus / "dokument.csv").read_text("utf-8-sig").splitlines() == [
        "fil;titel;utgivare;ursprung;datum;länk;språk;ersätts av",
        "a.md;Titel;Kommunen;Borås Stad 2019–2023;2026;https://a.se;sv;b.md",
    ]


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--version") == f"{version('klimatsvar')}\n"


def test_help_shows_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    words = printed(capsys, "ask", "--help").replace("│", " ").split()
    assert " ".join(words).count("kräver en språkmodell, se [llm].") == 1
    listed = printed(capsys, "--help")
    assert "Svarar på frågor om kommunens klimatarbete" in listed


@pytest.mark.parametrize("command", ["ingest", "ask", "search", "serve", "check"])
def test_every_command_tells_of_its_folders(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = " ".join(printed(capsys, command, "--help").replace("│", " ").split())
    assert re.search(r"--corpus .*Mappen med dokument. \(annars: corpus\)", told)
    assert re.search(r"--index .*Mappen med indexet. \(annars: index\)", told)


def test_variables_that_set_nothing_are_named() -> None:
    environment = (
        "PATH",
        "KLIMATSVAR_TITEL",
        "klimatsvar_port",
        "KLIMATSVAR_CONTACT__NAME",
        "KLIMATSVAR_CONTACT_EMAIL",
        "KLIMATSVAR_LLM_API_KEY",
        "KLIMATSVAR_APPROVED_PRIVACY",
        "KLIMATSVAR_XYZZY_XYZZY",
    )
    assert unknown_variables(environment) == (
        ("KLIMATSVAR_TITEL", "KLIMATSVAR_TITLE"),
        ("KLIMATSVAR_XYZZY_XYZZY", None),
    )
