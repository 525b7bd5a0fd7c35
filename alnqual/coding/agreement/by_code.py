"""Agreement on a study's codings, code by code."""

import warnings
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from alnqual.codebook import Codebook
from alnqual.coding.agreement.coefficients import krippendorff_alpha
from alnqual.coding.agreement.values import UndefinedAgreement
from alnqual.records import Coding, Submission


def agreement_by_code(
    codebook: Codebook,
    codings: Sequence[Coding],
    *,
    submissions: Iterable[Submission],
    turns: pd.DataFrame,
) -> pd.DataFrame:
    """Krippendorff's alpha of every code, with the participants' turn as the unit.

    A coder marked a turn with a code if any of their codings of that code, or of one below it,
    overlaps the turn. Only documents that two coders or more handed in count.

    Parameters
    ----------
    turns : rows of the table "turns".

    Returns
    -------
    DataFrame
        Columns as the table "agreement": `marked` is the number of (coder, turn) marks, `agreed`
        of turns that every coder of theirs marked; `reason` says why `alpha` is NaN.
    """
    handed_in: dict[str, set[str]] = {}
    for submission in submissions:
        if submission.status == "submitted":
            handed_in.setdefault(submission.document, set()).add(submission.coder)
    shared = {document: coders for document, coders in handed_in.items() if len(coders) > 1}
    units = turns[turns["document"].isin(shared.keys()) & ~turns["interviewer"]]
    units = units.reset_index(drop=True)
    coders = sorted(set().union(*shared.values())) if shared else []
    assigned = np.array(
        [[coder in shared[document] for document in units["document"]] for coder in coders],
        dtype=bool,
    ).reshape(len(coders), len(units))
    marks = _marks(codebook, codings, units, {coder: row for row, coder in enumerate(coders)})
    rows = []
    for code in codebook:
        values = np.where(assigned, marks.get(code.id, np.zeros(assigned.shape)), np.nan)
        with warnings.catch_warnings(action="ignore", category=UndefinedAgreement):
            alpha = krippendorff_alpha(values)
        rows.append(
            {
                "code": code.id,
                "name": code.name["en"],
                "alpha": alpha,
                "units": len(units),
                "documents": len(shared),
                "coders": len(coders),
                "marked": int(np.nansum(values)),
                "agreed": int(np.sum(np.nanmin(values, axis=0) == 1)) if values.size else 0,
                "reason": _reason(values) if np.isnan(alpha) else "",
            }
        )
    return pd.DataFrame(rows)


def _marks(
    codebook: Codebook, codings: Sequence[Coding], units: pd.DataFrame, row_of: Mapping[str, int]
) -> dict[str, np.ndarray]:
    """Code id -> array (coders, units) of 0 and 1."""
    places: dict[str, list[tuple[int, int, int]]] = {}
    for index, (document, start, end) in enumerate(
        zip(units["document"], units["start"], units["end"], strict=True)
    ):
        places.setdefault(document, []).append((index, start, end))
    marks: dict[str, np.ndarray] = {}
    for coding in codings:
        if coding.coder not in row_of or coding.code not in codebook:
            continue
        for identity in (coding.code, *(code.id for code in codebook.ancestors(coding.code))):
            table = marks.setdefault(identity, np.zeros((len(row_of), len(units))))
            for index, start, end in places.get(coding.document, ()):
                if coding.start < end and start < coding.end:
                    table[row_of[coding.coder], index] = 1
    return marks


def _reason(values: np.ndarray) -> str:
    if values.size == 0:
        return "no document was handed in by two coders"
    if np.nansum(values) == 0:
        return "no coder used the code on a double-coded document"
    return "every double-coded turn was marked alike: without variation alpha is not defined"
