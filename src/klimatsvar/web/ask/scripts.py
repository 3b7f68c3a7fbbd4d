"""The page's scripts, which lie in ``assets``, and the one way in which they are given values.

A script is the body of a function that Gradio runs; the comment at its top says when, and what it
finds in ``given``: an object with the values that Python hands over.
"""

import json
from importlib.resources import files

_ASSETS = files("klimatsvar.web") / "assets"


def on_load(name: str, **given: str) -> str:
    """Return the script ``assets/NAME.js`` for ``js_on_load`` of gr.HTML, which runs it once."""
    return f"const given = {json.dumps(given)};\n{(_ASSETS / f'{name}.js').read_text('utf-8')}"


def on_event(name: str, **given: str) -> str:
    """Return the script for ``js`` of an event, which takes a function: what the script returns is
    sent where the event calls a function of ours, and else shown in its output."""
    return f"async () => {{\n{on_load(name, **given)}}}"
