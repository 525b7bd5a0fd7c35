"""Who speaks: speaker labels are decided over a whole document, never line by line.

A colon proves nothing ("Note: ...", "Honestly: ..."). What tells a label is that it comes back, in
the one style that the document uses, and reads like a name or a role. `decide` weighs that.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from alnqual.transcripts.roles import NEVER_LABELS, is_role
from alnqual.transcripts.words import clean

Style = Literal["header", "bold", "tab", "colon"]
STYLES: tuple[Style, ...] = ("header", "bold", "tab", "colon")

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = re.compile(rf"\s*[\[(]?({_TIME})[\])]?\s+")
_AFTER = re.compile(rf"\s*[\[(]({_TIME})[\])]\s*")
_HEADER = re.compile(rf"\s*(\S.{{0,60}}?)\s+[\[(]?({_TIME})[\])]?\s*")
_COLON = re.compile(rf"([^:\t]{{1,60}}?)\s*(?:[\[(]({_TIME})[\])]\s*)?:(?:\s+|$)(.*)", re.DOTALL)
_TAB = re.compile(r"([^\t]{1,60}?)\s*:?\s*\t\s*(.*)", re.DOTALL)
_LABEL = re.compile(r"[^\W_][\w.'’()&/#-]*(?: [\w.'’()&/#-]+){0,5}")
_SENTENCE_END = re.compile(r"\w{4,}\.(?: |$)")
_SMALL = re.compile(r"[a-z]{1,3}\d{1,3}")
_LINKING = frozenset(
    ["a", "ac", "ab", "ap", "and", "de", "di", "ferch", "o", "of", "the", "van", "y", "yr"]
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a file gives it.

    `bold` is the bold text that it starts with. `speaker` is set where the file itself says who
    speaks (a table's first column). An empty `text` parts paragraphs.
    """

    text: str
    bold: str = ""
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line read as the beginning of a turn."""

    label: str
    words: str
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Which labels are speakers, in which style they stand, and how many were seen and refused."""

    style: Style | None
    labels: frozenset[str]
    refused: int = 0

    def read(self, line: Line) -> Labelled | None:
        """The line as the beginning of a turn, or None where it goes on with the one before."""
        found = _MATCHERS[self.style](line) if self.style else None
        return found if found and found.label in self.labels else None


def seconds(time: str) -> float:
    """`1:02:03.5` -> 3723.5. A comma may stand for the point; hours may be absent."""
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def decide(lines: Sequence[Line], known: frozenset[str] = frozenset()) -> Decision:
    """Decide over a whole document which line beginnings are speaker labels.

    The style is the one whose accepted labels open most lines; the others win against colons when
    they open nearly as many, as a colon also stands inside speech. Within it a label must recur,
    and be no ordinary word of the document unless it opens a tenth of the lines; words that
    announce or head something ("Note:", "Date:") never are. Once is enough for a role, a full name,
    or a numbered sibling of a label, in a document whose lines are mostly labelled. A label
    that is `known` (casefolded) is always accepted.
    """
    filled = [line for line in lines if line.text.strip()]
    found = {
        style: [each for line in filled if (each := matcher(line))]
        for style, matcher in _MATCHERS.items()
    }
    ordinary = _lower_case_words(filled)
    listed = {
        style: frozenset(each.label for each in found[style] if each.label.casefold() in known)
        for style in STYLES
    }
    accepted = {
        style: listed[style] | _accept_headers(found[style], len(filled))
        if style == "header"
        else listed[style] | _accept(found[style], len(filled), ordinary)
        for style in STYLES
    }
    opened = {
        style: sum(each.label in accepted[style] for each in found[style]) for style in STYLES
    }
    best = max(opened.values())
    if not best:
        return Decision(None, frozenset(), len({each.label for each in found["colon"]}))
    style = next(style for style in STYLES if opened[style] >= 0.8 * best)
    return Decision(style, accepted[style], _refused(filled, style, accepted[style]))


def _refused(lines: Sequence[Line], style: Style, labels: frozenset[str]) -> int:
    """How many other beginnings with a colon, after the first speaker's, are taken as words."""
    decision = Decision(style, labels)
    first = next(place for place, line in enumerate(lines) if decision.read(line))
    others = (line for line in lines[first:] if not decision.read(line))
    return len({found.label for line in others if (found := _match_colon(line))})


def _match_header(line: Line) -> Labelled | None:
    """`Name  0:10` on a line of its own; the words stand below."""
    match = _HEADER.fullmatch(line.text)
    if not match:
        return None
    label = clean(match[1])
    # Meeting programs write "Elstead, Mark (Guest)": any name-like text will do here.
    if not label[:1].isalpha() or _SENTENCE_END.search(label):
        return None
    return Labelled(label, "", seconds(match[2]))


