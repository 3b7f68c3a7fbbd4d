"""What an answer says as plain text, for programs, the command line and who copies it."""

from collections.abc import Mapping, Sequence

from klimatsvar.settings import Contact
from klimatsvar.texts import texts
from klimatsvar.types import AnswerKind, Citation


def quoted(citations: Sequence[Citation]) -> str:
    """Return the answer as text: each quotation with its number, in quotation marks unless it is
    of a table."""
    return "\n".join(f"{c.quote if c.is_table else f'”{c.quote}”'} [{c.number}]" for c in citations)


def told(
    kind: AnswerKind, citations: Sequence[Citation], language: str, missing: Sequence[str] = ()
) -> str:
    """Return quotations that answer, or may answer, as text, and what they don't answer."""
    words = texts(language)
    doubt = [words["possible"]] if kind == "possible" else []
    lacking = [words["part_missing"].format(part=part) for part in missing]
    return "\n".join([*doubt, quoted(citations), *lacking])


def refusal(reason: str, words: Mapping[str, str], contact: Contact) -> str:
    """Return the refusal as text, with whom to ask instead; in an emergency that is not us."""
    why = words.get(f"refused_{reason}", words["refused"])
    if reason == "emergency":
        return why
    return f"{why} {words['refused_contact'].format(contact=ways_to(contact))}"


def ways_to(contact: Contact) -> str:
    """Return how to reach a person, as text."""
    ways = (contact.name, contact.phone, contact.email, contact.url)
    return ", ".join(way for way in ways if way)
