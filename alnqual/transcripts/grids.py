"""Tables (.xlsx, .csv): surveys, with a row a respondent, or transcripts, with a row a turn."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from warnings import catch_warnings, simplefilter

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.delimited import Grid, parse_delimited
from alnqual.transcripts.headings import find_headings
from alnqual.transcripts.package import Package
from alnqual.transcripts.survey import find_respondents, read_survey
from alnqual.transcripts.turns_table import read_turns_table, read_unheaded
from alnqual.transcripts.words import clean

MAXIMUM_ROWS = 100_000
MAXIMUM_COLUMNS = 2_000
MAXIMUM_CELLS = 5_000_000

_EPOCH = datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Respondents:
    """Whose the rows of a survey's table are; places count from 0, empty rows too.

    `headings` are the places of the rows that name the columns, and `rows` has the respondent of
    each row below. `column` holds the ids (None: they are numbered by row). `answered` says whether
    the table is read as a survey: another may list the respondents and hold no open answers.
    """

    headings: tuple[int, ...]
    column: int | None
    rows: Mapping[int, str]
    answered: bool


def read_csv(path: Path) -> Transcript:
    """A table as text; comma, semicolon, tab or bar between the columns.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    return read_table_text(text, path, warnings)


def read_table_text(text: str, path: Path, warnings: tuple[str, ...]) -> Transcript:
    """A table whose text was read already.

    Raises
    ------
    UnreadableFile
    """
    try:
        rows = cleaned(parse_delimited(text).rows)
    except csv.Error as error:
        raise UnreadableFile(f"is no table ({error})", where=path, do="Export it again.") from error
    if len(rows) > MAXIMUM_ROWS or max(map(len, rows), default=0) > MAXIMUM_COLUMNS:
        raise _too_large(path)
    transcript = _to_transcript(_filled(rows, path))
    if transcript is None:
        raise _no_words(path)
    return replace(transcript, warnings=warnings + transcript.warnings)


def cleaned(rows: Grid) -> Grid:
    """The cells as they are read: NFC, with single spaces and no line breaks."""
    return [[clean(cell) for cell in row] for row in rows]


def read_sheets(path: Path) -> list[Grid]:
    """The cells of each sheet of a workbook as they are read, empty rows too.

    Raises
    ------
    UnreadableFile
    """
    return _sheets(Package(path))


def find_rows(rows: Grid) -> Respondents | None:
    """Whose the rows of a table of cleaned cells are; None where nothing stands below headings."""
    places = [place for place, row in enumerate(rows) if any(row)]
    filled = _padded([rows[place] for place in places])
    table = find_headings(filled)
    if table is None:
        return None
    column, ids = find_respondents(table.headings, table.body)
    head, first = len(table.above), len(filled) - len(table.body)
    named = [at for at in range(head, first) if at == head or filled[at] == table.headings]
    return Respondents(
        tuple(places[at] for at in named),
        column,
        dict(zip(places[first:], ids, strict=True)),
        read_survey(table.headings, table.body) is not None,
    )


def read_xlsx(path: Path) -> Transcript:
    """The sheet of a workbook that reads as a transcript, or else as a survey.

    Values are read as they were saved: no formula is worked out, no macro run.

    Raises
    ------
    UnreadableFile
    """
    package = Package(path)
    sheets = [_filled(rows, path) for rows in _sheets(package)]
    read = [(place, found) for place, rows in enumerate(sheets) if (found := _to_transcript(rows))]
    if not read:
        raise _no_words(path)
    place, transcript = max(read, key=lambda each: (_is_dialogue(each[1]), -each[0]))
    notes = list(transcript.warnings)
    others = sum(map(bool, sheets)) - 1
    if others:
        notes += [f"{others} other sheet(s) not read", f"sheet {place + 1} was read"]
    if len(read) > 1:
        notes.append(f"{len(read) - 1} other sheet(s) hold turns or answers too: save them apart")
    if "xl/vbaProject.bin" in package.names:
        notes.append("1 macro project not run")
    if unsaved := _unsaved(package):
        notes.append(f"{unsaved} formula(s) without a saved value read as empty")
    return replace(transcript, warnings=tuple(notes))


def _is_dialogue(transcript: Transcript) -> bool:
    return transcript.metadata["labels"] == "column"


