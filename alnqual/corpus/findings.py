"""What is wrong with a study's input files, as a list that a person can work through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from alnqual.errors import InputError

Kind = Literal[
    "file", "register", "metadata", "speaker", "time", "encoding", "duplicate", "name", "guide",
    "coverage",
]  # fmt: skip

KINDS: Mapping[Kind, str] = {
    "file": "Files",
    "register": "Register and people",
    "metadata": "Metadata",
    "speaker": "Speakers",
    "time": "Times",
    "encoding": "Encoding",
    "duplicate": "Duplicates",
    "name": "Names",
    "guide": "Topic guides",
    "coverage": "Who was to be heard",
}
"""What a finding is about, and how that is called on a page; in the order in which it is shown."""

_GRAVITY = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault or an oddity in an input file; `row` counts as a spreadsheet does, headings are 1.

    An error keeps ingestion from running or a file from being read, a warning may spoil results, a
    note is good to know.
    """

    file: str
    row: int | None
    severity: Literal["error", "warning", "note"]
    message: str
    kind: Kind = "file"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    @property
    def place(self) -> str:
        """The file and, where there is one, the row."""
        return f"{self.file}, row {self.row}" if self.row else self.file


def gathered(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """The findings, the worst first, and notes that say the same of several files together."""
    found: dict[tuple[object, ...], tuple[Finding, ...]] = {}
    for finding in sorted(findings, key=lambda each: _GRAVITY.index(each.severity)):
        key = (finding.message,) if finding.severity == "note" else (finding,)
        found[key] = (*found.get(key, ()), finding)
    return list(found.values())


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise one `InputError` that lists every finding which is an error.

    Raises
    ------
    InputError
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return
    if len(errors) == 1:
        what = errors[0].message
    else:
        what = f"{len(errors)} faults" + "".join(f"\n  - {error}" for error in errors)
    single = errors[0] if len(errors) == 1 else None
    where = f"{single.file}, row {single.row}" if single and single.row else errors[0].file
    raise InputError(
        what, where=where, do="Mend the file; `alnqual corpus check` lists everything at once."
    )
