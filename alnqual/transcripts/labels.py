"""The shapes in which speaker labels stand before words.

Which of them are speakers is decided over the whole document, in `speakers`.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from alnqual.transcripts.roles import holds_role_word
from alnqual.transcripts.words import clean

Style = Literal["header", "bold", "tab", "colon"]
STYLES: tuple[Style, ...] = ("header", "bold", "tab", "colon")

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = re.compile(
    rf"\s*[\[(]?({_TIME})(?:\s{{0,3}}(?:-->|[-–—])\s{{0,3}}({_TIME}))?[\])]?\s+(?:[-–—]\s+)?"
)
_AFTER = re.compile(rf"\s*[\[(]({_TIME})[\])]\s*")
_HEADER = re.compile(rf"\s*(\S.{{0,60}}?)\s+[\[(]?({_TIME})[\])]?\s*")
_COLON = re.compile(
    rf"([^:\t]{{1,60}}?)\s{{0,5}}(?:[\[(]?({_TIME})[\])]?\s{{0,5}})?:(?:\s+|$)(.*)", re.DOTALL
)
_AFTER_BOLD = re.compile(rf"\s*(?:[\[(]({_TIME})[\])]\s*)?(?::|\t|$)")
_TAB = re.compile(r"([^\t]{1,120}?)\s{0,5}:?\s{0,5}\t\s*(.*)", re.DOTALL)
_LABEL = re.compile(r"[^\W_][\w.'’()&/#-]*(?: [\w.'’()&/#-]+){0,5}")
_SENTENCE_END = re.compile(r"\w{4,}\.(?: |$)")
_SMALL = re.compile(r"[a-z]{1,3}\d{1,3}")
_LONGEST_HEADER = 90
_FURTHEST_COLON = 120
_LONGEST_HEAD = 60
_STAMP_BEGINNINGS = tuple("0123456789[(")
_TIME_ENDS = tuple("0123456789])")
LINKING = frozenset(
    ["a", "ac", "ab", "ap", "and", "de", "di", "ferch", "o", "of", "the", "van", "y", "yr"]
)


class Line(NamedTuple):
    """A line as a file gives it.

    `bold` is the bold text that it starts with. `speaker` is set where the file itself says who
    speaks (a table's first column). `stamp` is the time from and to, in seconds, that stood with a
    name on a line of its own, or alone. A `heading` is no speech, but may be a speaker's name. An
    empty `text` parts paragraphs.
    """

    text: str
    bold: str = ""
    speaker: str | None = None
    stamp: tuple[float, float | None] | None = None
    heading: bool = False


class Labelled(NamedTuple):
    """A line read as the beginning of a turn; `words` as they stand."""

    label: str
    words: str
    time: float | None = None
    end: float | None = None


def seconds(time: str) -> float:
    """`1:02:03.5` -> 3723.5. A comma may stand for the point; hours may be absent."""
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def is_listed(label: str, known: frozenset[str]) -> bool:
    """Whether a label is among those that are known, which are cleaned and casefolded."""
    return bool(known) and clean(label).casefold() in known


def _match_header(line: Line, known: frozenset[str]) -> Labelled | None:
    """`Name  0:10` or `[Name] 0:10` on a line of its own; the words stand below."""
    if line.stamp is not None:
        return Labelled(clean(line.text), "", *line.stamp) if line.text else None
    text = line.text.strip()
    if len(text) > _LONGEST_HEADER or text[-1:] not in _TIME_ENDS or ":" not in text:
        return None
    match = _HEADER.fullmatch(text)
    if not match:
        return None
    label = clean(match[1].rstrip(" \xa0-–—,|")).removeprefix("[").removesuffix("]").strip()
    # Meeting programs write "Elstead, Mark (Guest)": any name-like text will do here.
    named = label[:1].isalpha() and ":" not in label and not _SENTENCE_END.search(label)
    if not named and not is_listed(label, known):
        return None
    return Labelled(label, "", seconds(match[2]))


def _match_bold(line: Line, known: frozenset[str]) -> Labelled | None:
    """`**Name:** words`, `**Name**: words`, `**Name**` alone, `**Name: all is bold**`."""
    if not line.bold or line.heading:
        return None
    bold, time = without_stamp(f"{line.bold} ")
    label, colon, _ = bold.strip().partition(":")
    if not label:
        return None
    text = without_stamp(line.text)[0].strip()
    rest = text[len(label) :]
    if colon:
        return _labelled(label, rest.lstrip().removeprefix(":"), time, known=known)
    after = _AFTER_BOLD.match(rest)
    if not after:
        return None
    time = seconds(after[1]) if after[1] else time
    return _labelled(label, rest[after.end() :], time, known=known)


def _match_tab(line: Line, known: frozenset[str]) -> Labelled | None:
    if "\t" not in line.text or line.heading:
        return None
    text, time = without_stamp(line.text)
    match = _TAB.fullmatch(text.strip(" \xa0"))
    return _labelled(match[1], match[2], time, known=known) if match else None


def _match_colon(line: Line, known: frozenset[str]) -> Labelled | None:
    if ":" not in line.text[:_FURTHEST_COLON] or line.heading:
        return None
    text, time = without_stamp(line.text)
    text = text.strip(" \xa0")
    head, _, rest = text.partition(":")
    if is_listed(head, known):
        return _labelled(head, rest.lstrip(), time, known=known)
    if 0 < len(head) <= _LONGEST_HEAD and "\t" not in head and (not rest or rest[0].isspace()):
        return _labelled(head, rest.lstrip(), time, known=known)
    match = _COLON.fullmatch(text)
    if not match:
        return None
    time = seconds(match[2]) if match[2] else time
    return _labelled(match[1], match[3], time, known=known)


MATCHERS: dict[Style, Callable[[Line, frozenset[str]], Labelled | None]] = {
    "header": _match_header,
    "bold": _match_bold,
    "tab": _match_tab,
    "colon": _match_colon,
}
"""How each style is read: of a line, and the labels that are known whatever their shape."""


def without_stamp(text: str) -> tuple[str, float | None]:
    """A line without the time that it begins with, and that time in seconds."""
    if text[:1] not in _STAMP_BEGINNINGS and not text[:1].isspace():
        return text, None
    stamp = _STAMP.match(text)
    return (text[stamp.end() :], seconds(stamp[1])) if stamp else (text, None)


def _labelled(
    head: str, rest: str, time: float | None = None, *, known: frozenset[str]
) -> Labelled | None:
    """A beginning of a turn, if its head has the shape of a label or is known to be one."""
    label = _label(head)
    if not label and is_listed(written := _written(head), known):
        label = written
    if not label:
        return None
    if rest[:1] in _STAMP_BEGINNINGS or rest[:1].isspace():
        after = _AFTER.match(rest)
        if after:
            rest, time = rest[after.end() :], seconds(after[1]) if time is None else time
    return Labelled(label, rest, time)


def _written(head: str) -> str:
    """A head without what emphasises it."""
    label = clean(head).strip("*_").strip()
    return label[1:-1].strip() if label[:1] == "[" and label[-1:] == "]" else label


@lru_cache(maxsize=10_000)
def _label(head: str) -> str:
    """The label that a head is, or nothing: cached, as labels come back."""
    label = _written(head)
    if (
        len(label) > 50
        or not _LABEL.fullmatch(label)
        or _SENTENCE_END.search(label)
        or not any(character.isalpha() for character in label)
        or (label[0].islower() and not holds_role_word(label) and not _SMALL.fullmatch(label))
    ):
        return ""
    return label


@lru_cache(maxsize=10_000)
def is_name(label: str) -> bool:
    """Whether every word is capitalised but for linking ones ("Siôn ap Huw")."""
    return all(not word[0].islower() or word in LINKING for word in label.split())
