"""Transcripts on web pages (.html): paragraphs, tables, definition lists, the Senedd's Record.

The tree is walked by events, never by recursion. Each contribution counts once, where a page gives
it as spoken and as interpreted (see `bilingual`).
"""

import codecs
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.bilingual import translations
from alnqual.transcripts.decoding import read_bytes, read_text
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.labels import Line
from alnqual.transcripts.layout import Body, is_dialogue
from alnqual.transcripts.named import to_named_transcript
from alnqual.transcripts.words import clean, count_words

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_HEAVY = re.compile(r"font-weight\s{0,5}:\s{0,5}(?:bold|[6-9]00)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_RUNNING = frozenset(["header", "footer"])

_SKIPPED = frozenset(
    ["applet", "audio", "button", "canvas", "datalist", "head", "iframe", "input", "math",
     "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea",
     "title", "video"]
)  # fmt: skip
_AROUND = frozenset(["nav", "header", "footer"])
_TERMS = ("dt", "dd")
_FEW = 2
_LONGEST_NAME = 200
_CONTENT = frozenset(["article", "main", "section"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = _HEADINGS | frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
     "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li",
     "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
     "thead", "tr", "ul"]
)  # fmt: skip
_BOLD = frozenset(["b", "strong", "dt", "th"])
_SPEAKERS = frozenset(
    ["speaker", "speaker-name", "speaker_name", "speakername", "membername", "member-name", "name"]
)
# Of the Senedd's Record: headings of the agenda, and titles below names.
_RECORD = {"agendaitem": "heading(s)", "subheading": "heading(s)", "membertitle": "title(s)"}
_TRANSLATION = "translation(s) of what stands beside them"
_PARTS = "p div br li h1 h2 h3 h4 h5 h6 table blockquote".split()  # noqa: SIM905


def read_html(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A transcript saved as a web page.

    Labels may be bold, end in a colon, be headings or terms of a list, or stand in the first
    column of a table. Menus, scripts and hidden parts are not read. Where a contribution stands as
    spoken and translated, the original is read; `metadata["translations"]` counts the others.

    Raises
    ------
    UnreadableFile
        No text, or nested deeper than any page is.
    """
    text, warnings = _decode(path)
    root = _parse(text, path)
    reader = _Reader(translations(root))
    reader.read(root)
    lines = reader.body.lines
    if reader.named > 1:
        transcript = to_named_transcript(lines, (*warnings, *reader.body.warnings()))
    else:
        lines = [_unnamed(line) for line in lines] if reader.named else lines
        transcript = to_transcript(
            lines, labels=labels, warnings=(*warnings, *reader.body.warnings())
        )
    translated = reader.body.left_out[_TRANSLATION]
    if not translated:
        return transcript
    return replace(transcript, metadata={**transcript.metadata, "translations": str(translated)})


def _decode(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a page: as its bytes say, or else as the page says."""
    data = read_bytes(path)
    declared = _CHARSET.search(data[:4_000])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            name = declared[1].decode("ascii").lower()
            if name not in ("utf-8", "utf8", "iso-8859-1", "latin1", "windows-1252") and (
                _is_text_encoding(name)
            ):
                return data.decode(name, errors="replace"), ()
    return read_text(path)


def _is_text_encoding(name: str) -> bool:
    try:
        return bool(b"a".decode(name) == "a")
    except (LookupError, ValueError):
        return False


def _parse(text: str, path: Path) -> "_Element":
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    content = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("is no web page", where=path, do="Save the page again.") from error
    # The parser drops the rest of a page that is nested too deeply.
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableFile(
            "is nested deeper than a page is",
            where=path,
            do="Copy the text into a Word document, or save the page again.",
        )
    return root


class _Reader:
    """Gathers lines while the tree is walked."""

    def __init__(self, left_out: set["_Element"]) -> None:
        self.body = Body()
        self._heading = False
        self._left_out = left_out
        self._pieces: list[tuple[str, bool]] = []
        self._around: set[str] = set()
        self._apart: set[_Element] = set()
        self.named = 0
        self._bold = 0
        self._kept_spaces = 0

    def read(self, root: "_Element") -> None:
        from lxml import etree

        # More than a page's own are those of contributions, and may name who speaks.
        self._around = {tag for tag in _AROUND if sum(1 for _ in root.iter(tag)) <= _FEW}
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: _Element | None = None
        for event, element in walk:
            if event == "start":
                if self._skips(element) or self._reads(element):
                    skipped = element
                    walk.skip_subtree()
                else:
                    self._open(element)
                continue
            if element is skipped:
                skipped = None
            else:
                self._close(element)
            if element is not root:
                self._text(element.tail)
        self._end_paragraph()

    def _skips(self, element: "_Element") -> bool:
        tag = str(element.tag)
        if element in self._left_out:
            self.body.left_out[_TRANSLATION] += 1
            return True
        if tag in _SKIPPED or element in self._apart:
            return True
        for each in element.get("class", "").lower().split():
            if each in _RECORD:
                self.body.left_out[_RECORD[each]] += 1
                return True
        around = tag in self._around and not any(
            ancestor.tag in _CONTENT for ancestor in element.iterancestors()
        )
        hidden = (
            element.get("hidden") is not None
            # As LibreOffice saves what stands at the edges of pages.
            or (tag == "div" and element.get("title") in _RUNNING)
            or element.get("aria-hidden") == "true"
            or bool(_HIDDEN.search(element.get("style", "")))
        )
        if (around or hidden) and any(text.strip() for text in element.itertext()):
            self.body.left_out["hidden part(s), menu(s), header(s) or footer(s) of the page"] += 1
        return around or hidden

    def _reads(self, element: "_Element") -> bool:
        """Read an element at once, if that is how it is best read."""
        return self._reads_name(element) or self._reads_whole(element)

    def _reads_name(self, element: "_Element") -> bool:
        """Begin a turn, where the page's own classes say that a paragraph opens with a speaker."""
        classes = element.get("class", "").lower().split()
        if _SPEAKERS.isdisjoint(classes) or any(text.strip() for text, _ in self._pieces):
            return False
        name = _short(element)
        if not name.strip(":") or count_words(name) > 8:
            return False
        self._end_paragraph()
        self.body.lines.append(Line("", bold=name, speaker=name))
        self.named += 1
        return True

    def _reads_whole(self, element: "_Element") -> bool:
        """Read a table or a list of terms at once, where it is a dialogue or plain cells."""
        if element.tag not in ("table", "dl"):
            return False
        # One within another lays the page out; it must not be read once for each that is around it.
        if element.find(".//table") is not None or element.find(".//dl") is not None:
            return False
        if element.tag == "table":
            cells = [
                [cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")
            ]
            plain = not any(sum(1 for _ in cell.iter(*_PARTS)) > 1 for row in cells for cell in row)
        else:
            cells = _terms(element)
            plain = False
        rows = [[self._words(cell) for cell in row if cell not in self._left_out] for row in cells]
        if element.tag == "dl":
            rows = [[row[0], " ".join(row[1:])] for row in rows if row]
        rows = [row for row in rows if any(row)]
        if not is_dialogue(rows) and not (plain and rows):
            return False
        self._end_paragraph()
        self.body.left_out[_TRANSLATION] += sum(
            cell in self._left_out for row in cells for cell in row
        )
        self.body.table(rows)
        return True

    def _words(self, element: "_Element") -> str:
        inner = _Reader(self._left_out)
        if element.tag in _TERMS:
            # Those that the page does not close hold the next ones.
            inner._apart = {each for each in element.iter(*_TERMS) if each is not element}
        inner.read(element)
        return clean(" ".join(line.text for line in inner.body.lines))

    def _open(self, element: "_Element") -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self._end_paragraph()
        if tag in _HEADINGS:
            self._heading = True
        if tag == "br":
            self._pieces.append(("\n", self._bold > 0))
        self._bold += _is_bold(element)
        self._kept_spaces += tag == "pre"
        self._text(element.text)

    def _close(self, element: "_Element") -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self._end_paragraph()
        self._bold -= _is_bold(element)
        self._kept_spaces -= tag == "pre"

    def _text(self, text: str | None) -> None:
        if text:
            words = text if self._kept_spaces else _SPACE.sub(_space, text)
            self._pieces.append((words, self._bold > 0))

    def _end_paragraph(self) -> None:
        if any(text.strip() for text, _ in self._pieces):
            self.body.paragraph(self._pieces, heading=self._heading)
        self._pieces = []
        self._heading = False


def _space(match: re.Match[str]) -> str:
    """A tab that does not indent the page's source is one that somebody typed."""
    return "\t" if "\t" in match[0] and "\n" not in match[0] else " "


def _is_bold(element: "_Element") -> bool:
    return element.tag in _BOLD or bool(_HEAVY.search(element.get("style", "")))


def _unnamed(line: Line) -> Line:
    """A single name proves nothing: a line like any other."""
    return Line(line.bold, line.bold) if line.speaker == line.bold and line.bold else line


def _short(element: "_Element") -> str:
    """The text of an element, or nothing if it is longer than a name."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > _LONGEST_NAME:
            return ""
    return clean(text)


def _terms(element: "_Element") -> list[list["_Element"]]:
    """The terms of a definition list, each with what is said below it."""
    rows: list[list[_Element]] = []
    for each in element.iter(*_TERMS):
        if each.tag == "dt" or not rows:
            rows.append([each])
        else:
            rows[-1].append(each)
    return rows
