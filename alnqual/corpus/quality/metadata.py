"""What the register and the participants' file leave empty."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.telling import counted, first_of, listed
from alnqual.corpus.register import Participant, RegisterRow

_OF_DOCUMENTS = ("kind", "area", "sector", "phase", "date")
_LACKS = {"consent": "recorded consent"}
_OF_PEOPLE = ("role", "sector", "consent")


def metadata_findings(
    rows: Iterable[RegisterRow],
    people: Mapping[str, Participant],
    *,
    register: str,
    participants: str,
) -> Iterator[Finding]:
    """Documents without kind, area, sector, phase or date; people without role, sector, consent.

    Rows that leave the same cells empty are told together. A survey's area and sector are its
    respondents', so that its own may be empty.
    """
    documents = ((row.id, row.row, _empty(row, _columns(row))) for row in rows)
    yield from _grouped(register, documents, "document")
    persons = ((person.id, person.row, _empty(person, _OF_PEOPLE)) for person in people.values())
    yield from _grouped(participants, persons, "participant")
    for person in people.values():
        if person.consent == "no":
            message = (
                f"{person.id} does not consent: their words are coded and counted, though never "
                f"quoted, until you run alnqual corpus withdraw {person.id}"
            )
            yield Finding(participants, person.row, "warning", message, "metadata")


def _columns(row: RegisterRow) -> tuple[str, ...]:
    if row.kind.casefold() == "survey":
        return tuple(name for name in _OF_DOCUMENTS if name not in ("area", "sector"))
    return _OF_DOCUMENTS


def _empty(record: RegisterRow | Participant, columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if not getattr(record, name))


def _grouped(
    file: str, records: Iterable[tuple[str, int, tuple[str, ...]]], noun: str
) -> Iterator[Finding]:
    lacking: defaultdict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for identity, row, empty in records:
        if empty:
            lacking[empty].append((identity, row))
    for empty, members in lacking.items():
        single = members[0][1] if len(members) == 1 else None
        named = first_of([identity for identity, _ in members])
        lacks = [_LACKS.get(name, name) for name in empty]
        message = f"no {listed(lacks, 'or')} for {counted(len(members), noun)}: {named}"
        yield Finding(file, single, "warning", message, "metadata")
