"""Krippendorff's coefficients for coders who cut a text themselves: two families, told apart.

`unitizing_alpha` is the family of 2016 (u-alpha, |u-alpha, cu-alpha, (k)u-alpha), on lengths of
intersections. `alpha_u_1995` is the older coefficient of 1995 and 2004, on squared distances
between the ends of units; DKPro and INCEpTION compute that one. Their values do not compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alnqual.coding.agreement import engine
from alnqual.coding.agreement.continuum import Cut, Units, as_documents, disjoint, values_of
from alnqual.coding.agreement.values import undefined


@dataclass(frozen=True, slots=True)
class UnitizingAlpha:
    """The 2016 family. A value is NaN where `reasons` has why, by name.

    `u_alpha` asks whether coders cut the text alike and gave the same values, `bar_u_alpha`
    (|u-alpha) whether they told relevant matter from gaps, `cu_alpha` whether they gave the same
    values where their units intersect, `ku_alpha` the same for each value. `cu_coverage` is the
    share of the text that cu-alpha rests on, `ku_coverage` that of each value's length.
    """

    u_alpha: float
    bar_u_alpha: float
    cu_alpha: float
    ku_alpha: dict
    cu_coverage: float
    ku_coverage: dict
    reasons: dict[str, str]


def unitizing_alpha(
    units: Units | Sequence[Units], *, length: float | Sequence[float]
) -> UnitizingAlpha:
    """Krippendorff's family of 2016: u-alpha, |u-alpha, cu-alpha and (k)u-alpha, nominal.

    Every position of the text that two coders worked on is paired, weighted by length. Positions
    within one and the same unit are not paired with each other in the expectation, as a unit is one
    decision; those of gaps are.

    Parameters
    ----------
    units : by coder, (start, end, value), half-open; or a sequence of such texts. A coder who is
        not in a text did not work on it (missing); one with no units left it uncoded.
    length : of the text, or of each; in the measure of the units (characters, words, seconds).

    Raises
    ------
    InputError
        Units of one coder overlap, or lie outside the text.

    References
    ----------
    Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of
    unitizing textual continua: Further developments. Quality & Quantity 50, equations 1 and 4
    (coincidences), 5 (u-alpha), 6 (|u-alpha), 10 and 11 (cu-alpha), 13 ((k)u-alpha).
    """
    documents, lengths = as_documents(units, length)
    values = values_of(documents)
    parts = sum_parts(
        [parts_of(one, size, values) for one, size in zip(documents, lengths, strict=True)],
        len(values),
    )
    reasons: dict[str, str] = {}
    u, bar_u = u_alphas(parts.observed, parts.squares)
    if not parts.observed.sum():
        reasons["u_alpha"] = reasons["bar_u_alpha"] = "no text was worked on by two coders"
    elif np.isnan(bar_u):
        reasons["bar_u_alpha"] = "no coder left a gap, or none marked anything"
        if np.isnan(u):
            reasons["u_alpha"] = "no coder marked anything, or one unit is all there is"
    cu, ku, coverage = _coding_alphas(parts, values, reasons)
    total = parts.observed.sum()
    paired = parts.observed[1:, 1:].sum()
    for name, reason in reasons.items():
        undefined(f"{name}: {reason}")
    return UnitizingAlpha(
        float(u), float(bar_u), cu, ku, float(paired / total) if total else float("nan"), coverage,
        reasons,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """Sums that add up over texts; row and column 0 are gaps, the others values.

    `observed` are coincidences weighted by length, `squares` the squared lengths of units (of gaps
    the length), `crossed` the squared lengths of units' intersections with others' units.
    """

    observed: np.ndarray
    squares: np.ndarray
    crossed: np.ndarray


def parts_of(units: Units, length: float, values: Sequence) -> Parts:
    """The sums of one text; zero where fewer than two coders worked on it."""
    size = len(values) + 1
    cuts = list(disjoint(units, length, values).values())
    if len(cuts) < 2 or not length:
        return Parts(np.zeros((size, size)), np.zeros(size), np.zeros(size))
    borders = np.unique(
        np.concatenate([[0.0, length], *[c.start for c in cuts], *[c.end for c in cuts]])
    )
    pieces = np.diff(borders)
    unit_at = np.stack([_unit_at(cut, borders[:-1]) for cut in cuts])
    value_at = np.stack(
        [
            np.where(at >= 0, np.append(cut.value, 0)[at] + 1, 0)
            for cut, at in zip(cuts, unit_at, strict=True)
        ]
    )
    table = np.stack([(value_at == value).sum(axis=0) for value in range(size)], axis=1).astype(
        float
    )
    squares, crossed = np.zeros(size), np.zeros(size)
    for coder, cut in enumerate(cuts):
        np.add.at(squares, cut.value + 1, cut.length**2)
        squares[0] += length - cut.length.sum()
        for other in range(len(cuts)):
            if other == coder or not len(cut.start):
                continue
            both = (unit_at[coder] >= 0) & (value_at[other] > 0)
            shared = np.bincount(
                unit_at[coder][both], weights=pieces[both], minlength=len(cut.start)
            )
            np.add.at(crossed, cut.value + 1, shared**2 / (len(cuts) - 1))
    return Parts(engine.coincidences(table, pieces), squares, crossed)


def sum_parts(parts: Sequence[Parts], values: int) -> Parts:
    """The sums of several texts."""
    zero = Parts(np.zeros((values + 1, values + 1)), np.zeros(values + 1), np.zeros(values + 1))
    return Parts(
        sum((p.observed for p in parts), zero.observed),
        sum((p.squares for p in parts), zero.squares),
        sum((p.crossed for p in parts), zero.crossed),
    )


def u_alphas(observed: np.ndarray, squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """u-alpha and |u-alpha of sums with any leading axes (equations 4 to 6)."""
    margins = observed.sum(axis=-1)
    total = margins.sum(axis=-1)
    same = margins**2 - squares
    scale = _over(total, total**2 - squares.sum(axis=-1))
    agreed = np.trace(observed, axis1=-2, axis2=-1)
    u = 1 - _over(total - agreed, total - scale * same.sum(axis=-1))
    gaps = margins[..., 0]
    expected = scale * (gaps * (total - gaps))
    return u, 1 - _over(gaps - observed[..., 0, 0], expected)


def _coding_alphas(parts: Parts, values: Sequence, reasons: dict) -> tuple[float, dict, dict]:
    """cu-alpha, (k)u-alpha by value and its coverage (equations 10 to 13)."""
    observed, crossed = parts.observed[1:, 1:], parts.crossed[1:]
    margins, whole = observed.sum(axis=0), parts.observed.sum(axis=0)[1:]
    total = margins.sum()
    coverage = {v: float(_over(m, w)) for v, m, w in zip(values, margins, whole, strict=True)}
    nothing = dict.fromkeys(values, float("nan"))
    if len(values) < 2 or not total:
        reasons["cu_alpha"] = reasons["ku_alpha"] = (
            "units of two coders intersect nowhere"
            if len(values) > 1
            else "there is one value or none, so that values cannot disagree"
        )
        return float("nan"), nothing, coverage
    expected = np.outer(margins, margins) - np.diag(crossed)
    apart = total - crossed.sum() / total
    expected /= apart if apart > 1e-12 else np.nan
    wrong = total - np.trace(expected)
    if not wrong > 1e-12 * total:
        reasons["cu_alpha"] = reasons["ku_alpha"] = (
            "all intersections have the same value: without variation it is not defined"
        )
        return float("nan"), nothing, coverage
    row = expected.sum(axis=0)
    ku = 1 - _over(row * (margins - np.diag(observed)), margins * (row - np.diag(expected)))
    if np.isnan(ku).any():
        reasons["ku_alpha"] = "a value that intersects nothing has none"
    cu = 1 - (total - np.trace(observed)) / wrong
    return float(cu), dict(zip(values, map(float, ku), strict=True)), coverage


def _unit_at(cut: Cut, places: np.ndarray) -> np.ndarray:
    """The number of the unit that holds each place, -1 in a gap."""
    at = np.searchsorted(cut.start, places, side="right") - 1
    inside = (at >= 0) & (places < np.append(cut.end, -np.inf)[at])
    return np.where(inside, at, -1)


def _over(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    bottom = np.asarray(bottom, dtype=float)
    return np.divide(top, np.where(bottom > 1e-12, bottom, np.nan))
