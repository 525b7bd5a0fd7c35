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
from alnqual.corpus.names import (
    AMBIGUOUS,
    NameReplacer,
    Voice,
    ordinary_words,
    spoken_names,
    voices,
)
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
from alnqual.errors import UnreadableFile
from alnqual.records import INTERVIEWER, Transcript
from alnqual.tables import schema
from alnqual.transcripts import read_transcript
from alnqual.transcripts.words import count_words
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

_PARTED = "\n\n"


@dataclass(frozen=True)
class IngestResult:
    """What ingestion made; nothing is written yet.

    `documents`, `turns` and `left_out` have the columns of the tables `documents`, `turns` and
    `left_out_ingest`. `warnings` are what the readers found odd, by document. Names of speakers
    said in the speech were replaced `names_replaced` times, and `names_left` times left because
    they may be ordinary words.
    """

    documents: "pd.DataFrame"
    turns: "pd.DataFrame"
    left_out: "pd.DataFrame"
    warnings: Mapping[str, tuple[str, ...]]
    names_replaced: int
    names_left: int


@dataclass(frozen=True, slots=True)
class _Said:
    """The pseudonymised words of a turn and where they stand."""

    words: str
    start: int
    end: int


def ingest(workspace: Workspace) -> IngestResult:
    """Read every document of the register.

    A file that cannot be read, and a file of raw/ that the register does not list, is left out
    with its reason; the rest go on.

    Raises
    ------
    InputError
        The register, the participants or the speakers have faults: all are listed.
    """
    import pandas as pd

    rows = read_register(workspace)
    people, speakers = read_participants(workspace), read_speakers(workspace)
    transcripts, left_out = _read_all(workspace, rows, speakers)
    ordinary = ordinary_words(
        turn.text for transcript in transcripts.values() for turn in transcript.turns
    )
    nicknames = read_nicknames(workspace)
    everywhere = _names_everywhere(transcripts, speakers, people)
    everywhere |= {name: AMBIGUOUS for names in nicknames.values() for name in names}

    documents, turns, replaced, left = [], [], 0, 0
    for row in rows:
        if row.id not in transcripts:
            continue
        transcript = transcripts[row.id]
        heard = voices(row.id, transcript.turns, speakers=speakers, participants=people)
        here = {label: voice.shown for label, voice in heard.items() if label is not None}
        told = {name: f"[{shown}]" for name, shown in nicknames.get(row.id, {}).items()}
        replace = NameReplacer(
            everywhere | spoken_names(here) | told, ordinary - {name.lower() for name in told}
        )
        results = [replace(turn.text) for turn in transcript.turns]
        replaced += sum(result.replaced for result in results)
        left += sum(result.left for result in results)
        shown = [heard[turn.speaker].shown for turn in transcript.turns]
        text, said = _compose(shown, [result.text for result in results])
        own = _turn_rows(row, transcript, heard, people, said)
        turns += own
        documents.append(_document_row(row, transcript, text, own))
    return IngestResult(
        pd.DataFrame(documents, columns=schema("documents").names),
        pd.DataFrame(turns, columns=schema("turns").names),
        pd.DataFrame(left_out, columns=schema("left_out_ingest").names),
        {document: transcript.warnings for document, transcript in transcripts.items()},
        replaced,
        left,
    )


def _read_all(
    workspace: Workspace, rows: Iterable[RegisterRow], speakers: Speakers
) -> tuple[dict[str, Transcript], list[dict[str, str]]]:
    transcripts: dict[str, Transcript] = {}
    left_out = []
    for row in rows:
        labels = labels_of(row.id, speakers)
        try:
            transcripts[row.id] = read_transcript(workspace.raw / row.file, labels=labels)
        except UnreadableFile as error:
            left_out.append({"document": row.id, "item": row.file, "reason": error.what})
    for file in raw_without_row(workspace):
        left_out.append({"document": "", "item": file, "reason": "not in the register"})
    return transcripts, left_out


def _names_everywhere(
    transcripts: Mapping[str, Transcript], speakers: Speakers, people: Mapping[str, Participant]
) -> dict[str, str]:
    """Mapped speakers' names, which give somebody away in every document, not just theirs.

    Outside a speaker's own documents a first name or surname alone may be another person's: it is
    taken out without saying whose it is.
    """
    full: dict[str, str] = {}
    parts: dict[str, str] = {}
    for document, transcript in transcripts.items():
        heard = voices(document, transcript.turns, speakers=speakers, participants=people)
        known = {
            label: voice.shown
            for label, voice in heard.items()
            if label is not None and (voice.participant or voice.interviewer)
        }
        full |= spoken_names(known, whole=True)
        parts |= dict.fromkeys(spoken_names(known), AMBIGUOUS)
    return parts | full


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


def _turn_rows(
    row: RegisterRow,
    transcript: Transcript,
    heard: Mapping[str | None, Voice],
    people: Mapping[str, Participant],
    said: list[_Said],
) -> list[dict[str, Any]]:
    attributes = json.loads(transcript.metadata.get("attributes", "{}"))
    detected = languages.detect(each.words for each in said)
    return [
        {
            "turn": f"{row.id}-{position:04d}",
            "document": row.id,
            "position": position,
            "speaker": heard[turn.speaker].shown,
            **_who(row, heard[turn.speaker], people, attributes.get(turn.speaker, {})),
            "language": language,
            "question": turn.question,
            "start_time": turn.start,
            "end_time": turn.end,
            "text": each.words,
            "start": each.start,
            "end": each.end,
            "words": count_words(each.words),
        }
        for position, (turn, each, language) in enumerate(
            zip(transcript.turns, said, detected, strict=True), 1
        )
    ]


def _who(
    row: RegisterRow,
    voice: Voice,
    people: Mapping[str, Participant],
    attributes: Mapping[str, str],
) -> dict[str, Any]:
    """Who speaks. The phase is the document's: a person may take part in several."""
    about = {
        "participant": voice.participant,
        "interviewer": voice.interviewer,
        "role": INTERVIEWER if voice.interviewer else "",
        "sector": row.sector,
        "setting": row.setting,
        "area": row.area,
        "phase": row.phase,
    }
    if voice.participant is None:
        return about
    person = people.get(voice.participant)
    columns = {heading.lower(): value for heading, value in attributes.items()}
    for key in ("role", "sector", "setting", "area", "phase"):
        own = getattr(person, key) if person else columns.get(key, "")
        if own and not (key == "phase" and row.phase):
            about[key] = own
    return about


def _document_row(
    row: RegisterRow, transcript: Transcript, text: str, turns: list[dict[str, Any]]
) -> dict[str, Any]:
    attributes: dict[str, Any] = dict(row.attributes)
    if questions := transcript.metadata.get("questions"):
        attributes["questions"] = json.loads(questions)
    declared = row.language or languages.combine(
        (turn["language"], turn["words"]) for turn in turns
    )
    return {
        "document": row.id,
        "file": row.file,
        "kind": row.kind,
        "area": row.area,
        "sector": row.sector,
        "setting": row.setting,
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
