"""The report as a Word document, for authors to take up and write on."""

from typing import Any

from alnqual.reporting.charts import stance_chart, to_png
from alnqual.reporting.docx_annex import (
    add_agreement,
    add_context,
    add_documents,
    add_method,
    add_theory,
    add_who,
)
from alnqual.reporting.docx_parts import (
    FACT,
    NOTICE,
    PAGE,
    REFERENCE,
    SMALL,
    add_contents,
    add_picture,
    add_table,
    add_text,
    new_document,
    package,
)
from alnqual.reporting.method import count
from alnqual.reporting.report import CodeSection, Quote, Report, ThemeSection
from alnqual.reporting.words import STANCES_SHOWN, SYNTHETIC_NOTICE, decimal, printable


def render_docx(report: Report) -> bytes:
    """The report as .docx, the same bytes for the same report.

    Real headings, captions, quotes in the style "Quote", header rows that repeat, Welsh marked as
    Welsh; no date or author.
    """
    document = new_document(title=report.title)
    document.add_paragraph(printable(report.title), style="Title")
    document.add_paragraph(report.subtitle, style="Subtitle")
    if report.synthetic:
        document.add_paragraph(" ".join(SYNTHETIC_NOTICE), style=NOTICE)
    add_contents(document, _contents(report))
    _glance(document, report)
    _heard(document, report)
    add_who(document, report)
    add_theory(document, report)
    _themes(document, report)
    add_agreement(document, report)
    add_context(document, report)
    add_method(document, report)
    add_documents(document, report)
    return package(document)


def _contents(report: Report) -> list[tuple[int, str]]:
    parts = [
        (True, "At a glance"),
        (True, "What was heard"),
        (bool(report.crosstabs), "Who spoke of what"),
        (bool(report.links), "The theory of change"),
        (True, "Themes beyond the codebook"),
        (True, "Agreement between coders"),
        (bool(report.official_tables), "Statistics for context"),
        (True, "Method and limits"),
        (True, "Documents"),
    ]
    entries = []
    for shown, text in parts:
        if shown:
            entries.append((1, text))
        if text == "What was heard":
            entries += [(2, root.name) for root in report.heard]
    return entries


def _glance(document: Any, report: Report) -> None:
    document.add_heading("At a glance", 1)
    document.add_paragraph(
        "; ".join(f"{figure} {what}" for figure, what in report.key_numbers) + "."
    )
    for sentence in report.summary:
        document.add_paragraph(printable(sentence), style="List Bullet")
    document.add_paragraph(
        "These sentences only count. What the counts mean is for the report’s authors to say.",
        style=SMALL,
    )
    upper = [(depth, section) for depth, section in report.sections() if depth < 2]
    if not upper:
        return
    caption = f"Participants who spoke of each group of codes, of {upper[0][1].count.of}, by stance"
    document.add_paragraph(caption, style="Caption")
    add_picture(
        document,
        to_png(stance_chart(upper), scale=2),
        width=PAGE,
        alt=f"Bar chart. {caption}. The table below holds its numbers.",
    )
    add_table(
        document,
        "The same in numbers",
        ["Group of codes", "Participants", *(s.capitalize() for s in STANCES_SHOWN), "No stance"],
        [
            [
                section.name,
                str(section.count.participants),
                *(str(getattr(section.count, stance)) for stance in STANCES_SHOWN),
                str(section.count.no_stance),
            ]
            for _, section in upper
        ],
        widths=(6, 2.4, 1.9, 1.9, 2.1, 2.1),
        numeric=(False, True, True, True, True, True),
        indents=[depth for depth, _ in upper],
    )


def _heard(document: Any, report: Report) -> None:
    document.add_heading("What was heard", 1)
    if not report.heard:
        document.add_paragraph("Nothing has been coded yet.")
        return
    document.add_paragraph(
        "By stage of the theory of change, then group, then code. Each quote ends in its "
        "identifier; alnqual report trace ID leads from there to the document, turn and place."
    )
    for root in report.heard:
        _section(document, root, 2)


