"""Plain text and Markdown transcripts, with speaker labels in whatever shape."""

import re
from dataclasses import replace
from pathlib import Path

from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.dialogue import to_transcript
from alnqual.transcripts.labels import Line

_BOLD = re.compile(r"\s*(?:\*\*|__)(?=\S)(.{1,80}?)(?:\*\*|__)")
_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_CAPTIONS = re.compile(r"\s{0,20}(?:(WEBVTT)\b|\d{1,6}[ \t]*+\n[ \t]*+\d[\d:.,]{3,14}[ \t]*+-->)")
_HEADING = re.compile(r"\s*#{1,6} ")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|<!--.*-->)\s*$")


def read_text_file(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A .txt transcript: a line a turn or a paragraph, with labels in whatever shape.

    Emphasis by stars or underscores is taken off, as in Markdown.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    if captions := _CAPTIONS.match(text):
        return _read_captions(path, labels, "vtt" if captions[1] else "srt")
    lines = [_line(line) for line in text.split("\n")]
    return to_transcript(lines, labels=labels, warnings=warnings)


def _read_captions(path: Path, labels: frozenset[str], kind: str) -> Transcript:
    """Captions that somebody saved as text."""
    from alnqual.transcripts.captions import read_srt, read_vtt

    transcript = (read_vtt if kind == "vtt" else read_srt)(path, labels)
    note = f"it holds captions; it was read as .{kind}"
    return replace(transcript, warnings=(note, *transcript.warnings))


def read_markdown(path: Path, labels: frozenset[str] = frozenset()) -> Transcript:
    """A .md transcript; headings, rules and comments are structure, not speech.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    lines, rules = [], []
    for line in text.split("\n"):
        if heading := _HEADING.match(line):
            lines.append(Line(_MARKUP.sub("", line[heading.end() :]).strip(), heading=True))
        elif _RULE.match(line):
            rules.append(line)
            lines.append(Line(""))
        else:
            lines.append(_line(line))
    return to_transcript(lines, labels=labels, warnings=warnings, preamble=rules)


def _line(line: str) -> Line:
    if "*" not in line and "_" not in line:
        return Line(line)
    bold = _BOLD.match(line)
    return Line(_MARKUP.sub("", line), bold[1] if bold else "")
