"""The JSON that speech recognition writes -> pieces of speech.

Whisper (OpenAI's, faster-whisper, WhisperX, whisper.cpp), Amazon Transcribe, Deepgram, AssemblyAI,
Rev, Google Speech-to-Text and Azure Speech, by the keys that their documentation names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from alnqual.transcripts import json_values as values
from alnqual.transcripts.passages import Piece
from alnqual.transcripts.words import clean, count_words

_WHISPER = frozenset(["seek", "avg_logprob", "no_speech_prob", "tokens", "compression_ratio"])
_SLOWEST = 15
_TICKS = 10_000_000
_ENDS = (".", "?", "!")


def recognised(content: Any) -> tuple[str, list[Piece]] | None:
    """What wrote a file and the pieces that it holds, or None where no such program is known."""
    for program, read in _PROGRAMS.items():
        if pieces := [piece for piece in read(content) if piece.text]:
            return program, pieces
    return None


def scale(spans: Sequence[tuple[float | None, float | None]], words: int) -> float:
    """What brings times to seconds: nobody takes 15 of them for a word, so those are thousandths.

    `spans` are starts and ends.
    """
    spoken = sum(
        end - start for start, end in spans if start is not None and end is not None and end > start
    )
    return 0.001 if words and spoken / words > _SLOWEST else 1.0


def _whisper(content: Any) -> Iterator[Piece]:
    found = content if isinstance(content, list) else values.inner(content, "segments")
    segments = values.rows(found)
    if isinstance(content, list) and not any(_WHISPER & row.keys() for row in segments):
        return
    timed = [row for row in segments if isinstance(row.get("text"), str)]
    if any("start" in row for row in timed):
        yield from _pieces(timed)


def _whisper_cpp(content: Any) -> Iterator[Piece]:
    changed = False
    for row in values.rows(values.inner(content, "transcription")):
        yield Piece(
            values.speaker(row),
            values.words(row) or "",
            values.milliseconds(values.inner(row, "offsets", "from"))
            if "offsets" in row
            else values.seconds(values.inner(row, "timestamps", "from")),
            values.milliseconds(values.inner(row, "offsets", "to"))
            if "offsets" in row
            else values.seconds(values.inner(row, "timestamps", "to")),
            changed,
        )
        changed = row.get("speaker_turn_next") is True


def _amazon(content: Any) -> Iterator[Piece]:
    results = values.inner(content, "results")
    if segments := values.rows(values.inner(results, "audio_segments")):
        yield from _pieces(segments)
    else:
        yield from _sentences(_amazon_words(results))


def _amazon_words(results: Any) -> Iterator[Piece]:
    labelled = {
        inner.get("start_time"): values.speaker(segment)
        for segment in values.rows(values.inner(results, "speaker_labels", "segments"))
        for inner in values.rows(segment.get("items"))
        if isinstance(inner.get("start_time"), str)
    }
    who: str | None = None
    for item in values.rows(values.inner(results, "items")):
        said = values.rows(item.get("alternatives"))
        time = item.get("start_time")
        if isinstance(time, str):
            who = values.speaker(item) or labelled.get(time)
        # A sign has no time and belongs to the word before it.
        yield Piece(who, values.words(said[0]) or "" if said else "", *_times(item))


def _deepgram(content: Any) -> Iterator[Piece]:
    results = values.inner(content, "results")
    utterances = values.rows(values.inner(results, "utterances"))
    if utterances:
        yield from _pieces(utterances)
        return
    for channel in values.rows(values.inner(results, "channels"))[:1]:
        for alternative in values.rows(channel.get("alternatives"))[:1]:
            for paragraph in values.rows(values.inner(alternative, "paragraphs", "paragraphs")):
                for sentence in values.rows(paragraph.get("sentences")):
                    yield Piece(
                        values.speaker(paragraph), values.words(sentence) or "", *_times(sentence)
                    )


def _assembly(content: Any) -> Iterator[Piece]:
    yield from _pieces(values.rows(values.inner(content, "utterances")))


def _rev(content: Any) -> Iterator[Piece]:
    names = {
        row.get("id"): values.speaker({"name": row.get("name")})
        for row in values.rows(values.inner(content, "speakers"))
        if isinstance(row.get("id"), int | str)
    }
    for row in values.rows(values.inner(content, "monologues")):
        elements = values.rows(row.get("elements"))
        said = [each["value"] for each in elements if isinstance(each.get("value"), str)]
        number = row.get("speaker")
        name = names.get(number) if isinstance(number, int | str) else None
        starts = [time for each in elements if (time := values.start(each)) is not None]
        ends = [time for each in elements if (time := values.end(each)) is not None]
        yield Piece(
            name or values.speaker(row),
            clean("".join(said)),
            min(starts, default=None),
            max(ends, default=None),
        )


def _google(content: Any) -> Iterator[Piece]:
    said = [
        alternatives[0]
        for result in values.rows(values.inner(content, "results"))
        if (alternatives := values.rows(result.get("alternatives")))
    ]
    tagged = [row for each in said for row in values.rows(each.get("words")) if _tag(row)]
    if tagged:
        # Each word with its speaker stands, once more, in the last result.
        last = values.rows(said[-1].get("words"))
        yield from _sentences(
            Piece(_tag(row), values.words({"text": row.get("word")}) or "", *_times(row))
            for row in (last if last and all(map(_tag, last)) else tagged)
        )
        return
    for each in said:
        spoken = values.rows(each.get("words"))
        times = (_times(spoken[0])[0], _times(spoken[-1])[1]) if spoken else (None, None)
        yield Piece(None, values.words({"text": each.get("transcript")}) or "", *times)


def _azure(content: Any) -> Iterator[Piece]:
    for row in values.rows(values.inner(content, "recognizedPhrases")):
        best = values.rows(row.get("nBest"))
        said = values.words({"text": best[0].get("display")}) if best else ""
        start, length = _ticks(row.get("offsetInTicks")), _ticks(row.get("durationInTicks"))
        end = None if start is None or length is None else start + length
        yield Piece(values.speaker(row), said or "", start, end)


_PROGRAMS: dict[str, Callable[[Any], Iterator[Piece]]] = {
    "whisper": _whisper,
    "whisper.cpp": _whisper_cpp,
    "amazon": _amazon,
    "deepgram": _deepgram,
    "assemblyai": _assembly,
    "rev": _rev,
    "google": _google,
    "azure": _azure,
}


def _pieces(found: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    """Rows that hold speaker, words and times themselves."""
    spoken = [(values.speaker(row), values.words(row) or "", *_times(row)) for row in found]
    unit = scale(
        [(start, end) for _, _, start, end in spoken],
        sum(count_words(text) for _, text, _, _ in spoken),
    )
    for who, text, start, end in spoken:
        yield Piece(
            who,
            text,
            None if start is None else start * unit,
            None if end is None else end * unit,
        )


def _times(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return values.start(row), values.end(row)


def _tag(row: Mapping[str, Any]) -> str | None:
    tag = row.get("speakerTag", row.get("speaker_tag", row.get("speakerLabel")))
    return values.speaker({"speaker": tag}) if tag else None


def _ticks(value: Any) -> float | None:
    """Seconds of ten millionths of a second."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return values.seconds(value / _TICKS) if abs(value) < _TICKS * 1e6 else None


def _sentences(words: Iterable[Piece]) -> Iterator[Piece]:
    """Words of one speaker in a row as sentences."""
    held: list[Piece] = []
    for word in words:
        if held and (
            word.speaker != held[-1].speaker
            or (held[-1].text.endswith(_ENDS) and not word.text.startswith(_ENDS))
        ):
            yield _sentence(held)
            held = []
        held.append(word)
    if held:
        yield _sentence(held)


def _sentence(words: list[Piece]) -> Piece:
    return Piece(
        words[0].speaker,
        values.together([word.text for word in words]),
        min((word.start for word in words if word.start is not None), default=None),
        max((word.end for word in words if word.end is not None), default=None),
    )
