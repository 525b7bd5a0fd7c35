"""Rich Text Format (.rtf), after Microsoft's specification 1.9.1.

Read by our own scanner, in one pass and without recursion: kept libraries give neither bold text
nor tables' cells, both of which tell who speaks, and search for links in more than linear time.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_bytes
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.layout import Body
from alnqual.transcripts.words import clean

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    r"|([^\\{}\r\n]+)|([\r\n]+|\\)"
)
# Groups that hold no words of the document.
_SKIPPED = frozenset(
    """
    atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart author background
    blipuid bkmkend bkmkstart buptim category colorschememapping colortbl comment company creatim
    datafield datastore defchp defpap doccomm docvar falt fchars filetbl fldinst fontemb fontfile
    fonttbl ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc generator info keycode keywords
    latentstyles lchars levelnumbers leveltext list listlevel listname listoverride
    listoverridetable listpicture listtable listtext lsdlockedexcept manager mmathPr nextfile
    nonesttables nonshppict objclass objdata objname operator panose pgp pgptbl picprop pict pn
    pnseclvl pntext pntxta pntxtb printim private revtbl revtim rsidtbl rxe shppict stylesheet
    subject tc template themedata title txe userprops wgrffmtfilter windowcaption
    writereservation writereservhash xe xmlnstbl
    """.split()  # noqa: SIM905
)
_COUNTED = {
    "footnote": "footnote(s) or endnote(s)",
    "annotation": "comment(s)",
    "shptxt": "text box(es)",
    **dict.fromkeys(
        ["header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"],
        "running header(s) or footer(s)",
    ),
}
_MARKS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "\u2014", "endash": "\u2013",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
}  # fmt: skip
_SYMBOLS = {"~": "\xa0", "_": "-", "-": "", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end restores."""

    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    skipped: bool = False
    fonts: bool = False
    font: int | None = None
    fallback: int = 1


