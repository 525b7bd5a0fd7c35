"""Times that cannot be right, or that say that something is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.telling import at_turns, counted
from alnqual.records import Turn

GAP = 120.0
"""Seconds without a word that say that something may be missing."""
BACKWARDS = 1.0
"""Seconds by which a turn may start before the last one: captions are cut so."""
OVERLAP = 2.0
"""Seconds for which two turns may sound at once."""
OFTEN, SOME = 0.1, 5
"""Share and number of overlapping turns from which the times, not the people, are to blame."""
FASTEST, FEWEST = 6.0, 20
"""Words a second, measured over at least so many words, that nobody speaks."""
SLOWEST = 1.5
"""Words a second with which the end of a turn is reckoned where the file has only its start."""


@dataclass
class _Odd:
    """The positions of turns with each kind of odd time, and the longest gap in seconds."""

    gaps: list[int] = field(default_factory=list)
    longest: float = 0.0
    jumps: list[int] = field(default_factory=list)
    overlaps: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    rushed: list[int] = field(default_factory=list)


def time_findings(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Gaps over two minutes, jumps backwards, overlaps, ends before starts, speech too fast.

    Places are turns counted from 1.
    """
    for reading in readings:
        timed = [
            (position, turn, words)
            for position, turn, _, words in reading.turns()
            if turn.start is not None
        ]
        if len(timed) > 1:
            yield from _told(reading.file, _odd(timed), len(timed))
        if timed and len(timed) < len(reading.words):
            missing = counted(len(reading.words) - len(timed), "turn has", "turns have")
            yield Finding(reading.file, None, "note", f"{missing} no time", "time")


def _odd(timed: list[tuple[int, Turn, int]]) -> _Odd:
    odd = _Odd()
    for index, (position, turn, words) in enumerate(timed):
        following = timed[index + 1][1].start if index + 1 < len(timed) else None
        start, end = turn.start or 0.0, turn.end
        if end is not None and end < start:
            odd.ended.append(position)
            end = None
        length = (end if end is not None else following or 0.0) - start
        if words >= FEWEST and 0 < length < words / FASTEST:
            odd.rushed.append(position)
        if following is None:
            continue
        silent = following - (end if end is not None else start + words / SLOWEST)
        if following < start - BACKWARDS:
            odd.jumps.append(timed[index + 1][0])
        elif silent > GAP and timed[index + 1][0] == position + 1:
            odd.gaps.append(timed[index + 1][0])
            odd.longest = max(odd.longest, silent)
        elif end is not None and silent < -OVERLAP:
            odd.overlaps.append(timed[index + 1][0])
    return odd


def _told(file: str, odd: _Odd, turns: int) -> Iterator[Finding]:
    if odd.gaps:
        gaps = counted(len(odd.gaps), "gap")
        message = f"{gaps} over {GAP / 60:.0f} minutes, the longest {_clock(odd.longest)}, before "
        message += at_turns(odd.gaps).removeprefix("at ")
        yield Finding(file, None, "warning", message, "time")
    if odd.jumps:
        jumps = counted(len(odd.jumps), "jump")
        message = f"{jumps} back in time, {at_turns(odd.jumps)}: turns in another order, or parts?"
        yield Finding(file, None, "warning", message, "time")
    if odd.ended:
        ends = counted(len(odd.ended), "turn ends", "turns end")
        yield Finding(
            file, None, "warning", f"{ends} before the start, {at_turns(odd.ended)}", "time"
        )
    if odd.rushed:
        fast = counted(len(odd.rushed), "turn has", "turns have")
        message = f"{fast} more than {FASTEST:.0f} words a second, {at_turns(odd.rushed)}"
        yield Finding(file, None, "warning", message, "time")
    if odd.overlaps:
        both = counted(len(odd.overlaps), "turn starts", "turns start")
        message = f"{both} while the last one still goes on, {at_turns(odd.overlaps)}"
        often = len(odd.overlaps) >= max(OFTEN * turns, SOME)
        yield Finding(file, None, "warning" if often else "note", message, "time")


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
