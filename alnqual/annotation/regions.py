"""Regions of Label Studio and spans of the canonical text: the one place where they meet.

Label Studio's Paragraphs tag gives a place as the number of a turn and an offset in UTF-16 code
units within that turn, as JavaScript counts; a span is in code points of the document. The words
that a region carries are ignored: across turns they hold parts of the page, and an import may have
shifted them. What is quoted is always recomputed from the canonical text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alnqual.annotation.tasks import TurnText

TEXT, GROUP, CODES, STANCE, LINK, DIRECTION, MEMO = (
    "text", "group", "codes", "stance", "link", "direction", "memo",
)  # fmt: skip
"""Names of the page's controls. They never change: results on the server hold them."""

WHO, DECISION, REASON = "who", "decision", "reason"
"""Names of the controls that only an adjudicator's page has."""


_VALUE = {
    "paragraphlabels": "paragraphlabels",
    "taxonomy": "taxonomy",
    "choices": "choices",
    "textarea": "text",
}
"""Type of a result -> the key of what was chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region is: turns from 0, offsets in UTF-16 code units within the turn, half-open."""

    start_turn: int
    start_offset: int
    end_turn: int
    end_offset: int


@dataclass(slots=True)
class Region:
    """What a coder said of one stretch of text: the ids of what they chose, in their order."""

    id: str
    place: Place | None = None
    groups: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    stances: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    memo: str = ""
    decisions: list[str] = field(default_factory=list)
    reason: str = ""
    """What an adjudicator decided about it, and why."""
    suggested: bool = False
    unknown: list[str] = field(default_factory=list)
    """Names of controls that the page does not have."""


@dataclass(frozen=True, slots=True)
class Part:
    """The piece of a region that lies in one turn; `start` and `end` are the document's."""

    number: int
    turn: TurnText
    start: int
    end: int


def read_regions(results: Sequence[Any]) -> list[Region]:
    """The regions of an annotation, in the order in which they were made.

    Whatever an annotation holds, this does not fail: a place that is none is left empty, and what
    belongs to no control of the page is listed in `unknown`.
    """
    regions: dict[str, Region] = {}
    for number, result in enumerate(results):
        if not isinstance(result, Mapping):
            result = {}
        identity = str(result.get("id") or f"#{number}")
        region = regions.setdefault(identity, Region(identity))
        value = result.get("value")
        value = value if isinstance(value, Mapping) else {}
        region.place = region.place or _place(value)
        region.suggested |= str(result.get("origin", "")).startswith("prediction")
        _read_control(region, str(result.get("from_name")), value)
    return list(regions.values())


def split_at_turns(place: Place, turns: Sequence[TurnText]) -> list[Part] | None:
    """The parts of a place, one a turn, without empty ones; None if it is not in the text.

    An offset within a surrogate pair, half an emoji, is moved outward to the whole character.
    """
    if not 0 <= place.start_turn <= place.end_turn < len(turns):
        return None
    parts = []
    for number, index in enumerate(range(place.start_turn, place.end_turn + 1)):
        turn = turns[index]
        start, end = 0, len(turn.text)
        if index == place.start_turn:
            start = _code_points(turn.text, place.start_offset, outward=-1)
        if index == place.end_turn:
            end = _code_points(turn.text, place.end_offset, outward=1)
        if start < 0 or end < 0:
            return None
        if start < end:
            parts.append(Part(number, turn, turn.start + start, turn.start + end))
    return parts or None


def place_of(start: int, end: int, turns: Sequence[TurnText]) -> Place | None:
    """The place of a span; None unless it begins and ends within turns."""
    first = _turn_at(start, turns)
    last = _turn_at(end - 1, turns)
    if first is None or last is None or end <= start:
        return None
    return Place(
        first,
        utf16_length(turns[first].text[: start - turns[first].start]),
        last,
        utf16_length(turns[last].text[: end - turns[last].start]),
    )


def write_region(
    region: Region, *, paths: Sequence[Sequence[str]], words: str
) -> list[dict[str, Any]]:
    """A region as Label Studio keeps it: one result a control, joined by the region's id.

    Parameters
    ----------
    region : what to write.
    paths : for each of its codes, the ids from the top group down to the code.
    words : the words of the place, which the page shows in its list of regions.

    Raises
    ------
    ValueError
        The region has no place.
    """
    place = region.place
    if place is None:
        raise ValueError("a region without a place cannot be written")
    where = {
        "start": str(place.start_turn),
        "end": str(place.end_turn),
        "startOffset": place.start_offset,
        "endOffset": place.end_offset,
    }
    chosen: list[tuple[str, str, dict[str, Any]]] = [
        (GROUP, "paragraphlabels", {"text": words, "paragraphlabels": region.groups}),
        (CODES, "taxonomy", {"text": words, "taxonomy": [list(path) for path in paths]}),
        (STANCE, "choices", {"text": words, "choices": region.stances}),
        (LINK, "taxonomy", {"text": words, "taxonomy": [[link] for link in region.links]}),
        (DIRECTION, "choices", {"text": words, "choices": region.directions}),
        (MEMO, "textarea", {"text": [region.memo] if region.memo else []}),
    ]
    return [
        {
            "id": region.id,
            "from_name": name,
            "to_name": TEXT,
            "type": kind,
            "origin": "manual",
            "value": where | value,
        }
        for name, kind, value in chosen
        if value[_VALUE[kind]]
    ]


def _read_control(region: Region, name: str, value: Mapping[str, Any]) -> None:
    match name:
        case "group":
            region.groups += _strings(value.get("paragraphlabels"))
        case "codes":
            region.codes += _ends(value.get("taxonomy"))
        case "stance":
            region.stances += _strings(value.get("choices"))
        case "link":
            region.links += _ends(value.get("taxonomy"))
        case "direction":
            region.directions += _strings(value.get("choices"))
        case "memo":
            region.memo = _written(value)
        case "who":
            pass
        case "decision":
            region.decisions += _strings(value.get("choices"))
        case "reason":
            region.reason = _written(value)
        case _:
            region.unknown.append(name)


def _place(value: Mapping[str, Any]) -> Place | None:
    try:
        return Place(
            int(value["start"]),
            int(value["startOffset"]),
            int(value["end"]),
            int(value["endOffset"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _written(value: Mapping[str, Any]) -> str:
    text = value.get("text")
    return "\n".join(_strings(text if isinstance(text, list) else [text])).strip()


def _ends(paths: Any) -> list[str]:
    """The last step of each path of a tree."""
    return (
        [step for path in paths for step in _strings(path)[-1:]] if isinstance(paths, list) else []
    )


def _strings(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _turn_at(position: int, turns: Sequence[TurnText]) -> int | None:
    for index, turn in enumerate(turns):
        if turn.start <= position < turn.start + len(turn.text):
            return index
    return None


def utf16_length(text: str) -> int:
    """The length of a text as JavaScript counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def _code_points(text: str, offset: int, *, outward: int) -> int:
    """The code points before a UTF-16 offset; -1 if it is not in the text."""
    units = 0
    for count, character in enumerate(text):
        if units == offset:
            return count
        if units > offset:
            return count if outward > 0 else count - 1
        units += 2 if character > "\uffff" else 1
    if units == offset:
        return len(text)
    if units == offset + 1 and text and text[-1] > "\uffff":
        return len(text) if outward > 0 else len(text) - 1
    return -1
