"""Krippendorff's alpha_U of 1995 and 2004, on squared distances between the ends of units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alnqual.coding.agreement.continuum import Cut, Units, disjoint, values_of
from alnqual.coding.agreement.values import undefined
from alnqual.errors import InputError


@dataclass(frozen=True, slots=True)
class AlphaU1995:
    """`alpha` over all values, and by value alpha, observed and expected disagreement."""

    alpha: float
    by_value: dict[object, float]
    observed: dict[object, float]
    expected: dict[object, float]


def alpha_u_1995(units: Units, *, length: int, begin: int = 0) -> AlphaU1995:
    """Krippendorff's alpha_U of 1995 and 2004; not one of the 2016 family (`unitizing_alpha`).

    Units of two coders that intersect differ by the squared distances of their starts and ends; a
    unit that lies within another's gap differs by its squared length. The expectation places all
    units anywhere in the text. Lengths are whole numbers, as positions are counted.

    Parameters
    ----------
    units : by coder, (start, end, value), half-open; units of one value of one coder must not
        overlap, those of different values may.
    length, begin : of the text, in the measure of the units.

    Returns
    -------
    AlphaU1995
        NaN for a value where nothing can disagree by chance, and for all without two coders. There
        are no missing data: every coder has worked on the whole text.

    Raises
    ------
    InputError
        Units overlap, or lie outside the text.

    References
    ----------
    Krippendorff, K. (1995). On the reliability of unitizing contiguous data. Sociological
    Methodology 25, 47-76. Krippendorff, K. (2004). Content Analysis, 2nd ed., section 11.6, pp.
    251-256; its expectation, which leaves out the places that a unit takes up itself.
    """
    if length <= 0:
        raise InputError("the text is empty", do="Leave it out: there is nothing to agree on.")
    moved = {
        coder: [(start - begin, end - begin, value) for start, end, value in theirs]
        for coder, theirs in units.items()
    }
    values = values_of([moved])
    nothing = dict.fromkeys(values, float("nan"))
    if len(moved) < 2:
        return AlphaU1995(undefined("one coder only: two are needed"), nothing, nothing, nothing)
    observed, expected, found = {}, {}, {}
    for value in values:
        cuts = [
            next(
                iter(
                    disjoint(
                        {coder: [u for u in theirs if u[2] == value]}, length, [value]
                    ).values()
                )
            )
            for coder, theirs in moved.items()
        ]
        observed[value], expected[value] = _observed(cuts, length), _expected(cuts, length)
        found[value] = _alpha(observed[value], expected[value])
    overall = _alpha(sum(observed.values()), sum(expected.values()))
    if overall != overall:
        overall = undefined("no coder marked anything, or every unit is the whole text")
    return AlphaU1995(overall, found, observed, expected)


def _sections(cut: Cut, length: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units and gaps in order: start, end, and whether it is a unit."""
    starts = np.concatenate([[0.0], cut.end])
    ends = np.concatenate([cut.start, [length]])
    gap = ends > starts
    start = np.concatenate([cut.start, starts[gap]])
    end = np.concatenate([cut.end, ends[gap]])
    unit = np.arange(len(start)) < len(cut.start)
    return start, end, unit


def _observed(cuts: Sequence[Cut], length: float) -> float:
    sections = [_sections(cut, length) for cut in cuts]
    total = 0.0
    for one, (start, end, unit) in enumerate(sections):
        for other, (start_, end_, unit_) in enumerate(sections):
            if one == other:
                continue
            s, e, s_, e_ = start[:, None], end[:, None], start_[None, :], end_[None, :]
            meet = (s < e_) & (s_ < e) & unit[:, None] & unit_[None, :]
            total += ((s - s_) ** 2 + (e - e_) ** 2)[meet].sum()
            alone = (s >= s_) & (e <= e_) & unit[:, None] & ~unit_[None, :]
            total += 2 * ((e - s) ** 2 * np.ones_like(s_))[alone].sum()
    coders = len(cuts)
    return float(total / (coders * (coders - 1) * length**2))


def _expected(cuts: Sequence[Cut], length: float) -> float:
    units = np.concatenate([cut.length for cut in cuts])
    gaps = []
    for cut in cuts:
        start, end, unit = _sections(cut, length)
        gaps.append((end - start)[~unit])
    room = np.maximum(np.concatenate(gaps)[None, :] - units[:, None] + 1, 0).sum(axis=1)
    met = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    places = len(cuts) * length
    ways = places * (places - 1) - (units * (units - 1)).sum()
    return float(2 / length * (met + units**2 * room).sum() / ways) if ways > 0 else 0.0


def _alpha(observed: float, expected: float) -> float:
    return 1 - observed / expected if expected > 0 else float("nan")
