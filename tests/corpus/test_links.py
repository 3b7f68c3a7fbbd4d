"""Which addresses become links."""

import pytest

from klimatsvar.corpus.links import web_link


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.boras.se/a", "boras.se"),
        ("HTTP://Example.org", "example.org"),
        ("javascript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//evil.example/a", None),
        ("/lokal/sida", None),
        ("ftp://example.org/a", None),
        ("https://", None),
        ("https://[", None),
        ("java\nscript:alert(1)", None),
        ("https://example.org/a b", None),
        ("https://evil.example\\\\@boras.se", None),
        ("https://boras.se@evil.example/", None),
        ("https://boras.se:https@evil.example/", None),
        ("https://boras.se:x/", None),
        ("https://boras.se:8443/a@b", "boras.se"),
        (None, None),
    ],
)
def test_only_absolute_web_addresses_become_links(url: str | None, host: str | None) -> None:
    link = web_link(url)
    assert (link.host if link else None) == host
