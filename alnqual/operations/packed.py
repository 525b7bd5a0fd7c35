"""The members of archives and packed files, within limits of size."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, cast

MAXIMUM_UNPACKED = 1_000_000_000
"""Bytes that all members of one file may unpack to, at every depth together."""


class TooLarge(Exception):
    """A container unpacks to more than a search can take."""


@dataclass(slots=True)
class Room:
    """How much more may be unpacked of one file."""

    left: int = MAXIMUM_UNPACKED

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise TooLarge(f"unpacks to more than {MAXIMUM_UNPACKED / 1e6:.0f} MB")


@dataclass(frozen=True, slots=True)
class Member:
    """A member's name and content; a str instead of bytes says why it could not be read."""

    name: str
    content: bytes | str


def kind_of(data: bytes) -> str | None:
    """Which packed format bytes are in, by their first ones."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    for mark, kind in ((b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "xz")):
        if data.startswith(mark):
            return kind
    return "tar" if data[257:262] == b"ustar" else None


def members(kind: str, data: bytes, *, room: Room) -> Iterator[Member]:
    """The members of an archive; a packed file is one member without a name.

    Raises
    ------
    TooLarge
    """
    if kind == "zip":
        yield from _zip(data, room)
    elif kind == "tar":
        yield from _tar(data, room)
    else:
        with _OPENED[kind](BytesIO(data)) as file:
            yield Member("", _read(file, room))


_OPENED: dict[str, Callable[[BytesIO], IO[bytes]]] = {
    "gzip": lambda data: cast("IO[bytes]", gzip.GzipFile(fileobj=data)),
    "bz2": lambda data: cast("IO[bytes]", bz2.BZ2File(data)),
    "xz": lambda data: cast("IO[bytes]", lzma.LZMAFile(data)),  # noqa: SIM115
}


def _zip(data: bytes, room: Room) -> Iterator[Member]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if archive.comment:
            yield Member("", archive.comment)
        for part in archive.infolist():
            if part.is_dir():
                continue
            room.take(part.file_size)
            try:
                yield Member(part.filename, archive.read(part))
            # A member may be locked by a password or damaged; the others can still be read.
            except Exception as error:
                yield Member(part.filename, f"could not be unpacked ({type(error).__name__})")


def _tar(data: bytes, room: Room) -> Iterator[Member]:
    with tarfile.open(fileobj=BytesIO(data), mode="r:") as archive:
        for part in archive:
            file = archive.extractfile(part) if part.isfile() else None
            if file is not None:
                room.take(part.size)
                yield Member(part.name, file.read())


def _read(file: IO[bytes], room: Room) -> bytes:
    content = file.read(room.left + 1)
    room.take(len(content))
    return content
