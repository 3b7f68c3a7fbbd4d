"""Addresses of sources: quoted, relative, and telling of change."""

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from klimatsvar.types import Document
from klimatsvar.web.html.addresses import file_address, picture_address, source_address, up

TEXT = "Bussarna går på biogas."
DOCUMENT = Document("mapp/plan.pdf", "Plan", TEXT, (), sha256="1a2b3c4d" + "0" * 56)


def test_an_address_says_where_the_quotation_stands_and_what_it_was() -> None:
    assert source_address(DOCUMENT, 0, 8) == (
        "kalla/mapp/plan.pdf?fran=0&till=8&version=1a2b3c4d&citat=04fa6102"
    )
    assert source_address(DOCUMENT, 0, 8, "en").endswith("&citat=04fa6102&lang=en")
    assert picture_address(DOCUMENT, 3, 0, 8) == (
        "sida/mapp/plan.pdf?sida=3&fran=0&till=8&version=1a2b3c4d&citat=04fa6102"
    )
    assert file_address(DOCUMENT) == "dokument/mapp/plan.pdf"
    assert file_address(DOCUMENT, 12) == "dokument/mapp/plan.pdf#page=12"


@pytest.mark.parametrize(
    ("id", "quoted"),
    [
        ("å ä/ö.md", "%C3%A5%20%C3%A4/%C3%B6.md"),
        ("a?b#c.md", "a%3Fb%23c.md"),
        ("100%25.md", "100%2525.md"),
        ('"<&>".md', "%22%3C%26%3E%22.md"),
        ("javascript:x", "javascript%3Ax"),
    ],
)
def test_any_name_of_a_file_comes_back_from_its_address(id: str, quoted: str) -> None:
    address = source_address(replace(DOCUMENT, id=id), 0, 8)
    parts = urlsplit(address)
    assert parts.path == f"kalla/{quoted}"
    assert unquote(parts.path) == f"kalla/{id}"
    assert parse_qs(parts.query)["fran"] == ["0"]


def test_the_address_changes_with_the_file_and_with_the_quotation() -> None:
    before = source_address(DOCUMENT, 0, 8)
    other_file = source_address(replace(DOCUMENT, sha256="9" * 64), 0, 8)
    other_text = source_address(replace(DOCUMENT, text="Tågen går."), 0, 8)
    assert len({before, other_file, other_text}) == 3


def test_the_way_up_from_a_page() -> None:
    assert [up(path) for path in ("/enkel", "/kalla/a.md", "/kalla/b/a.md")] == [
        "",
        "../",
        "../../",
    ]
