"""What was heard: counts and quotes for each code, cross-tables, and links of the theory."""

from collections.abc import Mapping
from typing import Any

from alnqual.codebook import Codebook
from alnqual.records import INTERVIEWER, STAGES, Code
from alnqual.reporting.evidence import Evidence
from alnqual.reporting.report import CodeSection, Count, CrossTab, LinkRow, Quote, Share
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import (
    language_label,
    phase_label,
    plain,
    role_label,
    sector_label,
)
from alnqual.synthesis.prevalence import by_group
from alnqual.synthesis.quotes import Passage, QuoteChooser, passages
from alnqual.synthesis.voices import in_voices_language

CROSSTABS = {
    "kind": "By kind of document",
    "sector": "By sector",
    "area": "By area",
    "phase": "By phase",
    "language": "By language spoken",
}
KINDS = {"interview": "Interviews", "workshop": "Workshops", "survey": "Survey"}
NOT_STATED = "Not stated"


def group_label(by: str, value: object) -> str:
    """The value of a sector, area, phase, language or kind, in words."""
    given = plain(value)
    labels = {"sector": sector_label, "phase": phase_label, "language": language_label}
    if by == "kind":
        return KINDS.get(given) or given or NOT_STATED
    return labels.get(by, plain)(given) or NOT_STATED


def quote_of(passage: Passage) -> Quote:
    return Quote(
        id=passage.id,
        words=passage.words,
        language=passage.language,
        attribution=passage.attribution,
        role=role_label(passage.role),
        sector=group_label("sector", passage.sector),
        area=group_label("area", passage.area),
        phase=group_label("phase", passage.phase),
        stance=" / ".join(passage.stances),
        coders=len(passage.coders),
    )


def heard(evidence: Evidence, chooser: QuoteChooser) -> tuple[CodeSection, ...]:
    """A section for each code at the top of the tree under which something was heard."""
    counts = {row.code: _count(row) for row in records(evidence["prevalence"])}
    alphas = {
        row.code: row.alpha for row in records(evidence["agreement"]) if row.alpha == row.alpha
    }
    by_code: dict[str, list[Passage]] = {}
    for passage in passages(evidence["excerpts"]):
        by_code.setdefault(passage.code, []).append(passage)
    roots = sorted(evidence.codebook.roots, key=lambda code: STAGES.index(code.stage))
    return tuple(
        _section(root, evidence, counts=counts, alphas=alphas, by_code=by_code, chooser=chooser)
        for root in roots
        if counts.get(root.id) and counts[root.id].codings
    )


def _section(
    code: Code,
    evidence: Evidence,
    *,
    counts: Mapping[str, Count],
    alphas: Mapping[str, float],
    by_code: Mapping[str, list[Passage]],
    chooser: QuoteChooser,
) -> CodeSection:
    codebook, names = evidence.codebook, evidence.settings.study.names
    own = by_code.get(code.id, [])
    quotes = chooser.choose(own, evidence.settings.report.quotes_per_code)
    below = codebook.children(code.id)
    return CodeSection(
        id=code.id,
        stage=code.stage,
        name=codebook.label(code.id, names),
        definition=code.definition.strip(),
        colour=codebook.colour(code.id),
        count=counts[code.id],
        alpha=alphas.get(code.id),
        passages=len(own),
        withheld=sum(not p.quotable and p.role != INTERVIEWER for p in own),
        quotes=tuple(quote_of(passage) for passage in quotes),
        codes=tuple(
            _section(
                child, evidence, counts=counts, alphas=alphas, by_code=by_code, chooser=chooser
            )
            for child in below
            if counts[child.id].codings
        ),
        unheard=tuple(
            codebook.label(child.id, names) for child in below if not counts[child.id].codings
        ),
    )


def _count(row: Any) -> Count:
    return Count(
        participants=int(row.participants),
        of=int(row.of_participants),
        codings=int(row.codings),
        documents=int(row.documents),
        barrier=int(row.barrier),
        mixed=int(row.mixed),
        facilitator=int(row.facilitator),
    )


def crosstabs(evidence: Evidence) -> tuple[CrossTab, ...]:
    """For the two upper levels of the codebook: who spoke of it, by each of `CROSSTABS`."""
    if evidence["excerpts"].empty:
        return ()
    kinds = dict(zip(evidence["documents"]["document"], evidence["documents"]["kind"], strict=True))
    people = evidence.coded_voices
    excerpts = in_voices_language(evidence["excerpts"], people)
    excerpts = excerpts.assign(kind=excerpts["document"].map(kinds).fillna(""))
    found = []
    for by, title in CROSSTABS.items():
        frame = by_group(excerpts, people, by=by, codebook=evidence.codebook)
        if frame["group"].nunique() < 2:
            continue
        shares: dict[str, list[Share]] = {}
        for row in records(frame):
            share = Share(group_label(by, row.group), row.participants, row.of_participants)
            shares.setdefault(row.code, []).append(share)
        rows = tuple(
            (
                evidence.codebook.label(code, evidence.settings.study.names),
                depth,
                tuple(shares[code]),
            )
            for code, depth in _upper_levels(evidence.codebook)
            if any(share.number for share in shares[code])
        )
        groups = tuple((share.group, share.of) for share in next(iter(shares.values())))
        found.append(CrossTab(title, groups, rows))
    return tuple(found)


def _upper_levels(codebook: Codebook) -> list[tuple[str, int]]:
    roots = sorted(codebook.roots, key=lambda code: STAGES.index(code.stage))
    return [
        pair
        for root in roots
        for pair in ((root.id, 0), *((child.id, 1) for child in codebook.children(root.id)))
    ]


def links(evidence: Evidence) -> tuple[LinkRow, ...]:
    """The theory's links in its order, with participants whose words bear on each."""
    if evidence.theory is None:
        return ()
    people: dict[tuple[str, str], set[str]] = {}
    for row in records(evidence["excerpts"]):
        if plain(row.link) and plain(row.participant):
            people.setdefault((row.link, plain(row.direction)), set()).add(row.participant)
    names = evidence.settings.study.names
    return tuple(
        LinkRow(
            id=link.id,
            source=evidence.codebook.label(link.source, names),
            target=evidence.codebook.label(link.target, names),
            assumption=link.assumption.strip(),
            **{
                direction: len(people.get((link.id, direction), ()))
                for direction in ("supports", "challenges", "mixed")
            },
        )
        for link in evidence.theory.links
    )