def _match_bold(line: Line) -> Labelled | None:
    """`**Name:** words`, `**Name**: words`, `**Name**` alone, `**Name: all is bold**`."""
    label, colon, _ = line.bold.strip().partition(":")
    if not label:
        return None
    rest = line.text.strip()[len(label) :]
    if not colon and rest.strip() and not rest.lstrip(" \xa0").startswith((":", "\t")):
        return None
    return _labelled(label, rest.lstrip().removeprefix(":"))


def _match_tab(line: Line) -> Labelled | None:
    text, time = _without_stamp(line.text)
    match = _TAB.fullmatch(text.strip(" \xa0"))
    return _labelled(match[1], match[2], time) if match else None


def _match_colon(line: Line) -> Labelled | None:
    text, time = _without_stamp(line.text)
    match = _COLON.fullmatch(text.strip(" \xa0"))
    if not match:
        return None
    return _labelled(match[1], match[3], seconds(match[2]) if match[2] else time)


_MATCHERS: dict[Style, Callable[[Line], Labelled | None]] = {
    "header": _match_header,
    "bold": _match_bold,
    "tab": _match_tab,
    "colon": _match_colon,
}


def _without_stamp(text: str) -> tuple[str, float | None]:
    stamp = _STAMP.match(text)
    return (text[stamp.end() :], seconds(stamp[1])) if stamp else (text, None)


def _labelled(head: str, rest: str, time: float | None = None) -> Labelled | None:
    """A beginning of a turn, if its head has the shape of a label."""
    label = clean(head).strip("*_").strip()
    if (
        len(label) > 50
        or not _LABEL.fullmatch(label)
        or _SENTENCE_END.search(label)
        or not any(character.isalpha() for character in label)
        or (label[0].islower() and not is_role(label) and not _SMALL.fullmatch(label))
    ):
        return None
    if after := _AFTER.match(rest):
        rest, time = rest[after.end() :], seconds(after[1]) if time is None else time
    return Labelled(label, clean(rest), time)


def _accept_headers(found: Sequence[Labelled], lines: int) -> frozenset[str]:
    """Names above a time; a sentence that ends in a time has words in lower case."""
    named = frozenset(each.label for each in found if is_role(each.label) or is_name(each.label))
    return named if len(found) > 1 or lines <= 4 else frozenset()


def _accept(found: Sequence[Labelled], lines: int, ordinary: frozenset[str]) -> frozenset[str]:
    counts = Counter(each.label for each in found)
    recurring = frozenset(
        label
        for label, count in counts.items()
        if count > 1 and _recurs_as_label(label, count, lines, ordinary)
    )
    opened = sum(counts[label] for label in recurring)
    if recurring and opened >= 0.5 * lines:
        first = next(place for place, each in enumerate(found) if each.label in recurring)
        # What stands once before the first speaker is a heading ("Interviewer: ..." with a name).
        late = {each.label for each in found[first:]}
        return recurring | {
            label for label in late - recurring if _speaks_once(label, recurring, ordinary)
        }
    named = {
        label
        for label in counts
        if (is_role(label) or is_name(label)) and label.lower() not in NEVER_LABELS
    }
    # In a short document nothing need recur, if every line opens with a name or a role.
    if len(named) > 1 and sum(counts[label] for label in named) >= 0.8 * lines:
        return frozenset(named)
    return recurring


def _recurs_as_label(label: str, count: int, lines: int, ordinary: frozenset[str]) -> bool:
    if label.lower() in NEVER_LABELS:
        return False
    if is_role(label) or len(label) <= 2:
        return True
    if is_name(label) and not ordinary.issuperset(_name_words(label)):
        return True
    return count > 2 and count >= 0.1 * lines


def _speaks_once(label: str, recurring: Iterable[str], ordinary: frozenset[str]) -> bool:
    series = {other.rstrip("0123456789 ") for other in recurring if other[-1].isdigit()}
    if is_role(label) or (label[-1].isdigit() and label.rstrip("0123456789 ") in series):
        return True
    words = _name_words(label)
    return (
        label.lower() not in NEVER_LABELS
        and len(words) > 1
        and is_name(label)
        and not ordinary.issuperset(words)
    )


def is_name(label: str) -> bool:
    """Whether every word is capitalised but for linking ones ("Siôn ap Huw")."""
    return all(not word[0].islower() or word in _LINKING for word in label.split())


def _name_words(label: str) -> list[str]:
    return [word.lower() for word in label.split() if len(word) > 2 and word not in _LINKING]


def _lower_case_words(lines: Iterable[Line]) -> frozenset[str]:
    words = (word for line in lines for word in re.findall(r"[^\W\d_]+", line.text))
    return frozenset(word for word in words if word.islower())