def _sheets(package: Package) -> list[Grid]:
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            package.refuse_entities(package.read(name))
    return [_cells(rows) for rows in _values(package, saved=True)]


def _unsaved(package: Package) -> int:
    """How many formulas have no value: a program wrote them that works none out."""
    sheets = [name for name in package.names if name.startswith("xl/worksheets/")]
    if not any(b"<f" in package.read(name) for name in sheets if name.endswith(".xml")):
        return 0
    both = zip(_values(package, saved=True), _values(package, saved=False), strict=True)
    return sum(
        value is None and isinstance(formula, str) and formula.startswith("=")
        for values, formulas in both
        for row, formula_row in zip(values, formulas, strict=False)
        for value, formula in zip(row, formula_row, strict=False)
    )


def _values(package: Package, *, saved: bool) -> list[list[Sequence[object]]]:
    """The cells of each sheet: their saved values, or formulas as they are written."""
    from openpyxl import load_workbook

    try:
        with catch_warnings():
            # They are about styles and extensions, which hold no words.
            simplefilter("ignore")
            book = load_workbook(BytesIO(package.content), read_only=True, data_only=saved)
            sheets = []
            for sheet in book.worksheets:
                # What a sheet declares of its size is often wrong; rows beyond it would be lost.
                sheet.reset_dimensions()
                sheets.append(list(_limited(sheet.iter_rows(values_only=True), package)))
            return sheets
    except UnreadableFile:
        raise
    # openpyxl raises whatever a damaged part makes it stumble on.
    except Exception as error:
        raise package.damaged() from error


def _limited(rows: Iterable[Sequence[object]], package: Package) -> Iterator[Sequence[object]]:
    # A sheet may claim a last row or column far beyond its cells: the count is ours.
    cells = 0
    for place, row in enumerate(rows):
        cells += len(row)
        if place >= MAXIMUM_ROWS or len(row) > MAXIMUM_COLUMNS or cells > MAXIMUM_CELLS:
            raise _too_large(package.path)
        yield row


def _cells(rows: Iterable[Sequence[object]]) -> Grid:
    return [[clean(_written(cell)) for cell in row] for row in rows]


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.year > _EPOCH.year + 1:
        day_only = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if day_only else value.isoformat()
    if isinstance(value, datetime):
        # A duration: spreadsheets count days from the end of 1899.
        return _clock(value - _EPOCH)
    if isinstance(value, timedelta):
        return _clock(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _clock(duration: timedelta) -> str:
    minutes, seconds = divmod(duration.total_seconds(), 60)
    hours, minutes = divmod(int(minutes), 60)
    written = f"{seconds:06.3f}".removesuffix(".000")
    return f"{hours:02d}:{minutes:02d}:{written}"


def _too_large(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "has more rows or columns than a survey or a transcript",
        where=path,
        do=f"The limits are {MAXIMUM_ROWS} rows, {MAXIMUM_COLUMNS} columns, {MAXIMUM_CELLS} cells.",
    )


def _no_words(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "holds no table with a heading row and open answers or turns below it",
        where=path,
        do="Head answers with their questions, each ending in a question mark; "
        "or head the columns of a transcript: speaker, text.",
    )


def _filled(rows: Grid, path: Path) -> Grid:
    """The rows that hold anything, all of one width."""
    filled = [row for row in rows if any(row)]
    width = max((len(row) for row in filled), default=0)
    if width * len(filled) > MAXIMUM_CELLS:
        raise _too_large(path)
    return _padded(filled)


def _padded(rows: Grid) -> Grid:
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _to_transcript(rows: Grid) -> Transcript | None:
    """The rows as turns or answers. What stands above the headings is kept apart."""
    if unheaded := read_unheaded(rows):
        return unheaded
    table = find_headings(rows)
    if table is None:
        return None
    transcript = read_turns_table(table.headings, table.body) or read_survey(
        table.headings, table.body
    )
    if transcript is None:
        return None
    notes = (*transcript.warnings, *table.notes)
    if not table.above:
        return replace(transcript, warnings=notes)
    above = "\n".join(" ".join(filter(None, row)) for row in table.above)
    return Transcript(
        transcript.turns,
        (*notes, f"{len(table.above)} line(s) above the heading row kept apart"),
        {**transcript.metadata, "preamble": above},
    )