def _section(document: Any, section: CodeSection, level: int) -> None:
    document.add_heading(printable(section.name), min(level, 4))
    definition = document.add_paragraph(printable(section.definition), style=SMALL)
    definition.paragraph_format.keep_with_next = True
    line = document.add_paragraph()
    line.paragraph_format.keep_with_next = bool(section.quotes)
    add_text(line, f"{section.count.participants} of {section.count.of}", bold=True)
    rest = [f" participants, {count(section.count.documents, 'document')}"]
    rest += [
        f"{stance} {getattr(section.count, stance)}"
        for stance in STANCES_SHOWN
        if getattr(section.count, stance)
    ]
    if section.alpha is not None and not section.codes:
        rest.append(f"agreement α {decimal(section.alpha)}")
    add_text(line, "; ".join(rest))
    for quote in section.quotes:
        _quote(document, quote)
    _withheld(document, section.withheld, "passage")
    for code in section.codes:
        _section(document, code, level + 1)
    if section.unheard:
        document.add_paragraph(
            printable(f"Nothing was coded under: {'; '.join(section.unheard)}."), style=SMALL
        )


def _quote(document: Any, quote: Quote) -> None:
    language = "cy-GB" if quote.language == "cy" else ""
    add_text(document.add_paragraph(style="Quote"), f"“{quote.words}”", language=language)
    parts = [quote.attribution, quote.stance]
    parts.append(f"marked by {quote.coders} coders" if quote.coders > 1 else "")
    line = document.add_paragraph(style=REFERENCE)
    add_text(line, " · ".join(filter(None, parts)) + f" {quote.reference}")


def _withheld(document: Any, number: int, noun: str) -> None:
    if number:
        document.add_paragraph(
            f"{count(number, noun)} not quoted: consent does not cover quotes.", style=SMALL
        )


def _themes(document: Any, report: Report) -> None:
    document.add_heading("Themes beyond the codebook", 1)
    if not report.themes:
        document.add_paragraph("No themes have been found yet.")
        return
    document.add_paragraph(
        "A topic model groups passages by their words’ meaning, without knowing the codebook. "
        "Where no code covers such a group, the codebook may be missing something. A theme’s words "
        "name it; nobody has interpreted it."
    )
    for heading, themes in (
        ("Themes that no code covers" if report.heard else "Themes found", report.new_themes),
        ("Themes that the codebook covers", report.held_themes),
    ):
        if themes:
            document.add_heading(heading, 2)
        for theme in themes:
            _theme(document, theme)


def _theme(document: Any, theme: ThemeSection) -> None:
    document.add_heading(printable(f"Theme {theme.number}: {theme.label}"), 3)
    line = document.add_paragraph()
    add_text(line, f"{theme.participants} of {theme.of_participants}", bold=True)
    add_text(
        line,
        f" participants; {count(theme.passages, 'passage')}; {count(theme.words, 'word')}; "
        f"{count(theme.documents, 'document')}; recurs in {theme.recurs} of the runs",
    )
    facts = [("Terms", ", ".join(theme.terms))]
    facts += [
        (heading, "; ".join(f"{s.group}: {s.number} of {s.of}" for s in shares if s.number))
        for heading, shares in theme.speakers
    ]
    if theme.change:
        facts.append(("Over time", theme.change))
    if theme.compared:
        best = f"; most often “{theme.best_code}”, {theme.covered}" if theme.best_code else ""
        often = f" More often here: {'; '.join(theme.often)}." if theme.often else ""
        facts.append(
            (
                "Codebook",
                f"{theme.any_code} of {count(theme.compared, 'passage')} in coded documents carry "
                f"any code{best}.{often}",
            )
        )
    if theme.nearest_code:
        facts.append(("Nearest code by meaning", theme.nearest_code))
    for name, words in facts:
        paragraph = document.add_paragraph(style=FACT)
        add_text(paragraph, f"{name}: ", bold=True)
        add_text(paragraph, words)
    for quote in theme.quotes:
        _quote(document, quote)
    _withheld(document, theme.withheld, "representative passage")
