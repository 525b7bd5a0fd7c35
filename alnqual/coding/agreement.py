"""How far coders agree.

A unit that a coder was assigned and handed in is a decision, coded or not; a unit outside their
hands is missing (NaN), never "no code".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import krippendorff
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.metrics import cohen_kappa_score

from alnqual.codebook import Codebook
from alnqual.errors import InputError
from alnqual.records import Coding, Submission

Level = Literal["nominal", "ordinal", "interval", "ratio"]

__all__ = ["agreement_by_code", "cohen_kappa", "krippendorff_alpha", "percent_agreement"]


def krippendorff_alpha(values: ArrayLike, *, level: Level = "nominal") -> float:
    """Krippendorff's alpha, by the `krippendorff` library.

    Parameters
    ----------
    values : array of shape (n_coders, n_units), of numbers or (nominal only) labels; NaN or None
        where a coder did not judge a unit.
    level : "nominal", "ordinal", "interval" or "ratio".

    Returns
    -------
    float
        1 is perfect agreement, 0 is what chance would give. NaN without two coders on any unit,
        and NaN where all pairable values are the same: without variation the expected
        disagreement is 0 and alpha is not defined.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, section C to E.
    """
    table = _numbers(values)
    if table.ndim != 2:
        raise InputError(f"values must have shape (coders, units), not {table.shape}")
    paired = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    if paired.size == 0 or np.unique(paired[~np.isnan(paired)]).size < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=paired, level_of_measurement=level))


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> float:
    """Cohen's kappa (1960) of two coders over the units that both judged; NaN without variation.

    Parameters
    ----------
    first, second : arrays of shape (n_units,), of numbers or labels; NaN or None where a coder did
        not judge a unit.
    """
    a, b = _both(first, second)
    if a.size == 0 or np.unique(np.concatenate([a, b])).size < 2:
        return float("nan")
    return float(cohen_kappa_score(a, b))


def percent_agreement(first: ArrayLike, second: ArrayLike) -> float:
    """The share (0 to 1) of units judged by both on which two coders agree; NaN without any."""
    a, b = _both(first, second)
    return float(np.mean(a == b)) if a.size else float("nan")


def _both(first: ArrayLike, second: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    sizes = np.size(np.asarray(first, dtype=object)), np.size(np.asarray(second, dtype=object))
    if sizes[0] != sizes[1]:
        raise InputError(f"the coders judged {sizes[0]} and {sizes[1]} units; give them the same")
    a, b = _numbers([list(np.ravel(first)), list(np.ravel(second))])
    judged = ~(np.isnan(a) | np.isnan(b))
    return a[judged], b[judged]


def _numbers(values: ArrayLike) -> np.ndarray:
    """Values as floats: numbers as they are, labels numbered, None as NaN."""
    table = np.asarray(values, dtype=object)
    missing = pd.isna(table)
    try:
        return np.where(missing, np.nan, table).astype(float)
    except ValueError:
        numbered = np.full(table.shape, np.nan)
        _, numbered[~missing] = np.unique(table[~missing].astype(str), return_inverse=True)
        return numbered


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
