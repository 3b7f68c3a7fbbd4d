"""Read letters that were saved from a mail program (.eml)."""

import email
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.formats.html.page import read_html
from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.errors import DocumentError
from klimatsvar.texts.messages import Message


def read_eml(path: Path) -> Source:
    """Read a letter: its subject is the title, and its date the day it was sent.

    Who wrote it to whom is not read, nor what is attached, which is counted. Raises DocumentError
    when there is no text in it.
    """
    letter = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
    source = _body(letter)
    subject = tidy(str(letter.get("subject", "")))
    blocks = source.blocks
    if subject and not (blocks and blocks[0].kind == "heading" and blocks[0].level == 1):
        blocks = (SourceBlock("heading", subject, 1), *blocks)
    attached = sum(1 for _ in letter.iter_attachments())
    told = [Message.of("attachments_not_read", count=attached)]
    return Source(
        blocks,
        Metadata(title=subject or None, date=_date(letter), language=source.metadata.language),
        warnings=(*source.warnings, *(told if attached else ())),
        furniture=source.furniture,
        struck=source.struck,
    )


def _body(letter: EmailMessage) -> Source:
    """Return the letter's text as a web page, else as plain text. Raises DocumentError."""
    page = letter.get_body(preferencelist=("html",))
    plain = letter.get_body(preferencelist=("plain",))
    if page is not None:
        try:
            return read_html(_text(page))
        except DocumentError:
            if plain is None:
                raise
    if plain is None:
        raise DocumentError("letter_empty")
    return read_plaintext(_text(plain))


def _text(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    return decode(content if isinstance(content, bytes) else b"", part.get_content_charset())


def _date(letter: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(letter.get("date", ""))).date().isoformat()
    except ValueError:
        return None
