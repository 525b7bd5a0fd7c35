"""The register (a row a document), the participants and the speakers: read and checked."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path, PurePosixPath

from alnqual.corpus.findings import Finding, refuse_errors
from alnqual.errors import InputError
from alnqual.records import INTERVIEWER
from alnqual.transcripts.words import clean
from alnqual.workspace import Workspace

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": None}
_LANGUAGE = re.compile(r"(?:en|cy)(?:\+(?:en|cy))?|")
_KNOWN = (
    "id", "file", "kind", "area", "sector", "setting", "language", "date", "phase", "guide",
    "synthetic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A document as the register has it. `attributes` holds the columns that alnqual knows not."""

    id: str
    file: str
    row: int
    kind: str = ""
    area: str = ""
    sector: str = ""
    setting: str = ""
    language: str = ""
    date: str = ""
    phase: str = ""
    guide: str = ""
    synthetic: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Participant:
    """A person or survey respondent, without a name."""

    id: str
    row: int
    role: str = ""
    sector: str = ""
    setting: str = ""
    area: str = ""
    phase: str = ""
    consent: str = ""


Speakers = Mapping[tuple[str, str], str]
"""(document id, folded label) -> participant id or "interviewer"; see `fold`."""


def fold(label: str) -> str:
    """A label as it is compared: the case and the spaces of a file do not matter."""
    return clean(label).casefold()


def read_register(workspace: Workspace) -> list[RegisterRow]:
    """The register's documents in the order of the file.

    Raises
    ------
    InputError
        There is no register, or it has faults: all are listed, each with its row.
    """
    rows, findings = load_register(workspace)
    refuse_errors(findings)
    return rows


def read_participants(workspace: Workspace) -> dict[str, Participant]:
    """Participants by id; none where the file is absent.

    Raises
    ------
    InputError
    """
    participants, findings = load_participants(workspace)
    refuse_errors(findings)
    return participants


def read_speakers(workspace: Workspace) -> Speakers:
    """Who each label of each transcript is; empty where the file is absent.

    Raises
    ------
    InputError
    """
    speakers, findings = load_speakers(workspace)
    refuse_errors(findings)
    return speakers


def load_register(workspace: Workspace) -> tuple[list[RegisterRow], list[Finding]]:
    """The register's sound rows, and what is wrong with it."""
    name = workspace.relative(workspace.register)
    if not workspace.register.is_file():
        raise InputError(
            "there is no register of documents",
            where=name,
            do="Make one with the columns id and file, a row a document; files go to corpus/raw/.",
        )
    rows, findings = [], []
    seen: dict[str, int] = {}
    for number, cells in _read(workspace.register, name, ("id", "file")):
        faults = list(_register_faults(cells, workspace))
        if cells["id"] in seen:
            faults.append(f"the id {cells['id']!r} stands in row {seen[cells['id']]} already")
        seen.setdefault(cells["id"], number)
        findings += [Finding(name, number, "error", fault) for fault in faults]
        if guide := _missing_guide(cells, workspace):
            findings.append(Finding(name, number, "warning", guide))
        if not faults:
            rows.append(_register_row(number, cells, workspace))
    if not seen:
        findings.append(Finding(name, None, "error", "the register lists no documents"))
    return rows, findings


def load_participants(workspace: Workspace) -> tuple[dict[str, Participant], list[Finding]]:
    """Participants by id, and what is wrong with their file."""
    name = workspace.relative(workspace.participants)
    participants: dict[str, Participant] = {}
    findings: list[Finding] = []
    known = Participant.__dataclass_fields__.keys() - {"row"}
    for number, cells in _read(workspace.participants, name, ("id",)):
        person = cells["id"]
        if not _ID.fullmatch(person):
            findings.append(Finding(name, number, "error", f"{person!r} is no id"))
        elif person in participants:
            earlier = participants[person].row
            message = f"the id {person!r} stands in row {earlier} already"
            findings.append(Finding(name, number, "error", message))
        else:
            values = {key: value for key, value in cells.items() if key in known}
            participants[person] = Participant(row=number, **values)
    return participants, findings


def load_speakers(workspace: Workspace) -> tuple[dict[tuple[str, str], str], list[Finding]]:
    """Who each label is, and what is wrong with the file."""
    name = workspace.relative(workspace.speakers)
    participants, _ = load_participants(workspace)
    speakers: dict[tuple[str, str], str] = {}
    findings: list[Finding] = []
    for number, cells in _read(workspace.speakers, name, ("document", "label", "participant")):
        key, person = (cells["document"], fold(cells["label"])), cells["participant"]
        if person.lower() == INTERVIEWER:
            person = INTERVIEWER
        elif person not in participants:
            message = f"the participant {person!r} is not in participants.csv"
            findings.append(Finding(name, number, "error", message))
            continue
        if speakers.setdefault(key, person) != person:
            message = f"the label {cells['label']!r} of {key[0]} stands for two participants"
            findings.append(Finding(name, number, "error", message))
    return speakers, findings


