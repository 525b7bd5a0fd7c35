"""The formulas on sums that add up over documents, for any number of resamples at once.

Each function takes arrays with any leading axes (resamples, codes) and returns one value for each;
NaN where agreement by chance is certain, so that there is nothing to correct.
"""

import numpy as np

_NOTHING = 1e-12
"""Chance disagreement below this is none: what is left of sums and differences of shares."""


def corrected(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """(observed - expected) / (1 - expected)."""
    room = 1 - expected
    return _ratio(observed - expected, np.where(room > _NOTHING, room, np.nan))


def coincidences(counts: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Krippendorff's (2011, section C) coincidence matrix, of shape (n_cat, n_cat).

    Parameters
    ----------
    counts : array of shape (n_units, n_categories): how many coders gave each category.
    weights : of each unit, such as its length; shape (n_units,).
    """
    coders = counts.sum(axis=1)
    share = np.where(coders > 1, 1.0, 0.0) / np.maximum(coders - 1, 1)
    if weights is not None:
        share = share * weights
    scaled = counts * share[:, None]
    return counts.T @ scaled - np.diag(scaled.sum(axis=0))


def alpha(coincidence: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """1 - observed / expected disagreement, of coincidence matrices (..., n_cat, n_cat)."""
    margins = coincidence.sum(axis=-1)
    total = margins.sum(axis=-1)
    observed = (coincidence * distance).sum(axis=(-2, -1))
    products = margins[..., :, None] * margins[..., None, :]
    expected = (products * distance).sum(axis=(-2, -1))
    return 1 - _ratio(observed * (total - 1), np.where(expected > _NOTHING, expected, np.nan))


def distances(level: str, categories: np.ndarray, margins: np.ndarray) -> np.ndarray:
    """Squared distances between categories, of shape (..., n_cat, n_cat) (2011, section D)."""
    if level == "nominal":
        return 1 - np.eye(len(categories))
    points = np.asarray(categories, dtype=float)
    if level == "interval":
        return np.subtract.outer(points, points) ** 2
    if level == "ratio":
        both = np.add.outer(points, points)
        return _ratio(np.subtract.outer(points, points), np.where(both == 0, np.inf, both)) ** 2
    middle = np.cumsum(margins, axis=-1) - margins / 2
    return (middle[..., :, None] - middle[..., None, :]) ** 2


def agreement_and_shares(counts: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each unit, how far pairs of its coders agree, and the share of each category.

    Parameters
    ----------
    counts : array of shape (n_units, n_categories).
    weights : array of shape (n_categories, n_categories).

    Returns
    -------
    (agreement, shares) : arrays of shape (n_units,), NaN below two coders, and (n_units, n_cat),
        NaN without any (Gwet 2014, section 2.4 and 3.3).
    """
    coders = counts.sum(axis=1)
    agreed = (counts * (counts @ weights - 1)).sum(axis=1)
    pairs = coders * (coders - 1)
    agreement = _ratio(agreed, np.where(pairs > 0, pairs, np.nan))
    return agreement, _ratio(counts, np.where(coders > 0, coders, np.nan)[:, None])


def fleiss_kappa(agreement: np.ndarray, shares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Of mean agreement (...,) and mean shares (..., n_cat)."""
    expected = np.einsum("...k,kl,...l->...", shares, weights, shares)
    return corrected(agreement, expected)


def gwet_ac(agreement: np.ndarray, shares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """AC1 with weights of 0 and 1, AC2 with others."""
    size = len(weights)
    spread = (shares * (1 - shares)).sum(axis=-1)
    return corrected(agreement, weights.sum() * spread / (size * (size - 1)))


def cohen_kappa(confusion: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Of confusion matrices (..., n_cat, n_cat)."""
    total = confusion.sum(axis=(-2, -1))
    share = _ratio(confusion, np.where(total > 0, total, np.nan)[..., None, None])
    expected = share.sum(axis=-1)[..., :, None] * share.sum(axis=-2)[..., None, :]
    return corrected((share * weights).sum(axis=(-2, -1)), (expected * weights).sum(axis=(-2, -1)))


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(top) / np.asarray(bottom)
