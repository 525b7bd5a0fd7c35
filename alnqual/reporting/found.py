"""What the topic model found, set against the codebook."""

from collections.abc import Mapping
from typing import Any

from alnqual.reporting.evidence import Evidence
from alnqual.reporting.heard import group_label, quote_of
from alnqual.reporting.report import Quote, Share, ThemeSection
from alnqual.reporting.words import share
from alnqual.synthesis.excerpts import CONSENTED
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import attribution, lowered, phase_label, plain
from alnqual.synthesis.quotes import Passage
from alnqual.synthesis.theme_gaps import theme_cover
from alnqual.synthesis.theme_rates import theme_change
from alnqual.synthesis.themes import theme_coverage, theme_speakers
from alnqual.synthesis.voices import voice_of

OFTEN_LIFT, OFTEN_CODINGS = 1.5, 3
"""A code is named as frequent in a theme from this many times its expected codings, and this
many codings."""

_QUOTES = 3
_BY = {"sector": "Sector", "area": "Area", "phase": "Phase", "language": "Language spoken"}


def themes(evidence: Evidence) -> tuple[ThemeSection, ...]:
    """The themes, those that the codebook holds least first."""
    if evidence["themes"].empty:
        return ()
    inside = evidence["theme_segments"]
    coverage = theme_coverage(
        inside,
        evidence["segments"],
        excerpts=evidence["excerpts"],
        documents=evidence.coded_documents,
        codebook=evidence.codebook,
    )
    people = evidence.all_voices
    speakers: dict[int, list[tuple[str, tuple[Share, ...]]]] = {}
    for by, heading in _BY.items():
        frame = theme_speakers(inside, evidence["segments"], voices=people, by=by)
        for theme in frame["theme"].unique():
            shares = tuple(
                Share(group_label(by, row.group), row.participants, row.of_participants)
                for row in records(frame[frame["theme"] == theme])
            )
            speakers.setdefault(theme, []).append((heading, shares))
    segments = {row.segment: row for row in records(evidence["segments"])}
    total = people["participant"].nunique()
    covered, changes = _covered(evidence), _changes(evidence)
    found = [
        _section(
            row,
            evidence,
            covered=[mark for mark in records(coverage) if mark.theme == row.theme],
            speakers=tuple(speakers.get(row.theme, ())),
            segments=segments,
            total=total,
            held=covered.get(row.theme, False),
            change=changes.get(row.theme, ""),
        )
        for row in records(evidence["themes"])
        if row.theme >= 0
    ]
    return tuple(sorted(found, key=_novelty))


def _covered(evidence: Evidence) -> dict[int, bool]:
    """Whether the codebook covers each theme."""
    cover = theme_cover(
        evidence["theme_codes"],
        evidence["theme_segments"],
        segments=evidence["segments"],
        excerpts=evidence["excerpts"],
        documents=evidence.coded_documents,
        codebook=evidence.codebook,
    )
    return dict(zip(cover["theme"], cover["covered"], strict=True))


def _changes(evidence: Evidence) -> dict[int, str]:
    """How each theme's share of the words changed from the first phase to the last, in words."""
    given = evidence["theme_segments"].merge(evidence["segments"], on="segment")
    phases = sorted({plain(phase) for phase in given["phase"]} - {""})
    if len(phases) < 2:
        return {}
    found = theme_change(
        evidence["theme_segments"],
        evidence["segments"],
        evidence["documents"],
        before=phases[0],
        after=phases[-1],
        seed=evidence.settings.themes.seed,
    )
    first, last = (lowered(phase_label(phase)) for phase in (phases[0], phases[-1]))
    return {
        row.theme: f"{share(row.before)} of the words in {first}, {share(row.after)} in {last} "
        f"(points: {_points(row.change)}, 95% interval {_points(row.change_low)} to "
        f"{_points(row.change_high)})"
        for row in records(found)
        if row.change_low == row.change_low
    }


def _points(change: float) -> str:
    return f"{100 * change:+.1f}".replace("-", "\N{MINUS SIGN}")


def _novelty(theme: ThemeSection) -> tuple:
    held = theme.covered / theme.any_code if theme.any_code else 0.0
    return bool(theme.held), held, -theme.participants, theme.number


def _section(
    row: Any,
    evidence: Evidence,
    *,
    covered: list[Any],
    speakers: tuple[tuple[str, tuple[Share, ...]], ...],
    segments: Mapping[str, Any],
    total: int,
    held: bool,
    change: str,
) -> ThemeSection:
    compared = covered[0].of_segments if covered and not evidence["excerpts"].empty else 0
    best = covered[1] if len(covered) > 1 else None
    coded = covered[0].covered if covered else 0
    representatives = [segments[s] for s in row.representatives if s in segments]
    own = [passage_of(segment, evidence.consent) for segment in representatives]
    quotable = [passage for passage in own if passage.quotable]
    return ThemeSection(
        number=int(row.theme),
        label=plain(row.label),
        terms=tuple(row.terms),
        passages=int(row.segments),
        words=int(row.words),
        documents=int(row.documents),
        participants=int(row.participants),
        of_participants=total,
        recurs=f"{100 * row.stability:.0f}%",
        held=held if compared else None,
        best_code=_name(evidence, best.code) if best else "",
        covered=best.covered if best else 0,
        any_code=coded,
        compared=compared,
        nearest_code=_name(evidence, row.nearest_code),
        similarity=float(row.similarity) if row.similarity == row.similarity else None,
        often=_often(evidence, int(row.theme)),
        speakers=speakers,
        change=change,
        quotes=_different_people(quotable),
        withheld=sum(not p.quotable for p in own),
    )


def _different_people(passages: list[Passage]) -> tuple[Quote, ...]:
    """The most typical passages, one of each person first."""
    seen: set[str] = set()
    first: list[Passage] = []
    rest: list[Passage] = []
    for passage in passages:
        (rest if passage.participant in seen else first).append(passage)
        seen.add(passage.participant)
    return tuple(quote_of(passage) for passage in [*first, *rest][:_QUOTES])


def _often(evidence: Evidence, theme: int) -> tuple[str, ...]:
    own = [
        row
        for row in records(evidence["theme_codes"])
        if row.theme == theme and row.codings >= OFTEN_CODINGS and row.lift >= OFTEN_LIFT
    ]
    own.sort(key=lambda row: (-row.lift, row.code))
    return tuple(
        f"{_name(evidence, row.code)} ({row.codings}, {row.lift:.1f} times the expected)"
        for row in own[:3]
    )


def _name(evidence: Evidence, code: object) -> str:
    identity = plain(code)
    if identity not in evidence.codebook:
        return ""
    return evidence.codebook.label(identity, evidence.settings.study.names)


def passage_of(segment: Any, consent: Mapping[str, str]) -> Passage:
    """A segment as a passage that may be quoted where the person agreed."""
    voice = voice_of(segment.document, segment.participant, speaker=segment.speaker)
    return Passage(
        id=segment.segment,
        document=segment.document,
        turn=segment.turn,
        start=int(segment.start),
        end=int(segment.end),
        words=segment.text,
        code="",
        participant=voice,
        role=plain(segment.role),
        sector=plain(segment.sector),
        area=plain(segment.area),
        phase=plain(segment.phase),
        language=plain(segment.language),
        attribution=attribution(
            segment.role, segment.sector, area=segment.area, phase=segment.phase
        ),
        quotable=not segment.interviewer and consent.get(voice, "") in CONSENTED,
    )
