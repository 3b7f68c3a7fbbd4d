"""What turns that ask nothing are replied with."""

import pytest

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.replies import named_language, reply
from klimatsvar.texts import ANSWERS, texts
from klimatsvar.types import IndexInfo

INDEX = IndexInfo("g", "2026-11-23T10:00:00+00:00", "c")


@pytest.mark.parametrize(
    ("turn", "language"),
    [
        ("på engelska, tack", "en"),
        ("Kan du svara på ARABISKA?", "ar"),
        ("inte på svenska, på finska", "sv"),
        ("Englanniksi kiitos", "en"),
        ("suomeksi", "fi"),
        ("بالعربية من فضلك", "ar"),
        ("به فارسی لطفا", "fa"),
        ("po polsku", "pl"),
        ("Na bosanskom, molim", "bs"),
        ("Auf Deutsch bitte", "de"),
        ("Af Soomaali fadlan", "so"),
        ("Українською, будь ласка", "uk"),
        ("på turkiska", None),
        ("på mitt språk", None),
    ],
)
def test_a_language_is_known_by_its_name_in_any_of_ours(turn: str, language: str | None) -> None:
    assert named_language(turn) == language


def test_a_reply_says_what_the_service_knows_and_of_when() -> None:
    assert reply("capabilities", texts("sv"), (), 33, INDEX) == (
        "Jag är en automatisk tjänst, ingen människa. Jag svarar på frågor om kommunens "
        "klimatarbete med ordagranna citat ur 33 dokument, som de såg ut 23 november 2026. Annat "
        "vet jag inget om."
    )
    assert "from 33 documents, as they were on 23 November 2026." in reply(
        "capabilities", texts("en"), (), 33, INDEX
    )


@pytest.mark.parametrize("language", ANSWERS)
def test_every_turn_has_a_reply_in_every_language(language: str) -> None:
    words = texts(language)
    told = {act: reply(act, words, (), 33, INDEX) for act in ACTS}
    assert not any("{" in text for text in told.values())
    nothing = [act for act, text in told.items() if text == words["reply_nothing"]]
    assert nothing == ["simpler", "doubt", "repeat"]
    assert len(set(told.values())) == len(ACTS) - 2
