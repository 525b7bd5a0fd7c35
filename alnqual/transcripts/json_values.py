"""Speaker, words and times from objects of JSON, whatever their keys are called."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from alnqual.transcripts.words import clean

TEXTS = ("text", "content", "transcript", "utterance", "sentence", "speech", "words", "message")
SPEAKERS = (
    "speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id",
    "speakerId", "speakerTag", "participant", "name", "who", "user",
)  # fmt: skip
STARTS = ("start", "start_time", "startTime", "begin", "from", "timestamp", "time", "ts")
ENDS = ("end", "end_time", "endTime", "to", "end_ts")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)")
_SECONDS = re.compile(r"(\d{1,7}(?:\.\d{1,12})?) ?s?")
_LONGEST = 1e6
_JOINED = re.compile(r" ([.,?!:;%…])")


def words(row: Any) -> str | None:
    """What a row says: a string, or a list of words. None if it holds no words at all."""
    if not isinstance(row, Mapping):
        return None
    for key in TEXTS:
        value = row.get(key)
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, list) and value and all(_word(each) is not None for each in value):
            return together([_word(each) or "" for each in value])
    return None


def together(spoken: Sequence[str]) -> str:
    """Words and signs as text: signs stand at the word before them."""
    return _JOINED.sub(r"\1", clean(" ".join(spoken)))


def speaker(row: Mapping[str, Any]) -> str | None:
    """The label of a row's speaker."""
    for key in SPEAKERS:
        value = row.get(key)
        if isinstance(value, Mapping):
            value = next((value[each] for each in ("name", "label", "id") if each in value), None)
        if isinstance(value, bool) or not isinstance(value, str | int):
            continue
        if label := clean(str(value) if isinstance(value, str) or abs(value) < 10**9 else ""):
            return label
    return None


def start(row: Mapping[str, Any]) -> float | None:
    return _first_time(row, STARTS)


def end(row: Mapping[str, Any]) -> float | None:
    return _first_time(row, ENDS)


def seconds(value: Any) -> float | None:
    """Seconds of a number, of "12.5s" or of "00:01:02.500"."""
    if isinstance(value, str):
        if match := _CLOCK.fullmatch(value.strip()):
            hours, minutes, rest = match.groups()
            return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
        match = _SECONDS.fullmatch(value.strip())
        value = float(match[1]) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value < _LONGEST else None


def milliseconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return seconds(value / 1000) if abs(value) < 1e12 else None


def rows(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; nothing if there is no list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def inner(value: Any, *keys: str) -> Any:
    """What lies below keys, one inside the other; None where one is missing."""
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def _first_time(row: Mapping[str, Any], keys: Sequence[str]) -> float | None:
    for key in keys:
        for milli in (f"{key}_ms", f"{key}Ms"):
            if milli in row:
                return milliseconds(row[milli])
        if (found := seconds(row.get(key))) is not None:
            return found
    return None


def _word(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("punctuated_word", "word", "text", "content", "value"):
            if isinstance(value.get(key), str):
                return str(value[key])
    return None
