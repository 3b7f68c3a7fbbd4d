"""Links to the web and to people, as they stand in texts. Pure."""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from klimatsvar.corpus.links import web_link
from klimatsvar.settings import Contact

_ISOLATED = "\u2068{}\u2069"


def isolated(text: str, words: Mapping[str, str]) -> str:
    """Return a name or a part of a line so that, within text from the right, it is read by itself:
    else its last sign would stand before it."""
    return _ISOLATED.format(text) if text and words["direction"] == "rtl" else text


def contact_line(contact: Contact, words: Mapping[str, str]) -> Markup:
    """Return the sentence that says how to reach a person, with links."""
    ways = [Markup("{}").format(isolated(contact.name, words))]
    if contact.phone:
        ways.append(_anchor("tel:" + re.sub(r"[^\d+]", "", contact.phone), contact.phone))
    if contact.email:
        ways.append(_anchor("mailto:" + contact.email, contact.email))
    if contact.url:
        link = web_link(contact.url)
        ways.append(_anchor(link.url, link.host) if link else Markup("{}").format(contact.url))
    return Markup(words["refused_contact"]).format(contact=Markup(", ").join(ways))


def with_numbers_to_call(text: str) -> Markup:
    """Return one of our own texts, escaped, with the numbers for help as links."""
    return Markup(
        re.sub(
            r"\b(?:112|1177|113 13)\b",
            lambda found: _anchor("tel:" + found[0].replace(" ", ""), found[0]),
            str(escape(text)),
        )
    )


def _anchor(address: str, text: str) -> Markup:
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, text)
