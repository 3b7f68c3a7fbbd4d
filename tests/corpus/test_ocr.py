"""Reading pictures with Tesseract. What needs the program is skipped where it isn't installed."""

import os
import subprocess
import sys
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pytesseract import TesseractNotFoundError

from klimatsvar.corpus.formats.pdf import ocr
from klimatsvar.corpus.formats.pdf.blocks import blocks_of
from klimatsvar.corpus.formats.pdf.ocr import ocr_available, ocr_version, read_image
from klimatsvar.corpus.formats.pdf.text import PageText, has_space
from klimatsvar.corpus.scan import _readers
from paper import LEFT, SIZE, Draw, lines, make, put

with_ocr = pytest.mark.skipif(not ocr_available(), reason="Tesseract with Swedish isn't installed")
SCALE = 200 / 72
TEXT = (
    "Fler ska kunna cykla till arbetet, och därför byggs cykelvägarna ut i hela klimat-",
    "kommunen. Det gäller även all el-",
    "och värmeproduktion i staden under de närmaste åren.",
)


def picture(path: Path, draw: Draw) -> Image.Image:
    document = pypdfium2.PdfDocument(make(path, draw))
    image = document[0].render(scale=SCALE, grayscale=True).to_pil()
    document.close()
    return image


def read(path: Path, draw: Draw) -> PageText | None:
    return read_image(picture(path, draw), SCALE, 3)


@with_ocr
def test_paragraphs_with_hyphens_joined_and_places_in_points(tmp_path: Path) -> None:
    page = read(tmp_path / "a.pdf", lambda c: lines(c, *TEXT))
    assert page is not None
    assert [(block.kind, block.text, block.page) for block in blocks_of([page], {})[0]] == [
        (
            "paragraph",
            "Fler ska kunna cykla till arbetet, och därför byggs cykelvägarna ut i hela "
            "klimatkommunen. Det gäller även all el- och värmeproduktion i staden under de "
            "närmaste åren.",
            3,
        )
    ]
    first = page.words[0]
    assert (first.text, first.spaced) == ("Fler", True)
    assert (first.x0, first.y, first.size) == pytest.approx((LEFT, 700, SIZE), abs=1.5)
    assert (page.width, page.height) == pytest.approx((595, 842), abs=1)


@with_ocr
def test_a_line_much_larger_is_a_heading(tmp_path: Path) -> None:
    def draw(c) -> None:  # type: ignore[no-untyped-def]
        put(c, LEFT, 760, "Cykelplan", 26)
        lines(c, *TEXT)

    page = read(tmp_path / "a.pdf", draw)
    assert page is not None
    first = blocks_of([page], {})[0][0]
    assert (first.kind, first.text) == ("heading", "Cykelplan")


@with_ocr
def test_a_picture_without_words_is_no_text() -> None:
    noise = Image.frombytes(
        "L", (400, 400), bytes((i * i * 7919 >> 5) % 256 for i in range(160000))
    )
    assert read_image(noise.resize((1200, 1200)), SCALE) is None


@with_ocr
def test_a_sign_in_a_picture_is_no_page_of_text(tmp_path: Path) -> None:
    assert read(tmp_path / "a.pdf", lambda c: put(c, LEFT, 500, "Borås Stad", 40)) is None


def table(*words: tuple[str, float]) -> dict[str, list[object]]:
    """Return what pytesseract would for words on one line, each with its confidence."""
    count = len(words)
    return {
        "text": [text for text, _ in words],
        "conf": [confidence for _, confidence in words],
        "left": [100 * i for i in range(count)],
        "top": [50] * count,
        "width": [90] * count,
        "height": [20] * count,
        **{key: [1] * count for key in ("block_num", "par_num", "line_num")},
    }


def given(monkeypatch: pytest.MonkeyPatch, answer: object) -> PageText | None:
    """Read a blank picture in which Tesseract sees ``answer``, or for which it raises it."""

    def image_to_data(*_: object, **options: object) -> object:
        assert options["timeout"] == 200.0
        assert os.environ["OMP_THREAD_LIMIT"] == "1"
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("pytesseract.image_to_data", image_to_data)
    monkeypatch.setattr(ocr, "_installed", lambda: frozenset({"swe"}))
    return read_image(Image.new("L", (1000, 100), 255), 1.0)


SURE = [(word, 95.0) for word in ("Staden", "ska", "vara", "klimatneutral", "år", "2030", "helt")]


def test_doubtful_words_and_specks_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.environ.get("OMP_THREAD_LIMIT")
    page = given(monkeypatch, table(*SURE, ("|", 90.0), ("xlv", 12.0), ("", -1.0), ("–", 80.0)))
    assert page is not None
    assert [word.text for word in page.words] == [*(word for word, _ in SURE), "–"]
    assert os.environ.get("OMP_THREAD_LIMIT") == before


def test_words_whose_boxes_touch_are_words_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = table(*SURE)
    answer["width"] = [104] * len(SURE)
    page = given(monkeypatch, answer)
    assert page is not None
    assert all(has_space(*pair) for pair in pairwise(page.words))


def test_a_coat_of_arms_beside_a_line_is_no_word_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = table(*SURE, ("am", 53.0))
    answer["height"] = [20] * len(SURE) + [90]
    page = given(monkeypatch, answer)
    assert page is not None
    assert [word.text for word in page.words] == [word for word, _ in SURE]


def test_mostly_no_words_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = [("~;=°", 60.0), ("|\\/|", 70.0), ("¥¢;:", 80.0), ("_—__", 90.0)] * 5
    assert given(monkeypatch, table(*SURE, *signs)) is None


@pytest.mark.parametrize(
    "error", [RuntimeError("Tesseract process timeout"), TesseractNotFoundError(), OSError()]
)
def test_a_failing_tesseract_gives_no_text(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    assert given(monkeypatch, error) is None


@pytest.mark.parametrize(
    ("languages", "answer"), [(["eng", "swe"], True), (["eng"], False), (OSError(), False)]
)
def test_ocr_needs_the_program_and_swedish(
    monkeypatch: pytest.MonkeyPatch, languages: object, answer: bool
) -> None:
    def get_languages() -> object:
        if isinstance(languages, Exception):
            raise languages
        return languages

    monkeypatch.setattr("pytesseract.get_languages", get_languages)
    caches = (ocr_available, ocr._installed)
    for cached in caches:
        cached.cache_clear()
    try:
        assert ocr_available() is answer
    finally:
        for cached in caches:
            cached.cache_clear()


@with_ocr
def test_which_versions_read_pictures_decides_the_reading() -> None:
    said = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    program = said.stdout.split()[1]
    told = f"pytesseract {version('pytesseract')} Tesseract {program} swe+eng"
    assert ocr_version() == told
    assert f" {told} " in _readers()


@with_ocr
def test_a_program_whose_version_nobody_can_tell_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def untold() -> object:
        raise SystemExit("Invalid tesseract version")

    monkeypatch.setattr("pytesseract.get_tesseract_version", untold)
    ocr_version.cache_clear()
    try:
        assert ocr_version() == f"pytesseract {version('pytesseract')} Tesseract ? swe+eng"
    finally:
        ocr_version.cache_clear()


def test_ocr_needs_pytesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    ocr_available.cache_clear()
    try:
        assert ocr_available() is False
    finally:
        ocr_available.cache_clear()


def test_importing_the_reader_does_not_import_pytesseract() -> None:
    code = "import sys, klimatsvar.corpus.formats.pdf; sys.exit('pytesseract' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
