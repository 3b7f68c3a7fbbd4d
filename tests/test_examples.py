"""The questions that the starter page offers: each is answered surely, and rightly."""

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings

ANSWERS = {
    "Vilka parter består omställningsteamet av?": "fem parter: Borås Stad, Borås Energi och Miljö",
    "Vad är Klimatkontrakt 2030?": "en överenskommelse mellan kommuner, myndigheter och Viable",
    "Hur många elbussar finns det i Borås?": "Tio elektriska ledbussar",
    "Hur mycket ska utsläppen minska varje år enligt koldioxidbudgeten?": "16 procent varje år",
    "Kan jag få gratis råd om energi?": "är gratis för hushåll, företag och föreningar",
    "What is Klimatkontrakt 2030?": "en överenskommelse mellan kommuner, myndigheter och Viable",
    "How many electric buses are there in Borås?": "Tio elektriska ledbussar",
    "What is Viable Cities?": "ett strategiskt innovationsprogram för städer",
    "By how many percent should Borås reduce its climate impact each year?": "16 procent om året",
}


def test_each_example_is_known(settings: Settings) -> None:
    assert settings.examples == tuple(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_each_example_is_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind == "grounded"
    assert ANSWERS[question] in answer.citations[0].quote