def read_nicknames(workspace: Workspace) -> dict[str, dict[str, str]]:
    """What people call a speaker whose label does not say it: document -> name -> who it is.

    From the column `names` of speakers.csv (optional; several are parted by semicolons), which is
    for transcripts that label a speaker "Governor" and let the others say "Ken".
    """
    name = workspace.relative(workspace.speakers)
    found: dict[str, dict[str, str]] = {}
    for _, cells in _read(workspace.speakers, name, ("document", "label", "participant")):
        for spoken in cells.get("names", "").split(";"):
            if spoken.strip():
                person = cells["participant"]
                shown = person.capitalize() if person.lower() == INTERVIEWER else person
                found.setdefault(cells["document"], {})[spoken.strip()] = shown
    return found


def raw_without_row(workspace: Workspace) -> list[str]:
    """Files in raw/ that no row of the register lists; hidden files do not count."""
    if not workspace.raw.is_dir():
        return []
    rows = _read(workspace.register, workspace.relative(workspace.register), ("file",))
    listed = {PurePosixPath(cells["file"]).as_posix() for _, cells in rows}
    files = (path.relative_to(workspace.raw) for path in workspace.raw.rglob("*") if path.is_file())
    return sorted(
        file.as_posix()
        for file in files
        if file.as_posix() not in listed and not any(part.startswith(".") for part in file.parts)
    )


def guide_path(workspace: Workspace, guide: str) -> Path:
    """The topic guide that the register names, with or without its ending."""
    return workspace.guides / (guide if guide.endswith((".yaml", ".yml")) else f"{guide}.yaml")


def _register_faults(cells: Mapping[str, str], workspace: Workspace) -> Iterator[str]:
    if not _ID.fullmatch(cells["id"]):
        yield f"{cells['id']!r} is no id (letters, digits, dot, dash and underscore)"
    file = PurePosixPath(cells["file"])
    if not cells["file"]:
        yield "no file is given"
    elif file.is_absolute() or ".." in file.parts:
        yield f"the file {cells['file']!r} is not inside corpus/raw/"
    elif not (workspace.raw / file).is_file():
        yield f"the file {cells['file']!r} is not in {workspace.relative(workspace.raw)}/"
    if day := cells.get("date", ""):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield f"{day!r} is no date (write it as 2024-02-29)"
    if not _LANGUAGE.fullmatch(cells.get("language", "")):
        yield f"{cells['language']!r} is no language (en, cy or en+cy)"
    if cells.get("synthetic", "").lower() not in _YES:
        yield f"synthetic is {cells['synthetic']!r}, not yes or no"


def _missing_guide(cells: Mapping[str, str], workspace: Workspace) -> str | None:
    guide = cells.get("guide", "")
    if guide and not guide_path(workspace, guide).is_file():
        return f"the topic guide {guide!r} is not in {workspace.relative(workspace.guides)}/"
    return None


def _register_row(number: int, cells: Mapping[str, str], workspace: Workspace) -> RegisterRow:
    known = {key: cells.get(key, "") for key in _KNOWN if key != "synthetic"}
    synthetic = _YES[cells.get("synthetic", "").lower()]
    return RegisterRow(
        **known,
        row=number,
        synthetic=workspace.settings.study.synthetic if synthetic is None else synthetic,
        attributes={key: value for key, value in cells.items() if key not in _KNOWN and value},
    )


def _read(path: Path, name: str, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a .csv that hold anything, with their number in a spreadsheet.

    Raises
    ------
    InputError
        Not UTF-8, a required column is missing, or a row has more cells than there are headings.
    """
    if not path.is_file():
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=name, do="Save it as CSV UTF-8.") from error
    try:
        rows = list(csv.reader(StringIO(text, newline="")))
    except csv.Error as error:
        raise InputError(f"is no table ({error})", where=name) from error
    headings = [clean(heading).lower() for heading in rows[0]] if rows else []
    if missing := [column for column in required if column not in headings]:
        raise InputError(
            f"has no column {' or '.join(map(repr, missing))}",
            where=name,
            do=f"Its first row must name {', '.join(required)}, parted by commas.",
        )
    for number, row in enumerate(rows[1:], 2):
        cells = [clean(cell) for cell in row]
        if not any(cells):
            continue
        if any(cells[len(headings) :]):
            raise InputError(
                "has more cells than there are headings",
                where=f"{name}, row {number}",
                do="Put a value that holds a comma in double quotes.",
            )
        yield number, dict(zip(headings, cells + [""] * len(headings), strict=False))
