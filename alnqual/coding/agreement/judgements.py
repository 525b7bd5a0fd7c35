"""What coders decided, unit by unit: from codings and hand-ins to who marked what.

A unit that a coder handed in is a decision on every code, given or not. A unit of a document that
they were not assigned, skipped or have not handed in is missing. Only units that two coders judged
count.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from alnqual.codebook import Codebook
from alnqual.errors import InputError
from alnqual.records import Coding, Round, Submission

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Unit = Literal["turn", "segment", "document"]
UNITS = ("turn", "segment", "document")
NOT_HANDED_IN = "its coder has not handed the document in (or skipped it)"
ONE_CODER = "no second coder handed the document in"
NO_UNIT = "it lies in no participant's words"
UNKNOWN = "its code is not in the codebook"


@dataclass(frozen=True)
class Judgements:
    """Decisions of coders on units.

    Attributes
    ----------
    codes, coders, documents : ids.
    units : frame, a row a unit: `round`, `document` (its number), `language`, `place` (its id).
    judged : bool array of shape (n_coders, n_units).
    marks : by coder, sparse array of shape (n_codes, n_units), 1 where they gave the code.
    left_out : codings that do not count, by reason.
    """

    codes: list[str]
    coders: list[str]
    documents: list[str]
    units: pd.DataFrame
    judged: np.ndarray
    marks: list["csr_array"]
    left_out: Counter = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.units)


def handed_in(
    submissions: Iterable[Submission],
) -> dict[tuple[str, str], set[str]]:
    """(round, document) -> the coders who handed it in, where two or more did."""
    found: dict[tuple[str, str], set[str]] = {}
    for submission in submissions:
        if submission.status == "submitted":
            found.setdefault((submission.round, submission.document), set()).add(submission.coder)
    return {key: coders for key, coders in sorted(found.items()) if len(coders) > 1}


def judgements(
    codebook: Codebook,
    codings: Sequence[Coding],
    *,
    submissions: Sequence[Submission],
    places: pd.DataFrame,
    unit: Unit = "turn",
    depth: int | None = None,
    ancestors: bool = True,
    rounds: Sequence[Round] = (),
) -> Judgements:
    """Who gave which code to which unit.

    A coder gave a code to a unit if any of their codings of it overlaps the unit; the same code
    twice is once. Interviewers' words are no units.

    Parameters
    ----------
    places : rows of the table "turns" or "segments".
    unit : "turn", "segment" (with those of the table "segments") or "document".
    depth : codes below this level of the codebook count as the code at it; 1 is the top level. By
        default every code stands for itself.
    ancestors : whether a coding counts for the codes above it, too.
    rounds : those whose passages narrow a document to some turns.

    Raises
    ------
    InputError
        The unit or the depth is none that there is.
    """
    check_unit(unit, UNITS)
    shared = handed_in(submissions)
    keys, coders = list(shared), sorted(set().union(*shared.values()))
    kept = places[~places["interviewer"].astype(bool)]
    units = _units(kept, shared, unit, passages={r.id: r.passages for r in rounds if r.passages})
    codes, chains = rolled_up(codebook, depth=depth, ancestors=ancestors)
    left_out: Counter = Counter()
    theirs = counted(codings, chains, shared, submissions, left_out)
    marks = _marks(theirs, chains, units, coders=coders, codes=len(codes), left_out=left_out)
    if unit == "document":
        units, marks = _whole_documents(units, marks)
    documents = sorted({document for _, document in keys})
    of_unit = [keys[key] for key in units["key"]]
    judged = [[coder in shared[key] for key in of_unit] for coder in coders]
    frame = pd.DataFrame(
        {
            "round": [round_id for round_id, _ in of_unit],
            "document": np.searchsorted(documents, [d for _, d in of_unit]) if of_unit else [],
            "language": units["language"].to_numpy(),
            "place": units["place"].to_numpy(),
        }
    )
    return Judgements(
        codes,
        coders,
        documents,
        frame,
        np.array(judged, dtype=bool).reshape(len(coders), len(units)),
        marks,
        left_out,
    )


def rolled_up(
    codebook: Codebook, *, depth: int | None, ancestors: bool
) -> tuple[list[str], dict[str, np.ndarray]]:
    """The codes down to a depth, and for every code the numbers of those that it counts for.

    Raises
    ------
    InputError
        The depth is below 1.
    """
    if depth is not None and depth < 1:
        raise InputError(f"the depth is {depth}", do="1 is the top level of the codebook.")
    codes = [c.id for c in codebook if depth is None or len(codebook.ancestors(c.id)) < depth]
    number = {code: place for place, code in enumerate(codes)}
    chains = {}
    for code in codebook:
        chain = [*reversed([c.id for c in codebook.ancestors(code.id)]), code.id][:depth]
        chains[code.id] = np.array([number[c] for c in (chain if ancestors else chain[-1:])])
    return codes, chains


def counted(
    codings: Sequence[Coding],
    known: Container[str],
    shared: Mapping[tuple[str, str], set[str]],
    submissions: Sequence[Submission],
    left_out: Counter | None = None,
) -> list[tuple[int, Coding]]:
    """The codings of double-coded documents, with the number of their round and document.

    Those that do not count are added to `left_out`, by reason.
    """
    left_out = Counter() if left_out is None else left_out
    submitted = {(s.round, s.document, s.coder) for s in submissions if s.status == "submitted"}
    number = {key: place for place, key in enumerate(shared)}
    found = []
    for coding in codings:
        if coding.code not in known:
            left_out[UNKNOWN] += 1
        elif (coding.round, coding.document, coding.coder) not in submitted:
            left_out[NOT_HANDED_IN] += 1
        elif (coding.round, coding.document) not in number:
            left_out[ONE_CODER] += 1
        else:
            found.append((number[coding.round, coding.document], coding))
    return found


def _whole_documents(
    units: pd.DataFrame, marks: list["csr_array"]
) -> tuple[pd.DataFrame, list["csr_array"]]:
    """One unit a round and document, in place of its turns."""
    from scipy.sparse import csr_array

    whole = units.drop_duplicates("key").reset_index(drop=True)
    column = np.searchsorted(whole["key"], units["key"])
    grouped = csr_array(
        (np.ones(len(units)), (np.arange(len(units)), column)), shape=(len(units), len(whole))
    )
    found = [csr_array(theirs @ grouped) for theirs in marks]
    for theirs in found:
        theirs.data[:] = 1
    whole["language"] = ""
    return whole, found


def check_unit(unit: str, known: Sequence[str]) -> None:
    """Raises InputError for a unit of analysis that there is not."""
    if unit not in known:
        raise InputError(f"unknown unit {unit!r}", do=f"Use one of {', '.join(known)}.")


def _units(
    places: pd.DataFrame,
    shared: Mapping[tuple[str, str], set[str]],
    unit: Unit,
    passages: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> pd.DataFrame:
    """The double-coded units in order: key (number of round and document), start, end, ..."""
    columns = ["key", "start", "end", "language", "place"]
    by_document = dict(list(places.groupby("document", sort=False)))
    found = []
    for key, (round_id, document) in enumerate(shared):
        theirs = by_document.get(document)
        if theirs is None:
            continue
        narrow = passages.get(round_id, {}).get(document)
        if narrow is not None:
            theirs = theirs[theirs["turn"].isin(narrow)]
        found.append(
            pd.DataFrame(
                {
                    "key": key,
                    "start": theirs["start"].to_numpy(),
                    "end": theirs["end"].to_numpy(),
                    "language": theirs["language"].to_numpy() if "language" in theirs else "",
                    "place": document
                    if unit == "document"
                    else theirs["segment" if unit == "segment" else "turn"].to_numpy(),
                }
            )
        )
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
    return frame.sort_values(["key", "start"], kind="stable").reset_index(drop=True)


def _marks(
    theirs: list[tuple[int, Coding]],
    chain_of: Mapping[str, np.ndarray],
    units: pd.DataFrame,
    *,
    coders: list[str],
    codes: int,
    left_out: Counter,
) -> list["csr_array"]:
    """By coder, which code was given to which unit."""
    from scipy.sparse import csr_array

    row_of = {coder: row for row, coder in enumerate(coders)}
    reach = int(max([1, *(c.end for _, c in theirs), *units["end"].tolist()])) + 1
    base = units["key"].to_numpy(dtype=np.int64) * reach
    starts = base + units["start"].to_numpy(dtype=np.int64)
    ends = base + units["end"].to_numpy(dtype=np.int64)
    at = np.array([key for key, _ in theirs], dtype=np.int64) * reach
    first = np.searchsorted(ends, at + [c.start for _, c in theirs], side="right")
    last = np.searchsorted(starts, at + [c.end for _, c in theirs], side="left")
    left_out[NO_UNIT] += int((first >= last).sum())
    left_out += Counter()
    rows: list[list[np.ndarray]] = [[] for _ in coders]
    columns: list[list[np.ndarray]] = [[] for _ in coders]
    for (_, coding), begin, end in zip(theirs, first.tolist(), last.tolist(), strict=True):
        if begin < end:
            chain, met = chain_of[coding.code], np.arange(begin, end)
            rows[row_of[coding.coder]].append(np.repeat(chain, len(met)))
            columns[row_of[coding.coder]].append(np.tile(met, len(chain)))
    marks = []
    for row, column in zip(rows, columns, strict=True):
        place = (np.concatenate(row), np.concatenate(column)) if row else ([], [])
        found = csr_array((np.ones(len(place[0])), place), shape=(codes, len(units)))
        found.sum_duplicates()
        found.data[:] = 1
        marks.append(found)
    return marks
