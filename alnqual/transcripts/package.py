"""Office files are zipped XML from strangers: opened with limits, parsed without entities.

A bomb is refused before anything is unpacked: `zipfile` never yields more of a member than the
size that its directory declares, so the declared sizes can be trusted as an upper bound.
"""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import UnreadableFile
from alnqual.transcripts.decoding import read_bytes
from alnqual.transcripts.limits import current

if TYPE_CHECKING:
    from lxml.etree import _Element

MAXIMUM_XML = 60_000_000
MAXIMUM_PARTS = 5_000

_XML_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_OLE = b"\xd0\xcf\x11\xe0"


class Package:
    """The parts of a .docx or .xlsx."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = read_bytes(path)
        if self.content.startswith(_OLE):
            raise UnreadableFile(
                "is an old Office file or protected by a password",
                where=path,
                do="Open it, take the password off, and save it in today's format.",
            )
        try:
            self._zip = zipfile.ZipFile(BytesIO(self.content))
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, RuntimeError) as error:
            raise self.damaged() from error
        parts = self._zip.infolist()
        unpacked = sum(part.file_size for part in parts)
        most = current().unpacked_mb
        if unpacked > most * 1_000_000 or len(parts) > MAXIMUM_PARTS:
            raise UnreadableFile(
                f"unpacks to {unpacked / 1e6:.0f} MB in {len(parts)} parts: too much",
                where=path,
                do=f"The limits are {most} MB (reading.unpacked_mb in alnqual.toml) and "
                f"{MAXIMUM_PARTS} parts.",
            )

    @property
    def names(self) -> list[str]:
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        try:
            return self._zip.read(name)
        except (
            KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
            EOFError, OSError, ValueError,
        ) as error:  # fmt: skip
            raise self.damaged() from error

    def xml(self, name: str) -> "_Element":
        """The root of an XML part; entities stay unresolved and no file or address is followed."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        content = self.read(name)
        self.refuse_entities(content)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged() from error
        if root is None:
            raise self.damaged()
        return root

    def refuse_entities(self, content: bytes) -> None:
        """Refuse XML that is huge or declares a document type: Office programs never do."""
        if len(content) > MAXIMUM_XML:
            raise UnreadableFile(
                f"holds {len(content) / 1e6:.0f} MB of XML, which no transcript does",
                where=self.path,
                do=f"The limit is {MAXIMUM_XML / 1e6:.0f} MB.",
            )
        if any("<!DOCTYPE".encode(encoding) in content for encoding in _XML_ENCODINGS):
            raise UnreadableFile(
                "declares XML entities, which no Office program writes",
                where=self.path,
                do="Do not open it; ask its sender for another copy.",
            )

    def damaged(self) -> UnreadableFile:
        return UnreadableFile(
            "is damaged or not what its ending says",
            where=self.path,
            do="Open it in Word, Excel or LibreOffice and save it again.",
        )
