"""Bytes of a text file -> text, whatever saved it."""

import codecs
import re
from pathlib import Path

from alnqual.errors import UnreadableFile
from alnqual.transcripts.limits import current

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_LINE_END = re.compile(f"\r\n?|[{_OTHER_ENDS}]")
# Those of text, and U+0015, which marks times in CHAT, are no sign of another kind of file.
_CONTROLS = bytes(sorted({*range(32)} - {9, 10, 11, 12, 13, 0x15}))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is there, is not empty and is not too large.

    Raises
    ------
    UnreadableFile
    """
    try:
        size = path.stat().st_size
        most = current().file_mb
        if size > most * 1_000_000:
            raise UnreadableFile(
                f"is too large for a transcript ({size / 1e6:.0f} MB)",
                where=path,
                do=f"The limit is {most} MB (reading.file_mb in alnqual.toml).",
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"cannot be opened ({error.strerror})", where=path, do="Check the name and permissions."
        ) from error
    if not data.strip():
        raise UnreadableFile("is empty", where=path, do="Export it again.")
    return data


def read_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file with `\\n` line ends, and warnings about its encoding.

    Raises
    ------
    UnreadableFile
        The file is empty, too large, or no text in any encoding known here.
    """
    data = read_bytes(path)
    text, warnings = _decode(data)
    sample = text[:100_000].encode("utf-8", "surrogatepass")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(2, len(sample) // 100):
        raise UnreadableFile(
            "is not a text file", where=path, do="Does its ending say what it really is?"
        )
    return _LINE_END.sub("\n", text) if any(map(text.__contains__, _OTHER_ENDS)) else text, warnings


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replaced(data[len(mark) :], encoding)
    for encoding, nulls in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        if nulls and nulls.count(0) > 0.8 * len(nulls):
            return _replaced(data, encoding, "it was read as UTF-16, which it does not declare")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        note = "it is not UTF-8; it was read as Windows-1252: check accented letters"
        return _replaced(data, "cp1252", note)


def _replaced(data: bytes, encoding: str, note: str = "") -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    warnings = [note] if note else []
    if count := text.count("\ufffd"):
        warnings.append(f"{count} character(s) could not be decoded as {encoding}")
    return text, tuple(warnings)
