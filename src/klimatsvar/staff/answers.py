"""What an answer that staff write must rest on: a passage of a document that can be searched."""

from collections.abc import Sequence

from klimatsvar.corpus.about import whole_date
from klimatsvar.corpus.editorial import is_editorial
from klimatsvar.corpus.standing import standing
from klimatsvar.corpus.written_answers import WrittenAnswer
from klimatsvar.review.reading import choose, read
from klimatsvar.settings import Settings
from klimatsvar.staff.listing import Listed, built, built_documents
from klimatsvar.texts.messages import Message


def sources(documents: Sequence[Listed]) -> list[Listed]:
    """Return the documents that an answer may rest on."""
    return [
        one
        for one in documents
        if not is_editorial(one.id) and one.status not in ("duplicate", "skipped")
    ]


def text_of(settings: Settings, document: Listed) -> str:
    """Return what is read of a document; empty where nothing is. Raises KlimatsvarError."""
    if document.status in ("published", "built"):  # reading it may take minutes
        return built_documents(settings.index, built(settings.index).latest)[document.id].text
    reading = read(choose(document.id, settings.corpus), settings)
    return reading.document.text if reading.document else ""


def faults_of(
    answer: WrittenAnswer,
    documents: Sequence[Listed],
    settings: Settings,
) -> dict[str, Message]:
    """Return what is wrong with an answer that a form sent, by the field's name.

    ``documents`` are those that it may rest on. Raises KlimatsvarError when the one that it rests
    on can't be read.
    """
    filled = {**answer.values, "svar": answer.text}
    faults = {
        name: Message.of("field_empty")
        for name in ("fråga", "svar", "dokument", "stycke")
        if not filled.get(name, "").strip()
    }
    if not faults and not filled["fråga"].endswith("?"):
        faults["fråga"] = Message.of("question_without_mark")
    day = filled.get("datum", "")
    if day and not _is_date(day):
        faults["datum"] = Message.of("date_wrong", date=day)
    if faults:
        return faults
    name = filled["dokument"]
    source = next((one for one in documents if one.id == name), None)
    if source is None:
        return {"dokument": Message.of("no_such_document", file=name)}
    if standing(filled["stycke"], text_of(settings, source)) is None:
        return {"stycke": Message.of("passage_astray", file=name)}
    return {}


def _is_date(told: str) -> bool:
    try:
        return whole_date(told) is not None
    except ValueError:
        return False
