"""What is wrong with a study's input files, as a list that a person can work through."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from alnqual.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault or an oddity in an input file; `row` counts as a spreadsheet does, headings are 1."""

    file: str
    row: int | None
    severity: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{place}: {self.message}"


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
