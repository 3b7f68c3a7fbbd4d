"""Letters saved from Outlook."""

from pathlib import Path

from compound import compound, storage
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.formats.outlook import read_msg
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata, Source
from telling import told

SUBJECT, HEADERS, BODY, BODY_8, PAGE = "0037001F", "007D001F", "1000001F", "1000001E", "10130102"
SENT, CODE_PAGE, HIDDEN = "00390040", "3FDE0003", "7FFE000B"
NAMES = {"__nameid_version1.0": {"__substg1.0_00020102": b""}}
SENT_AT = 134_390_000_000_000_000
"""2026-11-12 22:13:20 UTC, in tenths of microseconds since 1601."""


def text(words: str) -> bytes:
    return words.encode("utf-16-le")


def read(folder: Path, content: bytes) -> Source:
    path = folder / "brev.msg"
    path.write_bytes(content)
    return read_msg(path)


def test_a_letter_with_a_page_and_attachments(tmp_path: Path) -> None:
    page = "<p>Bidraget är 2 000 kr.</p>".encode("cp1252")
    texts = {SUBJECT: text("Svar om elcykelbidraget"), BODY: text("Bidraget"), PAGE: page}
    texts[HEADERS] = text("Date: Fri, 13 Nov 2026 00:13:20 +0200\r\n")
    source = read(
        tmp_path,
        compound(
            {
                **storage(32, texts, {SENT: SENT_AT, CODE_PAGE: 1252}),
                **NAMES,
                "__attach_version1.0_#00000000": storage(8, {"37010102": b"%PDF"}),
                "__attach_version1.0_#00000001": storage(8, {"37010102": b"GIF8"}, {HIDDEN: 1}),
            }
        ),
    )

    assert [(block.kind, block.text) for block in source.blocks] == [
        ("heading", "Svar om elcykelbidraget"),
        ("paragraph", "Bidraget är 2 000 kr."),
    ]
    assert source.metadata == Metadata(title="Svar om elcykelbidraget", date="2026-11-13")
    assert told(source.warnings) == (
        "1 bilaga läses inte; lägg det som ska läsas i mappen som egna dokument",
    )


def test_a_letter_in_plain_text_of_a_code_page(tmp_path: Path) -> None:
    texts = {SUBJECT: text("Avgiften"), BODY_8: "Hej!\r\n\r\nDen är 50 kr.\r\n".encode("cp1252")}
    source = read(
        tmp_path, compound({**storage(32, texts, {SENT: SENT_AT, CODE_PAGE: 1252}), **NAMES})
    )

    assert [block.text for block in source.blocks] == ["Avgiften", "Hej!", "Den är 50 kr."]
    assert source.metadata.date == "2026-11-12"


def test_a_letter_without_text_and_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "brev.msg"
    reasons = []
    whole = compound({**storage(32, {SUBJECT: text("Hej"), BODY: b""}), **NAMES})
    for content in (whole, whole[:600] + whole[-1024:], compound(NAMES)):
        path.write_bytes(content)
        reasons.append(told(read_file(CorpusFile(path.name, path), Metadata()).warnings))

    assert reasons == [
        ("brevet har ingen text; spara det som pdf, eller kopiera texten",),
        (
            "filen är inget brev från Outlook eller är skadad (OleFileError); öppna den i Outlook "
            "och spara den igen som .msg",
        ),
        (
            "filen är inget brev från Outlook eller är skadad (KeyError); öppna den i Outlook och "
            "spara den igen som .msg",
        ),
    ]
