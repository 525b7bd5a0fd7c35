"""Names and times on lines of their own, as they are copied from a meeting program's panel.

    Ann Owen                0:0:3.1 --> 0:0:5.0        [00:00:03] Ann Owen
    3 minutes 5 seconds     Ann Owen                   Right.
    AO                      Right.
    Right.

Each becomes one heading line, so that speakers are then decided as in any other document.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alnqual.transcripts.labels import Line, is_name, seconds
from alnqual.transcripts.roles import NEVER_LABELS, holds_role_word
from alnqual.transcripts.words import clean

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_PADDED = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIME_LINE = re.compile(
    rf"[\[(]?(?:({_CLOCK})\s{{0,5}}(?:-->|[-–—])\s{{0,5}}({_CLOCK})|({_PADDED}))[\])]?"
)
_SPOKEN = (
    r"(?:(\d{1,2}) hours? ?,? ?)?(?:(\d{1,2}) minutes? ?,? ?)?(?:(\d{1,2}) seconds?)"
    rf"\s{{0,3}}(?:{_PADDED})?"
)
_SPOKEN_LINE = re.compile(_SPOKEN)
_SPOKEN_HEADER = re.compile(rf"(\S.{{0,60}}?)\s{{1,5}}{_SPOKEN}")
_STAMPED = re.compile(rf"[\[(]?({_PADDED})[\])]?\s{{1,5}}[-–]?\s{{0,5}}(\S.{{0,60}})")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Pair:
    """A name with the time beside it, and the places of their lines."""

    name: str
    stamp: tuple[float, float | None]
    places: tuple[int, ...]


def headed(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines with names and times made headings, and how many lines of a panel were left out.

    A time that stands alone becomes an empty line with a `stamp`.
    """
    short = {
        place: text
        for place, line in enumerate(lines)
        if len(line.text) <= _LONGEST and line.stamp is None and (text := clean(line.text))
    }
    stamps = {
        place: stamp for place, text in short.items() if (stamp := _time_line(text)) is not None
    }
    spoken = _spoken_headers(short)
    if not stamps and not spoken and not any(text[0] in "[(0123456789" for text in short.values()):
        return list(lines), 0
    filled = [place for place, line in enumerate(lines) if line.text.strip()]
    after, before = _pairs(lines, filled, short, stamps)
    pairs = max(_accepted(after, len(stamps)), _accepted(before, len(stamps)), key=len)
    names = {pair.name for pair in [*pairs, *_accepted(spoken, 0)]}
    taken = {place for pair in pairs for place in pair.places}
    repeated = [pair for pair in spoken if pair.name in names and taken.isdisjoint(pair.places)]
    return _rewritten(lines, short, stamps, [*pairs, *repeated])


def _time_line(text: str) -> tuple[float, float | None] | None:
    match = _TIME_LINE.fullmatch(text)
    if match:
        start = seconds(match[1] or match[3])
        return start, seconds(match[2]) if match[2] else None
    match = _SPOKEN_LINE.fullmatch(text)
    return (_spoken(*match.groups()), None) if match else None


def _spoken(hours: str | None, minutes: str | None, rest: str) -> float:
    return float(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(rest))


def _spoken_headers(short: Mapping[int, str]) -> list[_Pair]:
    return [
        _Pair(match[1], (_spoken(*match.groups()[1:]), None), (place,))
        for place, text in short.items()
        if "second" in text and (match := _SPOKEN_HEADER.fullmatch(text)) and _is_label(match[1])
    ]


def _pairs(
    lines: Sequence[Line],
    filled: Sequence[int],
    short: Mapping[int, str],
    stamps: Mapping[int, tuple[float, float | None]],
) -> tuple[list[_Pair], list[_Pair]]:
    """Names with the time below (perhaps with initials between), and with the time above."""
    after, before = [], []
    for at, place in enumerate(filled):
        above = [short.get(each, "") for each in filled[max(0, at - 2) : at]]
        following = filled[at + 1] if at + 1 < len(filled) else None
        if place in stamps:
            name = 1
            if len(above) > 1 and above[1] and above[1] == _initials(above[0]):
                name = 2
            if above and name <= len(above) and _is_label(above[-name]):
                places = (*filled[at - name : at], place)
                after.append(_Pair(above[-name], stamps[place], places))
            if (
                following is not None
                and _is_label(short.get(following, ""))
                and at + 2 < len(filled)
                and filled[at + 2] not in stamps
            ):
                pair = _Pair(short[following], stamps[place], (place, following))
                before.append(pair)
        elif (
            following is not None
            and following not in stamps
            and (match := _STAMPED.fullmatch(short.get(place, "")))
            and _is_label(match[2])
            and not _STAMPED.match(lines[following].text)
        ):
            before.append(_Pair(match[2], (seconds(match[1]), None), (place,)))
    return after, before


def _accepted(pairs: Sequence[_Pair], times: int) -> list[_Pair]:
    """Those whose name comes back; all, if most do, or if nearly every time has a full name."""
    counts = Counter(pair.name for pair in pairs)
    recurring = [pair for pair in pairs if counts[pair.name] > 1]
    full = [pair for pair in pairs if " " in pair.name]
    if (recurring and len(recurring) >= 0.5 * len(pairs)) or len(full) >= max(2, 0.8 * times):
        return list(pairs)
    return recurring


def _rewritten(
    lines: Sequence[Line],
    short: Mapping[int, str],
    stamps: Mapping[int, tuple[float, float | None]],
    pairs: Sequence[_Pair],
) -> tuple[list[Line], int]:
    heads: dict[int | None, _Pair] = {pair.places[0]: pair for pair in pairs}
    gone = {place for pair in pairs for place in pair.places[1:]}
    initials = {_initials(pair.name) for pair in pairs}
    written: list[Line] = []
    left_out = 0
    for place, line in enumerate(lines):
        if place in heads:
            written.append(Line(heads[place].name, stamp=heads[place].stamp))
        elif place in gone:
            continue
        elif pairs and short.get(place, "") in initials and _beside(place, lines, heads, gone):
            left_out += 1
        elif place in stamps:
            written.append(Line("", stamp=stamps[place]))
        else:
            written.append(line)
    return written, left_out


def _beside(
    place: int, lines: Sequence[Line], heads: Mapping[int | None, _Pair], gone: set[int]
) -> bool:
    """Whether a line of initials stands next to the heading whose name they are."""
    text = clean(lines[place].text)
    near = [*range(place - 1, max(-1, place - 6), -1)]
    above = next((each for each in near if lines[each].text.strip() and each not in gone), None)
    below = next(
        (each for each in range(place + 1, min(len(lines), place + 4)) if lines[each].text.strip()),
        None,
    )
    return any(
        each in heads and _initials(heads[each].name) == text
        for each in (above, below)
        if each is not None
    )


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else name[:1].upper()


def _is_label(text: str) -> bool:
    """Whether a line can be a name: a few capitalised words, or a role, and no sentence."""
    return (
        bool(text)
        and text[0].isalpha()
        and len(text) <= 60
        and len(text.split()) <= 7
        and text[-1] not in ".?!,;:…"
        and ":" not in text
        and text.casefold() not in NEVER_LABELS
        and (is_name(text) or holds_role_word(text))
    )
