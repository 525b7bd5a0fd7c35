"""Everything that is wrong with the corpus's input files, at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from alnqual.corpus.findings import Finding
from alnqual.corpus.guides import guide_findings
from alnqual.corpus.names import voices
from alnqual.corpus.register import (
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
from alnqual.transcripts import read_transcript
from alnqual.workspace import Workspace

__all__ = ["Finding", "check"]

_T = TypeVar("_T")


def check(workspace: Workspace) -> list[Finding]:
    """Check the register, the participants, the speakers, topic guides and every transcript.

    Returns
    -------
    list of Finding
        Errors keep `ingest` from running or a file from being read; warnings do not. Sorted by
        file and row.
    """
    findings: list[Finding] = []
    rows = _loaded(load_register, workspace, findings)
    people = _loaded(load_participants, workspace, findings) or {}
    speakers = _loaded(load_speakers, workspace, findings) or {}
    if rows is not None:
        findings += _transcript_findings(workspace, rows, speakers, people)
    findings += guide_findings(workspace)
    # The speakers are checked against the participants, whose faults are then told twice.
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
        findings.append(Finding(str(error.where), None, "error", error.what))
        return None
    findings += found
    return content


def _transcript_findings(
    workspace: Workspace,
    rows: Iterable[RegisterRow],
    speakers: Speakers,
    people: Mapping[str, Participant],
) -> Iterator[Finding]:
    register = workspace.relative(workspace.register)
    heard: set[tuple[str, str]] = set()
    read: set[str] = set()
    for row in rows:
        file = workspace.relative(workspace.raw / row.file)
        labels = labels_of(row.id, speakers)
        try:
            transcript = read_transcript(workspace.raw / row.file, labels=labels)
        except UnreadableFile as error:
            yield Finding(file, None, "error", f"{error.what}; it will be left out")
            continue
        read.add(row.id)
        heard |= {(row.id, fold(turn.speaker)) for turn in transcript.turns if turn.speaker}
        for warning in transcript.warnings:
            yield Finding(file, None, "warning", warning)
        found = voices(row.id, transcript.turns, speakers=speakers, participants=people)
        for label, voice in found.items():
            if label is not None and voice.participant is None and fold(label) not in labels:
                taken = "taken for" if voice.interviewer else "shown as"
                message = f"the label {label!r} of {row.id} is not in speakers.csv: {taken}"
                yield Finding(register, row.row, "warning", f"{message} {voice.shown}")
            elif voice.participant and voice.participant not in people:
                message = f"the participant {voice.participant!r} of {row.id} is unknown"
                yield Finding(register, row.row, "warning", f"{message}: not in participants.csv")
    for file in raw_without_row(workspace):
        message = "is not in the register: it will be left out"
        yield Finding(workspace.relative(workspace.raw / file), None, "warning", message)
    for document, label in sorted(speakers.keys() - heard):
        if document in read:
            message = f"the label {label!r} does not occur in {document}"
        elif document not in {row.id for row in rows}:
            message = f"the document {document!r} is not in the register"
        else:
            continue
        yield Finding(workspace.relative(workspace.speakers), None, "warning", message)
