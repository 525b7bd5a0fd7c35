"""The codings that were pulled: one JSON line a coding, one file a coder and round.

annotation/codings/<round>/<coder>.jsonl        sorted by document, place and code
annotation/codings/<round>/submissions.csv      which documents each coder handed in
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TypeVar

from alnqual.errors import InputError
from alnqual.records import Coding, Submission
from alnqual.tables import write_atomically

_SUBMISSIONS = "submissions.csv"
Record = TypeVar("Record")


class CodingStore:
    """The codings of a study, on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, round_id: str | None = None) -> list[Coding]:
        """All codings (of one round), sorted by round, coder, document and place.

        Raises
        ------
        InputError
            A line is no coding; the file and line are named.
        """
        return [coding for path in self.files(round_id) for coding in read_lines(path)]

    def files(self, round_id: str | None = None) -> list[Path]:
        """The files that hold codings."""
        return sorted(self.folder.glob(f"{round_id or '*'}/*.jsonl"))

    def read_submissions(self) -> list[Submission]:
        """Every document that a coder handed in or skipped."""
        found = []
        for path in sorted(self.folder.glob(f"*/{_SUBMISSIONS}")):
            rows = csv.DictReader(io.StringIO(_text(path), newline=""))
            try:
                found += [Submission(**row) for row in rows]  # type: ignore[arg-type]
            except TypeError as error:
                raise InputError("the columns are not those of submissions", where=path) from error
        return found

    def write(
        self, round_id: str, codings: Iterable[Coding], *, submissions: Iterable[Submission]
    ) -> None:
        """Replace a round's codings; a coder's file stays where there is nothing left in it."""
        folder = self.folder / round_id
        by_coder: dict[str, list[Coding]] = {
            path.stem: [] for path in sorted(folder.glob("*.jsonl"))
        }
        submissions = list(submissions)
        for submission in submissions:
            by_coder.setdefault(submission.coder, [])
        for coding in codings:
            by_coder.setdefault(coding.coder, []).append(coding)
        for coder, theirs in by_coder.items():
            write_lines(folder / f"{coder}.jsonl", theirs)
        write_submissions(folder, submissions)


def write_submissions(folder: Path, submissions: Iterable[Submission]) -> None:
    """Replace what stands in a round's folder about the documents that were handed in."""
    sheet = io.StringIO()
    columns = [field.name for field in fields(Submission)]
    writer = csv.DictWriter(sheet, columns, lineterminator="\n")
    writer.writeheader()
    ordered = sorted(submissions, key=lambda s: (s.coder, s.document))
    writer.writerows(asdict(submission) for submission in ordered)
    write_atomically(folder / _SUBMISSIONS, sheet.getvalue().encode(), mode=0o600)


def read_lines(path: Path) -> list[Coding]:
    """The codings of a file, a JSON line each.

    Raises
    ------
    InputError
        A line is no coding; the file and line are named.
    """
    return read_records(path, make_coding, noun="coding")


def write_lines(path: Path, codings: Iterable[Coding]) -> None:
    """Replace a file by codings, sorted by document, place and code."""
    ordered = sorted(codings, key=coding_order)
    write_records(path, [asdict(coding) for coding in ordered])


def coding_order(coding: Coding) -> tuple[object, ...]:
    """What codings are sorted by in a file: document, place and code."""
    return (coding.document, coding.start, coding.end, coding.code, coding.id)


def read_records(path: Path, make: Callable[[dict], Record], *, noun: str) -> list[Record]:
    """What `make` makes of each line of a file, which is a JSON object.

    Raises
    ------
    InputError
        A line is none; the file and line are named.
    """
    found = []
    # Not splitlines(): a memo may hold separators (U+2028, U+0085) that JSON leaves alone.
    lines = _text(path).removesuffix("\n").split("\n")
    for number, line in enumerate(lines if lines != [""] else [], start=1):
        try:
            found.append(make(json.loads(line)))
        except (ValueError, TypeError) as error:
            raise InputError(
                f"the line is no {noun}", where=f"{path}, line {number}", do=_RESTORE
            ) from error
    return found


def write_records(path: Path, values: Iterable[Mapping[str, object]]) -> None:
    """Replace a file by a JSON line for each of `values`; only its owner may read it."""
    lines = "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in values)
    write_atomically(path, lines.encode(), mode=0o600)


_RESTORE = "Restore the file, or move it away and run `alnqual annotate pull`."


def make_coding(values: dict) -> Coding:
    """The coding that a line holds; ValueError or TypeError if it is none."""
    for name in ("start", "end", "codebook_version"):
        if not isinstance(values.get(name, 0), int):
            raise TypeError(f"{name} is no whole number")
    return Coding(**values)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError("the file is not UTF-8 text", where=path, do=_RESTORE) from error
