"""Rounds: from the register and the coders, or from passages found, to the round's file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.coding import CodingStore, read_coders, read_rounds
from alnqual.coding.planning import Allocation, ToCode, allocate
from alnqual.coding.recoding import round_text
from alnqual.coding.rounds import write_assignments
from alnqual.errors import InputError
from alnqual.records import Plan, Round
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RoundPlan:
    """What a plan would assign, to be looked at before it is written.

    `coders` has a row a coder (documents, of these new ones, words, and how many are shared),
    `pairs` a row a pair of coders (documents that both code), `strata` a row a sector and area and
    a column a coder (documents).
    """

    assignments: Mapping[str, Sequence[str]]
    coders: "pd.DataFrame"
    pairs: "pd.DataFrame"
    strata: "pd.DataFrame"
    notes: tuple[str, ...]


def plan_round(
    workspace: Workspace, identity: str, *, write: bool = False, afresh: bool = False
) -> RoundPlan:
    """Share a round's documents out by its [plan].

    What is assigned stays assigned, and only the rest is shared out. With `afresh` all is, except
    what those coders have who have begun.

    Parameters
    ----------
    identity : the round's id.
    write : put the assignments into the round's file, whose comments stay.

    Raises
    ------
    InputError
        There is no such round, it has no plan, the plan names documents that the study does not
        have, or it cannot be met.
    """
    where = f"{workspace.relative(workspace.rounds)}/{identity}.toml"
    round_, plan = _planned(workspace, identity, where)
    kept = _kept(workspace, round_) if afresh else round_.assignments
    frame = workspace.tables.read("documents").set_index("document")
    meant = _meant(plan, frame, where)
    assigned = {document for theirs in kept.values() for document in theirs}
    documents = [
        ToCode(
            document, int(row["words"]), row["sector"] or "", row["area"] or "",
            tuple((row["language"] or "").split("+")) if row["language"] else (),
        )
        for document, row in frame.iterrows()
        if document in assigned | meant
    ]  # fmt: skip
    coders = [c for c in read_coders(workspace) if not plan.coders or c.id in plan.coders]
    try:
        allocation = allocate(
            documents, coders, double=plan.double, per_document=plan.per_document,
            seed=plan.seed, kept=kept,
        )  # fmt: skip
    except InputError as error:
        raise InputError(error.what, where=f"{where}, [plan]", do=error.do) from error
    if write:
        write_assignments(workspace.rounds / f"{identity}.toml", allocation.assignments)
    notes = [*allocation.notes, *_outside(kept, plan, assigned - meant)]
    return _shown(allocation, documents, round_, tuple(notes))


def write_passages(
    workspace: Workspace,
    identity: str,
    found: "pd.DataFrame",
    *,
    coders: Sequence[str],
    title: str = "",
) -> Path:
    """Write a round in which each of the coders codes just some passages; its file.

    Parameters
    ----------
    identity : the round's id.
    found : columns `turn`, `document` and `position`, a row a passage.
    title : by default the id.

    Raises
    ------
    InputError
        There are no passages or coders, a coder is unknown, or the round's id does not do or is
        taken.
    """
    path = workspace.rounds / f"{identity}.toml"
    where = workspace.relative(path)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", identity):
        raise InputError(
            f"{identity!r} cannot be a round's id", do="Use letters, digits, - and _, as round-2."
        )
    if path.exists():
        raise InputError("there is such a round already", where=where, do="Take another id.")
    if not coders:
        raise InputError("nobody is to code the round", do="Name coders of annotation/coders.csv.")
    known = {coder.id for coder in read_coders(workspace)}
    if unknown := [coder for coder in coders if coder not in known]:
        raise InputError(
            f"unknown coder {unknown[0]!r}", do=f"There are: {', '.join(sorted(known))}."
        )
    if found.empty:
        raise InputError("no passage was found: there is nothing to code", where=where)
    ordered = found.sort_values(["document", "position"])
    passages: dict[str, tuple[str, ...]] = {}
    for document, turn in zip(ordered["document"], ordered["turn"], strict=True):
        passages[document] = (*passages.get(document, ()), turn)
    assignments = {coder: tuple(passages) for coder in dict.fromkeys(coders)}
    round_ = Round(identity, title or identity, assignments, passages=passages)
    write_atomically(path, round_text(round_).encode())
    return path


def _planned(workspace: Workspace, identity: str, where: str) -> tuple[Round, Plan]:
    rounds = {round_.id: round_ for round_ in read_rounds(workspace)}
    if identity not in rounds:
        raise InputError(
            f"there is no round {identity!r}",
            where=workspace.relative(workspace.rounds),
            do=f"Rounds are: {', '.join(rounds)}." if rounds else f"Make it: {where}",
        )
    plan = rounds[identity].plan
    if plan is None:
        raise InputError(
            "the round has no plan",
            where=where,
            do="Write a table [plan] into it; docs/files.md shows its keys.",
        )
    return rounds[identity], plan


def _kept(workspace: Workspace, round_: Round) -> dict[str, tuple[str, ...]]:
    """What those have who have begun: nothing is taken away from them."""
    store = CodingStore(workspace.codings)
    begun = {coding.coder for coding in store.read(round_.id)}
    begun |= {each.coder for each in store.read_submissions() if each.round == round_.id}
    return {coder: theirs for coder, theirs in round_.assignments.items() if coder in begun}


def _meant(plan: Plan, frame: "pd.DataFrame", where: str) -> set[str]:
    """The documents that a plan is about."""
    if plan.documents:
        missing = [document for document in plan.documents if document not in frame.index]
        if missing:
            raise InputError(
                f"plan.documents: the study does not have {', '.join(missing)}",
                where=where,
                do="Mend the names, or register the documents and run `alnqual run`.",
            )
        return set(plan.documents)
    for column, values in plan.select.items():
        known = sorted(set(frame[column]))
        absent = [value for value in values if value not in known]
        if absent:
            raise InputError(
                f"plan.select.{column}: no document has {absent[0]!r}",
                where=where,
                do=f"There are: {', '.join(map(str, known))}.",
            )
    chosen = frame
    for column, values in plan.select.items():
        chosen = chosen[chosen[column].isin(values)]
    if chosen.empty:
        raise InputError("plan.select: no document has all of these", where=where)
    return set(chosen.index)


def _outside(kept: Mapping[str, Sequence[str]], plan: Plan, documents: set[str]) -> list[str]:
    gone = sorted({coder for coder in kept if plan.coders and coder not in plan.coders})
    notes = []
    if documents:
        listed = ", ".join(sorted(documents))
        notes.append(f"not in the plan, but assigned already and kept: {listed}")
    if gone:
        notes.append(f"not in the plan, but keep what they have: {', '.join(gone)}")
    return notes


def _shown(
    allocation: Allocation, documents: Sequence[ToCode], round_: Round, notes: tuple[str, ...]
) -> RoundPlan:
    import pandas as pd

    known = {document.id: document for document in documents}
    shared = {document for document, people in allocation.coders_of().items() if len(people) > 1}
    coders = [
        {
            "coder": coder,
            "documents": len(theirs),
            "new": len(set(theirs) - set(round_.assignments.get(coder, ()))),
            "shared": len(shared.intersection(theirs)),
            "words": sum(known[document].words for document in theirs if document in known),
        }
        for coder, theirs in sorted(allocation.assignments.items())
    ]
    pairs = [
        {"coder": one, "with": other, "documents": number}
        for (one, other), number in allocation.pairs().items()
    ]
    strata = [
        {"sector": sector, "area": area}
        | {
            coder: sum(
                (known[d].sector, known[d].area) == (sector, area) for d in theirs if d in known
            )
            for coder, theirs in sorted(allocation.assignments.items())
        }
        for sector, area in sorted({(d.sector, d.area) for d in documents})
    ]
    return RoundPlan(
        allocation.assignments,
        pd.DataFrame(coders),
        pd.DataFrame(pairs, columns=["coder", "with", "documents"]),
        pd.DataFrame(strata),
        notes,
    )
