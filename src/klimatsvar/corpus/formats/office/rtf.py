"""Read RTF: its paragraphs, lists, tables, notes and text boxes, by striprtf's lists of words."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from striprtf.striprtf import charset_map, destinations, specialchars

from klimatsvar.corpus.about import iso_date, opening_date, own_title
from klimatsvar.corpus.formats.office.archive import damaged
from klimatsvar.corpus.formats.office.rtf_story import Story
from klimatsvar.corpus.formats.running import parted_furniture
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.kinds import require_named
from klimatsvar.corpus.source import Metadata, Source, SourceBlock
from klimatsvar.corpus.table_cells import Note
from klimatsvar.corpus.tables import place_notes
from klimatsvar.errors import DocumentError

# A control word and its number, a byte in hex, a control symbol, a brace, or text.
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.DOTALL
)
_MOST_NESTED = 10_000
_NOTE = "footnote"  # an endnote is one with \ftnalt
_BOXES = {"shptxt", "dptxbxtext"}
_RUNNING = {f"{name}{pages}" for name in ("header", "footer") for pages in ("", "l", "r", "f")}
"""Headers and footers: of all pages, the left ones, the right ones and the first."""
_TRANSPARENT = {"shp", "shpinst", "do", "info"}
"""What text boxes and properties stand in: read on, though striprtf leaves it out."""
_DATES = {"creatim", "revtim"}
_DATE_PARTS = {"yr": "", "mo": "-", "dy": "-"}
_KEPT = {"fonttbl", "stylesheet", "title", *_DATES}
_MARKERS = {"listtext", "pntext"}
_UNSEEN = "-"
_HEADING = re.compile(r"(?:heading|rubrik) ?(\d)", re.I)
_TITLE = re.compile(r"title|rubrik", re.I)
_BODY_LEVEL = 9
_CODE_PAGES = {10000: "mac_roman", 65001: "utf-8"}
_CHARACTER_SETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_LAID_OUT = set("par sect page nestcell cell row trowd trhdr clvmrg clmrg cellx".split())
"""What ends a paragraph, a cell or a row, or tells how they lie."""
_CHANGES = set(
    "pard plain intbl s f b v deleted strike striked super up sub dn nosupersub uc outlinelevel u "
    "ansicpg mac pc pca".split()
)
"""What changes how text is read. Most words of a file are of neither set."""
_WORDS = {k: v for k, v in specialchars.items() if k.isalpha() and k not in _LAID_OUT}
_SYMBOLS = {"~": " ", "_": "-", "-": "", "{": "{", "}": "}", "\\": "\\"}


def read_rtf(path: Path) -> Source:
    """Read an RTF document. It has no page numbers of its own: they depend on the printer.

    What its headers and footers tell of it, such as its Dnr, comes first and once.

    Raises DocumentError when the file is no RTF, or its groups are nested without reason.
    """
    require_named(path)
    content = path.read_bytes().decode("latin-1")  # each byte a character; see _Reader._decoded
    if not content.lstrip().startswith("{\\rtf"):
        raise damaged(path, ValueError())
    reader = _Reader()
    reader.read(content)
    blocks = place_notes(reader.root.parts())
    known = reader.metadata().over(Metadata(title=top_heading(blocks)))
    told, furniture = parted_furniture(part.text for part in reader.running)
    blocks = [*told, *blocks]
    metadata = Metadata(date=opening_date(blocks)).over(known)
    return Source(tuple(blocks), metadata, furniture=furniture, struck=reader.struck)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group, and in the groups in it until they say otherwise."""

    story: Story
    destination: str = ""
    """What the text is for: "" the story, _UNSEEN, or the name of a table or property."""
    font: str = ""
    stand_ins: int = 1
    """How many characters follow a Unicode letter for programs that can't show it."""
    is_hidden: bool = False
    is_struck: bool = False
    """Whether it is struck out: it no longer holds."""
    is_raised: bool = False
    is_bold: bool = False
    style: str = ""
    level: int = 0
    in_table: bool = False


