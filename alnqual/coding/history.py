"""What became of codings, pull by pull: nothing that was changed or removed is forgotten.

annotation/history/<round>/<coder>.jsonl        one event a line, in the order of the pulls

An event says what happened (`added`, `changed`, `removed`; for whole documents `handed-in`,
`skipped`, `taken-back`), to what, by whom and when as far as the server says it, and what it was
like `before` and is `after`. Times are the server's; a pull writes none of its own.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from alnqual.errors import InputError
from alnqual.records import Coding, Submission
from alnqual.tables import write_atomically

SUBMITTED = {"submitted": "handed-in", "skipped": "skipped"}
_LEFT_OUT = ("prefix", "suffix")
"""What stands around a quote is others' words, and of no use here."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a coding, or to a coder's work on a document.

    `item` is the id of the coding or document; `by` is a coder, or an account of the server, or
    empty where nobody can say; `at` is ISO 8601 in UTC, or empty.
    """

    event: str
    round: str
    coder: str
    document: str
    item: str
    by: str = ""
    at: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None

    @property
    def key(self) -> str:
        """The same for the same event, whenever it was seen."""
        content = [self.event, self.item, self.before, self.after]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who changed a coder's work on a document last, and when, as the server says."""

    by: str = ""
    at: str = ""


def coding_events(
    before: Iterable[Coding],
    after: Iterable[Coding],
    *,
    hands: Mapping[tuple[str, str, str], Hands],
) -> list[Event]:
    """What happened to codings between two pulls, sorted by coder, document and place.

    Parameters
    ----------
    before, after : the codings then and now.
    hands : (round, coder, document) -> who changed it last.
    """
    old, new = {each.id: each for each in before}, {each.id: each for each in after}
    changed = [
        (old.get(identity), new.get(identity))
        for identity in old.keys() | new.keys()
        if old.get(identity) != new.get(identity)
    ]
    events = []
    for was, now in changed:
        coding = now or was
        if coding is None:
            continue
        last = hands.get((coding.round, coding.coder, coding.document), Hands())
        name = "added" if was is None else "removed" if now is None else "changed"
        event = Event(
            name,
            coding.round,
            coding.coder,
            coding.document,
            coding.id,
            by=last.by,
            at=last.at,
            before=_content(was),
            after=_content(now),
        )
        events.append(((coding.start, coding.end, coding.code), event))
    events.sort(key=lambda each: (*_order(each[1]), each[0], each[1].item))
    return [event for _, event in events]


def submission_events(
    before: Iterable[Submission],
    after: Iterable[Submission],
    *,
    hands: Mapping[tuple[str, str, str], Hands],
) -> list[Event]:
    """Which documents were handed in, skipped or taken back between two pulls, sorted."""
    old = {(each.round, each.coder, each.document): each.status for each in before}
    new = {(each.round, each.coder, each.document): each.status for each in after}
    return [
        Event(
            SUBMITTED[new[key]] if key in new else "taken-back",
            *key,
            item=key[2],
            by=hands.get(key, Hands()).by,
            at=hands.get(key, Hands()).at,
        )
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


class History:
    """The events of a study, on disk.

    Parameters
    ----------
    folder : annotation/history/ of the study.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> Iterator[Event]:
        """All events, round by round and coder by coder, each in the order of the pulls.

        Raises
        ------
        InputError
            A line is no event; the file and line are named.
        """
        for path in sorted(self.folder.glob("*/*.jsonl")):
            yield from read_events(path)

    def add(self, events: Sequence[Event]) -> None:
        """Append events; one that was the last of its item already is not written again.

        A pull that was killed between this and writing the codings finds the same events again.
        """
        files: dict[Path, list[Event]] = {}
        for event in events:
            path = self.folder / event.round / f"{event.coder}.jsonl"
            files.setdefault(path, []).append(event)
        for path, new in files.items():
            known = list(read_events(path)) if path.is_file() else []
            latest = {event.item: event.key for event in known}
            fresh = [event for event in new if latest.get(event.item) != event.key]
            if fresh:
                write_events(path, [*known, *fresh])


def read_events(path: Path) -> Iterator[Event]:
    """The events of a file, a JSON line each.

    Raises
    ------
    InputError
        A line is no event.
    """
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    for number, line in enumerate(lines if lines != [""] else [], start=1):
        try:
            yield Event(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise InputError(
                "the line is no event of the history",
                where=f"{path}, line {number}",
                do="Restore the file from a copy, or move it away: a new one is begun.",
            ) from error


def write_events(path: Path, events: Iterable[Event]) -> None:
    """Replace a file by events."""
    lines = "".join(
        json.dumps(asdict(event), ensure_ascii=False, sort_keys=True) + "\n" for event in events
    )
    write_atomically(path, lines.encode(), mode=0o600)


def _content(coding: Coding | None) -> dict[str, Any] | None:
    if coding is None:
        return None
    return {name: value for name, value in asdict(coding).items() if name not in _LEFT_OUT}


def _order(event: Event) -> tuple[str, str, str]:
    return event.round, event.coder, event.document
