"""Taking rows out of the .csv files that people write; what stays keeps its order and columns."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from alnqual.tables import write_atomically
from alnqual.transcripts.words import clean

Edit = Callable[[Mapping[str, str]], "Mapping[str, str] | None"]
"""From the cells of a row, by heading in lower case, to those that change; None drops the row."""


def edit_rows(path: Path, edit: Edit) -> int:
    """Change or drop rows of a .csv with a heading row; how many were changed or dropped.

    A file without such rows is not touched.
    """
    rows = _read(path)
    kept = rows[:1]
    changed = 0
    for row, edited in _edited(rows, edit):
        changed += edited != row
        if edited is not None:
            kept.append(edited)
    if changed:
        _write(path, kept, mark=path.read_bytes().startswith(b"\xef\xbb\xbf"))
    return changed


def count_rows(path: Path, edit: Edit) -> int:
    """How many rows `edit_rows` would change or drop."""
    return sum(edited != row for row, edited in _edited(_read(path), edit))


def _read(path: Path) -> list[list[str]]:
    if not path.is_file():
        return []
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def _edited(rows: list[list[str]], edit: Edit) -> Iterator[tuple[list[str], list[str] | None]]:
    """Each row below the headings, and what becomes of it."""
    headings = [clean(heading).lower() for heading in rows[0]] if rows else []
    for row in rows[1:]:
        cells = dict(zip(headings, map(clean, row), strict=False))
        changes = edit(cells) if any(cells.values()) else {}
        if changes is None:
            yield row, None
        else:
            values = [changes.get(heading) for heading in headings[: len(row)]]
            new = [old if value is None else value for old, value in zip(row, values, strict=False)]
            yield row, new + row[len(values) :]


def _write(path: Path, rows: list[list[str]], *, mark: bool) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows(rows)
    content = sink.getvalue().encode()
    mode = path.stat().st_mode & 0o777
    write_atomically(path, b"\xef\xbb\xbf" + content if mark else content, mode=mode)
