"""Caption transcripts: .vtt of Teams and Zoom, .srt, .sbv, and YouTube's roll-up captions."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts import cues
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.dialogue import speaker_metadata
from alnqual.transcripts.labels import Line
from alnqual.transcripts.passages import Piece, gather
from alnqual.transcripts.rollup import unrolled
from alnqual.transcripts.speakers import decide
from alnqual.transcripts.words import clean

_GAP = 60.0
# Broadcasters mark a change of speaker by ">>", subtitlers by a dash before each line.
_CHANGE = re.compile(r"(?:^|(?<=\s))(?:>{2,4}|^[-‐–](?![-‐–\d]))[ \t]*")


def read_vtt(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A WebVTT file, of Teams, Zoom, YouTube or any captioning tool.

    Consecutive cues of one speaker are one turn. Where nobody is named a turn is a passage: it
    ends at a pause of over 2 s, at a sentence's end after 60 words, or after 120 words, and where
    the file marks a change of speaker. Lines that roll-up captions show again are left out.

    Raises
    ------
    UnreadableFile
    """
    return _read(path, "vtt", labels)


def read_srt(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A SubRip file; speakers as `Name: words`, else as `read_vtt`.

    Raises
    ------
    UnreadableFile
    """
    return _read(path, "srt", labels)


def read_sbv(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A SubViewer file, as YouTube exports it; speakers as `Name: words`, else as `read_vtt`.

    Raises
    ------
    UnreadableFile
    """
    return _read(path, "sbv", labels)


def _read(path: Path, kind: cues.Kind, labels: frozenset[str]) -> Transcript:
    text, warnings = read_text(path)
    captions = cues.parse(text, kind)
    if not captions.timings:
        raise UnreadableFile(
            "holds no cue with a time",
            where=path,
            do="Export the captions again; if it is plain text, name it .txt.",
        )
    pieces = _voiced(captions.cues) if "<v" in text or "<V" in text else None
    if pieces is None:
        style, pieces = _labelled(captions, labels)
    else:
        style = "voice"
    _count_odd(captions, pieces)
    turns = tuple(gather(pieces))
    metadata = {"labels": style} | speaker_metadata(turns)
    if captions.preamble:
        metadata["preamble"] = "\n".join(clean(line) for line in captions.preamble)
        captions.odd["note(s) before the first cue kept apart"] += len(captions.preamble)
    odd = tuple(f"{count} {what}" for what, count in sorted(captions.odd.items()))
    return Transcript(turns, warnings + odd, metadata)


def _count_odd(captions: cues.Captions, pieces: Iterable[Piece]) -> None:
    """What is odd about speakers and times."""
    jumps = overlaps = gaps = 0
    previous: cues.Cue | None = None
    for cue in captions.cues:
        if cue.start is None or cue.end is None:
            continue
        if previous is not None and previous.start is not None and previous.end is not None:
            if cue.start < previous.start:
                jumps += 1
            elif cue.start < previous.end:
                overlaps += 1
            elif cue.start - previous.end > _GAP:
                gaps += 1
        previous = cue
    counted = {
        "caption(s) of an unknown speaker": sum(piece.speaker is None for piece in pieces),
        "cue(s) that begin before the one above": jumps,
        "cue(s) that begin before the one above ends": overlaps,
        "gap(s) of over a minute between cues": gaps,
    }
    captions.odd.update({what: count for what, count in counted.items() if count})


def _voiced(shown: Iterable[cues.Cue]) -> list[Piece] | None:
    """Speakers by `<v Name>`; None if nobody is named so."""
    pieces: list[Piece] = []
    names: dict[str | None, str | None] = {None: None}
    for cue in shown:
        name = None
        for place, part in enumerate(cues.voices(cue)):
            if place % 2:
                name = part
                if name not in names:
                    names[name] = clean(cues.plain(name)) or None
            elif part and (words := clean(cues.plain(part))):
                pieces.append(Piece(names[name], words, cue.start, cue.end))
    return pieces if any(names.values()) else None


class _Line(NamedTuple):
    """A line of a cue; `changed` where a mark says that another speaks."""

    cue: cues.Cue
    line: Line
    changed: bool


def _labelled(captions: cues.Captions, labels: frozenset[str]) -> tuple[str, list[Piece]]:
    """Speakers by `Name: words` at the beginning of a line; a line without goes on."""
    lines = _lines(captions)
    decision = decide([each.line for each in lines], labels)
    begins = decision.begun
    changes = [each.line for each in lines if each.changed]
    if changes and len((marked := decide(changes, labels)).begun) > 1:
        # Where changes are marked, what follows the marks tells labels best.
        decision = marked
        read = ((place, marked.read(each.line)) for place, each in enumerate(lines))
        begins = {place: begun for place, begun in read if begun}
    pieces: list[Piece] = []
    speaker: str | None = None
    further: dict[int, list[str]] = {}
    above: cues.Cue | None = None
    marks = 0
    for place, shown in enumerate(lines):
        begun = begins.get(place)
        changed = shown.changed and begun is None
        if begun:
            speaker = begun.label
        elif changed:
            speaker = None
            marks += 1
        text = clean(begun.words if begun else shown.line.text)
        if not text:
            continue
        if shown.cue is above and not begun and not changed:
            further.setdefault(len(pieces) - 1, []).append(text)
        else:
            pieces.append(Piece(speaker, text, shown.cue.start, shown.cue.end, changed))
        above = shown.cue
    for place, words in further.items():
        pieces[place] = pieces[place]._replace(text=" ".join([pieces[place].text, *words]))
    if marks:
        captions.odd["change(s) of speaker marked without a name"] += marks
    return decision.style or "none", pieces


def _lines(captions: cues.Captions) -> list[_Line]:
    """Every line that is new, parted where a mark says that another speaks."""
    texts = [
        [line for raw in cues.plain(cue.text).split("\n") if (line := clean(raw))]
        for cue in captions.cues
    ]
    fresh, repeated = unrolled(captions.cues, texts)
    if repeated:
        captions.odd["line(s) that repeat the one above left out (roll-up captions)"] += repeated
    found = []
    for cue, lines in zip(captions.cues, fresh, strict=True):
        for line in lines:
            if line[0] not in "-‐–" and ">>" not in line:
                found.append(_Line(cue, Line(line), False))
                continue
            first, *others = _CHANGE.split(line)
            if first:
                found.append(_Line(cue, Line(first), False))
            found.extend(_Line(cue, Line(other), True) for other in others if other)
    return found
