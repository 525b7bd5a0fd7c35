"""Coded excerpts for report authors, as a spreadsheet, CSV or JSON."""

import io
import json
from datetime import datetime
from pathlib import Path

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.errors import InputError
from alnqual.reporting.words import FIXED_DATE
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

_COLUMNS = [
    "id", "quote", "attribution", "code", "code_name", "stance", "link", "direction", "memo",
    "document", "turn", "start", "end", "role", "sector", "setting", "area", "phase", "language",
    "coder", "round",
]  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OWN = ("corpus", "codebook", "annotation", "reports/out", ".alnqual", ".label-studio", ".vault")


def refuse_to_replace(workspace: Workspace, path: Path, *, overwrite: bool) -> None:
    """Raise InputError if `path` is a study's own, or exists and may not be replaced."""
    if any(path.resolve().is_relative_to(workspace.root / folder) for folder in _OWN):
        raise InputError(
            "an export may not be written among the study's own files",
            where=path,
            do="Choose another folder, such as reports/.",
        )
    if path.exists() and not overwrite:
        raise InputError(
            "the file exists", where=path, do="Choose another name, or replace it: --overwrite"
        )


def export(excerpts: pd.DataFrame, path: Path, *, codebook: Codebook) -> tuple[int, int]:
    """Write the quotable excerpts; return how many were written and how many withheld.

    In CSV a cell that a spreadsheet would take for a formula gets a leading apostrophe.

    Raises
    ------
    InputError
        The name ends in no known format.
    """
    quotable = excerpts[excerpts["quotable"]]
    frame = quotable.assign(code_name=[codebook.label(code) for code in quotable["code"]])
    frame = frame[_COLUMNS].reset_index(drop=True)
    match path.suffix.lower():
        case ".csv":
            content = (
                frame.map(_harmless).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
            )
        case ".json":
            content = (frame.to_json(orient="records", force_ascii=False, indent=1) + "\n").encode()
        case ".xlsx":
            content = _workbook(frame)
        case _:
            raise InputError(
                "the name must end in .xlsx, .csv or .json", where=path, do="Choose one of them."
            )
    write_atomically(path, content, mode=0o600)
    return len(frame), len(excerpts) - len(frame)


def record_export(workspace: Workspace, path: Path) -> None:
    """Remember where an export lies, so that a withdrawal finds it."""
    written = json.loads(workspace.exports.read_text()) if workspace.exports.is_file() else []
    content = json.dumps(sorted({*written, workspace.relative(path.resolve())}), indent=1)
    write_atomically(workspace.exports, f"{content}\n".encode(), mode=0o600)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _workbook(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        writer.book.set_properties({"created": datetime(*FIXED_DATE)})
        frame.to_excel(writer, sheet_name="Excerpts", index=False, freeze_panes=(1, 0))
        sheet = writer.sheets["Excerpts"]
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.set_column(1, 1, 80)
    return buffer.getvalue()
