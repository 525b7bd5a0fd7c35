"""Who speaks: speaker labels are decided over a whole document, never line by line.

A colon proves nothing ("Note: ...", "Honestly: ..."). What tells a label is that it comes back, in
the one style that the document uses, and reads like a name or a role. `decide` weighs that.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alnqual.transcripts.labels import (
    LINKING,
    MATCHERS,
    STYLES,
    Labelled,
    Line,
    Style,
    is_listed,
    is_name,
)
from alnqual.transcripts.roles import NEVER_LABELS, holds_role_word

_FEW = 50
_CLOCK = re.compile(r":\d\d")
_WORD = re.compile(r"[^\W\d_]+")
_NEVER_LAST = frozenset("is was are were be said says that this so and but yw oedd ydy".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Decision:
    """Which labels are speakers, and in which style they stand.

    `begun` is the lines that begin a turn, by their place; `refused` is how many other labels were
    seen and taken as words. `known` is the labels that are accepted whatever their shape.
    """

    style: Style | None
    labels: frozenset[str]
    begun: Mapping[int, Labelled] = field(default_factory=dict)
    refused: int = 0
    known: frozenset[str] = frozenset()

    def read(self, line: Line) -> Labelled | None:
        """Any line as the beginning of a turn, or None where it goes on with the one before."""
        found = MATCHERS[self.style](line, self.known) if self.style else None
        return found if found and found.label in self.labels else None


def decide(lines: Sequence[Line], known: frozenset[str] = frozenset()) -> Decision:
    """Decide over a whole document which line beginnings are speaker labels.

    The style is the one whose accepted labels open most lines; the others win against colons when
    they open nearly as many, as a colon also stands inside speech. Within it a label must recur,
    and be no ordinary word of the document unless it opens a tenth of the lines; words that
    announce or head something ("Note:", "Date:") never are. Once is enough for a role, a full name,
    or a numbered sibling of a label, in a document whose lines are mostly labelled. A label
    that is `known` (casefolded) is always accepted, whatever its shape.
    """
    places = [place for place, line in enumerate(lines) if line.text.strip()]
    filled = [lines[place] for place in places]
    text = "\n".join([line.text for line in filled])
    matched: dict[Style, list[Labelled | None]] = {
        style: [MATCHERS[style](line, known) for line in filled]
        for style in _possible(filled, text)
    }
    found = {style: [each for each in matched.get(style, []) if each] for style in STYLES}
    if not any(found.values()):
        return Decision(None, frozenset())
    labels = {each.label for begun in found.values() for each in begun}
    ordinary = _ordinary_words(labels, text)
    accepted = {style: _accepted(style, found[style], len(filled), ordinary) for style in STYLES}
    for style in STYLES:
        accepted[style] |= {each.label for each in found[style] if is_listed(each.label, known)}
    opened = {
        style: sum(each.label in accepted[style] for each in found[style]) for style in STYLES
    }
    best = max(opened.values())
    if not best:
        return Decision(None, frozenset(), refused=len({each.label for each in found["colon"]}))
    style = next(style for style in STYLES if opened[style] >= 0.8 * best)
    begun = {
        place: each
        for place, each in zip(places, matched[style], strict=True)
        if each and each.label in accepted[style]
    }
    refused = _refused(begun, zip(places, matched.get("colon", ()), strict=False))
    return Decision(style, accepted[style], begun, refused, known)


def _possible(lines: Iterable[Line], text: str) -> list[Style]:
    """The styles that the lines' text leaves possible; matching line by line is slow."""
    possible: dict[Style, bool] = {
        "header": _CLOCK.search(text) is not None or any(line.stamp for line in lines),
        "bold": any(line.bold for line in lines),
        "tab": "\t" in text,
        "colon": ":" in text,
    }
    return [style for style in STYLES if possible[style]]


def _refused(begun: Mapping[int, Labelled], colons: Iterable[tuple[int, Labelled | None]]) -> int:
    """How many other beginnings with a colon, after the first speaker's, are taken as words."""
    first = min(begun)
    return len(
        {each.label for place, each in colons if each and place > first and place not in begun}
    )


