"""Every text in a file, whatever container it lies in.

Used to look for names and for words that must be gone, so it errs on the side of reading too much:
what is no known container is decoded as it stands. What could not be opened is listed.
"""

import json
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from alnqual.operations import markup, packed
from alnqual.operations.forms import unescape

MAXIMUM_FILE = 500_000_000
MAXIMUM_DEPTH = 4
"""Containers within containers."""

_SIDECARS = ("-wal", "-shm", "-journal")
_LEGIBLE = re.compile("[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]{40,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){4}|(?:\x00[\x20-\x7e]){4}")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and where it stands; `document` is the study's document, where its record says so."""

    where: str
    text: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Unopened:
    """What could not be looked into, and why."""

    where: str
    reason: str


class Contents:
    """Reads files and lists what it could not open.

    Parameters
    ----------
    raw : read the bytes of containers too, such as the free pages of a database.

    Attributes
    ----------
    unopened : what could not be looked into so far.
    """

    def __init__(self, *, raw: bool = False) -> None:
        self.raw = raw
        self.unopened: list[Unopened] = []

    def of_file(self, path: Path, where: str) -> Iterator[Passage]:
        """The texts of a file, `where` being its name in what is reported."""
        try:
            if path.stat().st_size > MAXIMUM_FILE:
                self._note(where, f"is larger than {MAXIMUM_FILE / 1e6:.0f} MB")
                return
            data = path.read_bytes()
        except OSError as error:
            self._note(where, f"cannot be read ({error.strerror})")
            return
        if data.startswith(b"SQLite format 3\0"):
            sidecars = {
                suffix: other.read_bytes()
                for suffix in _SIDECARS
                if (other := path.with_name(path.name + suffix)).is_file()
            }
            yield from self._guarded(partial(self._database, data, where, sidecars), where)
            yield from self._bytes(data, where) if self.raw else ()
        else:
            yield from self.of_bytes(data, where)

    def of_bytes(
        self, data: bytes, where: str, *, depth: int = 0, room: packed.Room | None = None
    ) -> Iterator[Passage]:
        """The texts of a file's content."""
        room = room or packed.Room()
        if depth > MAXIMUM_DEPTH:
            self._note(where, f"lies more than {MAXIMUM_DEPTH} containers deep")
        elif kind := packed.kind_of(data):
            members = packed.members(kind, data, room=room)
            yield from self._guarded(partial(self._members, members, where, depth, room), where)
        elif data.startswith(b"PAR1"):
            yield from self._guarded(partial(self._parquet, data, where), where)
        elif data.startswith(b"SQLite format 3\0"):
            yield from self._guarded(partial(self._database, data, where, {}), where)
        elif data.startswith(b"%PDF"):
            yield from self._guarded(partial(self._pdf, data, where), where)
        elif data.startswith(b"\x93NUMPY"):
            pass
        else:
            yield from self._text_or_bytes(data, where)
            return
        if self.raw:
            yield from self._bytes(data, where)

    def of_value(self, value: Any, where: str, document: str = "") -> Iterator[Passage]:
        """The strings in a value as JSON holds it."""
        if isinstance(value, str):
            yield from self._string(value, where, document)
        elif isinstance(value, Mapping):
            named = value.get("document")
            document = named if isinstance(named, str) else document
            for key, inner in value.items():
                yield from self.of_value(inner, f"{where}: {key}", document)
                if isinstance(key, str) and " " in key:
                    yield Passage(where, key, document)
        elif isinstance(value, list | tuple):
            if any(isinstance(line, str) and line.endswith("\n") for line in value):
                lines = "".join(line for line in value if isinstance(line, str))
                yield from self._string(lines, where, document)
                value = [inner for inner in value if not isinstance(inner, str)]
            for inner in value:
                yield from self.of_value(inner, where, document)

    def _note(self, where: str, reason: str) -> None:
        self.unopened.append(Unopened(where, reason))

    def _guarded(self, reader: Any, where: str) -> Iterator[Passage]:
        try:
            yield from reader()
        except packed.TooLarge as error:
            self._note(where, str(error))
        except GeneratorExit:
            raise
        # Each library raises whatever a damaged file makes it stumble on; none may stop a search.
        except Exception as error:
            self._note(where, f"could not be opened ({type(error).__name__})")
            if not self.raw:
                self._note(where, "its bytes were not searched")

    def _members(
        self, members: Iterator[packed.Member], where: str, depth: int, room: packed.Room
    ) -> Iterator[Passage]:
        for member in members:
            place = f"{where} > {member.name}" if member.name else where
            if member.name:
                yield Passage(place, member.name)
            if isinstance(member.content, str):
                self._note(place, member.content)
            else:
                yield from self.of_bytes(member.content, place, depth=depth + 1, room=room)

    def _parquet(self, data: bytes, where: str) -> Iterator[Passage]:
        import pyarrow.parquet as pq

        with pq.ParquetFile(BytesIO(data)) as file:
            metadata = file.schema_arrow.metadata or {}
            for value in metadata.values():
                yield Passage(f"{where}: metadata", value.decode("utf-8", "ignore"))
            # pyarrow's own numbers of a column's text, which hold its least and its largest value,
            # lie in the footer, and are read with the raw bytes.
            names = [
                field.name
                for field in file.schema_arrow
                if "string" in str(field.type) or "binary" in str(field.type)
            ]
            table = file.read(columns=names)
        documents = table.column("document").to_pylist() if "document" in names else None
        for name in names:
            for row, value in enumerate(table.column(name).to_pylist(), 1):
                if value:
                    document = documents[row - 1] if documents else ""
                    if isinstance(value, bytes):
                        value = value.decode("utf-8", "ignore")
                    yield from self.of_value(value, f"{where}: {name}, row {row}", document or "")

    def _database(
        self, data: bytes, where: str, sidecars: Mapping[str, bytes]
    ) -> Iterator[Passage]:
        with tempfile.TemporaryDirectory(prefix="alnqual-") as folder:
            copy = Path(folder) / "copy.sqlite3"
            for suffix, content in {"": data, **sidecars}.items():
                copy.with_name(copy.name + suffix).write_bytes(content)
            connection = sqlite3.connect(copy)
            connection.text_factory = partial(str, encoding="utf-8", errors="ignore")
            try:
                yield from self._tables(connection, where)
            finally:
                connection.close()

    def _tables(self, connection: sqlite3.Connection, where: str) -> Iterator[Passage]:
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in listed.fetchall():
            quoted = '"' + table.replace('"', '""') + '"'
            try:
                rows = connection.execute(f"SELECT * FROM {quoted}")
            except sqlite3.Error as error:
                self._note(f"{where}: {table}", f"could not be read ({type(error).__name__})")
                continue
            names = [column[0] for column in rows.description]
            for number, row in enumerate(rows, 1):
                for name, value in zip(names, row, strict=True):
                    place = f"{where}: {table}.{name}, row {number}"
                    if isinstance(value, str) and value:
                        yield from self._string(value, place, "")
                    elif isinstance(value, bytes) and value:
                        yield from self.of_bytes(value, place, depth=MAXIMUM_DEPTH)

    def _pdf(self, data: bytes, where: str) -> Iterator[Passage]:
        from pypdf import PdfReader

        reader = PdfReader(BytesIO(data))
        yield Passage(f"{where}: properties", "\n".join(map(str, (reader.metadata or {}).values())))
        for number, page in enumerate(reader.pages, 1):
            yield Passage(f"{where}: page {number}", page.extract_text())

    def _text_or_bytes(self, data: bytes, where: str) -> Iterator[Passage]:
        text = _decoded(data)
        if text is None:
            yield from self._bytes(data, where)
            return
        yield from self._text(text, where)
        if self.raw:
            yield Passage(where, text)
        # UTF-16 without a mark is a guess, of the order of its bytes too.
        if b"\0" in data[:4000] and not data.startswith(_UTF16_MARKS):
            yield from self._bytes(data, where)

    def _text(self, text: str, where: str) -> Iterator[Passage]:
        stripped = text.lstrip()
        if stripped[:1] in ("{", "["):
            try:
                yield from self.of_value(json.loads(text), where)
                return
            except (ValueError, RecursionError):
                pass
            if stripped[0] == "{":
                yield from self._lines(text, where)
                return
        yield from self._string(text, where, "")

    def _lines(self, text: str, where: str) -> Iterator[Passage]:
        """JSON lines; a line that is none is a text like any other."""
        for number, line in enumerate(text.split("\n"), 1):
            place = f"{where}, line {number}"
            try:
                yield from self.of_value(json.loads(line), place) if line.strip() else ()
            except (ValueError, RecursionError):
                yield from self._string(line, place, "")

    def _string(self, text: str, where: str, document: str) -> Iterator[Passage]:
        if text[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]"):
            try:
                yield from self.of_value(json.loads(text), where, document)
                return
            except (ValueError, RecursionError):
                pass
        if markup.looks_like_markup(text):
            for what, reading in markup.readings(text):
                place = where if what == "text" else f"{where} ({what})"
                yield Passage(place, reading, document)
        else:
            yield Passage(where, text, document)
        if "\\" in text and (plain := unescape(text)) != text:
            yield Passage(where, plain, document)

    def _bytes(self, data: bytes, where: str) -> Iterator[Passage]:
        """What bytes say in UTF-8 and, where they look like it, in UTF-16 at any alignment."""
        text = self._legible(data.decode("utf-8", "ignore"))
        yield Passage(f"{where} (bytes)", text)
        if markup.looks_like_markup(text):
            yield Passage(f"{where} (bytes)", "".join(_joined(text)))
        if _WIDE.search(data):
            for encoding in ("utf-16-le", "utf-16-be"):
                for shift in (0, 1):
                    text = self._legible(data[shift:].decode(encoding, "ignore"))
                    yield Passage(f"{where} (bytes)", text)

    def _legible(self, text: str) -> str:
        """All of it, or where bytes are not wanted themselves just what reads like text.

        The pixels of a picture spell any short name somewhere.
        """
        return text if self.raw else "\n".join(_LEGIBLE.findall(text))


def _joined(text: str) -> Iterator[str]:
    yield from (reading for what, reading in markup.readings(text) if what == "joined")


def _decoded(data: bytes) -> str | None:
    """The text of a text file; None where the bytes are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    sample = data[:4000]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > 0.8 * len(zeros):
            return data.decode(encoding, "replace")
    if b"\0" in sample:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace") if sample.isascii() or _printable(sample) else None


def _printable(sample: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return controls < len(sample) / 100
