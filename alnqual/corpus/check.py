"""Everything that is wrong with the corpus's input files, at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from alnqual.corpus.findings import Finding, Kind
from alnqual.corpus.guides import GuideQuestion, load_guides
from alnqual.corpus.names import Voice, voices
from alnqual.corpus.quality.encoding import is_about_encoding
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.received import read_documents
from alnqual.corpus.register import (
    NO_SPEAKER,
    Participant,
    RegisterRow,
    Speakers,
    fold,
    labels_of,
    load_participants,
    load_register,
    load_speakers,
    raw_without_row,
)
from alnqual.errors import InputError, UnreadableFile
from alnqual.records import Transcript
from alnqual.workspace import Workspace

__all__ = ["Finding", "Inputs", "check", "load", "ordered"]

_T = TypeVar("_T")
_MANY = 3
"""Labels of one document that are told one by one."""


@dataclass(frozen=True)
class Inputs:
    """The input files as they were read, each once, and what is wrong with them.

    `readings` are the documents that could be read, in the register's order; `guides` the topic
    guides by the name of their file.
    """

    rows: Sequence[RegisterRow]
    people: Mapping[str, Participant]
    speakers: Speakers
    guides: Mapping[str, Sequence[GuideQuestion]]
    readings: Sequence[Reading]
    findings: Sequence[Finding]


def check(workspace: Workspace) -> list[Finding]:
    """Check the register, the participants, the speakers, topic guides and every transcript.

    Returns
    -------
    list of Finding
        Errors keep `ingest` from running or a file from being read; the others do not. Sorted by
        file and row.
    """
    return list(load(workspace).findings)


def load(workspace: Workspace) -> Inputs:
    """Read everything that people put into the corpus; no fault is raised."""
    findings: list[Finding] = []
    rows = _loaded(load_register, workspace, findings)
    people = _loaded(load_participants, workspace, findings) or {}
    speakers = _loaded(load_speakers, workspace, findings) or {}
    readings: list[Reading] = []
    if rows is not None:
        for row, read in read_documents(workspace, rows, speakers=speakers):
            findings += _read(workspace, row, read, speakers, people, readings)
        findings += _beyond_the_register(workspace, rows, speakers, readings)
    guides, found = load_guides(workspace)
    # The speakers are checked against the participants, whose faults are then told twice.
    return Inputs(rows or (), people, speakers, guides, readings, ordered([*findings, *found]))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by file and row, each once."""
    return sorted(
        set(findings), key=lambda each: (each.file, each.row or 0, each.severity, each.message)
    )


def _loaded(
    load: Callable[[Workspace], tuple[_T, list[Finding]]],
    workspace: Workspace,
    findings: list[Finding],
) -> _T | None:
    """What `load` gives; its findings are added to the list, and so is a refusal."""
    try:
        content, found = load(workspace)
    except InputError as error:
        findings.append(Finding(str(error.where), None, "error", error.what, "register"))
        return None
    findings += [replace(finding, kind="register") for finding in found]
    return content


def _read(
    workspace: Workspace,
    row: RegisterRow,
    transcript: Transcript | UnreadableFile,
    speakers: Speakers,
    people: Mapping[str, Participant],
    readings: list[Reading],
) -> Iterator[Finding]:
    """What is wrong with one document; what was read is added to the list."""
    file = workspace.relative(workspace.raw / row.file)
    if isinstance(transcript, UnreadableFile):
        yield Finding(file, None, "error", f"{transcript.what}; it will be left out")
        return
    for warning in transcript.warnings:
        kind: Kind = "encoding" if is_about_encoding(warning) else "file"
        yield Finding(file, None, "note" if "kept apart" in warning else "warning", warning, kind)
    found = voices(row.id, transcript, speakers=speakers, participants=people)
    readings.append(Reading.of(row, transcript, file=file, voices=found))
    register = workspace.relative(workspace.register)
    for message in _voices_told(row.id, found, labels_of(row.id, speakers), people):
        yield Finding(register, row.row, "warning", message, "speaker")


def _voices_told(
    document: str,
    found: Mapping[str | None, Voice],
    labels: frozenset[str],
    people: Mapping[str, Participant],
) -> Iterator[str]:
    """Labels that speakers.csv does not have, many of a document in one line; unknown people."""
    unmapped = {
        label: voice
        for label, voice in found.items()
        if label is not None and voice.participant is None and fold(label) not in labels
    }
    if len(unmapped) > _MANY:
        shown = ", ".join(map(repr, unmapped))
        yield f"{len(unmapped)} labels of {document} are not in speakers.csv: {shown}"
    else:
        for label, voice in unmapped.items():
            taken = "taken for" if voice.interviewer else "shown as"
            message = f"the label {label!r} of {document} is not in speakers.csv"
            yield f"{message}: {taken} {voice.shown}"
    for voice in found.values():
        if voice.participant and voice.participant not in people:
            message = f"the participant {voice.participant!r} of {document} is unknown"
            yield f"{message}: not in participants.csv"


def _beyond_the_register(
    workspace: Workspace,
    rows: Sequence[RegisterRow],
    speakers: Speakers,
    readings: Iterable[Reading],
) -> Iterator[Finding]:
    """Files without a row, and speakers of documents or labels that there are not."""
    for file in raw_without_row(workspace):
        message = "is not in the register: it will be left out"
        yield Finding(workspace.relative(workspace.raw / file), None, "warning", message)
    heard = {
        reading.row.id: {fold(label) for label in reading.voices if label} for reading in readings
    }
    registered = {row.id for row in rows}
    for document, label in sorted(speakers):
        if document not in registered:
            message = f"the document {document!r} is not in the register"
        elif label not in heard.get(document, {label}) and speakers[document, label] != NO_SPEAKER:
            message = f"the label {label!r} does not occur in {document}"
        else:
            continue
        yield Finding(workspace.relative(workspace.speakers), None, "warning", message, "speaker")
