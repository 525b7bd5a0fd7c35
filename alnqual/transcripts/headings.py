"""Where a table's headings stand: below a title, or on several rows, as survey services export."""

from collections.abc import Sequence
from dataclasses import dataclass

from alnqual.transcripts.turns_table import is_heading

_DEEPEST = 30
_SUBHEADINGS = ("response", "open-ended response", "other (please specify)", "ymateb")

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Headed:
    """A table: its headings, the rows below, what stands above, and what was odd."""

    headings: list[str]
    body: Grid
    above: Grid
    notes: tuple[str, ...] = ()


def find_headings(rows: Grid) -> Headed | None:
    """The row that heads a table of turns, else the first with more than one cell filled.

    Qualtrics heads columns by ids, questions and import ids; SurveyMonkey by questions and, below
    them, "Open-Ended Response". The questions are taken.
    """
    turns = next((at for at, row in enumerate(rows[:_DEEPEST]) if is_heading(row)), None)
    first = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), None)
    head = turns if turns is not None else first
    if head is None or head + 1 >= len(rows):
        return None
    headings, body = rows[head], rows[head + 1 :]
    if turns is not None:
        return Headed(headings, body, rows[:head])
    headings, body, notes = _one_row(headings, body)
    return Headed(headings, body, rows[:head], notes) if body else None


def _one_row(headings: list[str], body: Grid) -> tuple[list[str], Grid, tuple[str, ...]]:
    """Headings of a survey on one row."""
    for depth, row in enumerate(body[:2], 1):
        if any(cell.startswith('{"ImportId"') for cell in row):
            return body[0] if depth == 2 else headings, body[depth:], (_merged(depth),)
    if body and _is_subheading(body[0]):
        merged: list[str] = []
        for heading, below in zip(headings, body[0], strict=True):
            question = heading or (merged[-1].partition(" | ")[0] if merged else "")
            choice = below if below.lower() not in _SUBHEADINGS else ""
            merged.append(f"{question} | {choice}" if choice and question else question or choice)
        return merged, body[1:], (_merged(1),)
    return headings, body, ()


def _is_subheading(row: Sequence[str]) -> bool:
    filled = [cell.lower() for cell in row if cell]
    return bool(filled) and any(cell in _SUBHEADINGS for cell in filled) and len(filled) < len(row)


def _merged(count: int) -> str:
    return f"{count} further heading row(s) of a survey service merged or left out"
