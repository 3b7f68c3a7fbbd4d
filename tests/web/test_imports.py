"""The modules of the web package import only from what stands below them."""

import ast
from pathlib import Path

import pytest

import klimatsvar.web

WEB = Path(klimatsvar.web.__file__).parent
BELOW = [
    {"app"},
    {"ask", "pages", "programs", "forgetting", "server"},
    {"live", "question_log"},
    {"gate"},
    {"html"},
    {"gradio_workarounds"},
]
"""From top to bottom; what stands on one level does not import from its neighbours."""
MODULES = [path.relative_to(WEB) for path in WEB.rglob("*.py") if path.name != "__init__.py"]


def layer_of(part: str) -> int:
    (layer,) = [number for number, parts in enumerate(BELOW) if part in parts]
    return layer


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_point_down(module: Path) -> None:
    own = module.parts[0].removesuffix(".py")
    for node in ast.walk(ast.parse((WEB / module).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("klimatsvar.web"):
            part = node.module.split(".")[2] if node.module.count(".") > 1 else ""
            assert part == own or layer_of(part) > layer_of(own), node.module
