"""Change one thing of a module at a time, run its own tests, and name the changes none notices.

    python tools/mutate.py [--minutes 10] [language/spelling ...]

A change is one of cosmic-ray's operators (a number one up or down, ``<`` for ``<=``, ``and`` for
``or``, …) or of the two below, which it lacks: a fraction a little up or down, and a word less in
a word list or in a pattern's alternatives. The changes are tried in an order drawn by lot, the same
each time; of each module as many as its share of the time allows.

Neither cosmic-ray nor mutmut runs the tests here. The first writes each change into the working
tree and starts pytest anew for it, which takes seconds of imports; the second leaves alone what
stands outside functions, where constants and word lists stand. Here a process imports once what a
module's tests need beside the package, and forks for each change: the changed source is imported in
the module's place, no file is touched, and a change takes about as long as its tests.

Tests that load a model are left out: they take seconds, and the changes are many.
"""

import argparse
import ast
import importlib
import multiprocessing
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Any

from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import Number, PythonNode, String

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/klimatsvar"
MODULES = """
    language/spelling language/sentences answer/alike answer/choose answer/spans answer/explain
    answer/search answer/cite answer/followup answer/weights corpus/tables corpus/quality
    ingest/chunk index/lexical index/arrays
""".split()
ELSEWHERE = {
    "answer/spans": ["answer/test_choose"],
    "answer/weights": ["answer/test_followup"],
    "corpus/tables": ["corpus/test_notes"],
}
"""Tests of a module beside those in the file of its name."""
LOADING = {"model_folder", "encoder", "by_torch", "fast", "assistant", "settings"}
"""Fixtures of tests/conftest.py; it imports the whole package, and they load a model."""
OPERATORS = re.compile(
    r"Replace(?:BinaryOperator_(?:Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_Mul)"
    r"|ComparisonOperator_(?:Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is)"
    r"|UnaryOperator_Delete_\w+|True\w+|False\w+|And\w+|Or\w+|Break\w+|Continue\w+)"
    r"|AddNot|NumberReplacer|ZeroIterationForLoop"
)
"""Those of cosmic-ray that are used: ``+`` for ``//`` says no more than ``-`` for ``+`` does."""


class FractionNudger:
    """Move a fraction up and down by a fiftieth of it: one more or less is too easily noticed."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        if isinstance(node, Number) and "." in node.value:
            yield from [(node.start_pos, node.end_pos)] * 2

    def mutate(self, node: Any, index: int) -> Any:
        moved = ast.literal_eval(node.value) * (1.02, 0.98)[index]
        return Number(repr(moved), node.start_pos, node.prefix)


class WordDropper:
    """Drop a word of a text that is split into words, or of a pattern's alternatives."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        yield from [(node.start_pos, node.end_pos)] * len(self._words(node))

    def mutate(self, node: Any, index: int) -> Any:
        start, end = self._words(node)[index].span()
        return String(node.value[:start] + node.value[end:], node.start_pos, node.prefix)

    def _words(self, node: Any) -> list[re.Match[str]]:
        parent = node.parent
        if not isinstance(node, String) or parent.type == "simple_stmt":
            return []  # the last is a docstring
        if isinstance(parent, PythonNode) and parent.get_code().strip().endswith(".split()"):
            return list(re.finditer(r"(?<=[\s\"'])[^\s\"']+\s?", node.value))
        return list(re.finditer(r"(?<=[(|:\"'])\w+\||\|\w+(?=[)\"'])", node.value))


@dataclass(frozen=True, slots=True)
class Change:
    """A module's source with one thing changed."""

    source: str
    line: int
    before: str
    after: str


