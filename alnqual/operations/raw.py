"""Raw files without one person: rewritten as turns in JSON, or a survey without their row."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.errors import InputError
from alnqual.operations.plan import Touched
from alnqual.records import INTERVIEWER
from alnqual.tables import write_atomically
from alnqual.transcripts import read_transcript
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.delimited import Grid, format_delimited, parse_delimited
from alnqual.transcripts.grids import Respondents, cleaned, find_rows, read_sheets
from alnqual.transcripts.limits import Limits, limited
from alnqual.transcripts.words import clean
from alnqual.workspace import Workspace

ID_HEADING = "Respondent ID"

_WORKBOOKS = (".xlsx", ".xlsm")

Holds = Callable[[str], bool]


def rewrite_raw(workspace: Workspace, touched: Touched, *, names: Replacer, holds: Holds) -> None:
    """Bring a document's raw file to what it may still hold; doing it twice changes nothing.

    Parameters
    ----------
    workspace : the study.
    touched : the document.
    names : replaces the person's name where others say it.
    holds : whether a cell of a survey holds the person's words.
    """
    path = workspace.raw / touched.file
    limits = Limits(**workspace.settings.reading.model_dump())
    if touched.action == "delete":
        path.unlink(missing_ok=True)
    elif not path.is_file():
        pass
    elif touched.action == "survey":
        with limited(limits):
            _rewrite_survey(path, touched, names=names, holds=holds)
    else:
        _rewrite_turns(workspace, touched, names=names, limits=limits)


def _rewrite_turns(
    workspace: Workspace, touched: Touched, *, names: Replacer, limits: Limits
) -> None:
    path = workspace.raw / touched.file
    # With the labels of everybody, or a speaker known by them alone would be part of another's
    # turn.
    transcript = read_transcript(path, labels=frozenset(touched.known), limits=limits)
    turns: list[dict[str, Any]] = []
    for turn in transcript.turns:
        if turn.speaker in touched.labels:
            continue
        row: dict[str, Any] = {"speaker": turn.speaker, "text": names(turn.text, touched.id).text}
        for name in ("start", "end", "question"):
            if (value := getattr(turn, name)) is not None:
                row[name] = value
        turns.append(row)
    asking = json.loads(transcript.metadata.get("interviewers", "[]"))
    # Who asks was told by the file's own legend, or by all of its labels together.
    legend = {
        row["speaker"]: INTERVIEWER if row["speaker"] in asking else "speaker"
        for row in turns
        if row["speaker"] is not None
    }
    values = {"legend": legend, "turns": turns}
    content = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    write_atomically(workspace.raw / touched.new_file, content.encode(), mode=0o600)
    if touched.new_file != touched.file:
        path.unlink()


def _rewrite_survey(path: Path, touched: Touched, *, names: Replacer, holds: Holds) -> None:
    rewrite = _rewrite_workbook if path.suffix.lower() in _WORKBOOKS else _rewrite_text
    content = rewrite(
        path, frozenset(touched.labels), holds, lambda text: names(text, touched.id).text
    )
    write_atomically(path, content, mode=0o600)


def _rewrite_text(
    path: Path, labels: frozenset[str], holds: Holds, named: Callable[[str], str]
) -> bytes:
    text, _ = read_text(path)
    table = parse_delimited(text)
    rows = cleaned(table.rows)
    found = find_rows(rows)
    gone = _gone(rows, found, labels, holds, read=True)
    kept = [
        [named(cell) for cell in row]
        for place, row in enumerate(_with_ids(table.rows, found))
        if place not in gone
    ]
    return format_delimited(replace(table, rows=kept)).encode("utf-8-sig")


def _gone(
    rows: Grid, found: Respondents | None, labels: frozenset[str], holds: Holds, *, read: bool
) -> frozenset[int]:
    """The places of a person's rows. In a sheet that was not `read` as the survey a row's number
    is nobody's id."""
    headings = found.headings if found else ()
    gone = {
        place
        for place, row in enumerate(rows)
        if place not in headings and any(map(holds, filter(None, row)))
    }
    if found is not None:
        gone |= {
            place
            for place, respondent in found.rows.items()
            if (respondent if read else _written_id(rows[place], found)) in labels
        }
    return frozenset(gone)


def _written_id(row: list[str], found: Respondents) -> str:
    at = found.column
    return row[at] if at is not None and at < len(row) else ""


def _with_ids(rows: Grid, found: Respondents | None) -> Grid:
    """The rows with every respondent's id written down: a number would change when rows go."""
    if found is None:
        return rows
    if found.column is None:
        first, last = found.headings[0], max(found.rows)
        ids = dict.fromkeys(found.headings, ID_HEADING) | dict(found.rows)
        return [
            [ids.get(place, ""), *row] if first <= place <= last else row
            for place, row in enumerate(rows)
        ]
    filled = [list(row) for row in rows]
    for place, respondent in found.rows.items():
        row = filled[place]
        row += [""] * (found.column + 1 - len(row))
        if not clean(row[found.column]):
            row[found.column] = respondent
    return filled


def _rewrite_workbook(
    path: Path, labels: frozenset[str], holds: Holds, named: Callable[[str], str]
) -> bytes:
    """The workbook saved anew, so that its table of strings holds only what is in a cell.

    Formulas become the values that they had: these are what is read, and saving loses them.
    """
    from openpyxl import load_workbook

    grids = read_sheets(path)
    try:
        book = load_workbook(path, data_only=True, keep_vba=path.suffix.lower() == ".xlsm")
    # openpyxl raises whatever a damaged part makes it stumble on.
    except Exception as error:
        raise InputError(
            "cannot be rewritten without a person's row", where=path, do="Take the row out by hand."
        ) from error
    tables = [find_rows(rows) for rows in grids]
    survey = next((at for at, found in enumerate(tables) if found and found.answered), None)
    for at, (sheet, rows, found) in enumerate(zip(book.worksheets, grids, tables, strict=True)):
        gone = _gone(rows, found, labels, holds, read=at == survey)
        if at == survey and found is not None:
            _write_ids(sheet, rows, found)
        for place in sorted(gone, reverse=True):
            sheet.delete_rows(place + 1)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (edited := named(cell.value)) != cell.value:
                    cell.value = edited
                if cell.comment is not None and holds(cell.comment.text):
                    cell.comment = None
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def _write_ids(sheet: Any, rows: Grid, found: Respondents) -> None:
    """As `_with_ids`, in a sheet."""
    if found.column is None:
        sheet.insert_cols(1)
        for place in found.headings:
            sheet.cell(row=place + 1, column=1, value=ID_HEADING)
    for place, respondent in found.rows.items():
        if not _written_id(rows[place], found):
            sheet.cell(row=place + 1, column=(found.column or 0) + 1, value=respondent)