def read_rtf(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A Rich Text transcript.

    Labels may be bold, end in a colon or a tab, or stand in the first column of a table. Tracked
    deletions, hidden text, notes, comments, running headers and pictures are left out.

    Raises
    ------
    UnreadableFile
        The file is no Rich Text.
    """
    data = read_bytes(path)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"{\\rtf"):
        raise UnreadableFile(
            "is no Rich Text", where=path, do="Open it in Word or LibreOffice and save it as .docx."
        )
    # A character a byte: escapes and code pages are resolved here, font by font.
    reader = _Reader(data.decode("latin-1"))
    reader.read()
    return to_transcript(reader.body.lines, labels=labels, warnings=reader.body.warnings())


@dataclass(slots=True)
class _Reader:
    source: str
    body: Body = field(default_factory=Body)
    _state: _State = field(default_factory=_State)
    _above: list[_State] = field(default_factory=list)
    _page: str = "cp1252"
    _fonts: dict[int, str] = field(default_factory=dict)
    _bytes: bytearray = field(default_factory=bytearray)
    _skip: int = 0
    _pieces: list[tuple[str, bool]] = field(default_factory=list)
    _in_table: bool = False
    _heading: bool = False
    _cells: list[str] = field(default_factory=list)
    _rows: list[list[str]] = field(default_factory=list)

    def read(self) -> None:
        position = 0
        while match := _TOKEN.match(self.source, position):
            position = match.end()
            word, number, byte, symbol, brace, text, _ = match.groups()
            if word == "bin":
                # What follows is so many bytes of a picture, braces among them.
                position += max(0, int(number or 0))
            elif word:
                self._control(word, None if number is None else int(number))
            elif byte:
                self._raw(bytes.fromhex(byte))
            elif symbol:
                self._symbol(symbol)
            elif brace:
                self._group(brace)
            elif text:
                self._raw(text.encode("latin-1"))
        self._end_paragraph()
        self._end_table()

    def _group(self, brace: str) -> None:
        self._flush()
        self._skip = 0
        if brace == "{":
            self._above.append(self._state)
        elif self._above:
            self._state = self._above.pop()

    def _control(self, word: str, number: int | None) -> None:
        if self._skip and word not in ("u", "par", "cell", "row"):
            self._skip -= 1
            return
        self._flush()
        if word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self._skip = self._state.fallback
        elif word in _SKIPPED:
            self._state = replace(self._state, skipped=True, fonts=word == "fonttbl")
        elif word in _COUNTED:
            if not self._state.skipped:
                self.body.left_out[_COUNTED[word]] += 1
            self._state = replace(self._state, skipped=True)
        elif word in _MARKS:
            self._say(_MARKS[word])
        elif word in _CODE_PAGES:
            self._page = _CODE_PAGES[word]
        elif word in _CONTROLS:
            _CONTROLS[word](self, number)

    def _symbol(self, symbol: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        self._flush()
        if symbol == "*":
            # What old readers may skip; new words of the document never stand in such a group.
            self._state = replace(self._state, skipped=True)
        elif symbol in "\r\n":
            self._end_paragraph()
        else:
            self._say(_SYMBOLS.get(symbol, ""))

    def _raw(self, data: bytes) -> None:
        dropped = min(self._skip, len(data))
        self._skip -= dropped
        self._bytes += data[dropped:]

    def _flush(self) -> None:
        """The bytes gathered so far, as text in the code page of their font."""
        if not self._bytes:
            return
        page = self._fonts.get(self._state.font if self._state.font is not None else -1, self._page)
        text = bytes(self._bytes).decode(page, errors="replace")
        self._bytes.clear()
        self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        if state.skipped or state.hidden or state.deleted or not text:
            return
        self._pieces.append((text, self._state.bold))

    def _end_paragraph(self, _: int | None = None) -> None:
        self._flush()
        if self._state.skipped:
            return
        if self._in_table:
            self._pieces.append((" ", False))
            return
        self._end_table()
        self.body.paragraph(
            [(_join_halves(text), bold) for text, bold in _merged(self._pieces)],
            heading=self._heading,
        )
        self._pieces.clear()

    def _end_cell(self, _: int | None) -> None:
        if not self._state.skipped:
            words = _join_halves("".join(text for text, _ in self._pieces))
            self._cells.append(clean(words))
            self._pieces.clear()

    def _end_row(self, _: int | None) -> None:
        if self._cells:
            self._rows.append(self._cells)
            self._cells = []

    def _end_table(self) -> None:
        self._end_row(None)
        if self._rows:
            self.body.table(self._rows)
            self._rows = []

    def _plain(self, _: int | None) -> None:
        self._state = replace(self._state, bold=False, hidden=False, deleted=False)

    def _new_paragraph(self, _: int | None) -> None:
        self._in_table = self._heading = False

    def _set_level(self, number: int | None) -> None:
        # Levels of the outline are counted from 0; 9 is body text.
        self._heading = not self._state.skipped and number is not None and number < 9

    def _table_paragraph(self, _: int | None) -> None:
        self._in_table = True

    def _set_bold(self, number: int | None) -> None:
        self._state = replace(self._state, bold=number != 0)

    def _set_hidden(self, number: int | None) -> None:
        if number != 0 and not (self._state.hidden or self._state.skipped):
            self.body.left_out["piece(s) of hidden text"] += 1
        self._state = replace(self._state, hidden=number != 0)

    def _set_deleted(self, number: int | None) -> None:
        if number != 0 and not (self._state.deleted or self._state.skipped):
            self.body.left_out["tracked deletion(s)"] += 1
        self._state = replace(self._state, deleted=number != 0)

    def _set_fallback(self, number: int | None) -> None:
        self._state = replace(self._state, fallback=min(max(number or 0, 0), 20))

    def _set_font(self, number: int | None) -> None:
        self._state = replace(self._state, font=number)

    def _set_charset(self, number: int | None) -> None:
        if self._state.fonts and self._state.font is not None and number in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[number]

    def _set_page(self, number: int | None) -> None:
        self._page = _known_page(f"cp{number}") or ("utf-8" if number == 65001 else self._page)


_CONTROLS: dict[str, Callable[[_Reader, int | None], None]] = {
    "ansicpg": _Reader._set_page,
    "b": _Reader._set_bold,
    "cell": _Reader._end_cell,
    "deleted": _Reader._set_deleted,
    "f": _Reader._set_font,
    "fcharset": _Reader._set_charset,
    "intbl": _Reader._table_paragraph,
    "nestcell": _Reader._end_paragraph,
    "outlinelevel": _Reader._set_level,
    "page": _Reader._end_paragraph,
    "par": _Reader._end_paragraph,
    "pard": _Reader._new_paragraph,
    "plain": _Reader._plain,
    "row": _Reader._end_row,
    "sect": _Reader._end_paragraph,
    "uc": _Reader._set_fallback,
    "v": _Reader._set_hidden,
}


def _known_page(name: str) -> str | None:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return name


def _merged(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbouring pieces that are alike bold as one: halves of a character may be parted."""
    merged: list[tuple[str, bool]] = []
    parts: list[str] = []
    for place, (text, bold) in enumerate(pieces):
        parts.append(text)
        if place + 1 == len(pieces) or pieces[place + 1][1] != bold:
            merged.append(("".join(parts), bold))
            parts = []
    return merged


def _join_halves(text: str) -> str:
    """Characters beyond U+FFFF are written as two UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
