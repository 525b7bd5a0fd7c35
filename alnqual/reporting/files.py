"""Writes a report's three files."""

from pathlib import Path

from alnqual.reporting.docx import render_docx
from alnqual.reporting.html import render_html
from alnqual.reporting.report import Report
from alnqual.reporting.xlsx import render_xlsx
from alnqual.tables import write_atomically

HTML, DOCX, XLSX = "report.html", "report.docx", "excerpts.xlsx"


def write_report(report: Report, folder: Path) -> dict[Path, bool]:
    """Write report.html, report.docx and excerpts.xlsx; say for each whether it changed.

    All three are made before the first is written, and each is written whole or not at all. They
    hold what participants said, so only their owner may read them.

    Raises
    ------
    StageError
        A file cannot be written; the old one stands.
    """
    contents = {
        HTML: render_html(report).encode(),
        DOCX: render_docx(report),
        XLSX: render_xlsx(report),
    }
    return {
        folder / name: write_atomically(folder / name, content, mode=0o600)
        for name, content in contents.items()
    }
