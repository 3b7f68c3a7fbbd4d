"""Read letters that were saved from Outlook (.msg)."""

import struct
from email.utils import parsedate_to_datetime
from pathlib import Path

from oxmsg import Message as OutlookLetter
from oxmsg.domain import constants
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError

from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.formats.mail import letter_source
from klimatsvar.corpus.kinds import require_named
from klimatsvar.corpus.source import Source
from klimatsvar.errors import DocumentError
from klimatsvar.texts.messages import Message

_FAULTS = (
    UnrecognizedCodePageError,
    UnsupportedEncodingError,
    OSError,  # what olefile raises
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
_HIDDEN = 0x7FFE
"""PidTagAttachmentHidden: a picture within the text, and no file of its own."""


def read_msg(path: Path) -> Source:
    """Read a letter as ``read_eml`` does.

    Its text is the page, or the plain text, that Outlook keeps beside its own form of it. Raises
    DocumentError when there is no text in it, or it is damaged.
    """
    require_named(path)
    content = path.read_bytes()
    try:
        return _read(OutlookLetter.load(content))
    except _FAULTS as error:
        raise DocumentError(
            "office_damaged",
            kind=Message.of("no_msg"),
            error=type(error).__name__,
            program="Outlook",
            suffix=".msg",
        ) from error


def _read(letter: OutlookLetter) -> Source:
    properties = letter.properties
    page = properties.binary_prop_value(constants.PID_HTML)
    files = [each for each in letter.attachments if not each.properties.int_prop_value(_HIDDEN)]
    return letter_source(
        letter.subject,
        _date(letter),
        page=decode(page, properties.body_encoding) if page else letter.html_body,
        plain=letter.body,
        attached=len(files),
    )


def _date(letter: OutlookLetter) -> str | None:
    """Return the day on which it was sent, where it was sent if it tells that."""
    headers = {name.lower(): value for name, value in letter.message_headers.items()}
    try:
        return parsedate_to_datetime(headers.get("date", "")).date().isoformat()
    except ValueError:
        return letter.sent_date.date().isoformat() if letter.sent_date else None
