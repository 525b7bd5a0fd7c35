"""Documents that are nearly the same, and turns that stand twice."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.shingles import alike, numbered, words_of
from alnqual.corpus.quality.telling import SHOWN, counted

LONG = 12
"""Words from which on a turn is hardly said twice by chance."""
SAME_TURN = 0.6
"""Share of the runs of four words of two turns that stand in both: they are nearly the same."""
SAME_DOCUMENT = 0.5
"""Share of the shorter document's runs of four words that the other has too."""
DOCUMENT = 60
"""Runs of four words that two documents must share at least."""


@dataclass(frozen=True, slots=True)
class _Place:
    reading: int
    position: int


def duplicate_findings(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Near-duplicate documents; turns of twelve words or more that stand twice, or nearly.

    Interviewers' turns do not count: they put the same question to many. Turns of two documents
    that are nearly the same are not told one by one. Who nearly repeats what was said earlier in
    the same document is a note: people echo each other.
    """
    spoken = numbered(
        words_of(turn.text) for reading in readings for _, turn, _, _ in reading.turns()
    )
    texts: list[list[list[int]]] = []
    places: list[_Place] = []
    long: list[list[int]] = []
    taken = 0
    for index, reading in enumerate(readings):
        own = spoken[taken : taken + len(reading.words)]
        taken += len(own)
        texts.append(own)
        for (position, _, voice, _), words in zip(reading.turns(), own, strict=True):
            if len(words) >= LONG and not voice.interviewer:
                places.append(_Place(index, position))
                long.append(words)
    doubled = set()
    for pair in alike(texts, fewest=DOCUMENT):
        if pair.shared >= SAME_DOCUMENT * pair.least:
            doubled.add((pair.first, pair.second))
            yield _document(readings[pair.first], readings[pair.second], pair.shared / pair.least)
    yield from _turns(readings, doubled, places=places, twins=_twins(long))


def _document(first: Reading, second: Reading, share: float) -> Finding:
    message = f"nearly the same as {first.row.id}: {share:.0%} of the shorter one stands in both"
    return Finding(second.file, None, "warning", message, "duplicate")


def _twins(turns: Sequence[Sequence[int]]) -> dict[int, tuple[int, bool]]:
    """Later turn -> (the earlier one that is most like it, whether they are the same)."""
    first: dict[tuple[int, ...], int] = {}
    found: dict[int, tuple[int, bool]] = {}
    single = []
    for place, words in enumerate(turns):
        earlier = first.setdefault(tuple(words), place)
        if earlier == place:
            single.append(place)
        else:
            found[place] = (earlier, True)
    best: dict[int, float] = {}
    for pair in alike([[turns[place]] for place in single], fewest=LONG // 2 - 1):
        share = pair.shared / pair.union
        earlier, later = single[pair.first], single[pair.second]
        if share >= SAME_TURN and share > best.get(later, 0.0):
            best[later] = share
            found[later] = (earlier, False)
    return found


def _turns(
    readings: Sequence[Reading],
    doubled: set[tuple[int, int]],
    *,
    places: Sequence[_Place],
    twins: dict[int, tuple[int, bool]],
) -> Iterator[Finding]:
    pairs: defaultdict[tuple[int, int], list[tuple[int, int, bool]]] = defaultdict(list)
    for later, (earlier, same) in sorted(twins.items()):
        first, second = places[earlier], places[later]
        key = (first.reading, second.reading)
        if key not in doubled:
            pairs[key].append((second.position, first.position, same))
    for (first_index, second_index), found in sorted(pairs.items()):
        where = "" if first_index == second_index else f" of {readings[first_index].row.id}"
        turns = counted(len(found), "turn")
        message = f"{turns} of {LONG} words or more {_shown(found, where)}"
        echoed = first_index == second_index and not any(same for _, _, same in found)
        severity: Literal["warning", "note"] = "note" if echoed else "warning"
        yield Finding(readings[second_index].file, None, severity, message, "duplicate")


def _shown(found: Sequence[tuple[int, int, bool]], where: str) -> str:
    """ "stand twice: turn 9 is turn 4 of i05, turn 12 nearly turn 7"."""
    shown = "; ".join(
        f"turn {later} {'is' if same else 'is nearly'} turn {earlier}{where}"
        for later, earlier, same in found[:SHOWN]
    )
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{'stands' if len(found) == 1 else 'stand'} twice: {shown}{more}"
