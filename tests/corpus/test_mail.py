"""Letters saved from a mail program."""

from email.message import EmailMessage
from pathlib import Path

from klimatsvar.corpus.formats.mail import read_eml
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError
from telling import raises, told

PAGE = (
    "<p>Bidraget är 2 000 kr.</p><table><tr><th>År</th><th>Ton</th></tr>"
    "<tr><td>2023</td><td>9</td></tr></table>"
)


def letter(folder: Path, message: EmailMessage) -> Path:
    path = folder / "brev.eml"
    path.write_bytes(message.as_bytes())
    return path


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Svar om elcykelbidraget – påminnelse"
    made["Date"] = "Fri, 13 Nov 2026 09:12:00 +0100"
    made["From"] = "Anna Ek <anna@example.org>"
    return made


def test_a_letter_with_a_page_and_an_attachment(tmp_path: Path) -> None:
    made = message()
    made.set_content("Bidraget är 2 000 kr.")
    made.add_alternative(PAGE, subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")

    source = read_eml(letter(tmp_path, made))

    assert [(block.kind, block.text) for block in source.blocks] == [
        ("heading", "Svar om elcykelbidraget – påminnelse"),
        ("paragraph", "Bidraget är 2 000 kr."),
        ("row", "2023 – Ton: 9"),
    ]
    assert source.metadata == Metadata(
        title="Svar om elcykelbidraget – påminnelse", date="2026-11-13"
    )
    assert told(source.warnings) == (
        "1 bilaga läses inte; lägg det som ska läsas i mappen som egna dokument",
    )


def test_a_letter_in_plain_text(tmp_path: Path) -> None:
    made = message()
    made.set_content("Hej Eva\n\nBidraget är 2 000 kr och söks på webben.\n", charset="iso-8859-1")

    assert [(b.kind, b.text) for b in read_eml(letter(tmp_path, made)).blocks] == [
        ("heading", "Svar om elcykelbidraget – påminnelse"),
        ("paragraph", "Hej Eva"),
        ("paragraph", "Bidraget är 2 000 kr och söks på webben."),
    ]


def test_a_letter_that_is_a_piece_of_a_page(tmp_path: Path) -> None:
    made = message()
    made.set_content('<div dir="ltr">Bidraget är 2 000 kr.</div>', subtype="html")

    assert [block.text for block in read_eml(letter(tmp_path, made)).blocks] == [
        "Svar om elcykelbidraget – påminnelse",
        "Bidraget är 2 000 kr.",
    ]


def test_a_letter_without_text(tmp_path: Path) -> None:
    made = message()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")

    with raises(DocumentError, match="brevet har ingen text"):
        read_eml(letter(tmp_path, made))
