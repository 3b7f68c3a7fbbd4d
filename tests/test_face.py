"""What a program finds in the package ``klimatsvar`` itself, as README tells it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import klimatsvar
from klimatsvar import assistant, building, errors, settings, types
from klimatsvar.ingest import build

ROOT = Path(__file__).parent.parent

FACE = {
    "Answer": types.Answer,
    "Assistant": assistant.Assistant,
    "Citation": types.Citation,
    "Document": types.Document,
    "FileReport": types.FileReport,
    "Found": assistant.Found,
    "Hit": types.Hit,
    "KlimatsvarError": errors.KlimatsvarError,
    "Nearest": types.Nearest,
    "Passage": types.Passage,
    "Report": build.Report,
    "Settings": settings.Settings,
    "Worded": types.Worded,
    "Wording": types.Wording,
    "build_index": building.build_index,
}


def test_the_face_is_these_names_and_each_is_there() -> None:
    assert {name: getattr(klimatsvar, name) for name in klimatsvar.__all__} == FACE


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'klimatsvar' has no attribute 'Encoder'"):
        getattr(klimatsvar, "Encoder")  # noqa: B009 - mypy knows that it is not there


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import klimatsvar", ["faiss", "gradio", "numpy", "pydantic", "torch"]),
        ("from klimatsvar import Answer, KlimatsvarError, Settings", ["faiss", "gradio", "torch"]),
    ],
)
def test_importing_it_loads_nothing_heavy(code: str, heavy: list[str]) -> None:
    told = f"{code}; import json, sys; print(json.dumps([n for n in {heavy} if n in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == []


def test_what_readme_tells_programs_works_as_a_file(tmp_path: Path, model_folder: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    [code] = re.findall(r"## From Python\n```python\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "corpus").mkdir()
    shutil.copy(ROOT / "corpus" / "omstallningsteamet.md", tmp_path / "corpus")
    program = tmp_path / "program.py"
    program.write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, program],
        cwd=tmp_path,
        env={
            **os.environ,
            "KLIMATSVAR_ENCODER": "torch",
            "KLIMATSVAR_CACHE": str(model_folder.parent),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == (
        "”Omställningsteamet består av fem parter: Borås Stad, Borås Energi och Miljö AB, Science "
        "Park Borås, Navet Science Center och Fristadbostäder AB.” [Borås omställningsteam]\n"
    )
