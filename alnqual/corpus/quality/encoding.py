"""Letters that an export spoilt: what could not be decoded, and text decoded twice."""

import re
from collections.abc import Iterable, Iterator

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.telling import at_turns, counted

# UTF-8 that was read as Windows-1252: a lead byte's letter, then what continuation bytes become.
_TWICE = re.compile(
    "[\u00c2-\u00c5][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    "|\u00e2\u20ac[\u0080-\u00bf\u0153\u02dc\u2018-\u2122]"
)
_ABOUT_ENCODING = re.compile(r"UTF-|Windows-1252|decod|encod|mojibake|repair", re.IGNORECASE)


def is_about_encoding(warning: str) -> bool:
    """Whether a reader's warning tells of encodings."""
    return _ABOUT_ENCODING.search(warning) is not None


def encoding_findings(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Replacement characters, and letters that look like UTF-8 read as Windows-1252."""
    for reading in readings:
        lost: dict[int, int] = {}
        twice: dict[int, int] = {}
        for position, turn, _, _ in reading.turns():
            if number := turn.text.count("\ufffd"):
                lost[position] = number
            if number := len(_TWICE.findall(turn.text)):
                twice[position] = number
        if lost:
            what = counted(sum(lost.values()), "character was", "characters were")
            message = f"{what} lost in an export, {at_turns(list(lost))}"
            yield Finding(reading.file, None, "warning", message, "encoding")
        if twice:
            what = counted(sum(twice.values()), "letter looks", "letters look")
            message = f"{what} decoded twice (as \u201cÃ´\u201d for \u201cô\u201d), "
            message += f"{at_turns(list(twice))}: export the file again as UTF-8"
            yield Finding(reading.file, None, "warning", message, "encoding")
