"""Which reader takes which file. A reader's module is loaded when a file needs it."""

from importlib import import_module
from pathlib import Path

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript

_READERS = {
    ".csv": "grids:read_csv",
    ".docx": "docx:read_docx",
    ".json": "turns_json:read_json",
    ".md": "text:read_markdown",
    ".srt": "captions:read_srt",
    ".txt": "text:read_text_file",
    ".vtt": "captions:read_vtt",
    ".xlsx": "grids:read_xlsx",
}
_TYPED = frozenset([".docx", ".md", ".srt", ".txt", ".vtt"])
SUFFIXES = tuple(_READERS)
"""The endings of the files that can be read, in lower case."""

_ADVICE = {
    ".doc": "Open it in Word or LibreOffice and save it as .docx.",
    ".xls": "Open it in Excel or LibreOffice and save it as .xlsx.",
}


def read_transcript(path: str | Path, *, labels: frozenset[str] = frozenset()) -> Transcript:
    """Read a transcript or survey file.

    Parameters
    ----------
    path : the file; its ending decides how it is read.
    labels : casefolded labels that are known to be speakers, however ordinary a word ("will").

    Returns
    -------
    Transcript
        Turns in the order of the file, with words (only JSON may hold empty ones). Texts are NFC,
        with single spaces and no line breaks. `warnings` count what was odd, never quoting words
        of the transcript; `metadata` may hold `labels` (how speakers were told apart), `preamble`
        (what stood before the first speaker) and, of a survey, `questions` and `attributes` (JSON).

    Raises
    ------
    UnreadableFile
        There is no such file, its kind is unknown, it is damaged, too large, or without words.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    name = _READERS.get(suffix)
    if name is None:
        raise UnreadableFile(
            f"files ending in {path.suffix!r} cannot be read" if path.suffix else "has no ending",
            where=path,
            do=_ADVICE.get(suffix, f"Files that can be read: {' '.join(SUFFIXES)}."),
        )
    module, function = name.split(":")
    reader = getattr(import_module(f"alnqual.transcripts.{module}"), function)
    transcript: Transcript = reader(path, labels) if suffix in _TYPED else reader(path)
    if not any(turn.text for turn in transcript.turns):
        raise UnreadableFile(
            "holds no words that anyone says", where=path, do="Is it the right file?"
        )
    return transcript
