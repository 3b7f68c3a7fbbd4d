"""One planted fault a test: each is found, named, and nothing else is."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from klimatsvar.check import open_parts
from klimatsvar.errors import IndexMissingError
from klimatsvar.index.generations import roll_back
from klimatsvar.index.on_disk import require_whole
from klimatsvar.ingest.build import ingest
from planting import (
    REBUILD,
    TOKENS,
    UPDATE,
    Finding,
    edit,
    edit_text,
    findings,
    generation,
    note_hash,
)
from toy import ToyEncoder


def test_a_healthy_index_has_no_faults(corpus: Path, index: Path) -> None:
    assert findings(corpus, index) == []


def test_no_index_is_no_finding(corpus: Path) -> None:
    with pytest.raises(IndexMissingError, match="klimatsvar ingest"):
        open_parts(corpus)


def test_a_garbled_current(corpus: Path, index: Path) -> None:
    (index / "CURRENT").write_bytes(b"\xff\xfe")
    message = "filen går inte att läsa, så tjänsten vet inte vilken version som ska svara"
    assert findings(corpus, index) == [Finding("error", f"{index}/CURRENT", message, REBUILD)]


@pytest.mark.parametrize("name", ["20200101T000000.000000", "x" * 300, "a\0b"])
def test_a_current_that_names_no_generation(corpus: Path, index: Path, name: str) -> None:
    (index / "CURRENT").write_text(name, "utf-8")
    message = f"pekar på version {name}, som inte finns"
    assert findings(corpus, index) == [Finding("error", f"{index}/CURRENT", message, REBUILD)]


def test_a_generation_that_staff_chose(corpus: Path, index: Path) -> None:
    first = generation(index).name
    (corpus / "c.md").write_text("---\ndate: 2024\nurl: x\n---\n# C\n\nTa cykel.", "utf-8")
    ingest(corpus, index, ToyEncoder(), passage_tokens=TOKENS)
    (corpus / "c.md").unlink()
    roll_back(index, None, require_whole)
    (corpus / "b.md").unlink()
    message = f"version {first} är återställd och svarar tills dokumenten läses in igen"
    remedy = f"{UPDATE} när dokumenten är som de ska"
    assert findings(corpus, index) == [
        Finding("warning", f"{index}/CURRENT", message, remedy),
        # no error: the older documents are what staff chose
        Finding("warning", "b.md", "filen är borta ur mappen, men citeras ännu", UPDATE),
    ]


def test_a_damaged_manifest(corpus: Path, index: Path) -> None:
    folder = generation(index)
    (folder / "manifest.json").write_text("{", "utf-8")
    message = "saknas eller går inte att läsa"
    assert findings(corpus, index) == [
        Finding("error", f"{folder}/manifest.json", message, REBUILD)
    ]


def test_another_format(corpus: Path, index: Path) -> None:
    manifest = generation(index) / "manifest.json"
    edit(manifest, lambda made: made.update(format=1))
    message = "gjordes av en annan version av Klimatsvar"
    assert findings(corpus, index) == [Finding("error", str(manifest), message, UPDATE)]


def test_a_copied_generation(corpus: Path, index: Path) -> None:
    folder = generation(index)
    name = "20990101T000000.000000"
    folder.rename(index / name)
    (index / "CURRENT").write_text(name, "utf-8")
    message = f"hör till en annan version, {folder.name}"
    path = index / name / "manifest.json"
    assert findings(corpus, index) == [Finding("error", str(path), message, REBUILD)]


FILES = [
    "texts.sqlite",
    "terms.json",
    "report.json",
    "owners.npy",
    "passages.npy",
    "passages.faiss",
    "passage-terms/starts.npy",
    "postings/scores.npy",
    "spelled.json",
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "cut off", "one bit", "garbage"])
def test_a_damaged_file(corpus: Path, index: Path, name: str, damage: str) -> None:
    path = generation(index) / name
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        damaged = {
            "cut off": content[:-1],
            "one bit": content[:-1] + bytes([content[-1] ^ 1]),
            "garbage": b"\xfe" * len(content),
        }
        path.write_bytes(damaged[damage])
    assert findings(corpus, index) == [
        Finding("error", str(path), "saknas eller är skadad", REBUILD)
    ]


def test_counts_that_differ_from_the_manifest(corpus: Path, index: Path) -> None:
    edit(generation(index) / "manifest.json", lambda made: made.update(documents=3))
    path = generation(index) / "texts.sqlite"
    message = "innehåller 2 dokument i stället för 3"
    assert findings(corpus, index) == [Finding("error", str(path), message, REBUILD)]


def test_another_edition_of_the_model(corpus: Path, index: Path) -> None:
    path = generation(index) / "manifest.json"
    message = "gjordes med en annan utgåva av språkmodellen toy"
    remedy = f"{UPDATE}, eller välj den tidigare modellen igen"
    found = findings(corpus, index, ToyEncoder("toy-2"))
    assert found == [Finding("error", str(path), message, remedy)]


def test_another_model(corpus: Path, index: Path) -> None:
    encoder = ToyEncoder("other-1")
    encoder.model = "other"
    (found,) = findings(corpus, index, encoder)
    assert found.message == "gjordes med språkmodellen toy, men nu är other vald"


def test_passages_of_another_length(corpus: Path, index: Path) -> None:
    path = generation(index) / "manifest.json"
    message = "texten skulle delas i stycken på ett annat sätt nu"
    found = findings(corpus, index, tokens=60)
    assert found == [Finding("warning", str(path), message, UPDATE)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda report: report[0].update(characters=1),
            "stämmer inte med texten som går att söka i från a.md",
        ),
        (
            lambda report: report[1].update(status="duplicate"),
            "stämmer inte med texts.sqlite: b.md finns bara i den ena",
        ),
    ],
)
def test_a_report_of_another_index(
    corpus: Path, index: Path, change: Callable[[Any], object], message: str
) -> None:
    path = generation(index) / "report.json"
    edit(path, change)
    assert findings(corpus, index) == [Finding("error", str(path), message, REBUILD)]


@pytest.mark.parametrize(
    ("table", "position", "change", "message"),
    [
        (
            "documents",
            0,
            lambda content: content["blocks"].reverse(),
            "textens delar ligger utanför texten eller om vartannat",
        ),
        (
            "documents",
            0,
            lambda content: content["pages"].append({"number": 9, "start": 99, "end": 99}),
            "sidorna ligger utanför texten eller om vartannat",
        ),
        (
            "passages",
            0,
            lambda content: content.update(text="Ta buss till jobbet. Ta buss eller bil."),
            "1 stycke stämmer inte med dokumentets text (det första börjar vid tecken 7)",
        ),
        (
            "passages",
            0,
            lambda content: content["sentences"][1].update(end=999),
            "1 stycke har meningar som ligger utanför stycket, är tomma eller saknas "
            "(det första börjar vid tecken 7)",
        ),
        (
            "passages",
            1,
            lambda content: content["sentences"][1].update(lead_in=[5, 999]),
            "1 stycke har inledande rader som ligger utanför texten "
            "(det första börjar vid tecken 7)",
        ),
        (
            "passages",
            0,
            lambda content: content.update(pages=[1]),
            "1 stycke har andra sidnummer än dokumentet (det första börjar vid tecken 7)",
        ),
        (
            "passages",
            0,
            lambda content: content.update(headings=["Resor", "Annat"]),
            "1 stycke har rubriker som inte finns i dokumentet (det första börjar vid tecken 7)",
        ),
    ],
)
def test_content_that_contradicts_itself(
    corpus: Path,
    index: Path,
    table: str,
    position: int,
    change: Callable[[Any], object],
    message: str,
) -> None:
    edit_text(generation(index), table, position, change)
    found = [f for f in findings(corpus, index) if "sökdata" not in f.message]
    assert found == [Finding("error", ("a.md", "b.md")[position], message, REBUILD)]


def test_a_passage_of_no_document(corpus: Path, index: Path) -> None:
    edit_text(generation(index), "passages", 1, lambda passage: passage.update(document="c.md"))
    message = "1 stycke hör till ett dokument som inte finns (det första börjar vid tecken 7)"
    assert Finding("error", "c.md", message, REBUILD) in findings(corpus, index)


A, B = [2 / 5**0.5, 1 / 5**0.5, 0.0], [0.0, 1 / 17**0.5, 4 / 17**0.5]


def write(path: Path, rows: Any) -> None:
    np.save(path, np.array(rows, dtype=np.load(path).dtype))
    note_hash(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([A, [0.0, float("nan"), 1.0]], "sökdata för 1 text är trasiga, den första i b.md"),
        ([A, [0.0, 0.0, float("inf")]], "sökdata för 1 text är trasiga, den första i b.md"),
        ([[0.0] * 3, [0.0, 0.0, 1.01]], "sökdata för 2 texter är trasiga, den första i a.md"),
        ([[0.0, 0.0, 1.0], A], "sökdata hör inte till texten, till exempel i a.md"),
        ([[1.0, 0.0], [0.0, 1.0]], "sökdata har 2 tal per text i stället för 3"),
    ],
)
def test_vectors_that_are_wrong(corpus: Path, index: Path, rows: Any, message: str) -> None:
    path = generation(index) / "passages.npy"
    write(path, rows)
    found = [f for f in findings(corpus, index) if not f.file.endswith(".faiss")]
    assert found == [Finding("error", str(path), message, REBUILD)]


@pytest.mark.parametrize("rows", [[B, A], [A], [A, B, B]])
def test_a_faiss_index_of_other_vectors(corpus: Path, index: Path, rows: Any) -> None:
    path = generation(index) / "passages.faiss"
    vectors = faiss.IndexFlatIP(3)
    vectors.add(np.array(rows, dtype=np.float32))
    faiss.write_index(vectors, str(path))
    note_hash(path)
    message = "sökdata hör inte till texten, till exempel i a.md"
    assert findings(corpus, index) == [Finding("error", str(path), message, REBUILD)]


def test_parts_of_different_numbers(corpus: Path, index: Path) -> None:
    write(generation(index) / "passages.npy", [A, B, A])
    message = "går inte att läsa, eller passar inte ihop"
    folder = str(generation(index))
    assert findings(corpus, index) == [Finding("error", folder, message, REBUILD)]


def test_terms_of_other_texts(corpus: Path, index: Path) -> None:
    path = generation(index) / "postings" / "scores.npy"
    write(path, np.load(path) * 0)
    message = "texten hittas inte på sina egna ord, till exempel i a.md"
    assert findings(corpus, index) == [Finding("error", str(path.parent), message, REBUILD)]


def test_term_arrays_that_point_nowhere(corpus: Path, index: Path) -> None:
    path = generation(index) / "postings" / "texts.npy"
    write(path, np.load(path) + 10_000)
    assert findings(corpus, index) == [
        Finding("error", str(path.parent), "går inte att söka i", REBUILD)
    ]


def test_no_damage_stops_the_check(corpus: Path, index: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    files = [p for p in sorted(index.rglob("*")) if p.is_file() and p.stat().st_size]
    names = [path.relative_to(index) for path in files]
    for number in range(150):
        copy = tmp_path / str(number)
        shutil.copytree(index, copy)
        path = copy / chance.choice(names)
        content = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.choice(b'\x00\xff\x7f[]{}"-19a')
        if chance.random() < 0.2:
            del content[chance.randrange(len(content)) :]
        path.write_bytes(content)
        for finding in findings(corpus, copy):
            assert all((finding.file, finding.message, finding.remedy))
        shutil.rmtree(copy)
