"""Recorded codings: what the demonstration's two coders marked, as reviewable text.

annotation/recorded/<coder>/<document>.yaml

    coder: coder-a
    document: i01
    codings:
      - quote: exact words of one turn
        code: activities.aln-role.workload
        stance: barrier             # optional, like link, direction, memo and after
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alnqual.codebook.source import Kind, YamlFile
from alnqual.coding.anchors import locate
from alnqual.errors import InputError

_CODING = Kind(
    "coding",
    {"quote": str, "code": str},
    {"stance": str, "link": str, "direction": str, "memo": str, "after": str},
)


@dataclass(frozen=True, slots=True)
class RecordedCoding:
    """A coding before it went through the server; `start` and `end` are code points."""

    coder: str
    document: str
    start: int
    end: int
    code: str
    stance: str = "none"
    link: str | None = None
    direction: str | None = None
    memo: str = ""


def read_recorded(folder: Path, texts: Mapping[str, str]) -> list[RecordedCoding]:
    """All recorded codings, placed in the documents' canonical texts.

    Parameters
    ----------
    folder : annotation/recorded/.
    texts : document id -> canonical text.

    Raises
    ------
    InputError
        With the file and line of each quote that cannot be placed, and each unknown document.
    """
    codings: list[RecordedCoding] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*/*.yaml")):
        file = YamlFile.load(path)
        codings += _read_file(file, path.parent.name, texts)
        faults += [f"{path.parent.name}/{fault}" for fault in file.faults]
    if faults:
        raise InputError(
            f"{len(faults)} faults in the recorded codings:\n  " + "\n  ".join(faults),
            where="annotation/recorded",
        )
    return codings


def _read_file(file: YamlFile, coder: str, texts: Mapping[str, str]) -> list[RecordedCoding]:
    document = str(file.content.get("document"))
    text = texts.get(document)
    if text is None or file.content.get("coder") != coder:
        file.fault(file.content, "document", f"unknown document {document!r}, or another's folder")
        return []
    codings = []
    for entry in file.entries("codings", _CODING):
        try:
            start, end = locate(text, entry["quote"], after=entry.get("after", ""))
        except InputError as error:
            file.fault(entry, "quote", error.what)
            continue
        codings.append(
            RecordedCoding(
                coder,
                document,
                start,
                end,
                entry["code"],
                entry.get("stance", "none"),
                entry.get("link"),
                entry.get("direction"),
                entry.get("memo", ""),
            )
        )
    return codings
