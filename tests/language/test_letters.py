"""How names are shown, so that none looks like another."""

import pytest

from klimatsvar.language.letters import visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Översikt å–ö (2).md", "Översikt å–ö (2).md"),
        ("klimat\u202efdp.exe", r"klimat\u202efdp.exe"),
        ("a\nb\r\tc.md", r"a\nb\r\tc.md"),
        ("\x1b[31mröd\u2066.md", r"\x1b[31mröd\u2066.md"),
        ("a\u200b\u061c\u2028b\ufeff", r"a\u200b\u061c\u2028b\ufeff"),
        ("مناخ.md", "مناخ.md"),
    ],
)
def test_signs_that_nobody_sees_are_written_out(name: str, shown: str) -> None:
    assert visible(name) == shown
