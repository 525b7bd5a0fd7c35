"""How far a round has come, at which pace, and what is left of it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from alnqual.coding import CodingStore, read_rounds
from alnqual.errors import InputError
from alnqual.records import Round
from alnqual.workspace import Workspace

UNITS = {"coder": ["round", "coder"], "round": ["round"], "area": ["round", "area"]}
"""By what progress can be shown -> the columns that say of what a row is."""

COLUMNS = [
    "assigned", "submitted", "skipped", "left", "words", "words_left", "codings", "days",
    "words_a_day", "days_left",
]  # fmt: skip


def progress(workspace: Workspace, *, by: str = "coder") -> pd.DataFrame:
    """A row a round and coder, a round, or a round and area.

    A document counts once for each coder it is assigned to. `words` are those handed in; `days`
    the different days (UTC) on which codings of these were changed last; `words_a_day` is the pace
    on such days, `days_left` what remains at that pace, in working days of this coder or of all
    together. Where nothing was coded yet, both are missing. No clock is read: the same codings
    give the same table on any day.

    Raises
    ------
    InputError
        `by` is none of "coder", "round" and "area".
    """
    if by not in UNITS:
        raise InputError(f"progress cannot be shown by {by!r}", do=f"Choose: {', '.join(UNITS)}.")
    rows = pd.DataFrame(_work(workspace), columns=_WORK)
    found = []
    for key, own in rows.groupby(UNITS[by], sort=False):
        found.append(dict(zip(UNITS[by], key, strict=True)) | _summed(own))
    return pd.DataFrame(found, columns=[*UNITS[by], *COLUMNS])


_WORK = ["round", "coder", "area", "words", "status", "codings", "days"]


def _work(workspace: Workspace) -> Iterator[tuple[Any, ...]]:
    """Every document of every coder in every round."""
    store = CodingStore(workspace.codings)
    status = {(s.round, s.coder, s.document): s.status for s in store.read_submissions()}
    changed: dict[tuple[str, str, str], list[str]] = {}
    for coding in store.read():
        key = (coding.round, coding.coder, coding.document)
        changed.setdefault(key, []).append(coding.updated[:10])
    areas, words = _documents(workspace)
    for round_ in read_rounds(workspace):
        for coder, documents in round_.assignments.items():
            for document in documents:
                key = (round_.id, coder, document)
                days = changed.get(key, [])
                yield (
                    round_.id,
                    coder,
                    areas.get(document, ""),
                    _wanted(round_, document, words),
                    status.get(key, "left"),
                    len(days),
                    frozenset(filter(None, days)),
                )


def _documents(workspace: Workspace) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Document -> its area, and the words of each of its turns; nothing before ingestion."""
    if not workspace.tables.exists("turns"):
        return {}, {}
    documents = workspace.tables.read("documents", columns=["document", "area"])
    areas = dict(zip(documents["document"], documents["area"].fillna(""), strict=True))
    turns = workspace.tables.read("turns", columns=["document", "turn", "words"])
    words: dict[str, dict[str, int]] = {}
    for document, turn, count in turns.itertuples(index=False):
        words.setdefault(document, {})[turn] = int(count)
    return areas, words


def _wanted(round_: Round, document: str, words: dict[str, dict[str, int]]) -> int:
    """The words that a round wants coded of a document."""
    of_turn = words.get(document, {})
    wanted = round_.passages.get(document) or of_turn
    return sum(of_turn.get(turn, 0) for turn in wanted)


def _summed(own: pd.DataFrame) -> dict[str, Any]:
    done = own["status"] != "left"
    submitted = own["status"] == "submitted"
    handed_in = int(own.loc[submitted, "words"].sum())
    left = int(own.loc[~done, "words"].sum())
    days = len(frozenset().union(*own.loc[submitted, "days"]))
    pace = handed_in / days if days else None
    return {
        "assigned": len(own),
        "submitted": int(submitted.sum()),
        "skipped": int((done & ~submitted).sum()),
        "left": int((~done).sum()),
        "words": handed_in,
        "words_left": left,
        "codings": int(own["codings"].sum()),
        "days": days,
        "words_a_day": pace,
        "days_left": left / pace if pace else None,
    }
