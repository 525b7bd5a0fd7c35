"""Krippendorff's alpha of plain arrays with its interval, by resampling groups of units."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from alnqual.coding.agreement import engine
from alnqual.coding.agreement.coefficients import Level
from alnqual.coding.agreement.resampling import bootstrap
from alnqual.coding.agreement.values import counts, encode
from alnqual.errors import InputError


def alpha_interval(
    values: ArrayLike,
    groups: Sequence | np.ndarray,
    *,
    level: Level = "nominal",
    resamples: int = 1000,
    seed: int = 0,
) -> tuple[float, float, float, str]:
    """Krippendorff's alpha and its 95% interval over groups of units, such as documents.

    Parameters
    ----------
    values : array of shape (n_coders, n_units), as for `krippendorff_alpha`.
    groups : of each unit, shape (n_units,).

    Returns
    -------
    (alpha, low, high, method) : as `resampling.interval` has them; NaN and "" where there is none.

    Raises
    ------
    InputError
        There are not as many groups as units.
    """
    codes, known = encode(values)
    if len(groups) != codes.shape[1]:
        raise InputError(f"{codes.shape[1]} units, but {len(groups)} groups; give each unit one")
    table = counts(codes, len(known))
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    size = len(known)
    found = np.zeros((int(group.max(initial=-1)) + 1, size, size))
    coders = table.sum(axis=1)
    scaled = table * (np.where(coders > 1, 1.0, 0.0) / np.maximum(coders - 1, 1))[:, None]
    for one in range(size):
        for two in range(size):
            pairs = table[:, one] * scaled[:, two] - (scaled[:, one] if one == two else 0)
            found[:, one, two] = np.bincount(group, weights=pairs, minlength=len(found))

    def statistic(coincidences: np.ndarray) -> np.ndarray:
        margins = coincidences.sum(axis=-1)
        return engine.alpha(coincidences, engine.distances(level, known, margins))

    estimate, ends = bootstrap(statistic, found, resamples=resamples, seed=seed)
    return float(estimate), float(ends.low), float(ends.high), str(ends.method)
