"""Small files as teams' programs write them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(
    path: Path, body: str, *, prologue: str = "", parts: Mapping[str, str] | None = None
) -> Path:
    """A .docx around the XML of a body, which may use the prefix `w:`.

    `parts` is further parts of the package: name -> XML of one element, with its own prefix.
    """
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:document xmlns:w="{_WORD}">'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"{xml}<w:body>{body}</w:body></w:document>")
        for name, element in (parts or {}).items():
            head, _, rest = element.partition(">")
            package.writestr(f"word/{name}", f'{head} xmlns:w="{_WORD}">{rest}')
    return path


def paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def run(text: str, *, bold: bool = False) -> str:
    """A run; a line break or tab in the text becomes Word's element for it."""
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    inner = ""
    for piece in text.replace("\t", "\0\t\0").replace("\n", "\0\n\0").split("\0"):
        mark = {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(piece)
        inner += mark or f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
    return f"<w:r>{properties}{inner}</w:r>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def spoken(transcript) -> list[tuple[str | None, str]]:
    """Speaker and words of each turn."""
    return [(turn.speaker, turn.text) for turn in transcript.turns]
