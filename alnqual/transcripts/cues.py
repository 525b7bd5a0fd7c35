"""Caption files -> cues, as tolerantly as teams' tools write them.

WebVTT is https://www.w3.org/TR/webvtt1/; where it has a cue thrown away for a bad time, the words
are kept without times, for they were said.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["vtt", "srt", "sbv"]

_CLOCK = r"((?:\d{1,4}:)?\d{1,2}):(\d{1,2}(?:[.,]\d{1,6})?)"
_COMMA_LIKE = r"[ \t]*+\d{1,4}:[\w:.]{2,20},[ \t]*+\d{1,4}:"


def _cue(identifier: str, arrow: str, line: str) -> re.Pattern[str]:
    """A cue: its identifier, times and lines, as far as the next empty line or timing.

    Possessive, so that a damaged file cannot make the search take for ever.
    """
    return re.compile(
        rf"^(?:{identifier}\n)?[ \t]*+{_CLOCK}[ \t]*+{arrow}[ \t]*+{_CLOCK}"
        rf"(?:[ \t][^\n]*+)?(?:\n|\Z)((?:{line}(?:\n|\Z))*+)\n*+",
        re.MULTILINE,
    )


_UNTIMED = r"(?:[^\n-]++|-(?!->))++"
_CUE = {
    "vtt": _cue(r"[\w/.:-]{1,80}+", "-->", _UNTIMED),
    "srt": _cue(r"\d{1,9}+", "-->", _UNTIMED),
    "sbv": _cue(r"\d{1,9}+", ",", rf"(?!{_COMMA_LIKE})[^\n]++"),
}
_IS_COMMAED = re.compile(_COMMA_LIKE)
_VOICE = re.compile(r"<[vV](?:\.[^\s<>]{0,80})?[ \t]+([^<>]{0,200})>")
_TAG = re.compile(
    r"</?(?:[CcIiBbUuVv]|lang|ruby|rt|font|LANG|RUBY|RT|FONT)(?:[.\s][^<>]{0,200})?>"
    r"|<\d[\d:.,]{0,20}>"
)
_SBV_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_HEADER = re.compile(r"(?:Kind|Language|Region|Style|X-[A-Z-]{1,40})\s*[:=]", re.IGNORECASE)
_WORDLESS = "cue(s) without words left out"
_BLOCKS = ("NOTE", "STYLE", "REGION")


class Cue(NamedTuple):
    """Words shown together, line by line; times in seconds, None where the file's are unreadable.

    `text` still has its tags and entities: see `voices` and `plain`.
    """

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(slots=True)
class Captions:
    """The cues of a file, what its notes said before them, and what was odd."""

    cues: list[Cue] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    timings: int = 0


def parse(text: str, kind: Kind) -> Captions:
    """Cues of a caption file in the order of the file; those without words are counted."""
    captions = Captions()
    if kind == "vtt" and not text.lstrip().startswith("WEBVTT"):
        captions.odd["file does not begin with WEBVTT"] += 1
    if kind == "sbv":
        text = _SBV_BREAK.sub("\n", text)
    place, parted = 0, True
    for match in _CUE[kind].finditer(text):
        begin = match.start()
        if begin > place:
            _read_between(text[place:begin], captions, kind, timed_next=True)
        elif not parted:
            _take_identifier(captions)
        place = match.end()
        parted = place > match.end(5)
        minutes, rest, end_minutes, end_rest, words = match.groups()
        start = _minutes(minutes) * 60 + float(rest.replace(",", "."))
        end = _minutes(end_minutes) * 60 + float(end_rest.replace(",", "."))
        captions.timings += 1
        if end < start:
            captions.odd["cue(s) that end before they begin"] += 1
        if words and not words.isspace():
            captions.cues.append(Cue(words, start, end))
        else:
            captions.odd[_WORDLESS] += 1
    _read_between(text[place:], captions, kind, timed_next=False)
    return captions


def voices(cue: Cue) -> list[str]:
    """Words and names of `<v Name>` in turn, as they stand: the first words have no name."""
    return _VOICE.split(cue.text)


def is_timed(cue: Cue) -> bool:
    """Whether single words have times (`<00:00:01.000>`), as where a program wrote them down."""
    return "<0" in cue.text


def plain(text: str) -> str:
    """Text without caption tags, its entities written out."""
    if "<" in text:
        # The tag that nearly every cue of Teams ends in needs no pattern.
        text = text.replace("</v>", "")
        if "<" in text:
            text = _TAG.sub("", text)
    return html.unescape(text) if "&" in text else text


@lru_cache(maxsize=1_000)
def _minutes(clock: str) -> int:
    """`1:02` -> 62, `02` -> 2."""
    hours, _, minutes = clock.rpartition(":")
    return int(hours or 0) * 60 + int(minutes)


def _add(captions: Captions, cue: Cue) -> None:
    if not cue.text or cue.text.isspace():
        captions.odd[_WORDLESS] += 1
    else:
        captions.cues.append(cue)


def _take_identifier(captions: Captions) -> None:
    """Without an empty line, what identifies a cue is the last line of the one before."""
    cue = captions.cues[-1] if captions.cues else None
    if cue is None:
        return
    *lines, last = cue.text.rstrip("\n").split("\n")
    if lines and (last.strip().isdigit() or not lines[-1].strip()):
        captions.cues.pop()
        _add(captions, cue._replace(text="\n".join(lines)))


def _read_between(text: str, captions: Captions, kind: Kind, *, timed_next: bool) -> None:
    """What stands between two cues: identifiers, notes, styles, and words without a time."""
    inside = text.strip()
    if not inside:
        return
    adjacent = timed_next and not text.endswith("\n\n")
    if adjacent and "\n" not in inside and _is_identifier(inside, kind):
        return
    blocks = list(_blocks(text))
    for place, block in enumerate(blocks):
        last = adjacent and place == len(blocks) - 1
        head = block[0].strip()
        if kind == "vtt" and _is_structure(head, captions):
            _read_note(block, captions)
        elif not (last and len(block) == 1 and _is_identifier(head, kind)):
            _read_words(block, captions, kind)


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_identifier(line: str, kind: Kind) -> bool:
    return line.isdigit() or (
        kind == "vtt" and "-->" not in line and line.split(" ")[0] not in (*_BLOCKS, "WEBVTT")
    )


def _is_structure(head: str, captions: Captions) -> bool:
    """Whether a block is a note, a style or a header, those of joined files included."""
    if head.split()[0] in _BLOCKS or head.startswith("WEBVTT"):
        return True
    return not captions.timings and _HEADER.match(head) is not None


def _read_note(block: list[str], captions: Captions) -> None:
    if block[0].split()[0] != "NOTE":
        return
    words = " ".join([block[0].strip()[4:], *block[1:]]).strip()
    if captions.cues:
        captions.odd["note(s) between cues left out"] += 1
    elif words:
        captions.preamble.append(words)


def _read_words(block: list[str], captions: Captions, kind: Kind) -> None:
    """Words whose time is missing or unreadable; they were said all the same."""
    timings = [place for place, line in enumerate(block) if _is_timing(line, kind)]
    if not timings:
        if block[0].strip().isdigit():
            block = block[1:]
        if block:
            _add(captions, Cue("\n".join(block)))
            captions.odd["block(s) without a time; words kept"] += 1
        return
    if timings[0] and not (timings[0] == 1 and _is_identifier(block[0].strip(), kind)):
        _add(captions, Cue("\n".join(block[: timings[0]])))
        captions.odd["block(s) without a time; words kept"] += 1
    for place, following in zip(timings, [*timings[1:], len(block)], strict=True):
        captions.timings += 1
        captions.odd["cue(s) with an unreadable time; words kept"] += 1
        _add(captions, Cue("\n".join(block[place + 1 : following])))


def _is_timing(line: str, kind: Kind) -> bool:
    return bool(_IS_COMMAED.match(line)) if kind == "sbv" else "-->" in line
