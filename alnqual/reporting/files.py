"""Writes a report's three files."""

from collections.abc import Mapping
from pathlib import Path

from alnqual.reporting.docx import render_docx
from alnqual.reporting.html import render_html
from alnqual.reporting.report import Report
from alnqual.reporting.xlsx import render_xlsx
from alnqual.tables import write_atomically

HTML, DOCX, XLSX = "report.html", "report.docx", "excerpts.xlsx"


def render_report(report: Report) -> dict[str, bytes]:
    """The content of report.html, report.docx and excerpts.xlsx, by name."""
    return {
        HTML: render_html(report).encode(),
        DOCX: render_docx(report),
        XLSX: render_xlsx(report),
    }


def write_report(rendered: Mapping[str, bytes], folder: Path) -> dict[Path, bool]:
    """Write a rendered report; say for each file whether it changed.

    Each is written whole or not at all. They hold what participants said, so only their owner may
    read them.

    Raises
    ------
    StageError
        A file cannot be written; the old one stands.
    """
    return {
        folder / name: write_atomically(folder / name, content, mode=0o600)
        for name, content in rendered.items()
    }
