"""Parts of the Word report after the findings: who spoke, theory, agreement, method, documents."""

from typing import Any

from alnqual.reporting.charts import to_png
from alnqual.reporting.context import numeric_columns
from alnqual.reporting.docx_parts import PAGE, SMALL, add_picture, add_table
from alnqual.reporting.report import Report
from alnqual.reporting.words import AGREEMENT_NOTE, capital, decimal, printable, share

HEAT = ("", "EAF2F3", "CFE2E5", "A9CCD1", "7FB3BA")
"""Shades for the steps of a share; report.css has the same."""


def add_who(document: Any, report: Report) -> None:
    if not report.crosstabs:
        return
    document.add_heading("Who spoke of what", 1)
    document.add_paragraph(
        "Participants who spoke of each group of codes, of those heard in the group named above "
        "the column. Darker cells are larger shares. Shares of few people move a lot with one "
        "person."
    )
    for tab in report.crosstabs:
        first = max(3.8, PAGE - 2.2 * len(tab.groups))
        other = (PAGE - first) / len(tab.groups)
        add_table(
            document,
            tab.title,
            ["Group of codes", *(f"{group}\nof {of}" for group, of in tab.groups)],
            [[name, *(str(share.number) for share in shares)] for name, _, shares in tab.rows],
            widths=[first, *[other] * len(tab.groups)],
            numeric=[False, *[True] * len(tab.groups)],
            indents=[depth for _, depth, _ in tab.rows],
            shades=[["", *(HEAT[share.step] for share in shares)] for _, _, shares in tab.rows],
            size=7 if len(tab.groups) > 6 else 9,
        )


def add_theory(document: Any, report: Report) -> None:
    if not report.links:
        return
    document.add_heading("The theory of change", 1)
    document.add_paragraph(
        "What was expected to lead to what. The drawing is for the screen, where it can be "
        "enlarged; the table below says the same, with the assumption in words and the "
        "participants whose words bear on each link."
    )
    add_picture(
        document,
        to_png(report.drawing, scale=3),
        width=PAGE,
        alt="Drawing of the theory of change. The table after it lists every link in words.",
    )
    add_table(
        document,
        "Links of the theory of change, and participants whose words support or challenge them",
        ["From", "To", "Assumption", "Support", "Challenge", "Mixed"],
        [
            [
                link.source,
                link.target,
                link.assumption,
                str(link.supports),
                str(link.challenges),
                str(link.mixed),
            ]
            for link in report.links
        ],
        widths=(3.2, 3.2, 5, 1.6, 1.9, 1.5),
        numeric=(False, False, False, True, True, True),
    )


def add_agreement(document: Any, report: Report) -> None:
    document.add_heading("Agreement between coders", 1)
    document.add_paragraph(report.agreement_summary)
    if not report.agreement:
        return
    add_table(
        document,
        "Krippendorff’s alpha by code, with its 95% interval, and what bears on it",
        [
            "Code",
            "Alpha",
            "Interval",
            "Kappa",
            "Seconded",
            "Prevalence",
            "Bias",
            "Marks",
            "Note",
        ],
        [
            [
                row.name,
                _decimal(row.alpha),
                "–" if row.low is None else f"{_decimal(row.low)} to {_decimal(row.high)}",
                _decimal(row.kappa),
                _percent(row.seconded),
                _percent(row.prevalence),
                _percent(row.bias),
                str(row.marked),
                row.reason,
            ]
            for row in report.agreement
        ],
        widths=(4.2, 1.4, 2.3, 1.4, 1.7, 1.9, 1.3, 1.2, 2),
        numeric=(False, True, True, True, True, True, True, True, False),
        indents=[row.depth for row in report.agreement],
    )
    document.add_paragraph(AGREEMENT_NOTE, style=SMALL)


def _decimal(value: float | None) -> str:
    return "–" if value is None else decimal(value)


def _percent(value: float | None) -> str:
    return "–" if value is None else share(value)


def add_context(document: Any, report: Report) -> None:
    if not report.official_tables:
        return
    document.add_heading("Statistics for context", 1)
    for table in report.official_tables:
        if table.synthetic:
            document.add_paragraph("These figures are synthetic: invented for the demonstration.")
        add_table(
            document,
            table.title,
            table.columns,
            table.rows,
            widths=[PAGE / len(table.columns)] * len(table.columns),
            numeric=numeric_columns(table.rows),
            size=8,
        )
        for mark, meaning in table.marks:
            document.add_paragraph(f"{mark}  {meaning}", style=SMALL)


def add_method(document: Any, report: Report) -> None:
    document.add_heading("Method and limits", 1)
    for heading, paragraphs in report.method:
        document.add_heading(heading, 2)
        for paragraph in paragraphs:
            document.add_paragraph(printable(paragraph))
    document.add_heading("What was left out", 2)
    if not report.left_out:
        document.add_paragraph("Nothing was left out.")
        return
    add_table(
        document,
        "Items that a step left out, by reason",
        ["Step", "Reason", "Items", "Documents"],
        [[r.stage, capital(r.reason), f"{r.items:,}", str(r.documents)] for r in report.left_out],
        widths=(4, 7.8, 2.2, 2.4),
        numeric=(False, False, True, True),
    )


def add_documents(document: Any, report: Report) -> None:
    document.add_heading("Documents", 1)
    add_table(
        document,
        "The documents of the study",
        [
            "Id",
            "Kind",
            "Area",
            "Sector",
            "Language",
            "Date",
            "Phase",
            "Words",
            "Participants",
            "Coders",
        ],
        [
            [
                row.id,
                row.kind.capitalize(),
                row.area,
                row.sector,
                row.language,
                row.date,
                row.phase,
                f"{row.words:,}",
                str(row.participants),
                str(row.coders),
            ]
            for row in report.documents
        ],
        widths=(1.1, 1.8, 2.2, 2.1, 1.8, 1.8, 1.2, 1.2, 1.95, 1.25),
        numeric=(False,) * 7 + (True, True, True),
        size=8,
    )
