"""The coder's guide as a Word document."""

from typing import TYPE_CHECKING, Any

from alnqual.reporting.docx_parts import (
    FACT,
    NOTICE,
    add_contents,
    add_table,
    add_text,
    new_document,
    package,
)
from alnqual.reporting.words import SYNTHETIC_NOTICE, printable

if TYPE_CHECKING:
    from alnqual.reporting.guide import Guide


def render_docx(guide: "Guide") -> bytes:
    """The guide as .docx, the same bytes for the same guide."""
    document = new_document(title=f"Coder’s guide: {guide.title}")
    document.add_paragraph("Coder’s guide", style="Title")
    document.add_paragraph(
        printable(f"{guide.title} · codebook version {guide.codebook.version}"), style="Subtitle"
    )
    if guide.synthetic:
        document.add_paragraph(" ".join(SYNTHETIC_NOTICE), style=NOTICE)
    parts = [(True, "How to code"), (bool(guide.rounds), "The rounds"), (True, "The codes")]
    groups = [(2, guide.name(group.id)) for group in guide.groups]
    contents = [(1, text) for shown, text in parts if shown] + groups
    contents += [(1, "Links of the theory of change")] if guide.links else []
    contents += [(1, "Glossary")] if guide.terms else []
    add_contents(document, contents)
    _how(document, guide)
    document.add_heading("The codes", 1)
    for group in guide.groups:
        _group(document, guide, group.id)
    if guide.links:
        document.add_heading("Links of the theory of change", 1)
        add_table(
            document,
            "What is expected to lead to what, and on which assumption",
            ["From", "To", "Assumption"],
            [[guide.name(k.source), guide.name(k.target), k.assumption] for k in guide.links],
            widths=(4, 4, 8.4),
            numeric=(False, False, False),
        )
    if guide.terms:
        document.add_heading("Glossary", 1)
        add_table(
            document,
            "Terms in English and Welsh",
            ["English", "Short", "Welsh", "Short"],
            [
                [term.term_en, term.abbreviation_en, term.term_cy, term.abbreviation_cy]
                for term in guide.terms
            ],
            widths=(6.2, 2, 6.2, 2),
            numeric=(False, False, False, False),
        )
    return package(document)


def _how(document: Any, guide: "Guide") -> None:
    document.add_heading("How to code", 1)
    for heading, paragraphs in guide.how:
        document.add_heading(heading, 2)
        for text in paragraphs:
            document.add_paragraph(text)
    add_table(
        document,
        "Keys of the page",
        ["Key", "What it chooses"],
        [list(row) for row in guide.page_keys()],
        widths=(2, 10),
        numeric=(False, False),
    )
    if guide.rounds:
        document.add_heading("The rounds", 1)
    for round_, rules in guide.rules():
        document.add_heading(printable(round_.title), 2)
        for rule in rules:
            document.add_paragraph(rule)


def _group(document: Any, guide: "Guide", identity: str) -> None:
    for depth, code in guide.below(guide.codebook[identity]):
        heading = document.add_heading("", min(depth + 2, 4))
        spoken = guide.spoken(code.id)
        add_text(heading, guide.name(code.id), language="cy-GB" if spoken == "cy" else "")
        document.add_paragraph(printable(code.id), style=FACT)
        document.add_paragraph(printable(code.definition))
        facts = [
            (guide.words.include, code.include),
            (guide.words.exclude, code.exclude),
            ("Keywords", ", ".join(code.keywords)),
        ]
        facts += [("Example", example) for example in code.examples]
        for label, text in facts:
            if text:
                paragraph = document.add_paragraph(style=FACT)
                add_text(paragraph, f"{label}: ", bold=True)
                add_text(paragraph, text)
