"""The coded excerpts, codes, themes and agreement as a workbook with filters."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from alnqual.reporting.report import Report
from alnqual.reporting.words import AGREEMENT_NOTE, FIXED_DATE, SYNTHETIC_NOTICE, printable

_LONGEST = 32_767
"""Characters that a cell of a workbook can hold (Excel's specifications and limits)."""

Column = tuple[str, float, str]
"""Heading, width in characters, kind: "text", "wrapped", "number" or "decimal"."""

_EXCERPTS: tuple[Column, ...] = (
    ("Id", 14, "text"), ("Excerpt", 70, "wrapped"), ("Said by", 32, "wrapped"),
    ("Code", 26, "wrapped"), ("Group", 24, "wrapped"), ("Stage", 13, "text"),
    ("Stance", 12, "text"), ("Sector", 16, "text"), ("Area", 16, "text"), ("Phase", 10, "text"),
    ("Role", 24, "text"), ("Language", 10, "text"), ("Document", 11, "text"),
    ("Turn", 12, "text"), ("Coder", 11, "text"), ("Round", 14, "text"), ("Link", 20, "text"),
    ("Direction", 12, "text"), ("Memo", 40, "wrapped"), ("Code id", 36, "text"),
    ("May be quoted", 10, "text"),
)  # fmt: skip
_CODES: tuple[Column, ...] = (
    ("Code", 34, "text"), ("Level", 8, "number"), ("Stage", 13, "text"),
    ("Participants", 13, "number"), ("Of", 8, "number"), ("Barrier", 10, "number"),
    ("Mixed", 10, "number"), ("Facilitator", 12, "number"), ("No stance", 11, "number"),
    ("Documents", 12, "number"), ("Codings", 10, "number"), ("Alpha", 9, "decimal"),
    ("Definition", 70, "wrapped"), ("Code id", 36, "text"),
)  # fmt: skip
_THEMES: tuple[Column, ...] = (
    ("Theme", 8, "number"), ("Label", 36, "wrapped"), ("Terms", 44, "wrapped"),
    ("Covered by the codebook", 14, "text"), ("Participants", 13, "number"), ("Of", 8, "number"),
    ("Passages", 11, "number"), ("Words", 10, "number"), ("Documents", 12, "number"),
    ("Recurs in", 10, "text"),
    ("Most frequent code", 26, "wrapped"), ("Passages with it", 11, "number"),
    ("With any code", 11, "number"), ("In coded documents", 12, "number"),
    ("Nearest code", 26, "wrapped"), ("Similarity", 11, "decimal"),
    ("Passages quoted in the report", 60, "wrapped"),
)  # fmt: skip
_AGREEMENT: tuple[Column, ...] = (
    ("Code", 34, "text"), ("Level", 8, "number"), ("Alpha", 9, "decimal"),
    ("From", 9, "decimal"), ("To", 9, "decimal"), ("Kappa", 9, "decimal"),
    ("Seconded", 10, "decimal"), ("Prevalence", 11, "decimal"), ("Bias", 9, "decimal"),
    ("Units", 9, "number"), ("Documents", 12, "number"), ("Coders", 9, "number"),
    ("Marks", 11, "number"), ("By all coders", 11, "number"), ("In words", 90, "wrapped"),
    ("Code id", 36, "text"),
)  # fmt: skip


def render_xlsx(report: Report) -> bytes:
    """The workbook of a report, the same bytes for the same report."""
    return render_sheets(
        report.title,
        _read_me(report),
        {
            "Excerpts": (_EXCERPTS, _excerpt_rows(report)),
            "Codes": (_CODES, _code_rows(report)),
            "Themes": (_THEMES, _theme_rows(report)),
            "Agreement": (_AGREEMENT, _agreement_rows(report)),
        },
        comments=_notice(report),
    )


def render_sheets(
    title: str,
    read_me: Iterable[str],
    sheets: Mapping[str, tuple[Sequence[Column], Sequence[Sequence[Any]]]],
    *,
    comments: str = "",
) -> bytes:
    """A workbook of a first sheet that is to be read, and of tables with filters.

    Every text is written as a string, so that no cell is taken for a formula.

    Parameters
    ----------
    title, read_me : what stands on the first sheet.
    sheets : name -> columns and rows.
    comments : what the file's properties say.
    """
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "comments": comments, "created": datetime(*FIXED_DATE)})
    formats = {
        "heading": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7F0F1", "bottom": 1}
        ),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "text": book.add_format({"valign": "top"}),
        "wrapped": book.add_format({"valign": "top", "text_wrap": True}),
        "number": book.add_format({"valign": "top", "num_format": "#,##0"}),
        "decimal": book.add_format({"valign": "top", "num_format": "0.00"}),
    }
    first = book.add_worksheet("Read me")
    first.set_column(0, 0, 110, formats["wrapped"])
    first.write_string(0, 0, _cell(title), formats["title"])
    for number, line in enumerate(filter(None, read_me), start=2):
        first.write_string(number, 0, _cell(line), formats["wrapped"])
    for name, (columns, rows) in sheets.items():
        _sheet(book, name, columns, rows, formats=formats)
    book.close()
    return sink.getvalue()


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    formats: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(name)
    for index, (heading, width, kind) in enumerate(columns):
        sheet.set_column(index, index, width, formats[kind])
        sheet.write_string(0, index, heading, formats["heading"])
    for number, row in enumerate(rows, start=1):
        for index, (value, (_, _, kind)) in enumerate(zip(row, columns, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, index, _cell(value), formats[kind])
            elif value is not None:
                sheet.write_number(number, index, value, formats[kind])
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cell(text: str) -> str:
    """Text that a cell can hold; longer text says that it was cut."""
    text = printable(text)
    mark = " [cut: too long for a cell]"
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(mark)] + mark


