"""Captions that roll up: each shows again what the one before it showed.

So YouTube writes what it hears (with a cue of 10 ms between any two), and so live captions are
recorded that grow word by word. The words were said once.
"""

from collections.abc import Sequence
from itertools import pairwise

from alnqual.transcripts.cues import Cue, is_timed

_FLASH = 0.06
_SHARE = 0.4


def unrolled(
    shown: Sequence[Cue], lines: Sequence[Sequence[str]]
) -> tuple[Sequence[Sequence[str]], int]:
    """The lines that are new in each cue, and how many repeated ones were left out.

    Where fewer than two in five cues show the one before again, nothing is left out: people do say
    "yes" twice.
    """
    rolled = sum(
        _is_rolled(shown[place : place + 2], before, after)
        for place, (before, after) in enumerate(pairwise(lines))
        if before and after and (before[-1] in after or after[0].startswith(before[-1]))
    )
    if rolled < max(2, _SHARE * (len(shown) - 1)):
        return lines, 0
    new: list[Sequence[str]] = []
    left_out = 0
    above: Sequence[str] = []
    for each in lines:
        fresh = each
        count = _repeated(above, each)
        if count:
            fresh = each[count:]
        elif _grows(above, each):
            fresh, count = [each[0][len(above[-1]) :].strip(), *each[1:]], 1
        new.append(fresh)
        left_out += count
        above = each or above
    return new, left_out


def _is_rolled(pair: Sequence[Cue], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a cue shows the end of the one before again, and something else tells it apart.

    One whole line said again by a cue of ordinary length may be speech, unless its words had times
    before and have none now.
    """
    count = _repeated(before, after)
    if not count:
        return _grows(before, after)
    if len(before) != count or len(after) != count or is_timed(pair[0]) > is_timed(pair[1]):
        return True
    return any(
        cue.start is not None and cue.end is not None and cue.end - cue.start <= _FLASH
        for cue in pair
    )


def _repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """How many last lines of `before` are the first of `after`."""
    for count in range(min(len(before), len(after), 4), 0, -1):
        if before[-count:] == after[:count]:
            return count
    return 0


def _grows(before: Sequence[str], after: Sequence[str]) -> bool:
    return bool(before and after) and after[0].startswith(before[-1] + " ")
