"""Answers that staff write themselves, in the folder ``svar``: a markdown file each.

    ---
    fråga: Var lämnar jag asbest?
    dokument: sortera-avfall.md
    stycke: Asbest lämnas i hela, märkta säckar.
    datum: 2026-11-29
    ---

    Lämna asbest på återvinningscentralen i Boda, i hela och märkta säckar.

Such an answer is searched and quoted as a document is. It rests on a passage of another document,
which must stand there word for word: where it doesn't any more, the answer isn't searched.
"""

from dataclasses import replace

from klimatsvar.corpus.about import whole_date
from klimatsvar.corpus.formats.markdown import front_matter, read_markdown
from klimatsvar.corpus.source import Metadata, Source, SourceBlock
from klimatsvar.errors import DocumentError
from klimatsvar.types import Basis

ANSWERS = "svar"
"""The folder, below that of the documents."""


def is_editorial(id: str) -> bool:
    """Tell whether a document of this id is an answer that staff wrote."""
    return id.startswith(f"{ANSWERS}/")


def read_editorial(text: str) -> Source:
    """Read an answer: the question is its title and its heading. Raises DocumentError."""
    values, body = front_matter(text)
    missing = [name for name in ("fråga", "dokument", "stycke") if name not in values]
    if missing:
        raise DocumentError("answer_lacks", missing=", ".join(missing))
    question = values["fråga"]
    if not question.endswith("?"):
        raise DocumentError("answer_asks_nothing", question=question)
    answer = read_markdown(body)
    if not any(block.text for block in answer.blocks):
        raise DocumentError("answer_empty")
    heading = SourceBlock("heading", question, 1)
    return replace(
        answer,
        blocks=(heading, *answer.blocks),
        metadata=Metadata(
            title=question,
            publisher=values.get("utgivare"),
            origin=values.get("ursprung"),
            date=_date(values.get("datum", "")),
            language=values.get("språk"),
        ),
        basis=Basis(values["dokument"].replace("\\", "/"), values["stycke"]),
    )


def _date(told: str) -> str | None:
    try:
        date = whole_date(told)
    except ValueError:
        date = None
    if told and date is None:
        raise DocumentError("answer_date_wrong", date=told)
    return date
