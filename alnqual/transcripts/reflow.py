"""Headings like "Ann Owen  0:12" that copying has run into the words: each gets its line again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alnqual.transcripts.labels import Line, seconds
from alnqual.transcripts.roles import NEVER_LABELS
from alnqual.transcripts.words import clean

_TIME = re.compile(r"(?<=[^\W_])(?: {1,3}|\s?[\[(])(\d{1,2}:\d{2}(?::\d{2})?)[\])]?(?=\s|$)")
# Literal at first, to be found fast: most documents have none.
_MINUTE = re.compile(r":\d\d(?!\w)")
_NAME_WORD = re.compile(r"[^\W_][\w'’.-]{0,30}")
_LINKING = frozenset(["ap", "ab", "ferch", "van", "de", "von"])
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Head:
    """The words of a name before a time, last first, and where the time ends."""

    words: tuple[str, ...]
    begins: tuple[int, ...]
    end: int
    time: float


def parted(lines: Sequence[Line]) -> list[Line] | None:
    """The document with a heading line for each name and time within its text; None if it has none.

    What stands before a time is a name if it comes back, or is a full one after the end of a
    sentence; the times never run backwards, and there are three at least: "we met at Ysgol Bryn
    9:30" is none.
    """
    text = "\n".join([line.text for line in lines])
    if len(_MINUTE.findall(text)) < 3:
        return None
    heads = [head for match in _TIME.finditer(text) if (head := _head(text, match))]
    counts = Counter(
        " ".join(reversed(head.words[:size]))
        for head in heads
        for size in range(1, len(head.words) + 1)
    )
    found = [
        (head.begins[size - 1], head)
        for head in heads
        if (size := _name_length(head, counts) or _full_name(head, text))
    ]
    if sum(_name_length(head, counts) > 0 for _, head in found) < 2:
        return None
    times = [head.time for _, head in found]
    if len(found) < 3 or times != sorted(times) or len(set(times)) < len(times) - 1:
        return None
    if len(text[: found[0][0]]) > 0.5 * len(text):
        return None
    return _rewritten(text, found)


def _head(text: str, match: re.Match[str]) -> _Head | None:
    """The capitalised words that run up to a time on its line or the one above."""
    start = max(0, match.start() - 130)
    before = text[start : match.start()]
    words: list[str] = []
    begins: list[int] = []
    place = len(before)
    while len(words) < _MOST_WORDS:
        gap = place
        while gap and before[gap - 1] in " \n" and place - gap < 2 and words:
            gap -= 1
        begin = max(before.rfind(" ", 0, gap), before.rfind("\n", 0, gap)) + 1
        word = before[begin:gap]
        if not _NAME_WORD.fullmatch(word) or (word[-1] == "." and len(word) > 4):
            break
        if word[0].islower() and not (word in _LINKING and words):
            break
        words.append(word)
        begins.append(start + begin)
        place = begin
    while words and words[-1] in _LINKING:
        words.pop()
        begins.pop()
    if not words or all(word.isdigit() for word in words):
        return None
    return _Head(tuple(words), tuple(begins), match.end(), seconds(match[1]))


def _name_length(head: _Head, counts: Counter[str]) -> int:
    """How many of the words are the name: as many as come back together."""
    best = 0
    least = max(2, 0.5 * counts[head.words[0]])
    for size in range(1, len(head.words) + 1):
        name = " ".join(reversed(head.words[:size]))
        often = counts[name] >= least or (best and counts[name] > 1)
        if often and not name.isdigit() and name.casefold() not in NEVER_LABELS:
            best = size
    return best


def _full_name(head: _Head, text: str) -> int:
    """How many of the words are a name that stands after the end of a sentence or of a line."""
    size = len(head.words)
    before = text[max(0, head.begins[-1] - 2) : head.begins[-1]].rstrip(" ")
    return size if 1 < size < _MOST_WORDS and before[-1:] in (".", "?", "!", "…", "\n") else 0


def _rewritten(text: str, found: Sequence[tuple[int, _Head]]) -> list[Line]:
    lines = [Line(line) for line in text[: found[0][0]].split("\n")]
    ends = [begin for begin, _ in found[1:]] + [len(text)]
    for (begin, head), end in zip(found, ends, strict=True):
        size = head.begins.index(begin) + 1
        name = clean(" ".join(reversed(head.words[:size])))
        lines.append(Line(name, stamp=(head.time, None)))
        lines.extend(Line(line) for line in text[head.end : end].split("\n"))
    return lines