def _accepted(
    style: Style, found: Sequence[Labelled], lines: int, ordinary: frozenset[str]
) -> frozenset[str]:
    if not found:
        return frozenset()
    return _accept_headers(found, lines) if style == "header" else _accept(found, lines, ordinary)


def _accept_headers(found: Sequence[Labelled], lines: int) -> frozenset[str]:
    """Names above a time; a sentence that ends in a time has words in lower case."""
    named = frozenset(
        each.label for each in found if holds_role_word(each.label) or is_name(each.label)
    )
    return named if len(found) > 1 or lines <= 4 else frozenset()


def _accept(found: Sequence[Labelled], lines: int, ordinary: frozenset[str]) -> frozenset[str]:
    counts = Counter(each.label for each in found)
    recurring = frozenset(
        label
        for label, count in counts.items()
        if count > 1 and _recurs_as_label(label, count, lines, ordinary)
    )
    opened = sum(counts[label] for label in recurring)
    named = {
        label
        for label in counts
        if (holds_role_word(label) or is_name(label)) and label.lower() not in NEVER_LABELS
    }
    timed = _timed(found, recurring, named, ordinary)
    if recurring and opened >= 0.5 * lines:
        first = next(place for place, each in enumerate(found) if each.label in recurring)
        # What stands once before the first speaker is a heading ("Interviewer: ..." with a name).
        late = {each.label for each in found[first:]}
        once = {label for label in late - recurring if _speaks_once(label, recurring, ordinary)}
        return recurring | once | (timed & late)
    # In a short document nothing need recur, if every line opens with a name or a role.
    if len(named) > 1 and sum(counts[label] for label in named) >= 0.8 * lines:
        return frozenset(named)
    return recurring | timed


def _timed(
    found: Sequence[Labelled],
    recurring: frozenset[str],
    named: set[str],
    ordinary: frozenset[str],
) -> frozenset[str]:
    """Names and roles with a time beside them, where the labels that come back have one too."""
    times = [each.time is not None for each in found if each.label in recurring]
    if not times or sum(times) < 0.8 * len(times):
        return frozenset()
    timed = {each.label for each in found if each.time is not None}
    return frozenset(
        label for label in timed & named if not ordinary.issuperset(_name_words(label) or [label])
    )


def _recurs_as_label(label: str, count: int, lines: int, ordinary: frozenset[str]) -> bool:
    if label.lower() in NEVER_LABELS:
        return False
    if holds_role_word(label) or len(label) <= 2:
        return True
    if is_name(label) and not ordinary.issuperset(_name_words(label)):
        return True
    # "The question is" comes back too: what is no name must be short and frequent.
    words = label.split()
    return (
        (is_name(label) or len(words) <= 2)
        and words[-1] not in _NEVER_LAST
        and count > 2
        and count >= 0.1 * lines
    )


def _speaks_once(label: str, recurring: Iterable[str], ordinary: frozenset[str]) -> bool:
    series = {other.rstrip("0123456789 ") for other in recurring if other[-1].isdigit()}
    if holds_role_word(label) or (label[-1].isdigit() and label.rstrip("0123456789 ") in series):
        return True
    words = _name_words(label)
    return (
        label.lower() not in NEVER_LABELS
        and len(words) > 1
        and is_name(label)
        and not ordinary.issuperset(words)
    )


def _name_words(label: str) -> list[str]:
    return [word.lower() for word in label.split() if len(word) > 2 and word not in LINKING]


def _ordinary_words(labels: Iterable[str], text: str) -> frozenset[str]:
    """The words of labels that the document also writes in small letters."""
    words = {word for label in labels for word in _name_words(label)}
    if len(words) > _FEW:
        return frozenset(words.intersection(_WORD.findall(text)))
    return frozenset(word for word in words if _is_word_of(text, word))


def _is_word_of(text: str, word: str) -> bool:
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not text[max(0, place - 1) : place].isalnum() and not text[end : end + 1].isalnum():
            return True
        place = text.find(word, end)
    return False
