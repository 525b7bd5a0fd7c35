"""Which turns of a corrected document are which turns of the earlier one.

Turns that stand once in either text pair the two (after the patience diff of Bram Cohen); between
two such turns, equal words that are there as often as before are paired in their order. Where the
number of equal turns changed nobody can say which of them is gone, so that none is paired.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_FEW = 4
"""A turn of fewer words may be said again by chance: it is not followed to another place."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """What became of the turns of a document; turns are numbered from 0.

    `same` has the number of an old turn and that of the new turn which is the same, word for word.
    `near` has the number of every other old turn and those of the new turns, changed or new, that
    stand where it stood; `others` are all changed or new turns.
    """

    same: dict[int, int]
    near: dict[int, tuple[int, ...]]
    others: tuple[int, ...]


def pair_turns(old: Sequence[str], new: Sequence[str]) -> Pairing:
    """Pair the turns of an earlier text with those of a later one by their words."""
    once = _said_once(old, new)
    fixed = _in_order(once)
    same = {
        was: now
        for was, now in once.items()
        if len(old[was].split()) >= _FEW
        or (was in fixed and now - was in {fixed.get(at, -1) - at for at in (was - 1, was + 1)})
    }
    kept = [(was, now) for was, now in sorted(fixed.items()) if was in same]
    borders = [(-1, -1), *kept, (len(old), len(new))]
    gaps = [
        (range(was + 1, next_was), range(now + 1, next_now))
        for (was, now), (next_was, next_now) in pairwise(borders)
    ]
    taken = set(same.values())
    for olds, news in gaps:
        as_often = _as_often(
            {was: old[was] for was in olds if was not in same},
            {now: new[now] for now in news if now not in taken},
        )
        same |= as_often
        taken |= set(as_often.values())
    near = {
        was: tuple(now for now in news if now not in taken)
        for olds, news in gaps
        for was in olds
        if was not in same
    }
    return Pairing(same, near, tuple(now for now in range(len(new)) if now not in taken))


def _said_once(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    before, after = Counter(old), Counter(new)
    place = {words: now for now, words in enumerate(new) if after[words] == 1}
    return {
        was: place[words] for was, words in enumerate(old) if before[words] == 1 and words in place
    }


def _in_order(pairs: dict[int, int]) -> dict[int, int]:
    """The most pairs that are in the same order in both: the longest increasing subsequence."""
    ends: list[int] = []
    last: list[int] = []
    came_from: dict[int, int | None] = {}
    for was, now in sorted(pairs.items()):
        at = bisect_left(ends, now)
        came_from[was] = last[at - 1] if at else None
        ends[at : at + 1] = [now]
        last[at : at + 1] = [was]
    kept = {}
    was_next = last[-1] if last else None
    while was_next is not None:
        kept[was_next] = pairs[was_next]
        was_next = came_from[was_next]
    return kept


def _as_often(old: dict[int, str], new: dict[int, str]) -> dict[int, int]:
    olds, news = defaultdict(list), defaultdict(list)
    for was, words in old.items():
        olds[words].append(was)
    for now, words in new.items():
        news[words].append(now)
    return {
        was: now
        for words, numbers in olds.items()
        if len(numbers) == len(news[words])
        for was, now in zip(numbers, news[words], strict=True)
    }
