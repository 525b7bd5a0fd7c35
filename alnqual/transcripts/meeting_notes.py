"""What meeting programs write around a transcript: summaries, attendance, notices. Not speech."""

import re
from collections.abc import Sequence

from alnqual.transcripts.labels import Line
from alnqual.transcripts.words import clean, count_words

_TRANSCRIPT = frozenset(["transcript", "full transcript", "meeting transcript", "trawsgrifiad"])
_NOTES = frozenset(
    [
        "summary", "details", "suggested next steps", "next steps", "action items", "attendees",
        "invited", "notes", "meeting notes", "key points", "decisions", "outline", "overview",
        "quick recap", "crynodeb", "manylion", "camau nesaf", "mynychwyr", "nodiadau",
    ]
)  # fmt: skip
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LONGEST_NOTICE = 40
_ENDINGS = ("started transcription", "stopped transcription", "started recording")
_BEGINNINGS = (
    "meeting ended after", "transcription ended after", "recording ended after",
    "this editable transcript was computer generated", "this transcript was computer generated",
    "you should review gemini", "please provide feedback about using gemini",
    "get tips and learn how gemini", "transcribed by https://otter.ai", "transcribed by otter",
)  # fmt: skip


def apart(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines that can be speech, and those of notes, headings included.

    Notes are what stands under a heading like "Summary" or "Suggested next steps", as far as the
    heading "Transcript", a time on a line of its own, or the end; and all above "Transcript".
    A document with only one such heading is taken to hold no notes.
    """
    heads = {
        place: head
        for place, line in enumerate(lines)
        if len(line.text) < 80 and (head := _heading(line.text))
    }
    begins = [place for place, head in heads.items() if head in _TRANSCRIPT]
    if len(heads) < 2:
        return list(lines), []
    speech: list[Line] = []
    notes: list[str] = []
    within = bool(begins)
    for place, line in enumerate(lines):
        if place in heads:
            within = heads[place] not in _TRANSCRIPT
            notes.append(clean(line.text))
        elif line.stamp is not None and not (begins and place < begins[0]):
            within = False
            speech.append(line)
        elif within and line.text.strip():
            notes.append(clean(line.text))
        else:
            speech.append(line)
    return speech, notes


def is_notice(text: str) -> bool:
    """Whether a line is one that the program writes ("Ann started transcription")."""
    if len(text) > 400 or count_words(text) > _LONGEST_NOTICE:
        return False
    said = clean(text).casefold()
    return (count_words(text) <= 8 and said.endswith(_ENDINGS)) or said.startswith(_BEGINNINGS)


def _heading(text: str) -> str:
    """The heading that a line is, in small letters without what adorns it, or nothing."""
    bare = _AROUND.sub("", clean(text))
    if not bare[:1].isupper():
        return ""
    folded = bare.casefold()
    if folded in _NOTES or folded in _TRANSCRIPT:
        return folded
    title, _, last = folded.replace("–", "-").rpartition(" - ")
    return last if title and last in _TRANSCRIPT else ""
