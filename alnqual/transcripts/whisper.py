"""Whisper's table of segments (.tsv): start and end in milliseconds, and words.

Its JSON is read by `turns_json`, with that of other programs.
"""

import re
from pathlib import Path

from alnqual.records import Transcript
from alnqual.transcripts.decoding import read_text
from alnqual.transcripts.dialogue import speaker_metadata
from alnqual.transcripts.grids import read_table_text
from alnqual.transcripts.passages import Piece, gather, oddities
from alnqual.transcripts.words import clean

_ROW = re.compile(r"(\d{1,10})\t(\d{1,10})\t(.*)")
_HEADING = ["start", "end", "text"]


def read_tsv(path: Path) -> Transcript:
    """Whisper's segments, gathered to passages; any other table as `.csv` is read.

    Raises
    ------
    UnreadableFile
    """
    text, warnings = read_text(path)
    lines = text.strip("\n").split("\n")
    if lines[0].casefold().split("\t") != _HEADING:
        return read_table_text(text, path, warnings)
    pieces, unreadable = [], 0
    for line in lines[1:]:
        match = _ROW.fullmatch(line)
        if match and (words := clean(match[3])):
            pieces.append(Piece(None, words, int(match[1]) / 1000, int(match[2]) / 1000))
        elif not match and line.strip():
            pieces.append(Piece(None, clean(line)))
            unreadable += 1
    notes = [*warnings, *oddities(pieces)]
    if unreadable:
        notes.append(f"{unreadable} row(s) without readable times; words kept")
    turns = tuple(gather(pieces))
    return Transcript(turns, tuple(notes), {"labels": "whisper"} | speaker_metadata(turns))
