"""Printed lines -> paragraphs: lines joined, words parted at line ends mended, headers left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from alnqual.transcripts.words import clean

_EDGE = 3
_APART = 1.35
_ELSEWHERE = 0.2
_NUMBER = "#"
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W{0,4}(?:(?:page|p|tudalen|tud)\.? {0,2})?"
    r"\d{1,4}(?: {0,2}(?:of|o|/|\|) {0,2}\d{1,4})?\W{0,4}",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[\[(]?\d{1,3}:\d{2}|[^:\t]{1,50}(?:[\[(][\d:.,]{4,12}[\])] ?)?:(?:\s|$)|[^\t]{1,50}\t"
)
_HEADED = re.compile(r".{1,60}\s[\[(]?\d{1,3}:\d{2}(?::\d{2})?[\])]?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class Row:
    """A printed line: its text, the bold text that it starts with, its height on the page."""

    text: str
    bold: str = ""
    height: float | None = None


@dataclass(slots=True)
class Printed:
    """Paragraphs, each with the bold text that it starts with, and what was odd."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)


def paragraphs(pages: Sequence[Sequence[Row]]) -> Printed:
    """The paragraphs of pages of lines.

    What recurs at the edges of pages, set apart from the text, is a header, footer or page number.
    """
    printed = Printed()
    filled = [[row for row in page if clean(row.text)] for page in pages]
    running = _running(filled)
    words = _vocabulary(filled)
    gathered: list[list[Row]] = []
    for rows in filled:
        kept = _without_running(rows, running)
        if left_out := len(rows) - len(kept):
            printed.odd["running header(s), footer(s) or page number(s) left out"] += left_out
        _gather(kept, _spacing(rows), gathered)
    for paragraph in gathered:
        text, joined = _join(paragraph, words)
        if joined:
            printed.odd["word(s) parted at a line's end joined"] += joined
        printed.texts.append((text, paragraph[0].bold.strip()))
    return printed


def _running(pages: list[list[Row]]) -> frozenset[str]:
    """What recurs at the edges of most pages, whatever numbers it holds, and nowhere else."""
    edges: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    for page in pages:
        shapes = [_shape(row) for row in page]
        edges.update({*shapes[:_EDGE], *shapes[-_EDGE:]})
        inner.update(shapes[_EDGE:-_EDGE])
    most = max(3, 0.5 * len(pages)) if len(pages) > 2 else 2
    nearly_all = max(3, 0.8 * len(pages))
    # "P1: Yes." may well end two pages: what looks like a label has to recur on nearly all.
    return frozenset(
        shape
        for shape, count in edges.items()
        if count >= (nearly_all if _OPENING.match(shape) else most)
        and (shape == _NUMBER or inner[shape] < _ELSEWHERE * count)
    )


def _shape(row: Row) -> str:
    text = clean(row.text)
    return _NUMBER if _PAGE_NUMBER.fullmatch(text) else _DIGITS.sub(_NUMBER, text)


def _without_running(rows: list[Row], running: frozenset[str]) -> list[Row]:
    """The rows of a page without what recurs at its edges and is set apart from the others."""
    spacing = _spacing(rows)
    top = _edge(rows, running, spacing)
    rows = rows[top:]
    return rows[: len(rows) - _edge(rows[::-1], running, spacing)]


def _edge(rows: list[Row], running: frozenset[str], spacing: float) -> int:
    """How many rows, the first of them at the edge of a page, are running ones."""
    found = 0
    for place, row in enumerate(rows[:_EDGE], 1):
        if _shape(row) not in running:
            break
        below = rows[place] if place < len(rows) else None
        gap = _gap(row, below) if below else None
        # Speech that recurs at an edge stands no farther from its neighbours than speech does.
        if gap is None or gap > _APART * spacing:
            found = place
    return found


def _gather(kept: list[Row], spacing: float, gathered: list[list[Row]]) -> None:
    """Join the lines of a page to paragraphs; the first may go on with the page before."""
    before: Row | None = None
    for row in kept:
        if gathered and not _begins(row, before, gathered[-1][-1], spacing):
            gathered[-1].append(row)
        else:
            gathered.append([row])
        before = row


def _begins(row: Row, before: Row | None, last: Row, spacing: float) -> bool:
    """Whether a line begins a paragraph."""
    text = row.text.strip()
    if row.bold.strip() or _OPENING.match(text) or _HEADED.fullmatch(text):
        return True
    if last.bold.strip() == last.text.strip() or _HEADED.fullmatch(last.text.strip()):
        return True
    if before is None:
        return clean(last.text).endswith((".", "?", "!", ":", "”", '"'))
    gap = _gap(before, row)
    return gap is not None and gap > _APART * spacing > 0


def _gap(above: Row, below: Row) -> float | None:
    """The distance between two lines in points, where the page says how high they stand."""
    if above.height is None or below.height is None:
        return None
    return abs(above.height - below.height)


def _spacing(rows: list[Row]) -> float:
    """The usual distance between lines of a page, in points."""
    heights = [row.height for row in rows if row.height is not None]
    gaps = [abs(above - below) for above, below in pairwise(heights) if above != below]
    return min(median(gaps), 2 * min(gaps)) if gaps else 0.0


def _vocabulary(pages: list[list[Row]]) -> frozenset[str]:
    return frozenset(
        word.lower()
        for page in pages
        for row in page
        for word in _WORD.findall(row.text.strip().rstrip("-"))
    )


def _join(rows: list[Row], words: frozenset[str]) -> tuple[str, int]:
    """The text of a paragraph, and how many words were parted at the end of a line.

    A hyphen there is dropped unless the document writes the word with it elsewhere.
    """
    text, joined = rows[0].text.strip(), 0
    for row in rows[1:]:
        part = row.text.strip()
        first = _WORD.match(part)
        head = _WORD.findall(text[-60:].rstrip("-\u00ad")) if text else []
        parted = text.endswith(("-", "\u00ad")) and not text.endswith((" -", "--"))
        if not (parted and first and head and first[0][0].islower()):
            text = f"{text} {part}"
            continue
        joined += 1
        hyphened = f"{head[-1]}-{first[0]}".lower() in words
        plain = f"{head[-1]}{first[0]}".lower() in words
        stem = text.rstrip("\u00ad") if text.endswith("\u00ad") else text[:-1]
        text = (text if hyphened and not plain else stem) + part
    return text, joined
