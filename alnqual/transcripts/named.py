"""Lines of a page that itself marks who speaks -> turns."""

import re
from collections.abc import Iterable, Sequence

from alnqual.records import Transcript, Turn
from alnqual.transcripts.dialogue import speaker_metadata
from alnqual.transcripts.labels import Line, seconds
from alnqual.transcripts.words import clean

_TIME = re.compile(r"\s*[\[(]?(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)[\])]?(?=\s|$)")


def to_named_transcript(lines: Sequence[Line], warnings: Iterable[str] = ()) -> Transcript:
    """Turns of lines, where a line with a speaker begins a turn and the others go on with it.

    What stands before the first speaker is `metadata["preamble"]`. A time right after a name is
    the turn's start.
    """
    turns: list[Turn] = []
    preamble: list[str] = []
    words: list[str] = []
    speaker: str | None = None
    headings = 0
    for line in [*lines, Line("", speaker="")]:
        if line.heading and speaker is not None:
            headings += 1
        elif line.speaker is None:
            words.append(line.text)
        else:
            if speaker is None:
                preamble = [text for each in words if (text := clean(each))]
            elif turn := _turn(speaker, "\n".join(words)):
                turns.append(turn)
            speaker, words = line.speaker, [line.text]
    begun = sum(line.speaker is not None for line in lines)
    notes = [*warnings]
    if preamble:
        notes.append(f"{len(preamble)} line(s) before the first speaker kept apart")
    if begun > len(turns):
        notes.append(f"{begun - len(turns)} label(s) without words left out")
    if headings:
        notes.append(f"{headings} heading(s) left out")
    metadata = {"labels": "named"} | speaker_metadata(turns)
    if preamble:
        metadata["preamble"] = "\n".join(preamble)
    return Transcript(tuple(turns), tuple(notes), metadata)


def _turn(speaker: str, words: str) -> Turn | None:
    words = words.lstrip(": \t\n\xa0")
    time = _TIME.match(words)
    text = clean(words[time.end() :].lstrip(": ") if time else words)
    start = seconds(time[1]) if time else None
    return Turn(clean(speaker).rstrip(":").strip() or None, text, start) if text else None