def changes_of(source: str) -> list[Change]:
    """Return all changes that give another program, by lot but the same each time.

    Not those to ``@dataclass(frozen=True, slots=True)``: that nothing sets a field, mypy tells.
    """
    provider = OperatorProvider()
    names = sorted(filter(OPERATORS.fullmatch, provider))
    operators = [*(provider[name]() for name in names), FractionNudger(), WordDropper()]
    told = {ast.dump(ast.parse(source))}
    found = []
    for operator in operators:
        occurrence = 0
        while (changed := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            try:
                program = ast.dump(ast.parse(changed))
            except SyntaxError:
                continue
            if program not in told:
                told.add(program)
                found.append(_change(source, changed))
    found = [change for change in found if not change.before.startswith("@dataclass")]
    random.Random(0).shuffle(found)
    return found


def _change(source: str, changed: str) -> Change:
    lines = zip(source.split("\n"), changed.split("\n"), strict=False)
    line, before, after = next(
        (number, *pair) for number, pair in enumerate(lines, start=1) if pair[0] != pair[1]
    )
    return Change(changed, line, before.strip(), after.strip())


class _Changed(SourceFileLoader):
    """Finds a module, and loads it from the given source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        super().__init__(name, str(path))
        self._source = source

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def path_stats(self, _: str) -> Any:
        raise OSError("so that no bytecode is kept")

    def get_data(self, _: str) -> bytes:
        return self._source.encode()


class _LeaveOut:
    """A plugin of pytest that leaves out the tests that load a model."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if not LOADING & set(item.fixturenames)]


@dataclass(frozen=True, slots=True)
class Module:
    """A module and its tests."""

    name: str

    @property
    def path(self) -> Path:
        return PACKAGE / f"{self.name}.py"

    @property
    def tests(self) -> list[Path]:
        package, _, own = self.name.rpartition("/")
        names = [f"{package}/test_{own}", *ELSEWHERE.get(self.name, [])]
        return [path for name in names if (path := ROOT / f"tests/{name}.py").exists()]

    def tested(self, source: str, seconds: int) -> int:
        """Run the tests on ``source`` in a process of its own; return pytest's exit status.

        The process is killed, which is a negative status, after so many ``seconds`` of processor
        time. Other work on the machine doesn't count.
        """
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            signal.alarm(20 * seconds)  # a change may make it wait for ever
            os._exit(self._test(source))
        finally:
            os._exit(70)

    def _test(self, source: str) -> int:
        import pytest

        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        name = f"klimatsvar.{self.name.replace('/', '.')}"
        sys.meta_path.insert(0, _Changed(name, self.path, source))
        sys.path.insert(0, str(ROOT / "tests"))
        with tempfile.TemporaryDirectory() as folder:
            own = ["-qx", "--noconftest", "-p", "no:cacheprovider", "--basetemp", f"{folder}/tests"]
            always = ["--hypothesis-profile", "ci"]  # the same examples each time
            ignored = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
            arguments = [*own, *always, *ignored, *map(str, self.tests)]
            return int(pytest.main(arguments, plugins=[_LeaveOut()]))


def try_changes(module: Module, seconds: float, results: Any) -> None:
    """Try a module's changes for so long; send what became of each, then how many were left."""
    until = time.monotonic() + seconds
    source = module.path.read_text("utf-8")
    _import(_needed(module, source))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status := module.tested(source, 600):
        results.send(f"{module.name}: its tests fail unchanged ({status}); see pytest")
        return
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    needed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    changes = changes_of(source)
    for number, change in enumerate(changes):
        if time.monotonic() > until:
            results.send(len(changes) - number)
            return
        results.send(
            (
                change.line,
                change.before,
                change.after,
                module.tested(change.source, int(4 * needed) + 2) == 0,
            )
        )
    results.send(0)


def _needed(module: Module, source: str) -> list[str]:
    """Return the modules, other than ours, that the tests import."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if not child:
        try:
            module._test(source)
            sending.send([*sys.modules])
        finally:
            os._exit(0)
    sending.close()
    try:
        names: list[str] = receiving.recv()
    except EOFError:
        names = []
    os.waitpid(child, 0)
    ours = {path.stem for path in (ROOT / "tests").rglob("*.py")}
    return [n for n in names if n.split(".")[0] not in {"klimatsvar", "__mp_main__", *ours}]


def _import(names: Iterable[str]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # some are only there for others to import
            continue


def main() -> None:
    """Try the changes, print the survivors and the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", default=MODULES, help="such as language/spelling")
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    end = time.monotonic() + 60 * given.minutes
    modules = [Module(name.removesuffix(".py")) for name in given.modules]
    for module in modules:
        if not (module.path.exists() and module.tests):
            parser.error(f"{module.name}: no such module, or it has no tests of its own")
    killed = survived = left = 0
    for number, module in enumerate(modules):
        receiving, sending = multiprocessing.Pipe(duplex=False)
        share = (end - time.monotonic()) / (len(modules) - number)
        process = multiprocessing.get_context("fork").Process(
            target=try_changes, args=(module, share, sending)
        )
        process.start()
        sending.close()
        own_killed = own_survived = 0
        while not isinstance(told := receiving.recv(), int | str):
            line, before, after, survives = told
            own_survived += survives
            own_killed += not survives
            if survives:
                print(f"{module.path.relative_to(ROOT)}:{line}: {before}  ->  {after}", flush=True)
        process.join()
        if isinstance(told, str):
            sys.exit(told)
        print(f"{module.name}: {own_killed} killed, {own_survived} survived, {told} not tried\n")
        killed, survived, left = killed + own_killed, survived + own_survived, left + told
    print(f"All: {killed} killed, {survived} survived, {left} not tried")


if __name__ == "__main__":
    main()
