"""Taking rows out of the .csv files that people write; what stays keeps its order and columns."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from alnqual.tables import write_atomically
from alnqual.transcripts.words import clean

Edit = Callable[[Mapping[str, str]], "Mapping[str, str] | None"]
"""From the cells of a row, by heading in lower case, to those that change; None drops the row."""


def edit_rows(path: Path, edit: Edit) -> int:
    """Change or drop rows of a .csv with a heading row; how many were changed or dropped.

    A file without such rows is not touched.
    """
    if not path.is_file():
        return 0
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    headings = [clean(heading).lower() for heading in rows[0]] if rows else []
    kept = rows[:1]
    changed = 0
    for row in rows[1:]:
        cells = dict(zip(headings, map(clean, row), strict=False))
        edited = edit(cells) if any(cells.values()) else {}
        changed += edited is None or bool(edited)
        if edited is not None:
            values = [edited.get(heading) for heading in headings[: len(row)]]
            kept.append(
                [old if new is None else new for old, new in zip(row, values, strict=False)]
                + row[len(values) :]
            )
    if changed:
        _write(path, kept, mark=path.read_bytes().startswith(b"\xef\xbb\xbf"))
    return changed


def count_rows(path: Path, edit: Edit) -> int:
    """How many rows `edit_rows` would change or drop."""
    if not path.is_file():
        return 0
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    headings = [clean(heading).lower() for heading in rows[0]] if rows else []
    found = (edit(dict(zip(headings, map(clean, row), strict=False))) for row in rows[1:])
    return sum(edited is None or bool(edited) for edited in found)


def _write(path: Path, rows: list[list[str]], *, mark: bool) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows(rows)
    content = sink.getvalue().encode()
    mode = path.stat().st_mode & 0o777
    write_atomically(path, b"\xef\xbb\xbf" + content if mark else content, mode=mode)
