"""PDF transcripts: the text layer, put back into paragraphs.

A PDF holds no paragraphs, only pieces of text with places on a page. Lines are joined where the
space between them is that of a paragraph; what recurs at the edges of pages is left out.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_bytes
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.labels import Line
from alnqual.transcripts.print_lines import Row, paragraphs

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAXIMUM_PAGES = 2_000

_LETTERS_A_PAGE = 20
_WIDE = re.compile(r" {3,}")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd]")
_MOST_UNREADABLE = 0.2
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st",
}  # fmt: skip


@dataclass(slots=True)
class _Pages:
    rows: list[list[Row]] = field(default_factory=list)
    images: int = 0
    odd: Counter[str] = field(default_factory=Counter)


def read_pdf(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """The text layer of a PDF.

    Labels may be bold, end in a colon, or stand in a column of their own. Running headers and
    footers and page numbers are left out and counted; words parted at a line's end are joined.

    Raises
    ------
    UnreadableFile
        A scan without a text layer, protected by a password, damaged, or too long.
    """
    data = read_bytes(path)
    if b"%PDF-" not in data[:2_000]:
        raise UnreadableFile("is no PDF", where=path, do="Does its ending say what it really is?")
    with _quiet():
        reader = _open(data, path)
        pages = _read(reader, path, in_columns=False)
        transcript = _transcript(pages, labels)
        if transcript.metadata["labels"] == "none":
            columns = _transcript(_read(reader, path, in_columns=True), labels)
            if columns.metadata["labels"] != "none":
                return columns
    return transcript


@contextmanager
def _quiet() -> Iterator[None]:
    """The library's log says of damaged files what the warnings of a transcript say."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _open(data: bytes, path: Path) -> "PdfReader":
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _protected(path)
        count = len(reader.pages)
    except UnreadableFile:
        raise
    except DependencyError as error:
        raise _protected(path) from error
    # The library raises whatever a damaged part makes it stumble on.
    except Exception as error:
        raise _damaged(path) from error
    if count > MAXIMUM_PAGES:
        raise UnreadableFile(
            f"has {count} pages, which no transcript has",
            where=path,
            do=f"The limit is {MAXIMUM_PAGES} pages.",
        )
    return reader


def _read(reader: "PdfReader", path: Path, *, in_columns: bool) -> _Pages:
    pages = _Pages()
    broken = 0
    for number in range(len(reader.pages)):
        try:
            page = reader.pages[number]
            pages.rows.append(_columns(page) if in_columns else _rows(page))
            pages.images += bool(page.get("/Resources", {}).get("/XObject"))
        # As above: one damaged page must not cost the others.
        except Exception:
            broken += 1
    if not pages.rows:
        raise _damaged(path)
    if broken:
        pages.odd["page(s) could not be read"] = broken
    text = "".join(row.text for page in pages.rows for row in page)
    letters = sum(map(str.isalpha, text))
    if letters < _LETTERS_A_PAGE * len(pages.rows) and (pages.images or not letters):
        raise UnreadableFile(
            "is a scan: its pages are pictures without text",
            where=path,
            do="Ask for the original, or run text recognition (OCR) and check it by eye.",
        )
    unreadable = len(_UNREADABLE.findall(text))
    if unreadable > _MOST_UNREADABLE * (letters + unreadable):
        raise UnreadableFile(
            "does not say which letters its shapes stand for",
            where=path,
            do="Ask for the original, or run text recognition (OCR) and check it by eye.",
        )
    return pages


def _rows(page: "PageObject") -> list[Row]:
    """The lines of a page, with what is bold in them and how high they stand."""
    pieces: list[tuple[str, bool, float | None]] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, _: float) -> None:
        name = str((font or {}).get("/BaseFont", ""))
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5] if text.strip() else None
        pieces.append(
            (text.translate(_LIGATURES), "bold" in name.lower() or "black" in name.lower(), height)
        )

    whole = page.extract_text(visitor_text=visit).translate(_LIGATURES)
    if _letters(whole) != _letters("".join(text for text, _, _ in pieces)):
        return [Row(text) for text in whole.split("\n")]
    rows = [Row("")]
    open_bold = True
    for text, bold, height in pieces:
        for place, part in enumerate(text.split("\n")):
            if place:
                rows.append(Row(""))
                open_bold = True
            row = rows[-1]
            row.text += part
            row.height = height if row.height is None and part.strip() else row.height
            open_bold = open_bold and (bold or not part.strip())
            if open_bold:
                row.bold += part
    return rows


def _columns(page: "PageObject") -> list[Row]:
    """The lines of a page as they stand, wide gaps as tabs."""
    text = page.extract_text(extraction_mode="layout").translate(_LIGATURES)
    return [Row(_WIDE.sub("\t", line.strip())) for line in text.split("\n")]


def _letters(text: str) -> str:
    return "".join(text.split())


def _transcript(pages: _Pages, labels: frozenset[str]) -> Transcript:
    printed = paragraphs(pages.rows)
    lines = [line for text, bold in printed.texts for line in (Line(text, bold), Line(""))]
    odd = pages.odd + printed.odd
    warnings = [f"{count} {what}" for what, count in sorted(odd.items())]
    return to_transcript(lines, labels=labels, warnings=warnings)


def _protected(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "is protected by a password",
        where=path,
        do="Open it, print it to a PDF without a password, or ask for the original.",
    )


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "is damaged or no PDF that can be read",
        where=path,
        do="Open it in a PDF reader and save it again, or ask for the original.",
    )
