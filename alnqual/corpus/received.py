"""The corpus as it was received, with real names; and what is known to be a name in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from alnqual.corpus.key import pattern_entries, read_key, speakers_entries, with_decisions
from alnqual.corpus.names import without_labels
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.register import (
    Participant,
    RegisterRow,
    Speakers,
    labels_of,
    raw_without_row,
    read_called,
    read_participants,
    read_register,
    read_speakers,
    refused_labels,
)
from alnqual.corpus.vault import KEY, Vault
from alnqual.errors import InputError, UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.isolation import Job, read_all
from alnqual.transcripts.limits import Limits
from alnqual.workspace import Workspace

_NUMBERED = re.compile(r"\[(?:person|place|school|organisation) \d+\]")


@dataclass(frozen=True, slots=True)
class Received:
    """The corpus as it was received: transcripts by document, and what could not be read."""

    rows: list[RegisterRow]
    transcripts: Mapping[str, Transcript]
    left_out: list[dict[str, str]]
    people: Mapping[str, Participant]
    speakers: Speakers

    @property
    def texts(self) -> dict[str, list[str]]:
        """Document -> the words of its turns, with real names."""
        return {
            document: [turn.text for turn in transcript.turns]
            for document, transcript in self.transcripts.items()
        }


def read_documents(
    workspace: Workspace, rows: Sequence[RegisterRow], *, speakers: Speakers
) -> Iterator[tuple[RegisterRow, Transcript | UnreadableFile]]:
    """Each row of the register with its transcript, or why there is none.

    speakers.csv has the last word about which labels are speakers.
    """
    jobs = [Job(workspace.raw / row.file, labels_of(row.id, speakers)) for row in rows]
    limits = Limits(**workspace.settings.reading.model_dump())
    for row, found in zip(rows, read_all(jobs, limits), strict=True):
        if isinstance(found, Transcript):
            found = without_labels(found, refused_labels(row.id, speakers))
        yield row, found


def receive(workspace: Workspace) -> Received:
    """Read every document of the register.

    A file that cannot be read, and a file of raw/ that the register does not list, is left out
    with its reason; the rest go on.

    Raises
    ------
    InputError
        The register, the participants or the speakers have faults: all are listed.
    """
    rows = read_register(workspace)
    people, speakers = read_participants(workspace), read_speakers(workspace)
    transcripts: dict[str, Transcript] = {}
    left_out = []
    for row, found in read_documents(workspace, rows, speakers=speakers):
        if isinstance(found, UnreadableFile):
            left_out.append({"document": row.id, "item": row.file, "reason": found.what})
        else:
            transcripts[row.id] = found
    for file in raw_without_row(workspace):
        left_out.append({"document": "", "item": file, "reason": "not in the register"})
    return Received(rows, transcripts, left_out, people, speakers)


def entries_of(workspace: Workspace, received: Received) -> list[Entry]:
    """What is known to be a name: the key's entries, the speakers, and what is one by its shape."""
    speakers = speakers_entries(
        received.transcripts,
        speakers=received.speakers,
        participants=received.people,
        nicknames=read_called(workspace),
    )
    known = with_decisions(speakers, read_key(workspace))
    return known + pattern_entries(received.texts, known)


def refuse_without_key(workspace: Workspace, received: Received) -> None:
    """Refuse to show the names that were replaced before, in a study moved without its vault.

    Raises
    ------
    InputError
        Texts or codings hold pseudonyms that the files do not, and there is no key.
    """
    if Vault(workspace).exists(KEY):
        return
    texts: Iterable[str] = (
        path.read_text(encoding="utf-8") for path in workspace.codings.glob("*/*.jsonl")
    )
    if workspace.tables.exists("documents"):
        texts = chain(texts, workspace.tables.read("documents", columns=["text"])["text"])
    raw = (text for turns in received.texts.values() for text in turns)
    if {mark for text in texts for mark in _NUMBERED.findall(text)} - {
        mark for text in raw for mark in _NUMBERED.findall(text)
    }:
        raise InputError(
            "the key of pseudonyms is gone, with which the texts and codings were made: the names "
            "that it replaced would come back",
            where=f"{workspace.relative(workspace.vault)}/{KEY}",
            do="Restore the vault from where the study was before. If it is lost for good, delete "
            ".alnqual/, look for names anew (alnqual corpus pseudonymise) and decide again.",
        )
