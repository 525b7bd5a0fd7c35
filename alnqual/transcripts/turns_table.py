"""Tables of turns: a row a turn, with columns for who speaks and what is said."""

import re
from collections.abc import Sequence

from alnqual.records import Transcript, Turn
from alnqual.transcripts.labels import seconds
from alnqual.transcripts.survey import Grid

_SPEAKER = frozenset(["speaker", "who", "siaradwr"])
_WORDS = frozenset(
    ["sentence", "text", "utterance", "words", "content", "speech", "transcript", "testun"]
)
_START = frozenset(["timestamp", "time", "start", "amser"])
_CLOCK = re.compile(r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,6})?")


def read_turns_table(headings: Sequence[str], body: Grid) -> Transcript | None:
    """Each row with words as a turn, or None where no columns are headed speaker and text."""
    speaker, words = _column(headings, _SPEAKER), _column(headings, _WORDS)
    if speaker is None or words is None:
        return None
    start = _column(headings, _START)
    turns = tuple(
        Turn(row[speaker] or None, row[words], None if start is None else _time(row[start]))
        for row in body
        if row[words]
    )
    notes = []
    if empty := len(body) - len(turns):
        notes.append(f"{empty} row(s) without words left out")
    if unknown := sum(turn.speaker is None for turn in turns):
        notes.append(f"{unknown} turn(s) of an unknown speaker")
    return Transcript(turns, tuple(notes), {"labels": "column"})


def _column(headings: Sequence[str], names: frozenset[str]) -> int | None:
    return next((at for at, each in enumerate(headings) if each.lower() in names), None)


def _time(cell: str) -> float | None:
    return seconds(cell) if _CLOCK.fullmatch(cell) else None