class _Reader:
    """Goes through the tokens once, with a stack of the groups' states."""

    def __init__(self) -> None:
        self.root = Story()
        self.running: list[SourceBlock | Note] = []
        """What headers and footers say."""
        self.struck = 0
        """Characters that are struck out."""
        self._state = _State(self.root)
        self._outer: list[_State] = []
        self._codec = "cp1252"
        self._fonts: dict[str, str] = {}
        self._headings: dict[str, int] = {}
        self._known: dict[str, list[str]] = {}
        self._bytes = bytearray()
        self._skip = 0
        self._is_optional = False

    def read(self, content: str) -> None:
        """Read all of it, up to the end of the outermost group."""
        position = 0
        while found := _TOKEN.search(content, position):
            position = found.end()
            word, number, byte, symbol, brace, text = found.groups()
            if byte:
                self._byte(int(byte, 16))
                continue
            if self._bytes:
                self._write(self._decoded(bytes(self._bytes)))
                self._bytes.clear()
            if text:
                skipped = min(self._skip, len(text))
                self._skip -= skipped
                self._write(self._decoded(text[skipped:].encode("latin-1")))
                continue
            self._skip = 0
            if brace == "{":
                self._open()
            elif brace == "}":
                if not self._close():
                    break
            elif symbol:
                self._symbol(symbol)
            elif word == "bin":
                position += max(0, int(number or 0))
            else:
                self._word(word, number)
        while self._outer:
            self._close()

    def metadata(self) -> Metadata:
        """Return what the document says of itself."""
        dates = (iso_date("".join(self._known.get(name, []))) for name in ("revtim", "creatim"))
        return Metadata(
            title=own_title("".join(self._known.get("title", []))),
            date=next(filter(None, dates), None),
        )

    def _open(self) -> None:
        if len(self._outer) == _MOST_NESTED:
            raise DocumentError("rtf_too_deep")
        self._outer.append(self._state)
        self._is_optional = False

    def _close(self) -> bool:
        """Leave a group; return whether it was in another."""
        inner = self._state
        if not self._outer:
            return False
        self._state = self._outer.pop()
        story = self._state.story
        if inner.story is not story:
            parts = inner.story.parts()
            if inner.story.kind == "running":
                self.running += parts
            elif inner.story.kind == "note":
                texts = (part.text for part in parts if isinstance(part, SourceBlock))
                story.after.append(Note(" ".join(texts)))
            else:
                story.after += parts
        return bool(self._outer)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._is_optional = True
        elif symbol in "\r\n" and self._state.destination == "":
            self._end_paragraph()
        else:
            self._write(_SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: str | None) -> None:
        """Follow a control word. What it begins that no reader sees is left out with its group."""
        is_optional, self._is_optional = self._is_optional, False
        if self._state.destination == _UNSEEN or word in _TRANSPARENT:
            return
        if word == _NOTE or word in _BOXES or word in _RUNNING:
            story = Story("note" if word == _NOTE else "running" if word in _RUNNING else "text")
            self._state = _State(story, font=self._state.font, stand_ins=self._state.stand_ins)
        elif word in _KEPT:
            self._state = replace(self._state, destination=word)
        elif word in _MARKERS:
            self._state.story.has_marker = True
            self._state = replace(self._state, destination=_UNSEEN)
        elif is_optional or word in destinations:
            self._state = replace(self._state, destination=_UNSEEN)
        elif word in _WORDS:
            self._write(_WORDS[word])
        elif self._state.destination == "":
            if word in _LAID_OUT:
                self._lay_out(word, int(number or 0))
            if word in _CHANGES:
                self._change(word, int(number) if number else None)
        else:
            self._change(word, int(number) if number else None)
            self._note_down(word, number or "")

    def _lay_out(self, word: str, number: int) -> None:
        """Follow a word that ends a paragraph, a table's cell or its row, or tells how they lie."""
        layout = self._state.story.layout
        match word:
            case "trowd":
                layout.begin()
            case "trhdr":
                layout.is_header = True
            case "clvmrg":
                layout.below.add(len(layout.edges))
            case "clmrg":
                layout.beside.add(len(layout.edges))
            case "cellx":
                layout.edges.append(number)
            case "par" | "sect" | "page" | "nestcell":
                self._end_paragraph()
            case "cell":
                self._state.story.end_cell()
            case "row":
                self._state.story.end_row()

    def _end_paragraph(self) -> None:
        state = self._state
        level = state.level or self._headings.get(state.style, 0)
        state.story.end_paragraph(level, state.in_table)

    def _change(self, word: str, number: int | None) -> None:
        """Follow a word that changes how what comes after it is read."""
        state = self._state
        match word:
            case "pard":
                self._state = replace(state, style="", level=0, in_table=False)
            case "plain":
                self._state = replace(
                    state,
                    font="",
                    is_hidden=False,
                    is_struck=False,
                    is_raised=False,
                    is_bold=False,
                )
            case "intbl":
                self._state = replace(state, in_table=True)
            case "s":
                self._state = replace(state, style=str(number))
            case "f":
                self._state = replace(state, font=str(number))
            case "v" | "deleted":
                self._state = replace(state, is_hidden=number != 0)
            case "b":
                self._state = replace(state, is_bold=number != 0)
            case "strike" | "striked":
                self._state = replace(state, is_struck=number != 0)
            case "super" | "up":
                self._state = replace(state, is_raised=number != 0)
            case "sub" | "dn" | "nosupersub":
                self._state = replace(state, is_raised=False)
            case "uc":
                self._state = replace(state, stand_ins=max(0, number or 0))
            case "outlinelevel":
                is_heading = number is not None and 0 <= number < _BODY_LEVEL
                self._state = replace(state, level=(number or 0) + 1 if is_heading else 0)
            case "u":
                self._write(chr((number or 0) % 0x10000))
                self._skip = state.stand_ins
            case "ansicpg":
                self._codec = _CODE_PAGES.get(number or 0, f"cp{number}")
            case "mac" | "pc" | "pca":
                self._codec = _CHARACTER_SETS[word]

    def _note_down(self, word: str, number: str) -> None:
        """Follow a word within the tables and properties of the document."""
        destination = self._state.destination
        if word == "fcharset" and destination == "fonttbl" and int(number or -1) in charset_map:
            self._fonts[self._state.font] = charset_map[int(number)]
        elif word == "outlinelevel" and destination == "stylesheet" and self._state.level:
            self._headings.setdefault(self._state.style, self._state.level)
        elif word in _DATE_PARTS and destination in _DATES:
            self._write(f"{_DATE_PARTS[word]}{number:0>2}")

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(byte)

    def _decoded(self, content: bytes) -> str:
        codec = self._fonts.get(self._state.font, self._codec)
        try:
            return content.decode(codec, "replace")
        except LookupError:
            return content.decode("cp1252", "replace")

    def _write(self, text: str) -> None:
        state = self._state
        if state.is_hidden or state.destination in (_UNSEEN, "fonttbl"):
            return
        if state.is_struck:
            self.struck += len(text)
        elif state.destination == "":
            state.story.write(text, state.is_bold, state.is_raised)
        elif state.destination == "stylesheet":
            self._name_style(text)
        else:
            self._known.setdefault(state.destination, []).append(text)

    def _name_style(self, name: str) -> None:
        if found := _HEADING.match(name):
            self._headings[self._state.style] = int(found.group(1)) or 1
        elif _TITLE.fullmatch(name.rstrip("; ")):
            self._headings[self._state.style] = 1
