"""JSON transcripts: recognised speech, a list of turns, or an object that holds one."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript, Turn
from alnqual.transcripts import json_values as values
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.dialogue import speaker_metadata
from alnqual.transcripts.passages import Piece, gather, oddities
from alnqual.transcripts.recognised import recognised, scale
from alnqual.transcripts.words import clean, count_words

_DEEPEST = 3
_SENTENCE = re.compile(r"(?<=[.?!]) ")


def read_json(path: Path) -> Transcript:
    """Turns of `{speaker, text, start?, end?}`, by many names, or segments of recognised speech.

    In a list of turns an entry without words stays a turn, so that the file's own positions hold.
    Segments of recognised speech are gathered: those of one speaker in a row are one turn, those of
    nobody known are passages. An object `legend` beside the turns says who a label is
    (`{"MH": "interviewer"}`).

    Raises
    ------
    UnreadableFile
        No JSON, or neither turns nor recognised speech in it.
    """
    text, warnings = read_text(path)
    content = _content(text, path)
    if found := recognised(content):
        program, pieces = found
        turns = tuple(gather(pieces))
        notes = (*warnings, *oddities(pieces))
        return Transcript(turns, notes, {"labels": program} | speaker_metadata(turns))
    rows = _best(list(_lists(content)))
    if rows is None and (whole := _whole(content)):
        turns = tuple(gather(Piece(None, each) for each in _SENTENCE.split(whole)))
        warnings += ("neither speakers nor times: the text was parted into passages",)
        return Transcript(turns, warnings, {"labels": "none"} | speaker_metadata(turns))
    if rows is None:
        raise UnreadableFile(
            "holds no list of turns and no recognised speech that is known here",
            where=path,
            do='A turn is an object like {"speaker": "...", "text": "..."}.',
        )
    turns = _turns(rows)
    if empty := sum(not turn.text for turn in turns):
        warnings += (f"{empty} turn(s) without words",)
    if unknown := sum(turn.speaker is None for turn in turns):
        warnings += (f"{unknown} turn(s) of an unknown speaker",)
    return Transcript(
        turns, warnings, {"labels": "json"} | speaker_metadata(turns, _legend(content))
    )


def _content(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"is not valid JSON ({error.msg}, line {error.lineno})",
            where=path,
            do="Export it again.",
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile("is not JSON that can be read", where=path) from error


def _lists(content: Any, depth: int = 0) -> Iterator[list[Any]]:
    """Lists of turns: the content itself, or those that it holds, the outer ones first."""
    if isinstance(content, list):
        if any(values.words(row) is not None for row in content):
            yield content
    elif isinstance(content, Mapping) and depth < _DEEPEST:
        below = [each for each in content.values() if isinstance(each, list | Mapping)]
        for each in sorted(below, key=lambda each: isinstance(each, Mapping)):
            yield from _lists(each, depth + 1)


def _whole(content: Any) -> str:
    """The text of a recording, where a recogniser was asked for nothing else."""
    said = [values.inner(content, key) for key in ("text", "transcript")]
    return clean(next((each for each in said if isinstance(each, str)), ""))


def _best(lists: list[list[Any]]) -> list[Any] | None:
    """The first list that says who speaks, else the first: an object may list its questions too."""
    for rows in lists:
        if any(isinstance(row, Mapping) and values.speaker(row) for row in rows):
            return rows
    return lists[0] if lists else None


def _legend(content: Any) -> dict[str, str]:
    said = values.inner(content, "legend")
    if not isinstance(said, Mapping):
        return {}
    return {label: clean(each) for label, each in said.items() if isinstance(each, str)}


def _turns(rows: list[Any]) -> tuple[Turn, ...]:
    turns = [_turn(row) for row in rows]
    unit = scale(
        [(turn.start, turn.end) for turn in turns], sum(count_words(turn.text) for turn in turns)
    )
    if unit == 1:
        return tuple(turns)
    return tuple(
        Turn(
            turn.speaker,
            turn.text,
            None if turn.start is None else turn.start * unit,
            None if turn.end is None else turn.end * unit,
        )
        for turn in turns
    )


def _turn(row: Any) -> Turn:
    if not isinstance(row, Mapping):
        return Turn(None, "")
    return Turn(values.speaker(row), values.words(row) or "", values.start(row), values.end(row))
