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
    undecided,
)
from alnqual.corpus.names import Voice, voices
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words
from alnqual.corpus.received import entries_of, receive, refuse_without_key
from alnqual.corpus.register import (
    Participant,
    RegisterRow,
)
from alnqual.corpus.turn_ids import TurnIds
from alnqual.records import INTERVIEWER, Transcript
from alnqual.tables import schema
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
class _Said:
    """The pseudonymised words of a turn and where they stand."""

    words: str
    start: int
    end: int


def ingest(workspace: Workspace) -> IngestResult:
    """Make documents and turns of what was received, with pseudonyms.

    Raises
    ------
    InputError
        The register, the participants, the speakers or the key have faults: all are listed. Or
        the key is gone with which texts were made before: names would come back.
    """
    import pandas as pd

    received = receive(workspace)
    refuse_without_key(workspace, received)
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
        pd.DataFrame(
            [
                {**left, "item": replacer(left["item"], left["document"]).text}
                for left in received.left_out
            ],
            columns=schema("left_out_ingest").names,
        ),
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
        "sector": about.shown(row.sector),
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
        about.shown(heading): about.shown(value) for heading, value in row.attributes.items()
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
        "kind": about.shown(row.kind),
        "area": about.shown(row.area),
        "sector": about.shown(row.sector),
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
