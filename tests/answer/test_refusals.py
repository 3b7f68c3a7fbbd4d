"""Why a question is refused, and what stands nearest."""

from dataclasses import replace
from pathlib import Path

import pytest

from klimatsvar.answer.consider import consider
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.refusals import FAR, NEAR, is_far, refusal_of
from klimatsvar.answer.weigh import Considered
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Settings
from klimatsvar.types import Answer
from toy import ToyEncoder, write_corpus


def asked_of(folder: Path, question: str, **texts: str) -> Answer:
    """Ask documents of these texts, and refuse whatever they say."""
    corpus = write_corpus(folder / "corpus", **texts)
    ingest(corpus, folder / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(folder / "index", ToyEncoder())
    settings = Settings(llm=None, sure_from=1, possible_from=1)
    return Assistant(index, ToyEncoder(), Fitted.load(), settings).ask(question)


@pytest.mark.parametrize(
    ("question", "reason", "nearby"),
    [
        ("Vad kostar ett månadskort på bussen?", "off_subject", []),
        (
            "Hur stora var utsläppen i Borås 1975?",
            "other_year",
            [
                "De fossila koldioxidutsläppen i Borås var 195 210 ton år 2022, enligt "
                "Klimatkollen (november 2024)."
            ],
        ),
        (
            "Hur många cyklar i Borås 2025?",
            "not_told",
            [
                "SM-veckan 2025 i Borås hölls den 3–9 februari, enligt RF-SISU (mars 2025). Borås "
                "Stad anger tävlingsdagarna 5–9 februari."
            ],
        ),
        (
            "Vad kostade elbussarna?",
            "not_told",
            [
                "Sommaren 2019: Tio elektriska ledbussar började gå på linje 2 i Borås "
                "(Västtrafik, cirka 2022)."
            ],
        ),
    ],
)
def test_a_refusal_says_why_and_what_stands_nearest(
    assistant: Assistant, question: str, reason: str, nearby: list[str]
) -> None:
    answer = assistant.ask(question)
    assert (answer.kind, answer.citations, answer.reason) == ("refused", (), reason)
    assert [citation.quote for citation in answer.nearby] == nearby
    for c in answer.nearby:
        assert assistant.index.documents[c.document].text[c.start : c.end] == c.quote


def test_documents_that_disagree_are_both_shown(tmp_path: Path) -> None:
    answer = asked_of(
        tmp_path,
        "Hur många bussar har staden?",
        a="# Resor\n\nStaden har tio buss i trafik.",
        b="# Trafik\n\nStaden har tolv buss i trafik.",
    )
    assert answer.reason == "conflicting"
    assert sorted(citation.quote for citation in answer.nearby) == [
        "Staden har tio buss i trafik.",
        "Staden har tolv buss i trafik.",
    ]


@pytest.mark.parametrize(
    ("text", "nearby"),
    [
        ("## Så reser vi\n\n- buss i Ekvik\n- nattbuss", []),
        ("Vill du ta buss i Ekvik?", []),
        ("Ekvik buss", []),
        ("I Ekvik finns:\n\n- buss\n- nattbuss", ["I Ekvik finns:\n\nbuss\nnattbuss"]),
        ("I Ekvik finns:\n\n" + "\n".join(f"- buss {n}" for n in range(13)), []),
        ("I Ekvik går buss.", ["I Ekvik går buss."]),
    ],
)
def test_what_states_nothing_is_not_shown_as_nearest(
    tmp_path: Path, text: str, nearby: list[str]
) -> None:
    answer = asked_of(tmp_path, "Vad kostar en buss i Ekvik?", a=f"# Resor\n\n{text}")
    assert answer.reason == "not_told"
    assert [citation.quote for citation in answer.nearby] == nearby


def test_documents_that_agree_do_not_disagree(tmp_path: Path) -> None:
    answer = asked_of(
        tmp_path,
        "Hur många bussar har staden?",
        a="# Resor\n\nStaden har tio buss i trafik.",
        b="# Trafik\n\nI staden finns tio buss.",
    )
    assert answer.reason == "not_told"
    assert len(answer.nearby) == 1


@pytest.fixture(scope="module")
def considered(assistant: Assistant) -> Considered:
    question = "När öppnade St1:s anläggning på Sobacken?"
    return consider(question, [], assistant._parts, count=40)


@pytest.mark.parametrize(
    ("score", "reason"), [(NEAR, "not_told"), (NEAR - 0.001, "off_subject"), (0.0, "off_subject")]
)
def test_what_is_near_is_told_by_the_best_passage(
    considered: Considered, score: float, reason: str
) -> None:
    hits = [replace(hit, score=min(hit.score, score)) for hit in considered.found.hits]
    near = replace(considered, found=replace(considered.found, hits=hits))
    told, nearby = refusal_of(near)
    assert (told, bool(nearby)) == (reason, reason == "not_told")


@pytest.mark.parametrize(("score", "far"), [(FAR, False), (FAR - 0.001, True)])
def test_what_is_far_is_told_by_the_best_passage(
    considered: Considered, score: float, far: bool
) -> None:
    hits = [replace(hit, score=min(hit.score, score)) for hit in considered.found.hits]
    assert is_far(replace(considered, found=replace(considered.found, hits=hits))) is far


def test_nothing_found_is_off_the_subject_and_far(considered: Considered) -> None:
    found = replace(considered.found, hits=[])
    nothing = replace(considered, found=found, evidence=None, choice=None, citations=())
    assert refusal_of(nothing) == ("off_subject", ())
    assert is_far(nothing)


def test_what_is_not_proven_is_not_shown(considered: Considered) -> None:
    assert refusal_of(replace(considered, citations=())) == ("not_told", ())
