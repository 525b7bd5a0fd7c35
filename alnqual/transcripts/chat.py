"""CHAT transcripts (.cha) of TalkBank and CLAN.

MacWhinney, B. (2000). The CHILDES Project: Tools for analyzing talk, 3rd ed.; the manual's current
edition is https://talkbank.org/manuals/CHAT.html. What its codes become is in `chat_codes`.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.chat_codes import readable
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.dialogue import speaker_metadata
from alnqual.transcripts.passages import Piece, gather
from alnqual.transcripts.words import clean

_BULLET = re.compile(r"[\x15•](?:%[a-z]{3}:\"[^\"\x15]{0,200}\"_)?(\d{1,10})_(\d{1,10})-?[\x15•]")
_TIER = re.compile(r"\*([^:\s]{1,60}):[ \t]*(.*)", re.DOTALL)
_HEADER = re.compile(r"@([^:\t]{1,60})(?::[ \t]*(.*))?", re.DOTALL)
_ROLE = 7
_KEPT = ("Date", "Situation", "Location", "Activities", "Comment", "Media", "Languages")


@dataclass(slots=True)
class _Chat:
    pieces: list[Piece] = field(default_factory=list)
    participants: dict[str, dict[str, str]] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)


def read_cha(path: Path) -> Transcript:
    """A CHAT transcript: main tiers with their times; utterances of one speaker in a row joined.

    Speakers are labelled as in the file ("CHI"); `metadata["participants"]` is JSON: label -> name
    and role. Dependent tiers (%mor ...) are left out and counted, codes made readable and counted.

    Raises
    ------
    UnreadableFile
        The file holds no main tier.
    """
    text, warnings = read_text(path)
    chat = _Chat()
    for line in _logical_lines(text):
        _read_line(line, chat)
    if not chat.pieces and not chat.odd:
        raise UnreadableFile(
            "is no CHAT transcript",
            where=path,
            do='Its lines of speech begin like "*CHI:"; if it is plain text, name it .txt.',
        )
    turns = tuple(gather(chat.pieces))
    roles = {label: about["role"] for label, about in chat.participants.items() if "role" in about}
    metadata = {"labels": "chat"} | speaker_metadata(turns, roles)
    if chat.participants:
        metadata["participants"] = json.dumps(chat.participants, ensure_ascii=False)
    if chat.headers:
        metadata["preamble"] = "\n".join(chat.headers)
    notes = (f"{count} {what}" for what, count in sorted(chat.odd.items()))
    return Transcript(turns, (*warnings, *notes), metadata)


def _logical_lines(text: str) -> list[str]:
    """Lines with those that continue them: these begin with a tab."""
    lines: list[list[str]] = []
    for line in text.split("\n"):
        if line.startswith(("\t", "    ")) and lines:
            lines[-1].append(line.strip())
        elif line.strip():
            lines.append([line])
    return [" ".join(parts) for parts in lines]


def _read_line(line: str, chat: _Chat) -> None:
    if line.startswith("%"):
        chat.odd["dependent tier(s) (%mor and the like) left out"] += 1
    elif match := _TIER.fullmatch(line):
        _read_speech(match[1], match[2], chat)
    elif match := _HEADER.fullmatch(line):
        _read_header(match[1], match[2] or "", chat)
    else:
        chat.odd["line(s) outside any tier left out"] += 1


def _read_speech(label: str, words: str, chat: _Chat) -> None:
    times = [(int(start), int(end)) for start, end in _BULLET.findall(words)]
    text = readable(_BULLET.sub(" ", words), chat.odd)
    if not text:
        chat.odd["utterance(s) without words left out"] += 1
        return
    start, end = (times[0][0] / 1000, times[-1][1] / 1000) if times else (None, None)
    chat.pieces.append(Piece(clean(label) or None, text, start, end))


def _read_header(name: str, value: str, chat: _Chat) -> None:
    value = clean(value)
    if name == "Participants":
        for each in value.split(","):
            code, *rest = each.split() or [""]
            if rest:
                about = {"role": rest[-1].replace("_", " ")}
                if len(rest) > 1:
                    about["name"] = " ".join(rest[:-1]).replace("_", " ")
                chat.participants.setdefault(code, {}).update(about)
    elif name == "ID":
        fields = value.split("|")
        if len(fields) > _ROLE and fields[_ROLE]:
            role = fields[_ROLE].replace("_", " ")
            chat.participants.setdefault(fields[2], {}).setdefault("role", role)
    elif name in _KEPT and value:
        chat.headers.append(f"{name}: {value}")
