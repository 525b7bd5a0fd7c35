"""Sums over units, document by document: all that the coefficients of yes-or-no codes need.

Documents are what is sampled, so every sum is kept a document: a resample is a weighting of them,
and all resamples are one matrix product.
"""

from dataclasses import dataclass, fields
from itertools import combinations

import numpy as np

from alnqual.coding.agreement import engine
from alnqual.coding.agreement.judgements import Judgements

MEASURES = ("alpha", "kappa", "fleiss", "brennan_prediger", "gwet", "percent", "positive")
"""Every coefficient of yes-or-no decisions on units, in the order that tables show them."""


@dataclass(frozen=True)
class Sums:
    """Sums over units that two coders judged; the first axis is documents (or resamples).

    `units`, `values` (judgements) have shape (n,); `ones` (marks), `both_ones` (coincidences of two
    marks), `disagreement`, `share` (n, n_codes); `pair_units` (n, n_pairs), `pair_both`,
    `pair_first` and `pair_second` (n, n_codes, n_pairs): marked by both, by the first, the second;
    `all_marked`, (n, n_codes), are units that every coder of theirs marked.
    """

    units: np.ndarray
    values: np.ndarray
    ones: np.ndarray
    both_ones: np.ndarray
    disagreement: np.ndarray
    share: np.ndarray
    all_marked: np.ndarray
    pair_units: np.ndarray
    pair_both: np.ndarray
    pair_first: np.ndarray
    pair_second: np.ndarray

    def weighted(self, weights: np.ndarray) -> "Sums":
        """Of documents so often: `weights` has shape (n_resamples, n_documents)."""
        return Sums(*(np.tensordot(weights, getattr(self, f.name), axes=1) for f in fields(self)))

    def without_each(self) -> "Sums":
        """With each document left out in turn."""
        values = (getattr(self, f.name) for f in fields(self))
        return Sums(*(value.sum(axis=0, keepdims=True) - value for value in values))

    @property
    def total(self) -> "Sums":
        return Sums(*(getattr(self, f.name).sum(axis=0) for f in fields(self)))


def coder_pairs(coders: int) -> list[tuple[int, int]]:
    return list(combinations(range(coders), 2))


def sums(
    decided: Judgements, *, units: np.ndarray | None = None, coders: tuple[int, ...] | None = None
) -> Sums:
    """The sums of some units (a mask) and some coders (numbers), or of all."""
    from scipy.sparse import csr_array

    rows = range(len(decided.coders)) if coders is None else coders
    judged = decided.judged[list(rows)]
    often = judged.sum(axis=0)
    paired = often >= 2
    if units is not None:
        paired = paired & units
    document = decided.units["document"].to_numpy(dtype=int)
    size, codes = len(decided.documents), len(decided.codes)
    place = np.flatnonzero(paired)
    by_document = csr_array(
        (np.ones(len(place)), (place, document[place])), shape=(len(decided), size)
    )

    def summed(table: "csr_array") -> np.ndarray:
        return np.asarray((table @ by_document).todense()).T

    marks = [decided.marks[row] for row in rows]
    count = csr_array(sum(marks[1:], start=marks[0])) if marks else csr_array((codes, len(decided)))
    number = often[count.indices].astype(float)
    k = count.data

    def of_units(values: np.ndarray) -> np.ndarray:
        return summed(csr_array((values, count.indices, count.indptr), shape=count.shape))

    more = np.maximum(number - 1, 1)
    pairs = coder_pairs(len(marks))
    pair_units = np.zeros((size, len(pairs)))
    pair_sums = np.zeros((3, size, codes, len(pairs)))
    for at, (one, two) in enumerate(pairs):
        common = csr_array((judged[one] & judged[two] & paired).astype(float)[None, :])
        pair_units[:, at] = (common @ by_document).todense()
        first, second = marks[one].multiply(common), marks[two].multiply(common)
        pair_sums[:, :, :, at] = [summed(first.multiply(second)), summed(first), summed(second)]
    return Sums(
        units=np.bincount(document[paired], minlength=size).astype(float),
        values=np.bincount(document[paired], weights=often[paired], minlength=size),
        ones=of_units(k),
        both_ones=of_units(k * (k - 1) / more),
        disagreement=of_units(2 * k * (number - k) / (np.maximum(number, 1) * more)),
        share=of_units(k / np.maximum(number, 1)),
        all_marked=of_units((k == number).astype(float)),
        pair_units=pair_units,
        pair_both=pair_sums[0],
        pair_first=pair_sums[1],
        pair_second=pair_sums[2],
    )


