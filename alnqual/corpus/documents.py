"""Ingestion: the register's files -> documents and turns with one coordinate system.

The canonical text of a document is what every later step sees: NFC, pseudonymised, a block
`speaker: words` a turn, blocks parted by an empty line. A turn is a half-open span of code points
of it, its words alone: `text[start:end]` is the turn's text, always.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alnqual.corpus import language as languages
from alnqual.corpus.key import (
    pattern_entries,
    read_key,
    speakers_entries,
    undecided,
    with_decisions,
)
from alnqual.corpus.names import Voice, voices
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words
from alnqual.corpus.register import (
    Participant,
    RegisterRow,
    Speakers,
    labels_of,
    raw_without_row,
    read_nicknames,
    read_participants,
    read_register,
    read_speakers,
)
from alnqual.corpus.turn_ids import TurnIds
from alnqual.errors import UnreadableFile
from alnqual.records import INTERVIEWER, Transcript
from alnqual.tables import schema
from alnqual.transcripts.isolation import Job, read_all
from alnqual.transcripts.limits import Limits
from alnqual.transcripts.words import count_words
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

_PARTED = "\n\n"


@dataclass(frozen=True)
class IngestResult:
    """What ingestion made; nothing is written yet.

    `documents`, `turns` and `left_out` have the columns of the tables `documents`, `turns` and
    `left_out_ingest`. `ids` are those of the turns, to be saved with the tables. `warnings` are
    what the readers found odd, by document. Names were replaced `names_replaced` times, and
    `names_left` words were left because they may be ordinary ones; `undecided` names of the key
    wait for a person's decision, and are not replaced (None: there is no key yet).
    """

    documents: "pd.DataFrame"
    turns: "pd.DataFrame"
    left_out: "pd.DataFrame"
    ids: TurnIds
    warnings: Mapping[str, tuple[str, ...]]
    names_replaced: int
    names_left: int
    undecided: int | None


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


@dataclass(frozen=True, slots=True)
class _Said:
    """The pseudonymised words of a turn and where they stand."""

    words: str
    start: int
    end: int


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
    jobs = [Job(workspace.raw / row.file, labels_of(row.id, speakers)) for row in rows]
    limits = Limits(**workspace.settings.reading.model_dump())
    transcripts: dict[str, Transcript] = {}
    left_out = []
    for row, found in zip(rows, read_all(jobs, limits), strict=True):
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
        nicknames=read_nicknames(workspace),
    )
    known = with_decisions(speakers, read_key(workspace))
    return known + pattern_entries(received.texts, known)


def ingest(workspace: Workspace) -> IngestResult:
    """Make documents and turns of what was received, with pseudonyms.

    Raises
    ------
    InputError
        The register, the participants, the speakers or the key have faults: all are listed.
    """
    import pandas as pd

    received = receive(workspace)
    entries = entries_of(workspace, received)
    ordinary = ordinary_words(text for texts in received.texts.values() for text in texts)
    replacer = Replacer(entries, ordinary=ordinary)
    ids = TurnIds(workspace.turn_ids)

    documents, turns, replaced, left = [], [], 0, 0
    for row in received.rows:
        if row.id not in received.transcripts:
            continue
        transcript = received.transcripts[row.id]
        heard = voices(row.id, transcript, speakers=received.speakers, participants=received.people)
        results = [replacer(turn.text, row.id) for turn in transcript.turns]
        replaced += sum(len(result.mentions) for result in results)
        left += sum(result.left for result in results)
        shown = [heard[turn.speaker].shown for turn in transcript.turns]
        text, said = _compose(shown, [result.text for result in results])
        about = _Context(row, transcript, heard, received.people, replacer)
        own = _turn_rows(about, said, ids)
        turns += own
        documents.append(_document_row(about, text, own))
    return IngestResult(
        pd.DataFrame(documents, columns=schema("documents").names),
        pd.DataFrame(turns, columns=schema("turns").names),
        pd.DataFrame(received.left_out, columns=schema("left_out_ingest").names),
        ids,
        {document: found.warnings for document, found in received.transcripts.items()},
        replaced,
        left,
        undecided(workspace),
    )


def write(workspace: Workspace, result: IngestResult) -> None:
    """Replace the tables of ingestion, and keep the ids of the turns."""
    result.ids.save()
    workspace.tables.write("documents", result.documents)
    workspace.tables.write("turns", result.turns)
    workspace.tables.write("left_out_ingest", result.left_out)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rows of one document are made of."""

    row: RegisterRow
    transcript: Transcript
    heard: Mapping[str | None, Voice]
    people: Mapping[str, Participant]
    replacer: Replacer

    def shown(self, value: str) -> str:
        """A value of the register as tables and reports show it: without a name."""
        return self.replacer(value, self.row.id).text


