"""Bytes to text, whatever the encoding."""

from charset_normalizer import from_bytes

from klimatsvar.errors import DocumentError


def decode(content: bytes) -> str:
    """Return the text of ``content``: UTF-8 and UTF-16 by their marks, else the likeliest.

    Line ends become ``\\n``. Raises DocumentError for bytes that are no text.
    """
    for encoding, mark in (("utf-8-sig", b""), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff")):
        if content.startswith(mark):
            try:
                return _plain(content.decode(encoding))
            except UnicodeDecodeError:
                continue
    best = from_bytes(content, cp_isolation=["cp1252", "latin_1", "utf_16_le", "utf_16_be"]).best()
    if best is None:
        raise DocumentError("texten har en okänd teckenkodning; spara filen som UTF-8")
    return _plain(str(best))


def _plain(text: str) -> str:
    if text.count("\0") > len(text) // 100:
        raise DocumentError(
            "filen innehåller inte text, vad namnet än säger; kontrollera filändelsen"
        )
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
