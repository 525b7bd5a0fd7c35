"""Tables (.xlsx, .csv): surveys, with a row a respondent, or transcripts, with a row a turn."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.package import Package
from alnqual.transcripts.survey import read_survey
from alnqual.transcripts.turns_table import read_turns_table
from alnqual.transcripts.words import clean

MAXIMUM_ROWS = 100_000
MAXIMUM_COLUMNS = 2_000

Grid = list[list[str]]


def read_csv(path: Path) -> Transcript:
    """A table as .csv; comma, semicolon or tab between the columns.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    head = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = [
            [clean(cell) for cell in row]
            for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise UnreadableFile(f"is no table ({error})", where=path, do="Export it again.") from error
    if len(rows) > MAXIMUM_ROWS:
        raise _too_large(path)
    transcript = _to_transcript(_filled(rows))
    if transcript is None:
        raise _no_words(path)
    return replace(transcript, warnings=warnings + transcript.warnings)


def read_xlsx(path: Path) -> Transcript:
    """The first sheet of a workbook that reads as a transcript or a survey.

    Raises
    ------
    UnreadableFile
    """
    sheets = [rows for rows in map(_filled, _sheets(Package(path))) if rows]
    transcript = next(filter(None, map(_to_transcript, sheets)), None)
    if transcript is None:
        raise _no_words(path)
    if len(sheets) == 1:
        return transcript
    note = f"{len(sheets) - 1} other sheet(s) not read"
    return replace(transcript, warnings=(*transcript.warnings, note))


def _sheets(package: Package) -> list[Grid]:
    from openpyxl import load_workbook

    for name in package.names:
        if name.endswith((".xml", ".rels")):
            package.refuse_entities(package.read(name))
    try:
        book = load_workbook(BytesIO(package.content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            # What a sheet declares of its size is often wrong; rows beyond it would be lost.
            sheet.reset_dimensions()
        return [_cells(sheet.iter_rows(values_only=True), package) for sheet in book.worksheets]
    except UnreadableFile:
        raise
    # openpyxl raises whatever a damaged part makes it stumble on.
    except Exception as error:
        raise package.damaged() from error


def _cells(rows: Iterable[Sequence[object]], package: Package) -> Grid:
    grid: Grid = []
    # A sheet may claim a last row or column far beyond its cells: the count is ours.
    for row in rows:
        if len(grid) >= MAXIMUM_ROWS or len(row) > MAXIMUM_COLUMNS:
            raise _too_large(package.path)
        grid.append([clean(_written(cell)) for cell in row])
    return grid


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time().isoformat() == "00:00:00":
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _too_large(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "has more rows or columns than a survey or a transcript",
        where=path,
        do=f"The limits are {MAXIMUM_ROWS} rows and {MAXIMUM_COLUMNS} columns.",
    )


def _no_words(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "holds no table with a heading row and open answers or turns below it",
        where=path,
        do="Head answers with their questions, each ending in a question mark; "
        "or head the columns of a transcript: speaker, text.",
    )


def _filled(rows: Grid) -> Grid:
    """The rows that hold anything, all of one width."""
    filled = [row for row in rows if any(row)]
    width = max((len(row) for row in filled), default=0)
    return [row + [""] * (width - len(row)) for row in filled]


def _to_transcript(rows: Grid) -> Transcript | None:
    """The rows as turns or answers. A marker or title above the headings fills only one cell."""
    head = next((place for place, row in enumerate(rows) if sum(map(bool, row)) > 1), None)
    if head is None or head + 1 >= len(rows):
        return None
    headings, body = rows[head], rows[head + 1 :]
    transcript = read_turns_table(headings, body) or read_survey(headings, body)
    if transcript is None or not head:
        return transcript
    above = "\n".join(" ".join(filter(None, row)) for row in rows[:head])
    return Transcript(
        transcript.turns,
        (*transcript.warnings, f"{head} line(s) above the heading row kept apart"),
        {**transcript.metadata, "preamble": above},
    )
