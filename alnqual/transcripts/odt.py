"""OpenDocument text (.odt, of LibreOffice, OpenOffice, Google Docs): labels bold, typed or tabled.

OASIS Open Document Format 1.3, part 3. The tree is walked by events, never by recursion.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.layout import Body
from alnqual.transcripts.package import Package
from alnqual.transcripts.words import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_COUNTED = {
    "note": "footnote(s) or endnote(s)",
    "annotation": "comment(s)",
    "text-box": "text box(es)",
}
_SKIPPED = frozenset(
    ["alphabetical-index", "annotation-end", "dde-connection-decls", "forms", "ruby-text",
     "sequence-decls", "soft-page-break", "table-of-content", "tracked-changes", "user-field-decls",
     "variable-decls"]
)  # fmt: skip
_MAXIMUM_SPACES = 1_000
_SPACE = re.compile(r"[ \t\r\n]+")


def read_odt(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """An OpenDocument text.

    Labels may be bold, end in a colon or a tab, or stand in the first column of a table. Tracked
    insertions count; deletions, notes, comments and text boxes are left out and counted.

    Raises
    ------
    UnreadableFile
        Damaged, protected by a password, no OpenDocument text, or a bomb.
    """
    package = Package(path)
    if _CONTENT not in package.names:
        raise UnreadableFile(
            "is no OpenDocument text", where=path, do="Save it as .odt in LibreOffice."
        )
    if _MANIFEST in package.names and b"encryption-data" in package.read(_MANIFEST):
        raise UnreadableFile(
            "is protected by a password",
            where=path,
            do="Open it in LibreOffice and save it without a password.",
        )
    root = package.xml(_CONTENT)
    text = next(root.iter("{*}text"), None)
    if text is None:
        raise UnreadableFile(
            "is an OpenDocument file, but no text", where=path, do="Save the transcript as .odt."
        )
    reader = _Reader(_bold_styles(root))
    reader.read(text)
    if _STYLES in package.names:
        edges = package.xml(_STYLES).iter(f"{_STYLE}header", f"{_STYLE}footer")
        said = sum(any(text.strip() for text in edge.itertext()) for edge in edges)
        reader.body.left_out["page header(s) or footer(s)"] += said
    return to_transcript(reader.body.lines, labels=labels, warnings=reader.body.warnings())


def _name(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _bold_styles(root: "_Element") -> dict[str, bool]:
    """Which automatic styles say whether text is bold."""
    bold = {"Strong_20_Emphasis": True, "Strong": True}
    for style in root.iter(f"{_STYLE}style"):
        for properties in style.iter(f"{_STYLE}text-properties"):
            weight = properties.get(f"{_FO}font-weight")
            if weight is not None:
                bold[style.get(f"{_STYLE}name", "")] = weight in (
                    "bold",
                    "600",
                    "700",
                    "800",
                    "900",
                )
    return bold


class _Reader:
    """Gathers lines while the tree is walked."""

    def __init__(self, bold: dict[str, bool]) -> None:
        self.body = Body()
        self._bold_styles = bold
        self._bold = [False]
        self._pieces: list[tuple[str, bool]] = []
        self._rows: list[list[str]] = []
        self._tables = 0

    def read(self, text: "_Element") -> None:
        from lxml import etree

        walk = etree.iterwalk(text, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._skips(element):
                    walk.skip_subtree()
                else:
                    self._open(element)
            else:
                if element is text:
                    break
                if not self._left_out(element):
                    self._close(element)
                self._add_text(element.tail)

    def _left_out(self, element: "_Element") -> bool:
        name = _name(element)
        return name in _COUNTED or name in _SKIPPED

    def _skips(self, element: "_Element") -> bool:
        name = _name(element)
        if name in _COUNTED:
            self.body.left_out[_COUNTED[name]] += 1
        elif name == "tracked-changes":
            deleted = sum(1 for _ in element.iter(f"{_TEXT}deletion"))
            self.body.left_out["tracked deletion(s)"] += deleted
        return self._left_out(element)

    def _open(self, element: "_Element") -> None:
        name = _name(element)
        if name in ("p", "h", "span", "a"):
            style = self._bold_styles.get(element.get(f"{_TEXT}style-name", ""))
            self._bold.append(self._bold[-1] if style is None else style)
        if name == "table":
            self._tables += 1
        elif name == "table-row" and self._tables == 1:
            self._rows.append([])
        elif name in ("table-cell", "covered-table-cell") and self._tables == 1 and self._rows:
            self._rows[-1].append("")
        elif name == "s":
            count = element.get(f"{_TEXT}c", "1")
            spaces = int(count) if count.isdecimal() and len(count) < 6 else 1
            self._add(" " * min(spaces, _MAXIMUM_SPACES))
        elif name == "tab":
            self._add("\t")
        elif name == "line-break":
            self._add("\n")
        self._add_text(element.text)

    def _close(self, element: "_Element") -> None:
        name = _name(element)
        if name in ("p", "h", "span", "a"):
            self._bold.pop()
        if name in ("p", "h"):
            self._end_paragraph(heading=name == "h")
        elif name == "table":
            self._tables -= 1
            if not self._tables:
                self.body.table(self._rows)
                self._rows = []

    def _add_text(self, text: str | None) -> None:
        """Text of the XML, where any white space is a space."""
        if text:
            self._add(_SPACE.sub(" ", text))

    def _add(self, text: str) -> None:
        # Outside a paragraph there is only the white space of the XML.
        if len(self._bold) > 1:
            self._pieces.append((text, self._bold[-1]))

    def _end_paragraph(self, *, heading: bool) -> None:
        if self._tables and self._rows and self._rows[-1]:
            words = clean("".join(text for text, _ in self._pieces))
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {words}".strip()
        else:
            self.body.paragraph(self._pieces, heading=heading)
        self._pieces = []