def observed_and_expected(s: Sums) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Agreement observed and expected by chance, by coefficient; shape (..., n_codes[, n_pairs]).

    "percent" expects none; "positive" is not here, as it is a share of marks.
    """
    units, values = s.units[..., None], s.values[..., None]
    observed = 1 - _over(s.disagreement, units)
    share = _over(s.share, units)
    ones = _over(s.ones, values)
    spread = 2 * share * (1 - share)
    pairs = s.pair_units[..., None, :]
    first, second = _over(s.pair_first, pairs), _over(s.pair_second, pairs)
    agreed = 1 - first - second + 2 * _over(s.pair_both, pairs)
    return {
        "alpha": (
            1 - _over(2 * (s.ones - s.both_ones), values),
            1 - 2 * ones * (1 - ones) * _over(values, values - 1),
        ),
        "kappa": (agreed, first * second + (1 - first) * (1 - second)),
        "fleiss": (observed, 1 - spread),
        "brennan_prediger": (observed, np.full_like(observed, 0.5)),
        "gwet": (observed, spread),
        "percent": (observed, np.zeros_like(observed)),
    }


def measures(s: Sums, *, pooled: bool = False) -> dict[str, np.ndarray]:
    """Every coefficient of each code, or of all codes together.

    kappa is the mean over the pairs of coders for which it is defined (Light 1971). "positive" is
    the share of marks of one coder of a pair that the other set, too (Dice; specific agreement).
    Pooled, agreement and chance agreement are averaged over codes first (De Vries et al. 2008,
    formula 3), so that rare codes, of which single values are shaky, cannot dominate.

    Returns
    -------
    by coefficient, arrays of shape (..., n_codes), or (...) where pooled.
    """
    found = {}
    for name, (observed, expected) in observed_and_expected(s).items():
        if pooled:
            axis = -2 if name == "kappa" else -1
            observed, expected = observed.mean(axis=axis), expected.mean(axis=axis)
        value = engine.corrected(observed, expected)
        found[name] = _mean_of_defined(value) if name == "kappa" else value
    axes = (-2, -1) if pooled else -1
    both = s.pair_both.sum(axis=axes)
    marked = s.pair_first.sum(axis=axes) + s.pair_second.sum(axis=axes)
    found["positive"] = _over(2 * both, marked)
    return {name: found[name] for name in MEASURES}


def prevalence_and_bias(s: Sums, *, pooled: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The share of judgements that gave the code; how far coders differ in how often they give it.

    Bias is the mean over pairs of |share of the one - share of the other| (Byrt et al. 1993), a
    share of units.
    """
    prevalence = _over(s.ones, s.values[..., None])
    pairs = s.pair_units[..., None, :]
    apart = np.abs(_over(s.pair_first, pairs) - _over(s.pair_second, pairs))
    bias = _mean_of_defined(apart)
    return (prevalence.mean(axis=-1), bias.mean(axis=-1)) if pooled else (prevalence, bias)


def _mean_of_defined(values: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values)
    return _over(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1))


def _over(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    bottom = np.asarray(bottom, dtype=float)
    return np.asarray(np.divide(top, np.where(bottom > 0, bottom, np.nan)))
