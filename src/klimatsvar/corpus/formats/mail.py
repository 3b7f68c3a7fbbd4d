"""Read letters that were saved from a mail program (.eml)."""

import email
import re
from dataclasses import replace
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

_BODY = re.compile(r"<body\b", re.IGNORECASE)


def read_eml(path: Path) -> Source:
    """Read a letter: its subject is the title, and its date the day it was sent.

    Who wrote it to whom is not read, nor what is attached, which is counted. Raises DocumentError
    when there is no text in it.
    """
    letter = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
    page, plain = (letter.get_body(preferencelist=(kind,)) for kind in ("html", "plain"))
    return letter_source(
        str(letter.get("subject", "")),
        _date(letter),
        page=_text(page) if page is not None else None,
        plain=_text(plain) if plain is not None else None,
        attached=sum(1 for _ in letter.iter_attachments()),
    )


def letter_source(
    subject: str, date: str | None, *, page: str | None, plain: str | None, attached: int
) -> Source:
    """Return a letter's subject and text as a Source; ``attached`` is its number of attachments.

    The text is read as a web page, else as plain text. Raises DocumentError without any.
    """
    source = _body(page, plain)
    title = tidy(subject)
    blocks = source.blocks
    if title and not (blocks and blocks[0].kind == "heading" and blocks[0].level == 1):
        blocks = (SourceBlock("heading", title, 1), *blocks)
    told = [Message.of("attachments_not_read", count=attached)]
    return Source(
        blocks,
        Metadata(title=title or None, date=date, language=source.metadata.language),
        warnings=(*source.warnings, *(told if attached else ())),
        furniture=source.furniture,
        struck=source.struck,
    )


def _body(page: str | None, plain: str | None) -> Source:
    if page is not None:
        if not _BODY.search(page):  # many programs send no more than "<div>Hej</div>"
            page = f"<html><head></head><body>{page}</body></html>"
        try:
            return read_html(page)
        except DocumentError:
            if plain is None:
                raise
    if plain is None or not plain.strip():
        raise DocumentError("letter_empty")
    source = read_plaintext(plain)
    first, *others = source.blocks
    if first.kind == "heading" and first.level == 1:  # "Hej Anna" is no title
        first = replace(first, kind="paragraph", level=0)
    return replace(source, blocks=(first, *others))


def _text(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    return decode(content if isinstance(content, bytes) else b"", part.get_content_charset())


def _date(letter: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(letter.get("date", ""))).date().isoformat()
    except ValueError:
        return None
