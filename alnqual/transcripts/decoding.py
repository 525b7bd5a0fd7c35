"""Bytes of a text file -> text, whatever saved it."""

import codecs
import re
from pathlib import Path

from alnqual.errors import UnreadableFile

MAXIMUM_BYTES = 100_000_000
"""No transcript is larger: a day of talk is about half a megabyte of text."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is there, is not empty and is not too large.

    Raises
    ------
    UnreadableFile
    """
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise UnreadableFile(
                f"is too large for a transcript ({size / 1e6:.0f} MB)",
                where=path,
                do=f"The limit is {MAXIMUM_BYTES / 1e6:.0f} MB.",
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
    controls = len(re.findall("[\x00-\x08\x0e-\x1f]", text[:100_000]))
    if controls > max(2, len(text[:100_000]) // 100):
        raise UnreadableFile(
            "is not a text file", where=path, do="Does its ending say what it really is?"
        )
    return _LINE_END.sub("\n", text), warnings


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