def _compose(shown: Iterable[str], words: Iterable[str]) -> tuple[str, list[_Said]]:
    """The canonical text and each turn's span in it."""
    blocks: list[str] = []
    said: list[_Said] = []
    position = 0
    for speaker, text in zip(shown, words, strict=True):
        label = f"{speaker}: "
        start = position + len(label)
        said.append(_Said(text, start, start + len(text)))
        blocks.append(label + text)
        position = start + len(text) + len(_PARTED)
    return _PARTED.join(blocks), said


def _turn_rows(about: _Context, said: list[_Said], ids: TurnIds) -> list[dict[str, Any]]:
    turns = about.transcript.turns
    attributes = json.loads(about.transcript.metadata.get("attributes", "{}"))
    detected = languages.detect(each.words for each in said)
    minted = ids.mint(about.row.id, [each.words for each in said])
    return [
        {
            "turn": identity,
            "document": about.row.id,
            "position": position,
            "speaker": about.heard[turn.speaker].shown,
            **_who(about, about.heard[turn.speaker], attributes.get(turn.speaker, {})),
            "language": language,
            "question": turn.question,
            "start_time": turn.start,
            "end_time": turn.end,
            "text": each.words,
            "start": each.start,
            "end": each.end,
            "words": count_words(each.words),
        }
        for position, (identity, turn, each, language) in enumerate(
            zip(minted, turns, said, detected, strict=True), 1
        )
    ]


def _who(about: _Context, voice: Voice, attributes: Mapping[str, str]) -> dict[str, Any]:
    """Who speaks. The phase is the document's, or the person's if they took part in just one."""
    row = about.row
    found = {
        "participant": voice.participant,
        "interviewer": voice.interviewer,
        "role": INTERVIEWER if voice.interviewer else "",
        "sector": row.sector,
        "setting": about.shown(row.setting),
        "area": about.shown(row.area),
        "phase": row.phase,
    }
    if voice.participant is None:
        return found
    person = about.people.get(voice.participant)
    columns = {heading.lower(): value for heading, value in attributes.items()}
    for key in ("role", "sector", "setting", "area", "phase"):
        own = getattr(person, key) if person else columns.get(key, "")
        if own and not (key == "phase" and (row.phase or ";" in own)):
            found[key] = about.shown(own)
    return found


def _document_row(about: _Context, text: str, turns: list[dict[str, Any]]) -> dict[str, Any]:
    row = about.row
    attributes: dict[str, Any] = {
        heading: about.shown(value) for heading, value in row.attributes.items()
    }
    if questions := about.transcript.metadata.get("questions"):
        attributes["questions"] = {
            question: about.shown(heading) for question, heading in json.loads(questions).items()
        }
    declared = row.language or languages.combine(
        (turn["language"], turn["words"]) for turn in turns
    )
    return {
        "document": row.id,
        "file": about.shown(row.file),
        "kind": row.kind,
        "area": about.shown(row.area),
        "sector": row.sector,
        "setting": about.shown(row.setting),
        "language": declared,
        "date": row.date,
        "phase": row.phase,
        "guide": row.guide,
        "synthetic": row.synthetic,
        "attributes": json.dumps(attributes, ensure_ascii=False, sort_keys=True),
        "text": text,
        "text_version": hashlib.sha256(text.encode()).hexdigest()[:12],
        "words": sum(turn["words"] for turn in turns),
        "turns": len(turns),
    }
