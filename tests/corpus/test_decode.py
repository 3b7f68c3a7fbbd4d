"""Bytes to text in the encodings that staff's programs write."""

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.corpus.formats.decode import decode
from klimatsvar.errors import DocumentError
from telling import raises

TEXT = "Åtgärder – 5 € per ”växthus”"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        (TEXT * 500).encode("cp1252")[: len(TEXT)],
    ],
)
def test_the_same_text_from_any_encoding(content: bytes) -> None:
    assert decode(content) == TEXT


def test_short_texts_are_not_taken_for_another_script() -> None:
    for text in ("Å", "växthus", "Åtgärder på el", "Så här: å, ä och ö", "§ 5", "• å\n• ä"):
        assert decode(text.encode("cp1252")) == text


def test_an_encoding_that_is_declared_goes_before_a_guess_but_not_before_utf_8() -> None:
    polish = "Zażółć gęślą jaźń"
    assert decode(polish.encode("cp1250"), "windows-1250") == polish
    assert decode(polish.encode(), "windows-1250") == polish
    assert decode("växthus".encode("cp1252"), "no-such-encoding") == "växthus"
    assert decode("växthus".encode("cp1252"), "utf-8") == "växthus"


def test_line_ends_become_one_kind_and_empty_is_empty() -> None:
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert decode(b"") == ""


def test_a_stray_zero_byte_is_left_out() -> None:
    assert decode(b"ord" * 50 + b"\0" + b"ord") == "ord" * 51


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(4000), "okänd teckenkodning"),
        (b"PK\x03\x04" + bytes(range(128, 256)), "okänd teckenkodning"),
        (b"\x01\0\x02\0" * 10 + b"text" * 20, "innehåller inte text"),
        (b"\xff\xfeH\0e", "okänd teckenkodning"),
        ("växthus på gång".encode() + b"\xe5", "är UTF-8 med skador"),
        (b"\x02\x03GIF" + bytes(range(32, 120)), "innehåller inte text"),
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes, reason: str) -> None:
    with raises(DocumentError, match=reason):
        decode(content)


SENTENCE = "I staden minskar utsläppen på gång- och cykelvägar längs ån."


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_older_encodings_are_told_by_swedish_words(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)) == SENTENCE
    assert decode("växthus".encode(encoding)) == "växthus"


@pytest.mark.parametrize(
    "text",
    ["“green” don’t word…word", "„das Wort“ später", "Košice och Šiauliai", "l’été déjà, œuvre"],
)
def test_other_signs_of_windows_1252_are_not_taken_for_older_encodings(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@given(st.text("abcdefghijklmnopqrstuvwxyzåäöÅÄÖé .,–”", max_size=60))
def test_swedish_in_windows_1252_is_always_read(text: str) -> None:
    words = f"utsläppen på gång {text}"
    assert decode(words.encode("cp1252")) == words
