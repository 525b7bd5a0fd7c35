"""What an adjudicator decided: a JSON line a decision, a file a round and document.

annotation/adjudications/<round>/<document>.jsonl       sorted by place and code
annotation/adjudications/<round>/submissions.csv        which documents the adjudicator handed in
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from alnqual.coding.store import (
    CodingStore,
    coding_order,
    make_coding,
    read_records,
    write_records,
    write_submissions,
)
from alnqual.records import Coding, Submission

Verdict = Literal["accept", "edit", "reject", "add"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of codings that say the same, or a coding that the adjudicator added.

    `coding` is the result; of a rejection it is what was rejected. `considered` are the ids of the
    coders' codings that were decided about, none for an addition. Times are the server's, of the
    adjudicator's annotation.
    """

    coding: Coding
    verdict: Verdict
    adjudicator: str
    considered: tuple[str, ...] = ()
    reason: str = ""
    created: str = ""
    updated: str = ""


class AdjudicationStore:
    """The decisions of a study, on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, round_id: str | None = None) -> list[Decision]:
        """All decisions (of one round), sorted by round, document and place.

        Raises
        ------
        InputError
            A line is no decision; the file and line are named.
        """
        return [decision for path in self.files(round_id) for decision in read_decisions(path)]

    def files(self, round_id: str | None = None) -> list[Path]:
        """The files that hold decisions."""
        return sorted(self.folder.glob(f"{round_id or '*'}/*.jsonl"))

    def read_submissions(self) -> list[Submission]:
        """The documents that an adjudicator handed in or skipped; `coder` is the adjudicator."""
        return CodingStore(self.folder).read_submissions()

    def write(
        self, round_id: str, decisions: Iterable[Decision], *, submissions: Iterable[Submission]
    ) -> None:
        """Replace a round's decisions; a document's file goes with its last decision."""
        folder = self.folder / round_id
        by_document: dict[str, list[Decision]] = {}
        for decision in decisions:
            by_document.setdefault(decision.coding.document, []).append(decision)
        for document, theirs in by_document.items():
            write_decisions(folder / f"{document}.jsonl", theirs)
        write_submissions(folder, submissions)
        for path in self.files(round_id):
            if path.stem not in by_document:
                path.unlink()


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file.

    Raises
    ------
    InputError
        A line is none; the file and line are named.
    """
    return read_records(path, _decision, noun="decision")


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Replace a file by decisions, sorted by place and code."""
    ordered = sorted(decisions, key=lambda each: coding_order(each.coding))
    write_records(path, [_values(each) for each in ordered])


_OWN = tuple(field.name for field in fields(Decision) if field.name != "coding")
_PREFIX = "decision_"
_CALLED = {name: _PREFIX + name if name in ("created", "updated") else name for name in _OWN}
"""The keys of a line that are the decision's; the others are the coding's."""


def _values(decision: Decision) -> dict[str, object]:
    own = {key: getattr(decision, name) for name, key in _CALLED.items()}
    return asdict(decision.coding) | own


def _decision(values: dict) -> Decision:
    own = {name: values.pop(key) for name, key in _CALLED.items() if key in values}
    considered = own.pop("considered", [])
    if own.get("verdict") not in get_args(Verdict) or not isinstance(considered, list):
        raise ValueError("no decision")
    return Decision(make_coding(values), considered=tuple(considered), **own)
