"""Raw files without one person: rewritten as turns in JSON, or a survey without their row."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.errors import InputError
from alnqual.operations.plan import Touched
from alnqual.tables import write_atomically
from alnqual.transcripts import read_transcript
from alnqual.transcripts.survey import RESPONDENT, read_survey
from alnqual.transcripts.words import clean
from alnqual.workspace import Workspace

ID_HEADING = "Respondent ID"

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
    if touched.action == "delete":
        path.unlink(missing_ok=True)
    elif not path.is_file():
        pass
    elif touched.action == "survey":
        _rewrite_survey(path, touched, names=names, holds=holds)
    else:
        _rewrite_turns(workspace, path, touched, names)


def _rewrite_turns(workspace: Workspace, path: Path, touched: Touched, names: Replacer) -> None:
    labels = frozenset(touched.labels)
    transcript = read_transcript(path, labels=frozenset(label.casefold() for label in labels))
    turns: list[dict[str, Any]] = []
    for turn in transcript.turns:
        if turn.speaker in labels:
            continue
        row: dict[str, Any] = {"speaker": turn.speaker, "text": names(turn.text, touched.id).text}
        for name in ("start", "end", "question"):
            if (value := getattr(turn, name)) is not None:
                row[name] = value
        turns.append(row)
    content = json.dumps({"turns": turns}, ensure_ascii=False, indent=1) + "\n"
    write_atomically(workspace.raw / touched.new_file, content.encode(), mode=0o600)
    if touched.new_file != touched.file:
        path.unlink()


def _rewrite_survey(path: Path, touched: Touched, *, names: Replacer, holds: Holds) -> None:
    rewrite = _rewrite_workbook if path.suffix.lower() == ".xlsx" else _rewrite_csv
    content = rewrite(
        path, frozenset(touched.labels), holds, lambda text: names(text, touched.id).text
    )
    write_atomically(path, content, mode=0o600)


def _rewrite_csv(
    path: Path, labels: frozenset[str], holds: Holds, named: Callable[[str], str]
) -> bytes:
    from alnqual.transcripts.decoding import read_text

    text, _ = read_text(path)
    head = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    kept = _kept(rows, labels, holds)
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\n")
    writer.writerows([[named(cell) for cell in row] for row in kept])
    return sink.getvalue().encode("utf-8-sig")


def _kept(rows: list[list[str]], labels: frozenset[str], holds: Holds) -> list[list[str]]:
    """The rows of everybody else. Respondents that were numbered by their row get a column with
    their number, which would change otherwise."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    head = _head(cleaned)
    if head is None:
        return rows
    column = _respondents(cleaned[head])
    kept = rows[: head + 1]
    if column is None:
        kept = [*rows[:head], [ID_HEADING, *rows[head]]]
    number = 0
    for row, cells in zip(rows[head + 1 :], cleaned[head + 1 :], strict=True):
        if not any(cells):
            continue
        number += 1
        numbered = f"R{number:03d}"
        label = (cells[column] if column is not None and column < len(cells) else "") or numbered
        if label in labels or any(map(holds, cells)):
            continue
        kept.append([numbered, *row] if column is None else row)
    return kept


def _respondents(headings: list[str]) -> int | None:
    """The column of respondents' ids, as the reader of surveys finds it."""
    return next(
        (at for at, each in enumerate(headings) if each and RESPONDENT.fullmatch(each)), None
    )


def _rewrite_workbook(
    path: Path, labels: frozenset[str], holds: Holds, named: Callable[[str], str]
) -> bytes:
    """The workbook saved anew, so that its table of strings holds only what is in a cell."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path)
    # openpyxl raises whatever a damaged part makes it stumble on.
    except Exception as error:
        raise InputError(
            "cannot be rewritten without a person's row", where=path, do="Take the row out by hand."
        ) from error
    grids = [_grid(sheet) for sheet in book.worksheets]
    survey = next((at for at, rows in enumerate(grids) if _is_survey(rows)), None)
    for at, (sheet, rows) in enumerate(zip(book.worksheets, grids, strict=True)):
        _drop_rows(sheet, rows, labels, holds, numbered=at == survey)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (edited := named(cell.value)) != cell.value:
                    cell.value = edited
                if cell.comment is not None and holds(cell.comment.text):
                    cell.comment = None
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _grid(sheet: Any) -> list[list[str]]:
    return [
        [clean("" if cell.value is None else str(cell.value)) for cell in row]
        for row in sheet.iter_rows()
    ]


def _head(rows: list[list[str]]) -> int | None:
    return next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), None)


def _is_survey(rows: list[list[str]]) -> bool:
    head = _head(rows)
    return head is not None and read_survey(rows[head], rows[head + 1 :]) is not None


def _drop_rows(
    sheet: Any, rows: list[list[str]], labels: frozenset[str], holds: Holds, *, numbered: bool
) -> None:
    """Drop a person's rows; in the survey (`numbered`) rows without an id are known by number."""
    head = _head(rows)
    if head is None:
        return
    column = _respondents(rows[head])
    if column is None and numbered:
        _number(sheet, rows, head)
    number = sum(map(any, rows[head + 1 :]))
    for at in range(len(rows) - 1, head, -1):
        if not any(rows[at]):
            continue
        label = rows[at][column] if column is not None else ""
        if numbered:
            label = label or f"R{number:03d}"
        number -= 1
        if label in labels or any(map(holds, rows[at])):
            sheet.delete_rows(at + 1)


def _number(sheet: Any, rows: list[list[str]], head: int) -> None:
    """Give a sheet without ids a column of them."""
    sheet.insert_cols(1)
    sheet.cell(row=head + 1, column=1, value=ID_HEADING)
    number = 0
    for at in range(head + 1, len(rows)):
        if any(rows[at]):
            number += 1
            sheet.cell(row=at + 1, column=1, value=f"R{number:03d}")
