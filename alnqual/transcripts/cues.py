"""Caption files -> cues, as tolerantly as teams' tools write them.

WebVTT is https://www.w3.org/TR/webvtt1/; where it has a cue thrown away for a bad time, the words
are kept without times, for they were said.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from alnqual.transcripts.labels import seconds

_CLOCK = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"\s*({_CLOCK})\s*-->\s*({_CLOCK})(?:\s.*)?")
# Bounded, so that a damaged file cannot make the search take for ever.
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>]{0,200})>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|lang|ruby|rt|font)(?:[.\s][^<>]{0,200})?>|<\d[\d:.,]{0,20}>", re.IGNORECASE
)
_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines shown together; times in seconds, None where the file's are unreadable."""

    lines: tuple[str, ...]
    start: float | None = None
    end: float | None = None


@dataclass(slots=True)
class Captions:
    """The cues of a file, what its notes said before them, and what was odd."""

    cues: list[Cue] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    timings: int = 0


def parse(text: str, kind: Literal["vtt", "srt"]) -> Captions:
    """Cues of a .vtt or .srt text in the order of the file; those without words are counted."""
    captions = Captions()
    blocks = list(_blocks(text))
    if kind == "vtt":
        if blocks and blocks[0] and blocks[0][0].startswith("WEBVTT"):
            # The header may run straight into the first cue.
            blocks[0] = _after_header(blocks[0][1:])
        else:
            captions.odd["file does not begin with WEBVTT"] += 1
    for block in blocks:
        if kind == "vtt" and block and block[0].split(" ")[0].strip() in _BLOCKS:
            _read_note(block, captions)
        elif block:
            _read_block(block, captions, kind)
    return captions


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


def _after_header(lines: list[str]) -> list[str]:
    first = next((place for place, line in enumerate(lines) if "-->" in line), len(lines))
    return lines[first:]


def _read_note(block: list[str], captions: Captions) -> None:
    if block[0].split(" ")[0].strip() != "NOTE":
        return
    words = " ".join([block[0].strip()[4:], *block[1:]]).strip()
    if captions.cues:
        captions.odd["note(s) between cues left out"] += 1
    elif words:
        captions.preamble.append(words)


def _read_block(block: list[str], captions: Captions, kind: str) -> None:
    """One or more cues that no blank line parts, each with an optional identifier."""
    timings = [place for place, line in enumerate(block) if "-->" in line]
    if not timings:
        if not (len(block) == 1 and block[0].strip().isdigit()):
            _add(captions, block, None)
            captions.odd["block(s) without a time; words kept"] += 1
        return
    before = block[: timings[0]]
    if before and not _is_identifier(before, kind):
        _add(captions, before, None)
        captions.odd["block(s) without a time; words kept"] += 1
    for place, following in zip(timings, [*timings[1:], len(block)], strict=True):
        lines = block[place + 1 : following]
        # Without a blank line, the number of the next cue is the last line of this one.
        if following < len(block) and lines and lines[-1].strip().isdigit():
            lines = lines[:-1]
        _add(captions, lines, block[place])


def _is_identifier(lines: list[str], kind: str) -> bool:
    return len(lines) == 1 and (kind == "vtt" or lines[0].strip().isdigit())


def _add(captions: Captions, lines: list[str], timing: str | None) -> None:
    start = end = None
    if timing is not None:
        captions.timings += 1
        match = _TIMING.fullmatch(timing)
        if match:
            start, end = seconds(match[1]), seconds(match[2])
            if end < start:
                captions.odd["cue(s) that end before they begin"] += 1
        else:
            captions.odd["cue(s) with an unreadable time; words kept"] += 1
    if not any(line.strip() for line in lines):
        captions.odd["cue(s) without words left out"] += 1
        return
    captions.cues.append(Cue(tuple(lines), start, end))


def voices(cue: Cue) -> list[tuple[str | None, str]]:
    """The pieces of a cue, each with the name of its `<v Name>` (None before the first)."""
    parts = _VOICE.split("\n".join(cue.lines))
    names = [None, *(plain(name) for name in parts[1::2])]
    return [
        (name or None, words)
        for name, words in zip(names, parts[0::2], strict=True)
        if plain(words).strip()
    ]


def plain(text: str) -> str:
    """Text without caption tags, its entities written out."""
    return html.unescape(_TAG.sub("", text))
