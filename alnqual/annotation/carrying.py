"""The regions of a task, carried from the words that it showed to the current ones.

What was coded is known from the task's own dialogue. Turns are paired first, so that words that
are said often stay with their turn; then the words of each region are looked for there. A region
keeps its id and all that was chosen for it: only its place and the words of the place change.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from alnqual.annotation.regions import (
    MEMO,
    Part,
    Place,
    place_of,
    read_regions,
    split_at_turns,
)
from alnqual.annotation.tasks import CodedText
from alnqual.coding.pairing import pair_turns
from alnqual.coding.passages import PlacingText, Words
from alnqual.coding.placing import GONE, Placed, place

Results = list[dict[str, Any]]
"""The results of an annotation or a draft, as the server keeps them: several a region."""

KEPT = 0.4
"""The share of its words that a turn must keep to be known again in a reworded one."""
TWIN, TWIN_WORDS = 0.6, 4
"""The share of words that two turns of so many words have in common if one may be the other."""
_FEW = 3
"""So many words at least: fewer may be there by chance."""

APART = "the turns that it lies in are no longer together"


@dataclass(frozen=True, slots=True)
class LostRegion:
    """The results of a region that could not be placed, and why."""

    results: Results
    reason: str


@dataclass(slots=True)
class Carried:
    """Results for the current text, and what became of the regions."""

    results: Results = field(default_factory=list)
    regions: int = 0
    moved: int = 0
    forgotten: int = 0
    lost: list[LostRegion] = field(default_factory=list)


class Carrier:
    """Carries the regions of one document from an earlier text to the current one.

    Parameters
    ----------
    old, new : the text that was coded, and that of now.
    forget : ids of turns of the old text whose words are to be forgotten.
    """

    def __init__(
        self, old: CodedText, new: CodedText, *, forget: Collection[str] = frozenset()
    ) -> None:
        self.old, self.new = old, new
        self._forget = frozenset(forget)
        self._number = {turn.id: number for number, turn in enumerate(old.turns)}
        self._pairing = pair_turns(
            [turn.text for turn in old.turns], [turn.text for turn in new.turns]
        )
        spans = [(turn.start, turn.start + len(turn.text)) for turn in new.turns]
        self._bags: dict[int, Counter[str]] = {}
        self._rewordings: dict[int, tuple[int, ...]] = {}
        self._target = PlacingText(new.text, version=new.version, turns=spans)

    def carry(self, results: Sequence[Any]) -> Carried:
        """The results of an annotation or a draft for the current text.

        What belongs to no place, or to none that was in the old text, is kept as it is.
        """
        carried = Carried(regions=0)
        of_region: dict[str, Results] = {}
        regions = read_regions(results)
        for number, result in enumerate(results):
            if isinstance(result, dict):
                of_region.setdefault(str(result.get("id") or f"#{number}"), []).append(result)
        for region in regions:
            members = of_region.get(region.id, [])
            parts = split_at_turns(region.place, self.old.turns) if region.place else None
            if parts is None:
                carried.results += members
                continue
            carried.regions += 1
            kept = [part for part in parts if part.turn.id not in self._forget]
            if not kept:
                carried.forgotten += 1
                continue
            found = self._region(kept)
            if isinstance(found, str):
                carried.lost.append(LostRegion(members, found))
                continue
            start, end = found
            carried.moved += (start, end) != (parts[0].start, parts[-1].end)
            carried.results += [self._at(result, start, end) for result in members]
        return carried

    def _region(self, parts: Sequence[Part]) -> tuple[int, int] | str:
        """Where a region stands now: it may run over several turns, though over no new ones."""
        found = []
        for part in parts:
            placed = self._part(part)
            if isinstance(placed, str):
                return placed
            found.append(placed)
        turns = [self._target.turn_of(each.start, each.end) or 0 for each in found]
        if turns != sorted(turns) or turns[-1] - turns[0] >= len(parts):
            return APART
        return found[0].start, found[-1].end

    def _part(self, part: Part) -> Placed | str:
        number = self._number[part.turn.id]
        words = Words(part.start, part.end, *self.old.anchor(part.start, part.end))
        moved = self._moved_before(number)
        same = self._pairing.same.get(number)
        if same is not None:
            if twins := self._twins(number):
                return place(words, self._target, within=(same, *twins), moved=moved, sure=True)
            move = self.new.turns[same].start - part.turn.start
            return Placed(part.start + move, part.end + move)
        reworded = self._reworded(number)
        found = place(words, self._target, within=reworded, moved=moved, sure=True)
        if found == GONE:
            found = place(words, self._target, within=self._pairing.others, moved=moved)
        return found

    def _twins(self, number: int) -> tuple[int, ...]:
        """New or changed turns that are nearly an old one, which is there word for word too."""
        was = Counter(self.old.turns[number].text.lower().split())
        if was.total() < TWIN_WORDS:
            return ()
        return tuple(
            now
            for now in self._pairing.others
            if (was & self._bag(now)).total() >= TWIN * max(was.total(), self._bag(now).total())
        )

    def _bag(self, number: int) -> Counter[str]:
        if number not in self._bags:
            self._bags[number] = Counter(self.new.turns[number].text.lower().split())
        return self._bags[number]

    def _reworded(self, number: int) -> tuple[int, ...]:
        """The turns near an old one that hold most of its words in their order."""
        if number not in self._rewordings:
            was = self.old.turns[number].text.lower().split()
            kept = {
                now: _in_order(was, self.new.turns[now].text.lower().split())
                for now in self._pairing.near[number]
            }
            self._rewordings[number] = tuple(
                now for now, words in kept.items() if words >= max(_FEW, KEPT * len(was))
            )
        return self._rewordings[number]

    def _moved_before(self, number: int) -> int:
        """By how much the last turn before a turn moved that is still there."""
        was = max((same for same in self._pairing.same if same < number), default=None)
        if was is None:
            return 0
        return self.new.turns[self._pairing.same[was]].start - self.old.turns[was].start

    def _at(self, result: Mapping[str, Any], start: int, end: int) -> dict[str, Any]:
        """A result of a region at its new place."""
        where = place_of(start, end, self.new.turns)
        value = result.get("value")
        if where is None or not isinstance(value, Mapping):
            return dict(result)
        value = {key: kept for key, kept in value.items() if key != "globalOffsets"}
        value |= values_of(where)
        if result.get("from_name") != MEMO and isinstance(value.get("text"), str):
            value["text"] = self.new.text[start:end]
        return {**result, "value": value}


def _in_order(was: Sequence[str], now: Sequence[str]) -> int:
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def values_of(place: Place) -> dict[str, Any]:
    """A place as the server keeps it."""
    return {
        "start": str(place.start_turn),
        "end": str(place.end_turn),
        "startOffset": place.start_offset,
        "endOffset": place.end_offset,
    }


def digest(results: object) -> str:
    """What tells whether somebody has changed results since: 16 hexadecimal digits."""
    return sha256(json.dumps(results, sort_keys=True).encode()).hexdigest()[:16]
