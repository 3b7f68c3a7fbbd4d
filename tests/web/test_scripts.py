"""The page's scripts: in files of their own, given values in one way."""

import asyncio
import re
from importlib.resources import files

import gradio as gr

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.web.ask.page import build_page
from klimatsvar.web.ask.scripts import on_event, on_load
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gradio_workarounds.streams import Streams
from klimatsvar.web.live import LiveAssistant

WEB = files("klimatsvar.web")
ASSETS = {file.name: file for file in (WEB / "assets").iterdir() if file.name.endswith(".js")}


def test_a_script_finds_its_values_in_one_object() -> None:
    script = (WEB / "assets" / "stopping.js").read_text("utf-8")
    told = 'const given = {"stopped": "\\"å`${x}"};\n'.replace("å", "\\u00e5")
    assert on_load("stopping", stopped='"å`${x}') == told + script
    assert on_event("stopping", stopped='"å`${x}') == f"async () => {{\n{told}{script}}}"


def test_all_scripts_of_the_page_are_files_and_all_files_are_scripts_of_it(
    assistant: Assistant, settings: Settings
) -> None:
    async def make() -> gr.Blocks:
        return build_page(LiveAssistant(assistant), settings, Line(1), Suggestions(()), Streams())

    config = asyncio.run(make()).config
    scripts = {part["props"].get("js_on_load") for part in config["components"]}
    scripts |= {event["js"] for event in config["dependencies"]}
    scripts -= {None, False}
    used = set()
    for script in scripts:
        found = re.fullmatch(r"(async \(\) => \{\n)?const given = \{.*\};\n((?s:.*))", script)
        assert found, script
        body = found[2].removesuffix("}") if found[1] else found[2]
        (name,) = [name for name, file in ASSETS.items() if file.read_text("utf-8") == body]
        used.add(name)
    assert used == set(ASSETS) - {"page.js"}  # which the page loads itself


def test_no_template_has_a_script() -> None:
    for template in (WEB / "templates").iterdir():
        assert not re.search(r"<script|javascript:|\son[a-z]+\s*=", template.read_text("utf-8"))
