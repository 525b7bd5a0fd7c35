"""Which reader takes which file. A reader's module is loaded when a file needs it."""

from importlib import import_module
from pathlib import Path

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.limits import Limits

_READERS = {
    ".cha": "chat:read_cha",
    ".csv": "grids:read_csv",
    ".docx": "docx:read_docx",
    ".htm": "html:read_html",
    ".html": "html:read_html",
    ".json": "turns_json:read_json",
    ".md": "text:read_markdown",
    ".odt": "odt:read_odt",
    ".pdf": "pdf:read_pdf",
    ".rtf": "rtf:read_rtf",
    ".sbv": "captions:read_sbv",
    ".srt": "captions:read_srt",
    ".tsv": "whisper:read_tsv",
    ".txt": "text:read_text_file",
    ".vtt": "captions:read_vtt",
    ".xlsm": "grids:read_xlsx",
    ".xlsx": "grids:read_xlsx",
}
_TYPED = frozenset(
    [".docx", ".htm", ".html", ".md", ".odt", ".pdf", ".rtf", ".sbv", ".srt", ".txt", ".vtt"]
)
SUFFIXES = tuple(_READERS)
"""The endings of the files that can be read, in lower case."""

_TO_DOCX = "Open it in Word or LibreOffice and save it as .docx."
_TO_XLSX = "Open it in Excel or LibreOffice and save it as .xlsx."
_RECORDING = "It is a recording: have it transcribed, and ingest the transcript."
_PICTURE = "It is a picture: ask for the text, or run text recognition (OCR) and check it by eye."
_ARCHIVE = "Unpack it and ingest the files that it holds."
_ADVICE = {
    **dict.fromkeys([".doc", ".docm", ".dot", ".dotx", ".fodt", ".ott", ".wpd"], _TO_DOCX),
    **dict.fromkeys([".ods", ".xls", ".xlsb"], _TO_XLSX),
    **dict.fromkeys(
        [".aac", ".aiff", ".avi", ".flac", ".m4a", ".mkv", ".mov", ".mp3", ".mp4", ".ogg", ".opus",
         ".wav", ".webm", ".wma", ".wmv"],
        _RECORDING,
    ),
    **dict.fromkeys([".bmp", ".gif", ".heic", ".jpeg", ".jpg", ".png", ".tif", ".tiff"], _PICTURE),
    **dict.fromkeys([".7z", ".gz", ".rar", ".tar", ".zip"], _ARCHIVE),
    ".eaf": "Open it in ELAN and export it as tab-delimited text (.csv) or as subtitles (.srt).",
    ".gdoc": "It is only a link: open it in Google Docs and download it as .docx.",
    ".mht": "Open it in a browser and save it as .html.",
    ".mhtml": "Open it in a browser and save it as .html.",
    ".numbers": "Open it in Numbers and export it as .xlsx.",
    ".odp": "Copy the text of its slides into a document and save that as .docx.",
    ".pages": "Open it in Pages and export it as .docx.",
    ".ppt": "Copy the text of its slides into a document and save that as .docx.",
    ".pptx": "Copy the text of its slides into a document and save that as .docx.",
    ".sav": "Open it in SPSS and export it as .csv, with labels.",
    ".trs": "Open it in Transcriber or ELAN and export it as text (.txt).",
    ".xml": "If it is a web page, save it as .html; if a transcript, export it as .docx or .json.",
}  # fmt: skip


def read_transcript(
    path: str | Path, *, labels: frozenset[str] = frozenset(), limits: Limits | None = None
) -> Transcript:
    """Read a transcript or survey file, in a process that can be lost without harm.

    Parameters
    ----------
    path : the file; its ending decides how it is read.
    labels : casefolded labels that are known to be speakers, however ordinary a word ("will").
    limits : of time, memory and size; the defaults of `Limits` if None.

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
        There is no such file, its kind is unknown, it is damaged, too large, or without words; or
        to read it takes more than `limits` allow.
    """
    from alnqual.transcripts.isolation import Job, read_isolated

    return read_isolated(Job(Path(path), labels), limits or Limits())


def read_here(path: Path, *, labels: frozenset[str] = frozenset()) -> Transcript:
    """As `read_transcript`, in this process: only for files that can be trusted.

    Raises
    ------
    UnreadableFile
    """
    suffix = path.suffix.lower()
    name = _READERS.get(suffix)
    if name is None:
        raise UnreadableFile(
            f"files ending in {path.suffix} cannot be read" if path.suffix else "has no ending",
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
