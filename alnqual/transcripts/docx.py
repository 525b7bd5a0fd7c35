"""Word transcripts: typed with labels (bold, colon, tab or table), or as Teams exports them.

The document's XML is walked here, not with python-docx: its `Paragraph.text` leaves out tracked
insertions and content controls, and words must not get lost that way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.labels import Line
from alnqual.transcripts.package import Package
from alnqual.transcripts.words import clean, count_words

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCUMENT = "word/document.xml"
# Deleted or moved words, layout, fall-back copies of the same text, and boxes beside the text.
_SKIPPED = frozenset(
    ["del", "moveFrom", "pPr", "rPr", "Fallback", "txbxContent", "instrText", "tblPr", "tcPr"]
)
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset(["0", "false", "off", "none"])
_COLUMN_HEADS = frozenset(
    ["speaker", "name", "who", "time", "text", "transcript", "words", "siaradwr", "enw", "testun"]
)


@dataclass(slots=True)
class _Body:
    lines: list[Line] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1


def read_docx(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A Word transcript.

    Labels may be bold, end in a colon or a tab, or stand in the first column of a table; Teams
    writes name, time and speech into one paragraph. Tracked insertions count, deletions do not.

    Raises
    ------
    UnreadableFile
        Damaged, protected, no Word document, or a bomb.
    """
    package = Package(path)
    if _DOCUMENT not in package.names:
        raise UnreadableFile("is no Word document", where=path, do="Save it as .docx in Word.")
    body = _Body()
    _read_blocks(package.xml(_DOCUMENT), body)
    warnings = [f"{count} {what} left out" for what, count in sorted(body.left_out.items())]
    return to_transcript(body.lines, labels=labels, warnings=warnings)


def _name(element: "_Element") -> str:
    """The local name: transitional and strict documents differ in their namespaces."""
    return str(element.tag).rpartition("}")[2]


def _read_blocks(parent: "_Element", body: _Body) -> None:
    for element in parent:
        name = _name(element)
        if name == "p":
            body.lines.extend(_paragraph(element, body))
            body.lines.append(Line(""))
        elif name == "tbl":
            body.lines.extend(_table(element, body))
        elif name not in _SKIPPED:
            _read_blocks(element, body)


def _paragraph(element: "_Element", body: _Body) -> Iterator[Line]:
    """The lines of a paragraph, parted at its line breaks."""
    line: list[tuple[str, bool]] = []
    for text, bold in _runs(element, body, bold=False):
        first, *others = text.split("\n")
        line.append((first, bold))
        for other in others:
            yield _line(line)
            line = [(other, bold)]
    yield _line(line)


def _line(pieces: list[tuple[str, bool]]) -> Line:
    pieces = [piece for piece in pieces if piece[0]]
    bold = ""
    for text, is_bold in pieces:
        # Spaces and tabs between bold words are often left plain.
        if not is_bold and text.strip():
            break
        bold += text
    return Line("".join(text for text, _ in pieces), bold.strip())


def _runs(parent: "_Element", body: _Body, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """The text in `parent`, piece by piece, with whether it is bold."""
    for element in parent:
        name = _name(element)
        if name == "t":
            yield element.text or "", bold
        elif name in _MARKS:
            yield _MARKS[name], bold
        elif name in _SKIPPED:
            if name in ("del", "moveFrom"):
                body.leave_out("tracked deletion(s)")
            elif name == "txbxContent":
                body.leave_out("text box(es)")
        else:
            yield from _runs(element, body, bold=_is_bold(element) if name == "r" else bold)


def _is_bold(run: "_Element") -> bool:
    for properties in run:
        if _name(properties) != "rPr":
            continue
        for each in properties:
            values = [str(value) for key, value in each.attrib.items() if key.endswith("}val")]
            if _name(each) == "b":
                return not (values and values[0] in _OFF)
            if _name(each) == "rStyle" and values == ["Strong"]:
                return True
    return False


def _table(element: "_Element", body: _Body) -> Iterator[Line]:
    """A table's rows: turns with explicit speakers if it reads like a dialogue, else lines."""
    rows = [_row(row, body) for row in element.iter("{*}tr")]
    rows = [row for row in rows if any(row)]
    if rows and all(cell.lower() in _COLUMN_HEADS for cell in rows[0]):
        body.leave_out("heading row(s) of a table")
        rows = rows[1:]
    if not _is_dialogue(rows):
        yield from (Line("\t".join(row)) for row in rows)
        return
    for row in rows:
        words = row[-1]
        yield Line(words, speaker=next((cell for cell in row[:-1] if _is_label(cell)), ""))


def _row(row: "_Element", body: _Body) -> list[str]:
    return [
        clean("".join(" " if text in "\t\n" else text for text, _ in _cell(cell, body)))
        for cell in row.iter("{*}tc")
    ]


def _cell(cell: "_Element", body: _Body) -> Iterator[tuple[str, bool]]:
    for paragraph in cell.iter("{*}p"):
        yield from _runs(paragraph, body, bold=False)
        yield " ", False


def _is_label(cell: str) -> bool:
    return any(character.isalpha() for character in cell)


def _is_dialogue(rows: list[list[str]]) -> bool:
    """Short labels left of words, most rows over."""
    spoken = [row for row in rows if len(row) >= 2 and row[-1]]
    if len(spoken) < max(2, 0.8 * len(rows)):
        return False
    words = sum(count_words(row[-1]) for row in spoken)
    short = sum(all(count_words(cell) <= 6 for cell in row[:-1]) for row in spoken)
    labels = [cell for row in spoken for cell in row[:-1] if _is_label(cell)]
    return (
        short >= 0.9 * len(spoken)
        and words > 3 * len(spoken)
        and 0 < len(set(labels)) <= max(2, 0.7 * len(labels))
    )
