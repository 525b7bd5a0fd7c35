"""Builds the one content that the HTML, Word and Excel reports share."""

from alnqual.codebook.drawing import draw
from alnqual.records import INTERVIEWER
from alnqual.reporting import coders
from alnqual.reporting import method as methods
from alnqual.reporting.evidence import Evidence
from alnqual.reporting.found import themes
from alnqual.reporting.heard import crosstabs, group_label, heard, links
from alnqual.reporting.method import count
from alnqual.reporting.report import CodeSection, ExcerptRow, Report, ThemeSection
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import plain, role_label
from alnqual.synthesis.quotes import QuoteChooser

WITHHELD = "[not quoted: the participant did not agree to be quoted]"
INTERVIEWERS_WORDS = "[not quoted: the interviewer’s words]"
PROPOSALS = frozenset({"activities.suggested-measure"})
"""Codes for what people propose: the stance of a proposal is towards its subject, which has a code
of its own, so the summary does not call a proposal a barrier or a facilitator."""


def build_report(evidence: Evidence) -> Report:
    """The report of a study, from its tables.

    Deterministic: the same evidence gives the same report, to the byte. Works at any state of a
    study; parts that are not there yet say so.
    """
    settings = evidence.settings
    sections = heard(evidence, QuoteChooser())
    found = themes(evidence)
    agreement = coders.agreement(evidence)
    theory = evidence.theory
    return Report(
        title=settings.report.title or settings.study.title,
        subtitle="What was heard: a synthesis of qualitative evidence",
        synthetic=settings.study.synthetic,
        names=settings.study.names,
        key_numbers=methods.key_numbers(evidence),
        summary=_summary(sections, found),
        heard=sections,
        crosstabs=crosstabs(evidence),
        theory_title=theory.title if theory else "",
        drawing=draw(theory.codebook, theory.links) if theory and theory.links else "",
        links=links(evidence),
        themes=found,
        agreement=agreement,
        agreement_summary=coders.agreement_summary(agreement, evidence),
        official_tables=evidence.official_tables,
        method=methods.method(evidence),
        left_out=methods.left_out(evidence),
        documents=methods.documents(evidence),
        excerpts=_excerpts(evidence),
    )


def _summary(sections: tuple[CodeSection, ...], found: tuple[ThemeSection, ...]) -> tuple[str, ...]:
    """A few sentences that only count; what they mean is for the authors to say."""
    groups = [code for root in sections for code in root.codes]
    sentences = []
    if groups:
        most = sorted(groups, key=lambda code: (-code.count.participants, code.id))[:3]
        named = "; ".join(
            f"{code.name} ({code.count.participants} of {code.count.of})" for code in most
        )
        sentences.append(f"Raised by the most participants: {named}.")
    real = [code for code in groups if code.id not in PROPOSALS]
    barriers = [code for code in real if code.count.barrier > code.count.facilitator]
    helped = [code for code in real if code.count.facilitator > code.count.barrier]
    for codes, stance in ((barriers, "barrier"), (helped, "facilitator")):
        if codes:
            top = sorted(codes, key=lambda code: (-getattr(code.count, stance), code.id))[:3]
            named = "; ".join(f"{code.name} ({getattr(code.count, stance)})" for code in top)
            sentences.append(f"Described as a {stance} by the most participants: {named}.")
    new = [theme for theme in found if theme.held is False]
    if found and not sections:
        sentences.append(f"{count(len(found), 'theme')} found; nothing has been coded yet.")
    elif found:
        verb, whose = ("is", "its") if len(new) == 1 else ("are", "their")
        sentences.append(
            f"{len(new)} of {count(len(found), 'theme')} that the topic model found {verb} not "
            f"covered by the codebook: codes of {whose} subject do not mark most of {whose} coded "
            "passages, or few passages are coded at all."
        )
    return tuple(sentences)


def _excerpts(evidence: Evidence) -> tuple[ExcerptRow, ...]:
    codebook, names = evidence.codebook, evidence.settings.study.names
    rows = []
    for row in records(evidence["excerpts"]):
        branch = [row.code, *(code.id for code in codebook.ancestors(row.code))][::-1]
        hidden = INTERVIEWERS_WORDS if row.role == INTERVIEWER else WITHHELD
        rows.append(
            ExcerptRow(
                id=row.id,
                words=row.quote if row.quotable else hidden,
                code=codebook.label(row.code, names),
                code_id=row.code,
                group=codebook.label(branch[min(1, len(branch) - 1)], names),
                stage=codebook[row.code].stage.title(),
                stance="" if row.stance == "none" else row.stance,
                link=plain(row.link),
                direction=plain(row.direction),
                # A memo may repeat the words.
                memo=plain(row.memo) if row.quotable else "",
                attribution=row.attribution,
                role=role_label(row.role),
                sector=group_label("sector", row.sector),
                area=group_label("area", row.area),
                phase=group_label("phase", row.phase),
                language=plain(row.language),
                document=row.document,
                turn=row.turn,
                coder=row.coder,
                round=row.round,
                quotable=bool(row.quotable),
            )
        )
    return tuple(rows)
