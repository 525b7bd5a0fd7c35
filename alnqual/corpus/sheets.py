"""The .csv files that people write, row by row, with what is wrong with their shape."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from alnqual.corpus.findings import Finding
from alnqual.errors import InputError
from alnqual.transcripts.words import clean

_OTHER_MARKS = {";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was read.

    `rows` are those that hold anything, each with its number in a spreadsheet (headings are 1);
    `findings` are headings that stand twice and rows with too many cells, which may hold a value
    in the wrong column.
    """

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[int, dict[str, str]], ...] = ()
    findings: tuple[Finding, ...] = ()


def read_sheet(path: Path, name: str, required: tuple[str, ...]) -> Sheet:
    """Read a .csv; an empty sheet where the file is absent.

    Parameters
    ----------
    path : the file.
    name : what findings and errors call it.
    required : the headings that it must have, in lower case.

    Raises
    ------
    InputError
        Not UTF-8, no table, or a required column is missing.
    """
    if not path.is_file():
        return Sheet()
    table = _parse(path, name)
    headings = [clean(heading).lower() for heading in table[0]] if table else []
    # Spreadsheets like to save empty columns at the right.
    while headings and not headings[-1]:
        headings.pop()
    if missing := [column for column in required if column not in headings]:
        what = f"has no column {' or '.join(map(repr, missing))}"
        raise InputError(
            f"{what}{_parted_otherwise(table)}",
            where=name,
            do=f"Its first row must name {', '.join(required)}, parted by commas.",
        )
    findings = [
        Finding(name, 1, "error", f"the column {heading!r} stands {count} times")
        for heading, count in Counter(filter(None, headings)).items()
        if count > 1
    ]
    rows = []
    for number, row in enumerate(table[1:], 2):
        cells = [clean(cell) for cell in row]
        if not any(cells):
            continue
        if any(cells[len(headings) :]):
            message = "has more cells than there are headings: put a value with a comma in quotes"
            findings.append(Finding(name, number, "error", message))
        rows.append((number, dict(zip(headings, cells + [""] * len(headings), strict=False))))
    return Sheet(tuple(headings), tuple(rows), tuple(findings))


def _parse(path: Path, name: str) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=name, do="Save it as CSV UTF-8.") from error
    try:
        return list(csv.reader(StringIO(text, newline="")))
    except csv.Error as error:
        raise InputError(f"is no table ({error})", where=name) from error


def _parted_otherwise(table: list[list[str]]) -> str:
    """Why a sheet of Excel's with another separator than a comma seems to have one column."""
    if not table or len(table[0]) != 1:
        return ""
    for mark, called in _OTHER_MARKS.items():
        if mark in table[0][0]:
            return f": its columns are parted by {called}, not commas; save it as CSV with commas"
    return ""
