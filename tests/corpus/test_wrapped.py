"""Lines of running text as one."""

import pytest

from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.wrapped import unwrapped


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Staden satsar på energi-", "besparing."], "Staden satsar på energibesparing."),
        (["Pla\xad", "nen"], "Planen"),
        (["buss- och tåg-", "trafik"], "buss- och tågtrafik"),
        (["buss-", "och tågtrafik"], "buss- och tågtrafik"),
        (["e-", "post om CO2-", "utsläpp i EU-", "länder"], "e-post om CO2-utsläpp i EU-länder"),
        (["Norra-", "Södra"], "Norra-Södra"),
        (["åren 2021–", "2024 och/", "eller"], "åren 2021–2024 och/eller"),
        (["en sak -", "en annan –", "en tredje"], "en sak - en annan – en tredje"),
        (["se www.a.se/ny-", "plan"], "se www.a.se/ny- plan"),
        (["a-", "(b)"], "a- (b)"),
        ([" ett ", "", "två"], "ett två"),
        ([], ""),
    ],
)
def test_words_parted_by_hyphens_are_made_whole(lines: list[str], text: str) -> None:
    assert unwrapped(lines) == text


def test_plain_text_is_unwrapped() -> None:
    text = "Staden köper in el-\ncyklar och buss-\nkort.\n\n- minska bil-\n  resor\n"
    assert [b.text for b in read_plaintext(text).blocks] == [
        "Staden köper in elcyklar och busskort.",
        "minska bilresor",
    ]
