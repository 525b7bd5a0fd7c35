"""Numbers that an editor or a typist put before every line or paragraph: not speech."""

import re
from collections.abc import Sequence
from itertools import pairwise

from alnqual.transcripts.labels import Line

_NUMBER = re.compile(r"\s{0,20}(\d{1,5})[.)]?(?:[ \t\xa0]{1,20}|$)")
_FEWEST = 4


def without_numbers(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines without the numbers before them, and how many there were.

    They are numbers of lines where they count up by one, at the beginning of three in ten lines or
    more, or by five, as every fifth line is numbered in print. Each page may begin anew.
    """
    found = [
        (place, match, int(match[1]))
        for place, line in enumerate(lines)
        if (match := _NUMBER.match(line.text))
    ]
    filled = sum(bool(line.text.strip()) for line in lines)
    if len(found) < _FEWEST or not _counts_up([number for _, _, number in found], filled):
        return list(lines), 0
    stripped = list(lines)
    for place, match, _ in found:
        line = lines[place]
        bold = _NUMBER.sub("", line.bold, count=1)
        stripped[place] = line._replace(text=line.text[match.end() :], bold=bold)
    return stripped, len(found)


def _counts_up(numbers: Sequence[int], filled: int) -> bool:
    steps = [after - before for before, after in pairwise(numbers) if after > before]
    if len(steps) < 0.9 * (len(numbers) - 1):
        return False
    by_one = sum(step == 1 for step in steps) >= 0.9 * len(steps)
    by_five = all(step == 5 for step in steps) and all(number % 5 == 0 for number in numbers)
    return (by_one and len(numbers) >= 0.3 * filled) or by_five
