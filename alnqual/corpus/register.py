"""The register (a row a document), the participants and the speakers: read and checked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from alnqual.corpus.findings import Finding, refuse_errors
from alnqual.corpus.sheets import read_sheet
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
_CONSENT = ("yes", "quotes-no", "no", "")


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
    """A person or survey respondent, without a name; `consent` is yes, quotes-no, no or empty."""

    id: str
    row: int
    role: str = ""
    sector: str = ""
    setting: str = ""
    area: str = ""
    phase: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """How speakers.csv writes a document's speakers: each name -> who it is shown as.

    `labels` stand before words; `nicknames` are what the others say.
    """

    labels: dict[str, str] = field(default_factory=dict)
    nicknames: dict[str, str] = field(default_factory=dict)


NO_SPEAKER = "-"
"""In place of a participant: what was taken for a label is none, and belongs to the words."""

Speakers = Mapping[tuple[str, str], str]
"""(document id, folded label) -> participant id, "interviewer" or `NO_SPEAKER`; see `fold`."""


def fold(label: str) -> str:
    """A label as it is compared: the case and the spaces of a file do not matter."""
    return clean(label).casefold()


def labels_of(document: str, speakers: Speakers) -> frozenset[str]:
    """The folded labels that speakers.csv lists for a document as speakers."""
    return frozenset(
        label
        for (listed, label), person in speakers.items()
        if listed == document and person != NO_SPEAKER
    )


def refused_labels(document: str, speakers: Speakers) -> frozenset[str]:
    """The folded labels of which speakers.csv says that they are no speakers of a document."""
    return frozenset(
        label
        for (listed, label), person in speakers.items()
        if listed == document and person == NO_SPEAKER
    )


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
    sheet = read_sheet(workspace.register, name, ("id", "file"))
    rows, findings = [], list(sheet.findings)
    seen: dict[str, int] = {}
    files: dict[str, int] = {}
    for number, cells in sheet.rows:
        faults = list(_register_faults(cells, workspace))
        if cells["id"] in seen:
            faults.append(f"the id {cells['id']!r} stands in row {seen[cells['id']]} already")
        seen.setdefault(cells["id"], number)
        findings += [Finding(name, number, "error", fault) for fault in faults]
        first = files.setdefault(cells["file"], number)
        if not faults and first != number:
            message = f"the file {cells['file']!r} is registered in row {first} already"
            findings.append(Finding(name, number, "warning", message))
        if guide := _missing_guide(cells, workspace):
            findings.append(Finding(name, number, "warning", guide))
        if not faults:
            rows.append(_register_row(number, cells, workspace))
    if not seen:
        findings.append(Finding(name, None, "error", "the register lists no documents"))
    return rows, findings


def load_participants(workspace: Workspace) -> tuple[dict[str, Participant], list[Finding]]:
    """Participants by id, and what is wrong with their file.

    A column that alnqual knows not is an error here: it may be `consent`, misspelt, and then words
    would be published that somebody refused.
    """
    name = workspace.relative(workspace.participants)
    sheet = read_sheet(workspace.participants, name, ("id",))
    participants: dict[str, Participant] = {}
    known = [key for key in Participant.__dataclass_fields__ if key != "row"]
    findings = [*sheet.findings, *_heading_findings(name, sheet.headings, known)]
    for number, cells in sheet.rows:
        person, consent = cells["id"], cells.get("consent", "").casefold()
        if consent not in _CONSENT:
            message = f"consent is {consent!r}, not yes, quotes-no, no or empty (not recorded)"
            findings.append(Finding(name, number, "error", message))
        if not _ID.fullmatch(person):
            findings.append(Finding(name, number, "error", f"{person!r} is no id"))
        elif person in participants:
            earlier = participants[person].row
            message = f"the id {person!r} stands in row {earlier} already"
            findings.append(Finding(name, number, "error", message))
        else:
            values = {key: value for key, value in cells.items() if key in known}
            participants[person] = Participant(row=number, **(values | {"consent": consent}))
    return participants, findings


def load_speakers(workspace: Workspace) -> tuple[dict[tuple[str, str], str], list[Finding]]:
    """Who each label is, and what is wrong with the file."""
    name = workspace.relative(workspace.speakers)
    participants, _ = load_participants(workspace)
    sheet = read_sheet(workspace.speakers, name, ("document", "label", "participant"))
    speakers: dict[tuple[str, str], str] = {}
    findings = list(sheet.findings)
    for number, cells in sheet.rows:
        key, person = (cells["document"], fold(cells["label"])), cells["participant"]
        if person.lower() == INTERVIEWER:
            person = INTERVIEWER
        elif person != NO_SPEAKER and person not in participants:
            message = f"the participant {person!r} is not in participants.csv"
            findings.append(Finding(name, number, "error", message))
            continue
        if speakers.setdefault(key, person) != person:
            message = f"the label {cells['label']!r} of {key[0]} stands for two participants"
            findings.append(Finding(name, number, "error", message))
    return speakers, findings


def read_called(workspace: Workspace) -> dict[str, Called]:
    """What the speakers of each document are called, by the file, whether or not they are heard.

    Besides the labels that is the column `names` of speakers.csv (optional; several are parted by
    semicolons), for transcripts that label a speaker "Governor" and let the others say "Ken".
    """
    name = workspace.relative(workspace.speakers)
    found: dict[str, Called] = {}
    for _, cells in read_sheet(workspace.speakers, name, ("document", "label", "participant")).rows:
        person = cells["participant"]
        if person == NO_SPEAKER:
            continue
        shown = person.capitalize() if person.lower() == INTERVIEWER else person
        called = found.setdefault(cells["document"], Called())
        called.labels[clean(cells["label"])] = shown
        names = map(str.strip, cells.get("names", "").split(";"))
        called.nicknames.update({name: shown for name in names if name})
    return found


def raw_without_row(workspace: Workspace) -> list[str]:
    """Files in raw/ that no row of the register lists; hidden files do not count."""
    if not workspace.raw.is_dir():
        return []
    sheet = read_sheet(workspace.register, workspace.relative(workspace.register), ("file",))
    listed = {PurePosixPath(cells["file"]).as_posix() for _, cells in sheet.rows}
    files = (path.relative_to(workspace.raw) for path in workspace.raw.rglob("*") if path.is_file())
    return sorted(
        file.as_posix()
        for file in files
        if file.as_posix() not in listed and not any(part.startswith(".") for part in file.parts)
    )


def guide_path(workspace: Workspace, guide: str) -> Path:
    """The topic guide that the register names, with or without its ending."""
    return workspace.guides / (guide if guide.endswith((".yaml", ".yml")) else f"{guide}.yaml")


def _heading_findings(
    name: str, headings: Sequence[str], known: Sequence[str]
) -> Iterator[Finding]:
    """Columns of participants.csv that nobody knows, and consent that is not asked for."""
    for heading in headings:
        if heading not in known:
            message = f"the column {heading!r} is unknown (known: {', '.join(known)})"
            yield Finding(name, 1, "error", message)
    if headings and "consent" not in headings:
        message = "there is no column 'consent': words are quoted as if nobody had refused"
        yield Finding(name, 1, "warning", message)


def _register_faults(cells: Mapping[str, str], workspace: Workspace) -> Iterator[str]:
    if not _ID.fullmatch(cells["id"]):
        yield f"{cells['id']!r} is no id (letters, digits, dot, dash and underscore)"
    file = PurePosixPath(cells["file"])
    if not cells["file"]:
        yield "no file is given"
    elif file.is_absolute() or ".." in file.parts:
        yield f"the file {cells['file']!r} is not inside corpus/raw/"
    elif not (workspace.raw / file).resolve().is_relative_to(workspace.raw.resolve()):
        yield f"the file {cells['file']!r} is a link that leads out of corpus/raw/"
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
