"""Who has been heard: areas, sectors, roles and phases, and where nobody has."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.telling import counted, first_of
from alnqual.corpus.register import Participant

UNRECORDED = "not recorded"
FACETS = ("area", "sector", "role", "phase")


@dataclass(frozen=True, slots=True)
class Heard:
    """One person in one document; who is nobody of participants.csv counts by document."""

    participant: str
    document: str
    area: str
    sector: str
    role: str
    phase: str
    words: int


class Tally(NamedTuple):
    """How many people were heard, in how many documents, with how many words."""

    participants: int
    documents: int
    words: int


class Cell(NamedTuple):
    """One combination of area, sector, role and phase that was heard."""

    area: str
    sector: str
    role: str
    phase: str
    participants: int
    documents: int
    words: int


@dataclass(frozen=True)
class Coverage:
    """The people heard, and the areas, sectors, roles and phases that the study knows."""

    heard: tuple[Heard, ...] = ()
    areas: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()

    def tally(self, **facets: str) -> Tally:
        """The people heard with these values of area, sector, role and phase."""
        found = [
            each
            for each in self.heard
            if all(getattr(each, name) == value for name, value in facets.items())
        ]
        return Tally(
            len({each.participant for each in found}),
            len({each.document for each in found}),
            sum(each.words for each in found),
        )

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every combination that was heard, sorted."""
        keys = sorted({(each.area, each.sector, each.role, each.phase) for each in self.heard})
        tallies = (self.tally(**dict(zip(FACETS, key, strict=True))) for key in keys)
        return tuple(
            Cell(area, sector, role, phase, *tally)
            for (area, sector, role, phase), tally in zip(keys, tallies, strict=True)
        )

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Every (sector, role) that was heard anywhere."""
        return tuple(sorted({(each.sector, each.role) for each in self.heard}))

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """(area, sector) of which nobody was heard, though both occur in the study."""
        present = {(each.area, each.sector) for each in self.heard}
        return tuple(
            pair
            for pair in product(self.areas, self.sectors)
            if pair not in present and UNRECORDED not in pair
        )


def coverage(readings: Iterable[Reading], people: Mapping[str, Participant]) -> Coverage:
    """Count who was heard.

    Area, sector and role are the person's own where participants.csv or the survey has them, else
    the document's; the phase is the document's, for a person may take part in several. Interviewers
    and unknown speakers are nobody here.
    """
    heard = tuple(each for reading in readings for each in _heard(reading, people))
    axes: dict[str, set[str]] = {name: {getattr(each, name) for each in heard} for name in FACETS}
    for person in people.values():
        for name in ("area", "sector", "role"):
            axes[name] |= {getattr(person, name)} - {""}
        axes["phase"] |= set(phases_of(person))
    return Coverage(heard, *(tuple(sorted(axes[name], key=_last)) for name in FACETS))


def phases_of(person: Participant) -> list[str]:
    """The phases in which a person was to take part ("2;4")."""
    return _parts(person.phase)


def coverage_findings(
    found: Coverage, people: Mapping[str, Participant], *, participants: str
) -> Iterator[Finding]:
    """People of participants.csv who are heard nowhere, or not in a phase that was theirs.

    A phase in which nobody has been heard has not begun.
    """
    phases: dict[str, set[str]] = {}
    for each in found.heard:
        phases.setdefault(each.participant, set()).add(each.phase)
    unheard = [person for person in people.values() if person.id not in phases]
    if unheard:
        row = unheard[0].row if len(unheard) == 1 else None
        names = first_of([person.id for person in unheard])
        message = (
            f"{counted(len(unheard), 'participant is', 'participants are')} not heard: {names}"
        )
        yield Finding(participants, row, "warning", message, "coverage")
    begun = set().union(*phases.values())
    for person in people.values():
        absent = [
            each for each in phases_of(person) if each in begun - phases.get(person.id, begun)
        ]
        if absent:
            message = f"{person.id} is not heard in phase {first_of(absent)}"
            yield Finding(participants, person.row, "warning", message, "coverage")


def _last(value: str) -> tuple[bool, str]:
    return (value == UNRECORDED, value)


def _heard(reading: Reading, people: Mapping[str, Participant]) -> Iterator[Heard]:
    words: dict[str | None, int] = {}
    for _, turn, voice, count in reading.turns():
        if turn.speaker is not None and not voice.interviewer:
            words[turn.speaker] = words.get(turn.speaker, 0) + count
    attributes = json.loads(reading.transcript.metadata.get("attributes", "{}"))
    row = reading.row
    for label, count in words.items():
        voice = reading.voices[label]
        person = people.get(voice.participant or "")
        told = {key.lower(): value for key, value in attributes.get(label, {}).items()}
        own = {
            name: (getattr(person, name) if person else told.get(name, "")) or "" for name in FACETS
        }
        yield Heard(
            voice.participant or f"{row.id}/{voice.shown}",
            row.id,
            own["area"] or row.area or UNRECORDED,
            own["sector"] or row.sector or UNRECORDED,
            own["role"] or UNRECORDED,
            row.phase or _only(own["phase"]) or UNRECORDED,
            count,
        )


def _parts(phases: str) -> list[str]:
    return [phase for part in phases.split(";") if (phase := part.strip())]


def _only(phases: str) -> str:
    """A person's phase, if there is but one: of several nobody knows which a document is of."""
    parts = _parts(phases)
    return parts[0] if len(parts) == 1 else ""
