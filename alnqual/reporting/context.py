"""The official-style table that a report shows for context, with its marks explained."""

import csv
from collections.abc import Sequence
from pathlib import Path

from alnqual.errors import InputError
from alnqual.reporting.report import OfficialTable

MARKS = {
    "[c]": "confidential: withheld so that nobody can be identified",
    "*": "too few to publish, fewer than 5",
    ".": "not applicable, or not collected",
    "..": "not available",
    "-": "nought",
}
"""Marks that stand for a number in Welsh official tables; none of them is a nought but `-`."""

_WORDS = {"aln": "ALN", "idp": "IDP", "idps": "IDPs", "la": "LA", "welsh": "Welsh"}


def read_official_tables(folder: Path) -> tuple[OfficialTable, ...]:
    """The tables of a folder, by name; see `read_official_table`."""
    return tuple(read_official_table(path) for path in sorted(folder.glob("*.csv")))


def read_official_table(path: Path) -> OfficialTable:
    """A table as given, cell by cell.

    A column `note` whose every cell is "synthetic" is not shown: it marks the whole table.

    Raises
    ------
    InputError
        A row has more or fewer cells than the header; the row is named.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [
            tuple(cell.strip() for cell in row) for row in csv.reader(file) if row
        ] or [()]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise InputError(
                f"has {len(row)} cells, and the header {len(header)}",
                where=f"{path.name}, row {number}",
                do="Give every row as many cells as the header.",
            )
    note = header.index("note") if "note" in header else None
    synthetic = note is not None and {row[note] for row in rows} == {"synthetic"}
    kept = [index for index in range(len(header)) if not (synthetic and index == note)]
    shown = [tuple(row[index] for index in kept) for row in rows]
    used = {cell for row in shown for cell in row}
    return OfficialTable(
        title=_heading(path.stem.replace("-", "_")),
        columns=tuple(_heading(header[index]) for index in kept),
        rows=tuple(shown),
        marks=tuple((mark, meaning) for mark, meaning in MARKS.items() if mark in used),
        synthetic=synthetic,
    )


def is_number(cell: str) -> bool:
    """Whether a cell is a number or a mark in the place of one, and so set to the right."""
    return cell in MARKS or cell.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()


def numeric_columns(rows: Sequence[Sequence[str]]) -> list[bool]:
    """For each column, whether all its cells are numbers or marks."""
    return [all(is_number(cell) for cell in column) for column in zip(*rows, strict=True)]


def _heading(name: str) -> str:
    words = " ".join(_WORDS.get(word, word) for word in name.split("_"))
    return words[:1].upper() + words[1:]
