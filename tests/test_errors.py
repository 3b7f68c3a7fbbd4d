"""What errors say, how they are related, and that they can leave a worker process."""

import ast
import pickle
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest

from klimatsvar import errors
from klimatsvar.corpus.files import corpus_files
from klimatsvar.errors import (
    CorpusError,
    DocumentError,
    IndexMissingError,
    KlimatsvarError,
    QuestionError,
    SettingsError,
    StoreError,
)

SOURCE = Path(errors.__file__).parent


def drawn() -> dict[str, str | None]:
    """Return each error of the drawing in the module's docstring, and what it is a kind of."""
    assert errors.__doc__ is not None
    above: list[str] = []
    found: dict[str, str | None] = {}
    for line in errors.__doc__.splitlines():
        name = line.lstrip("├└│─ ").partition(" ")[0]
        if name.endswith("Error") and "    " in line:
            depth = (len(line) - len(line.lstrip("├└│─ "))) // 4
            above[depth:] = [name]
            found[name] = above[depth - 1] if depth else None
    return found


def defined() -> dict[str, tuple[str | None, str]]:
    """Return each error that the program defines: what it is a kind of, and its module."""
    found: dict[str, tuple[str | None, str]] = {"KlimatsvarError": (None, "klimatsvar.errors")}
    classes = [
        (node, path)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    known = 0
    while len(found) > known:
        known = len(found)
        for node, path in classes:
            for base in node.bases:
                if isinstance(base, ast.Name) and base.id in found:
                    module = path.relative_to(SOURCE.parent).with_suffix("")
                    found[node.name] = (base.id, ".".join(module.parts))
    return found


def test_the_drawing_shows_every_error_below_what_it_is_a_kind_of() -> None:
    assert drawn() == {name: above for name, (above, _) in defined().items()}


@pytest.mark.parametrize(("name", "module"), [(n, m) for n, (_, m) in defined().items()])
def test_every_error_is_caught_as_ours_and_can_be_pickled(name: str, module: str) -> None:
    kind = getattr(import_module(module), name)
    given: dict[str, tuple[object, ...]] = {
        "QuestionError": ("Skriv en fråga.",),
        "UnansweredError": ("Något gick fel.", 500),
    }
    error = kind(*given[name]) if name in given else kind("questions_empty", file=Path("a.csv"))
    with pytest.raises(KlimatsvarError) as caught:
        raise error
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is kind
    assert vars(again) == vars(error)


def test_an_error_says_its_object_its_cause_and_its_remedy_in_each_language() -> None:
    error = SettingsError("port_in_use", host="127.0.0.1", port=7860)
    assert (error.subject, error.cause, error.remedy) == (
        "127.0.0.1:7860",
        "another program uses this port",
        "stop it, or choose another port with --port",
    )
    assert str(error) == f"{error.subject}: {error.cause}; {error.remedy}"
    assert str(error.told("sv")) == (
        "127.0.0.1:7860: ett annat program använder porten; stäng det, eller välj en annan port "
        "med --port"
    )


def test_a_part_that_there_is_none_of_leaves_no_mark() -> None:
    assert str(DocumentError("letter_empty")) == (
        "the letter has no text; save it as PDF, or copy the text"
    )
    older = IndexMissingError("none_older", index=Path("index"), serving="a")
    assert str(older) == "index: no generation is older than a"
    assert str(QuestionError("Skriv en fråga.")) == "Skriv en fråga."


def test_what_an_error_carries_besides_is_pickled_too() -> None:
    store = pickle.loads(pickle.dumps(StoreError("milvus_silent", uri="http://a", code=9)))
    assert (store.code, store.cause) == (9, "doesn't answer")


def test_an_error_leaves_a_process_whole(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(corpus_files, gone).exception()
    assert isinstance(error, CorpusError)
    assert str(error.told("sv")) == (
        f"{gone}: mappen finns inte; skapa den och lägg dokument i den, eller ange en annan mapp "
        "med --corpus"
    )
