"""Reading files of gold questions and documents, and telling what is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from gold_rows import DOCUMENTS, question, write
from klimatsvar.errors import KlimatsvarError
from klimatsvar.evaluate import read_documents, read_numbered, require_documents

GOLD = Path(__file__).parents[1] / "gold" / "questions.jsonl"


def test_questions_are_read_with_their_lines(tmp_path: Path) -> None:
    text = "\ufeff\n" + json.dumps(
        question(
            "q", "Va?\x85\u2028", "a", ("x", None), also=["b"], history=["Vad?"], language="fi"
        ),
        ensure_ascii=False,
    )
    (tmp_path / "q.jsonl").write_text(text, "utf-8")
    ((number, gold),) = read_numbered(tmp_path / "q.jsonl").items()
    assert (number, gold.documents, gold.history) == (2, ("a", "b"), ("Vad?",))
    assert (gold.question, gold.language, gold.answers[0].start) == ("Va?\x85\u2028", "fi", None)


GOOD = question("q", "Vad?", "a", ("x", 0))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{", "Invalid JSON"),
        ("[]", "Input should be an object"),
        ("{}", '"id": is missing'),
        ({**GOOD, "svar": 1}, '"svar": unknown key'),
        ({**GOOD, "answers": [{"text": "x", "slut": 1}]}, '"answers.0.slut": unknown key'),
        ({**GOOD, "answers": [{"text": " "}]}, '"answers.0.text": has no words'),
        ({**GOOD, "answers": [{"text": "x", "start": -1}]}, '"answers.0.start": Input should be'),
        ({**GOOD, "answerable": "ja"}, '"answerable": Input should be a valid boolean'),
        ({**GOOD, "question": " ?! "}, '"question": has no words'),
        ({**GOOD, "question": "\ud800"}, "Invalid JSON: "),
        ({**GOOD, "document": None}, 'it is answerable, but has no "document"; mend the line'),
        ({**GOOD, "answers": []}, 'it is answerable, but has no "answers"; mend the line'),
    ],
)
def test_a_bad_question_is_told(tmp_path: Path, row: Any, told: str) -> None:
    file = tmp_path / "q.jsonl"
    bad = row if isinstance(row, str) else json.dumps(row)
    file.write_text(f"{json.dumps(GOOD)}\n\n{bad}\n", "utf-8")
    with pytest.raises(KlimatsvarError) as caught:
        read_numbered(file)
    assert str(caught.value).startswith(f"{file}, line 3: {told}")
    assert "mend the line" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ": empty; give a file with a JSON object a line"),
        (b"\n \n", ": empty; give a file with a JSON object a line"),
        (b"\xff", ": not UTF-8 "),
        (None, ": can't be read (No such file or directory); name a file"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "x.jsonl"
    if content is not None:
        file.write_bytes(content)
    for read in (read_numbered, read_documents):
        with pytest.raises(KlimatsvarError) as caught:
            read(file)
        assert str(caught.value).startswith(f"{file}{told}")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"id": "b", "title": "B"}, '"text": is missing; mend the line'),
        ({"id": "b", "title": "B", "text": " \n"}, '"text": has no words'),
        ({"id": "b", "title": "B", "text": "B", "url": ""}, '"url": unknown key'),
        ({"id": "a", "title": "B", "text": "B"}, 'the id "a" is that of line 1 too; give each'),
    ],
)
def test_a_bad_document_is_told(tmp_path: Path, row: Any, told: str) -> None:
    file = write(tmp_path / "d.jsonl", [{"id": "a", "title": "A", "text": "A"}, row])
    with pytest.raises(KlimatsvarError) as caught:
        read_documents(file)
    assert str(caught.value).startswith(f"{file}, line 2: {told}")


def test_a_document_that_is_not_searched_is_told(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    rows = [question("q1", "Vad?", "okänd"), question("q2", "Vad?", "a", ("x", 0), also=["borta"])]
    documents = read_documents(write(tmp_path / "documents.jsonl", DOCUMENTS))
    with pytest.raises(KlimatsvarError) as caught:
        require_documents(read_numbered(write(file, rows)), file, {d.id: d for d in documents})
    assert str(caught.value) == (
        f'{file}, line 2: the document "borta" is not among the 4 that are searched; mend its '
        "name, or give the documents of these questions with --documents"
    )


def test_documents_keep_their_text(tmp_path: Path) -> None:
    text = "Rad ett.\r\n\r\nRad\u2028två."
    rows = [{"id": "a", "title": "A", "text": text}]
    (document,) = read_documents(write(tmp_path / "d.jsonl", rows))
    assert document.text == text
    assert [(block.start, block.end) for block in document.blocks] == [(0, 9), (12, 20)]
