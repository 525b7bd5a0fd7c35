"""JSON transcripts: a list of turns, or an object that holds one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript, Turn
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.words import clean

_WORDS = ("text", "content")


def read_json(path: Path) -> Transcript:
    """Turns of `{speaker, text or content, start?, end?}`.

    An entry without words stays a turn, so that the file's own positions of turns hold.

    Raises
    ------
    UnreadableFile
        No JSON, or no list of such turns in it.
    """
    text, warnings = read_text(path)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"is not valid JSON ({error.msg}, line {error.lineno})",
            where=path,
            do="Export it again.",
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile("is not JSON that can be read", where=path) from error
    rows = _find(content)
    if rows is None:
        raise UnreadableFile(
            "holds no list of turns",
            where=path,
            do='A turn is an object like {"speaker": "...", "text": "..."}.',
        )
    turns = tuple(_turn(row) for row in rows)
    if empty := sum(not turn.text for turn in turns):
        warnings += (f"{empty} turn(s) without words",)
    return Transcript(turns, warnings, {"labels": "json"})


def _find(content: Any) -> list[Any] | None:
    """The list of turns: the content itself, or the first such list that it holds."""
    candidates = content.values() if isinstance(content, Mapping) else [content]
    for candidate in candidates:
        if isinstance(candidate, list) and any(_words(row) is not None for row in candidate):
            return candidate
    return None


def _words(row: Any) -> str | None:
    if not isinstance(row, Mapping):
        return None
    return next((row[key] for key in _WORDS if isinstance(row.get(key), str)), None)


def _turn(row: Any) -> Turn:
    words = clean(_words(row) or "")
    if not isinstance(row, Mapping):
        return Turn(None, words)
    speaker = row.get("speaker")
    label = clean(str(speaker)) if isinstance(speaker, str | int) else ""
    return Turn(label or None, words, _time(row.get("start")), _time(row.get("end")))


def _time(value: Any) -> float | None:
    """Seconds, if that is what the file gives."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < 1e6 else None
