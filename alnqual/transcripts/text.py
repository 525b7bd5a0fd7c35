"""Plain text and Markdown transcripts, with speaker labels in whatever shape."""

import re
from pathlib import Path

from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.labels import Line

_BOLD = re.compile(r"\s*(?:\*\*|__)(?=\S)(.{1,80}?)(?:\*\*|__)")
_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_HEADING = re.compile(r"\s*(#{1,6} |-{3,}\s*$|\*{3,}\s*$|<!--.*-->\s*$)")


def read_text_file(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A .txt transcript: a line a turn or a paragraph, `Label: words` or `Label<TAB>words`.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    lines = [Line(line) for line in text.split("\n")]
    return to_transcript(lines, labels=labels, warnings=warnings)


def read_markdown(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A .md transcript; headings, rules and comments are structure, not speech.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    lines, headings = [], []
    for line in text.split("\n"):
        if _HEADING.match(line):
            headings.append(line)
            continue
        bold = _BOLD.match(line)
        lines.append(Line(_MARKUP.sub("", line), bold[1] if bold else ""))
    return to_transcript(lines, labels=labels, warnings=warnings, preamble=headings)
