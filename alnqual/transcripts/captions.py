"""Caption transcripts: Teams .vtt (`<v Name>`), Zoom .vtt (`Name: words`), .srt."""

from itertools import pairwise
from pathlib import Path
from typing import Literal

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript, Turn
from alnqual.transcripts import cues
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.labels import Line, decide
from alnqual.transcripts.words import clean


def read_vtt(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A WebVTT file, of Teams, Zoom or any captioning tool.

    Consecutive cues of one speaker are one turn; where nobody is named each cue is a turn.

    Raises
    ------
    UnreadableFile
    """
    return _read(path, "vtt", labels)


def read_srt(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A SubRip file; speakers as `Name: words`.

    Raises
    ------
    UnreadableFile
    """
    return _read(path, "srt", labels)


def _read(path: Path, kind: Literal["vtt", "srt"], labels: frozenset[str]) -> Transcript:
    text, warnings = read_text(path)
    captions = cues.parse(text, kind)
    if not captions.timings:
        raise UnreadableFile(
            "holds no cue with a time",
            where=path,
            do="Export the captions again; if it is plain text, name it .txt.",
        )
    voiced = [cues.voices(cue) for cue in captions.cues]
    if any(name for pieces in voiced for name, _ in pieces):
        style, pieces = "voice", _voiced(captions, voiced)
    else:
        style, pieces = _labelled(captions, labels)
    if unknown := sum(piece.speaker is None for piece in pieces):
        captions.odd["cue(s) of an unknown speaker"] += unknown
    if jumps := _jumps(captions.cues):
        captions.odd["cue(s) that begin before the one above"] += jumps
    metadata = {"labels": style}
    if captions.preamble:
        metadata["preamble"] = "\n".join(clean(line) for line in captions.preamble)
        captions.odd["note(s) before the first cue kept apart"] += len(captions.preamble)
    odd = tuple(f"{count} {what}" for what, count in sorted(captions.odd.items()))
    return Transcript(tuple(_join(pieces)), warnings + odd, metadata)


def _voiced(captions: cues.Captions, voiced: list[list[tuple[str | None, str]]]) -> list[Turn]:
    return [
        Turn(clean(name or "") or None, words, cue.start, cue.end)
        for cue, pieces in zip(captions.cues, voiced, strict=True)
        for name, text in pieces
        if (words := clean(cues.plain(text)))
    ]


def _labelled(captions: cues.Captions, labels: frozenset[str]) -> tuple[str, list[Turn]]:
    """Speakers by `Name: words` at the beginning of a line; a line without goes on."""
    lines = [(cue, Line(cues.plain(line))) for cue in captions.cues for line in cue.lines]
    decision = decide([line for _, line in lines], labels)
    pieces: list[Turn] = []
    speaker: str | None = None
    shown: cues.Cue | None = None
    for cue, line in lines:
        begun = decision.read(line)
        if begun:
            speaker = begun.label
        words = begun.words if begun else clean(line.text)
        if not words:
            continue
        if speaker is None and cue is shown:
            pieces[-1] = Turn(None, f"{pieces[-1].text} {words}", cue.start, cue.end)
        else:
            pieces.append(Turn(speaker, words, cue.start, cue.end))
        shown = cue
    return decision.style or "none", pieces


def _jumps(shown: list[cues.Cue]) -> int:
    starts = [cue.start for cue in shown if cue.start is not None]
    return sum(later < earlier for earlier, later in pairwise(starts))


def _join(pieces: list[Turn]) -> list[Turn]:
    """Consecutive pieces of one named speaker as one turn."""
    joined: list[Turn] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and piece.speaker is not None and last.speaker == piece.speaker:
            ends = [end for end in (last.end, piece.end) if end is not None]
            start = piece.start if last.start is None else last.start
            joined[-1] = Turn(
                last.speaker, f"{last.text} {piece.text}", start, max(ends, default=None)
            )
        else:
            joined.append(piece)
    return joined
