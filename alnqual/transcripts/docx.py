"""Word transcripts: typed with labels (bold, colon, tab or table), or as Teams exports them.

The document's XML is walked here, not with python-docx: its `Paragraph.text` leaves out tracked
insertions and content controls, and words must not get lost that way.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.layout import Body
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
_HEADING = re.compile(r"heading|title|subtitle|toc|pennawd|teitl", re.IGNORECASE)
_OFF = frozenset(["0", "false", "off", "none"])
# Part names -> element -> what it is; what stands there is not speech.
_BESIDE = (
    (re.compile(r"word/footnotes\d*\.xml"), "footnote", "footnote(s)"),
    (re.compile(r"word/endnotes\d*\.xml"), "endnote", "endnote(s)"),
    (re.compile(r"word/comments\d*\.xml"), "comment", "comment(s)"),
    (re.compile(r"word/header\d*\.xml"), "hdr", "page header(s)"),
    (re.compile(r"word/footer\d*\.xml"), "ftr", "page footer(s)"),
)


def read_docx(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A Word transcript.

    Labels may be bold, end in a colon or a tab, or stand in the first column of a table; Teams
    writes name, time and speech into one paragraph. Tracked insertions count, deletions do not.
    Notes at the foot or end, comments, page headers and footers are counted and left out.

    Raises
    ------
    UnreadableFile
        Damaged, protected, no Word document, or a bomb.
    """
    package = Package(path)
    if _DOCUMENT not in package.names:
        raise UnreadableFile("is no Word document", where=path, do="Save it as .docx in Word.")
    body = Body()
    _read_blocks(package.xml(_DOCUMENT), body)
    warnings = [*body.warnings(), *_beside(package)]
    return to_transcript(body.lines, labels=labels, warnings=warnings)


def _beside(package: Package) -> Iterator[str]:
    """What stands beside the text, counted with its words."""
    for pattern, tag, what in _BESIDE:
        count = words = 0
        for part in sorted(name for name in package.names if pattern.fullmatch(name)):
            root = package.xml(part)
            for element in [root] if _name(root) == tag else root.iter(f"{{*}}{tag}"):
                said = " ".join(text.text or "" for text in element.iter("{*}t"))
                count += bool(said.strip())
                words += count_words(said)
        if count:
            yield f"{count} {what} of {words} word(s) left out"


def _name(element: "_Element") -> str:
    """The local name: transitional and strict documents differ in their namespaces."""
    return str(element.tag).rpartition("}")[2]


def _read_blocks(parent: "_Element", body: Body) -> None:
    for element in parent:
        name = _name(element)
        if name == "p":
            body.paragraph(_runs(element, body, bold=False), heading=_is_heading(element))
        elif name == "tbl":
            body.table(_row(row, body) for row in element.iter("{*}tr"))
        elif name not in _SKIPPED:
            _read_blocks(element, body)


def _is_heading(paragraph: "_Element") -> bool:
    first = next(iter(paragraph), None)
    if first is None or _name(first) != "pPr":
        return False
    return any(
        _name(each) == "pStyle"
        and any(_HEADING.match(str(value)) for value in each.attrib.values())
        for each in first
    )


def _runs(parent: "_Element", body: Body, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """The text in `parent`, piece by piece, with whether it is bold."""
    for element in parent:
        name = _name(element)
        if name == "t":
            yield element.text or "", bold
        elif name in _MARKS:
            yield _MARKS[name], bold
        elif name in _SKIPPED:
            if name in ("del", "moveFrom"):
                body.left_out["tracked deletion(s)"] += 1
            elif name == "txbxContent":
                body.left_out["text box(es)"] += 1
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


def _row(row: "_Element", body: Body) -> list[str]:
    return [
        clean("".join(" " if text in "\t\n" else text for text, _ in _cell(cell, body)))
        for cell in row.iter("{*}tc")
    ]


def _cell(cell: "_Element", body: Body) -> Iterator[tuple[str, bool]]:
    for paragraph in cell.iter("{*}p"):
        yield from _runs(paragraph, body, bold=False)
        yield " ", False
