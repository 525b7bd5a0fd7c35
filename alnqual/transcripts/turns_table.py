"""Tables of turns: a row a turn, with columns for who speaks, when, and what is said."""

import re
from collections.abc import Sequence
from itertools import pairwise

from alnqual.records import Transcript, Turn
from alnqual.transcripts.dialogue import speaker_metadata
from alnqual.transcripts.labels import seconds
from alnqual.transcripts.layout import is_dialogue
from alnqual.transcripts.survey import Grid

# What columns are headed, the surest first.
_SPEAKER = (
    "speaker", "speakers", "speaker_name", "speaker_label", "speaker_id", "who", "siaradwr", "pwy",
    "name", "enw", "participant", "person", "role",
)  # fmt: skip
_WORDS = (
    "sentence", "sentences", "utterance", "utterances", "text", "words", "speech", "transcript",
    "transcription", "dialogue", "turn_text", "content", "message", "testun", "geiriau",
    "trawsgrifiad",
)  # fmt: skip
_START = (
    "start", "start_time", "timestamp", "time", "begin", "time_in", "in", "from", "amser",
    "dechrau", "amser_dechrau",
)  # fmt: skip
_END = ("end", "end_time", "stop", "time_out", "out", "to", "diwedd", "amser_gorffen")
_CLOCK = re.compile(r"\[?((?:\d{1,3}[:;])?\d{1,3}[:;]\d{2}(?:[.,]\d{1,6})?)\]?")
_NUMBER = re.compile(r"\d{1,7}(?:[.,]\d{1,20})?(?:[eE]-\d{1,2})?")
_DAY = 86_400
_LONGEST = 5 * 3_600
_FEWEST = 5
_SHORT_NUMBER = 7
_OFTEN_EMPTY = 0.1
_SELDOM_REPEATED = 0.05


def is_heading(row: Sequence[str]) -> bool:
    """Whether a row heads a table of turns."""
    return _column(row, _SPEAKER) is not None and _column(row, _WORDS) is not None


def read_turns_table(headings: Sequence[str], body: Grid) -> Transcript | None:
    """Each row with words as a turn, or None where no columns are headed speaker and text.

    An empty cell below a speaker means the same speaker in a table that never names one twice
    running; in others it means that the speaker is unknown.
    """
    speaker, words = _column(headings, _SPEAKER), _column(headings, _WORDS)
    if speaker is None or words is None:
        return None
    return _turns(body, speaker, words, _column(headings, _START), _column(headings, _END))


def read_unheaded(rows: Grid) -> Transcript | None:
    """Turns of a table that nobody headed: short labels that recur left of words, or None."""
    if not rows or len(rows[0]) not in (2, 3) or not is_dialogue(rows):
        return None
    start = 0 if all(not row[0] or _CLOCK.fullmatch(row[0]) for row in rows) else None
    speaker = 0 if start is None else 1
    labels = [row[speaker] for row in rows]
    # A heading would stand above its column once.
    if speaker + 2 != len(rows[0]) or labels[0] not in labels[1:]:
        return None
    transcript = _turns(rows, speaker, speaker + 1, start, None)
    notes = (*transcript.warnings, "no heading row: columns were told by what they hold")
    return Transcript(transcript.turns, notes, transcript.metadata)


def _turns(body: Grid, speaker: int, words: int, start: int | None, end: int | None) -> Transcript:
    notes = []
    labels = [row[speaker].rstrip(":").strip() for row in body]
    if carried := _carries_down(labels, [row[words] for row in body]):
        for place in range(1, len(labels)):
            labels[place] = labels[place] or labels[place - 1]
    starts, ends, unit = _times(body, start, end)
    turns = tuple(
        Turn(label or None, row[words], begun, ended)
        for row, label, begun, ended in zip(body, labels, starts, ends, strict=True)
        if row[words]
    )
    if empty := len(body) - len(turns):
        notes.append(f"{empty} row(s) without words left out")
    if carried:
        notes.append(f"{carried} empty cell(s) below a speaker taken as the same speaker")
    if unknown := sum(turn.speaker is None for turn in turns):
        notes.append(f"{unknown} turn(s) of an unknown speaker")
    notes += _odd_times(body, start, starts, unit)
    return Transcript(turns, tuple(notes), {"labels": "column"} | speaker_metadata(turns))


def _carries_down(labels: Sequence[str], words: Sequence[str]) -> int:
    """How many empty cells stand for the speaker above."""
    empty = sum(not label and bool(text) for label, text in zip(labels, words, strict=True))
    pairs = [(above, below) for above, below in pairwise(labels) if above and below]
    repeated = sum(above == below for above, below in pairs)
    if empty < _OFTEN_EMPTY * len(labels) or repeated > _SELDOM_REPEATED * len(pairs):
        return 0
    first = next((place for place, label in enumerate(labels) if label), len(labels))
    return sum(
        not label and bool(text) for label, text in list(zip(labels, words, strict=True))[first:]
    )


def _times(
    body: Grid, start: int | None, end: int | None
) -> tuple[list[float | None], list[float | None], float]:
    """Starts and ends in seconds, and what they had to be multiplied by."""
    columns = [[None if at is None else _time(row[at]) for row in body] for at in (start, end)]
    known = [time for column in columns for time in column if time is not None]
    unit = 1.0
    if known and all(time % 60 == 0 for time in known) and _is_too_long(known):
        # "25:07", typed for minutes and seconds, is 25 hours and 7 minutes to a spreadsheet.
        unit = 1 / 60
    if unit != 1:
        columns = [[None if time is None else time * unit for time in column] for column in columns]
    return columns[0], columns[1], unit


def _is_too_long(times: Sequence[float]) -> bool:
    """Whether times can be neither those of a recording nor those of a day."""
    if max(times) > _DAY:
        return True
    return len(times) >= _FEWEST and max(times) > max(_LONGEST, 2 * min(times))


def _odd_times(
    body: Grid, start: int | None, starts: Sequence[float | None], unit: float
) -> list[str]:
    if start is None:
        return []
    notes = []
    unreadable = sum(
        bool(row[start]) and time is None for row, time in zip(body, starts, strict=True)
    )
    if unreadable:
        notes.append(f"{unreadable} time(s) could not be read")
    if 0 < unit < 1:
        notes.append("times of hours and minutes taken as minutes and seconds")
    known = [time for time in starts if time is not None]
    if back := sum(later < earlier for earlier, later in pairwise(known)):
        notes.append(f"{back} time(s) before the one above")
    return notes


def _column(headings: Sequence[str], names: Sequence[str]) -> int | None:
    plain = ["_".join(each.lower().rstrip(":").split()) for each in headings]
    return next((plain.index(name) for name in names if name in plain), None)


def _time(cell: str) -> float | None:
    if match := _CLOCK.fullmatch(cell):
        return seconds(match[1].replace(";", ":"))
    if not _NUMBER.fullmatch(cell):
        return None
    number = float(cell.replace(",", "."))
    # Spreadsheets keep a time as a part of a day.
    return number * _DAY if number < 1 and len(cell) > _SHORT_NUMBER else number