def _read_me(report: Report) -> list[str]:
    return [
        _notice(report),
        "Excerpts: a row for each coding. Two coders may have marked the same words: count "
        "participants on the sheet Codes, not rows here. Words that must not be quoted are "
        "replaced by a note in square brackets; the coding still counts.",
        "Codes: participants of all heard in coded documents; each participant has one stance "
        "under a code, mixed where their passages differ.",
        "Themes: what a topic model found; nobody has interpreted them.",
        f"Agreement: Krippendorff’s alpha by code. {report.agreement_summary} {AGREEMENT_NOTE}",
        "The id of an excerpt leads to its document, turn and place: alnqual report trace ID",
        *(
            f"{heading}. {paragraph}"
            for heading, paragraphs in report.method
            for paragraph in paragraphs
        ),
    ]


def _notice(report: Report) -> str:
    return " ".join(SYNTHETIC_NOTICE) if report.synthetic else ""


def _excerpt_rows(report: Report) -> list[tuple]:
    return [
        (
            row.id, row.words, row.attribution, row.code, row.group, row.stage, row.stance,
            row.sector, row.area, row.phase, row.role, row.language, row.document, row.turn,
            row.coder, row.round, row.link, row.direction, row.memo, row.code_id,
            "yes" if row.quotable else "no",
        )
        for row in report.excerpts
    ]  # fmt: skip


def _code_rows(report: Report) -> list[tuple]:
    return [
        (
            section.name, depth + 1, section.stage.title(), section.count.participants,
            section.count.of, section.count.barrier, section.count.mixed,
            section.count.facilitator, section.count.no_stance, section.count.documents,
            section.count.codings, section.alpha, section.definition, section.id,
        )
        for depth, section in report.sections()
    ]  # fmt: skip


def _theme_rows(report: Report) -> list[tuple]:
    held = {True: "yes", False: "no", None: "nothing coded"}
    return [
        (
            theme.number, theme.label, ", ".join(theme.terms), held[theme.held],
            theme.participants, theme.of_participants, theme.passages, theme.words,
            theme.documents, theme.recurs,
            theme.best_code, theme.covered, theme.any_code, theme.compared,
            theme.nearest_code, theme.similarity,
            "\n\n".join(f"{q.words} ({q.attribution}) {q.reference}" for q in theme.quotes),
        )
        for theme in report.themes
    ]  # fmt: skip


def _agreement_rows(report: Report) -> list[tuple]:
    return [
        (
            row.name, row.depth + 1, row.alpha, row.low, row.high, row.kappa, row.seconded,
            row.prevalence, row.bias, row.units, row.documents, row.coders, row.marked,
            row.agreed, row.reading, row.code,
        )
        for row in report.agreement
    ]  # fmt: skip
