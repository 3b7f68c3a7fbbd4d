"""The HTML of the page, as Gradio writes it and as it is sent."""

import re


def in_language(html: str, language: str) -> str:
    """Return the page with the language that it is in.

    Gradio 6.31 says English of each, and gives the page's element the browser's language later;
    the script puts that right with what ``body`` says.
    """
    html = html.replace('lang="en"', f'lang="{language}"', 1)
    return html.replace("<body", f'<body lang="{language}"', 1)


def without_other_hosts(html: str) -> str:
    """Return the page without previews for other sites.

    Gradio 6.31 names itself and pictures on hosts of its maker's there.
    """
    return re.sub(r'<meta\s+(?:property="og|name="twitter):[^>]*>\s*', "", html)


def without_base_and_manifest(html: str) -> str:
    """Return the page without a base for its links, and without a link that leads nowhere.

    With the ``base`` of Gradio 6.31 a link to a source on the page would load the page anew. Its
    manifest is for pages that can be installed, and is linked where that is turned off too.
    """
    return re.sub(r"<base [^>]*>\s*|<link\s+rel=\"manifest\"[^>]*>\s*", "", html)


def with_own_head(html: str, head: str, style: str, script: str) -> str:
    """Return the page with ``head`` in its own, its style, and a link to a script that runs before
    Gradio's; a keyboard on the screen makes the page smaller, and covers nothing.

    The style stands in the page: linked to, all that there is to read would wait for one request
    more.

    Gradio 6.31 would rewrite the selectors of a stylesheet that is given to it, and runs a script
    only after its own.
    """
    ours = f'{head}<style>{style}</style><script defer src="{script}"></script>'
    html = html.replace("shrink-to-fit=no", "interactive-widget=resizes-content", 1)
    return html.replace("<script", f"{ours}<script", 1)  # after its styles, which ours are above


def styles_last(html: str) -> str:
    """Return the page with Gradio's stylesheets at its end.

    Gradio 6.31 has them in the head, where all that there is to read would wait for them.
    """
    links = re.findall(r'<link rel="stylesheet"[^>]*>', html)
    for link in links:
        html = html.replace(link, "")
    return html.replace("</body>", f"{''.join(links)}</body>", 1)


def surrounded(html: str, top: str, bottom: str) -> str:
    """Return the page with HTML before and after what Gradio makes.

    Gradio 6.31 has a place only within its own element, and shows it when its scripts have run.
    """
    html = re.sub(r"<body[^>]*>", lambda body: body[0] + top, html, count=1)
    return html.replace("</body>", f"{bottom}</body>", 1)


def with_nonce(html: str, nonce: str) -> str:
    """Return the page with each script marked as its own, so that the policy lets it run.

    Gradio 6.31 writes its settings into scripts on the page, and marks none.
    """
    return html.replace("<script", f'<script nonce="{nonce}"')
