"""The list of names and what stands for each: a table that people review in a spreadsheet."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from io import StringIO

from alnqual.errors import InputError
from alnqual.transcripts.words import clean

KINDS = (
    "person", "place", "school", "organisation", "e-mail", "phone", "postcode", "nhs-number",
    "pupil-number", "web-address", "date-of-birth", "indirect",
)  # fmt: skip
DECISIONS = ("accept", "reject", "")
SOURCES = ("register", "pattern", "gazetteer", "model", "guess", "hand")
COLUMNS = (
    "decision", "original", "kind", "replacement", "document", "source", "times", "example", "note",
)  # fmt: skip
FILE = ".vault/pseudonyms.csv"

_AT_ONCE = ("register", "pattern")
_FORMULA = re.compile(r"'{0,9}[=+\-@\t\r]")
_GUARDED = re.compile(r"'{1,10}[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name, number or phrase, and what stands for it.

    Parameters
    ----------
    original : as the transcripts have it.
    kind : one of `KINDS`.
    replacement : shown as it is, in [brackets].
    decision : "accept", "reject" or "" (nobody has decided).
    document : the only document it holds for; "" is all.
    source : where it comes from, one of `SOURCES`.
    times : how often it stands in the corpus.
    example : a short piece of text around one mention.
    note : for the person who decides.
    """

    original: str
    kind: str
    replacement: str
    decision: str = ""
    document: str = ""
    source: str = ""
    times: int = 0
    example: str = ""
    note: str = ""


def applies(entry: Entry) -> bool:
    """Whether an entry is replaced: it is accepted, or undecided but certain by its source."""
    if entry.decision:
        return entry.decision == "accept"
    return entry.source in _AT_ONCE


def state(entry: Entry) -> str:
    """ "replaced", "kept" or "undecided"."""
    if applies(entry):
        return "replaced"
    return "kept" if entry.decision else "undecided"


def write_entries(entries: Iterable[Entry]) -> bytes:
    """The entries as CSV that any spreadsheet opens (UTF-8 with a mark, so that ŵ is kept).

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    output = StringIO(newline="")
    sheet = csv.writer(output, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for entry in entries:
        sheet.writerow([_guarded(str(getattr(entry, column))) for column in COLUMNS])
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def read_entries(content: bytes) -> list[Entry]:
    """The entries of a CSV as `write_entries` makes it, perhaps edited by a person.

    Only `original`, `kind` and `replacement` are needed; a row without an original is empty.

    Raises
    ------
    InputError
        No such table, or rows that do not hold; each is named by its number in the spreadsheet.
    """
    rows = _rows(content)
    headings = [clean(heading).lower() for heading in rows[0]] if rows else []
    unknown = [heading for heading in headings if heading and heading not in COLUMNS]
    missing = [name for name in COLUMNS[:4] if name not in headings]
    if missing or unknown:
        lacking = [f"has no column {name!r}" for name in missing]
        raise InputError(
            "; ".join([*lacking, *(f"the column {name!r} is unknown" for name in unknown)]),
            where=FILE,
            do=f"Its first row must be {','.join(COLUMNS)}, parted by commas (save it as CSV with "
            "commas); remarks go into the column note.",
        )
    numbered = []
    faults = []
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(headings, (clean(_unguarded(cell)) for cell in row), strict=False))
        if not any(cells.values()):
            continue
        faults += [f"row {number}: {fault}" for fault in _faults_of_cells(cells)]
        numbered.append((number, _entry(cells)))
    faults += _repeated(numbered)
    if faults:
        raise InputError("; ".join(faults), where=FILE, do="Mend these rows and try again.")
    return [entry for _, entry in numbered]


def _rows(content: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=FILE, do="Save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise InputError(f"is no table ({error})", where=FILE) from error


def _entry(cells: dict[str, str]) -> Entry:
    values = {field.name: cells.get(field.name, "") for field in fields(Entry)}
    times = values.pop("times")
    values |= {name: values[name].lower() for name in ("decision", "kind", "source")}
    values["source"] = values["source"] or "hand"
    return Entry(**values, times=int(times) if times.isdecimal() else 0)


def _faults_of_cells(cells: dict[str, str]) -> list[str]:
    faults = []
    original, replacement = cells.get("original", ""), cells.get("replacement", "")
    decision = cells.get("decision", "").lower()
    if not original:
        faults.append("the original is missing")
    if decision not in DECISIONS:
        faults.append(f"the decision {cells['decision']!r} is neither accept nor reject")
    if cells.get("kind", "").lower() not in KINDS:
        faults.append(f"the kind {cells.get('kind', '')!r} is none of {', '.join(KINDS)}")
    if cells.get("source", "").lower() not in (*SOURCES, ""):
        faults.append(f"the source {cells['source']!r} is none of {', '.join(SOURCES)}")
    if cells.get("times") and not cells["times"].isdecimal():
        faults.append("times is no number")
    at_once = not decision and cells.get("source", "").lower() in _AT_ONCE
    if not replacement and (decision == "accept" or at_once):
        faults.append("it would be replaced, but has no replacement")
    if original and _holds(replacement, original):
        faults.append("the replacement holds the original")
    return faults


def _holds(text: str, name: str) -> bool:
    folded = re.escape(name.casefold())
    return re.search(rf"(?<!\w){folded}(?!\w)", text.casefold()) is not None


def _repeated(numbered: list[tuple[int, Entry]]) -> list[str]:
    first: dict[tuple[str, str], int] = {}
    faults = []
    for number, entry in numbered:
        earlier = first.setdefault((entry.original, entry.document), number)
        if earlier != number:
            faults.append(f"row {number}: row {earlier} has the same original and document")
    return faults


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
