"""How sure a coefficient is: bootstrap over documents, which are what a study samples."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
MOST = "BCa"
PLAIN = "percentile"


@dataclass(frozen=True)
class Interval:
    """Arrays of one shape: the ends, by which method, and the share of resamples without value.

    `method` is "BCa", "percentile", or "" where there is no interval; `undefined` is 0 to 1.
    """

    low: np.ndarray
    high: np.ndarray
    method: np.ndarray
    undefined: np.ndarray


def unknown(ends: Interval) -> Interval:
    """No interval, of the shape of one: what is left where there are too few documents."""
    nothing = np.full_like(ends.low, np.nan)
    return Interval(nothing, nothing, np.full_like(ends.method, ""), ends.undefined)


def resample_weights(
    documents: int, *, resamples: int, seed: int, size: int | None = None
) -> np.ndarray:
    """How often each document is drawn: array of shape (resamples, documents).

    `size` documents are drawn with replacement, by default as many as there are.
    """
    random = np.random.default_rng(seed)
    shares = np.full(documents, 1 / max(documents, 1))
    return random.multinomial(size or documents, shares, size=resamples).astype(float)


def document_weights(
    used: np.ndarray, *, resamples: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of resamples, and of leaving each document out, where only some have anything.

    Parameters
    ----------
    used : bool array of shape (n_documents,): those that are drawn from.

    Returns
    -------
    Arrays of shape (resamples, n_documents) and (n_used, n_documents).
    """
    weights = np.zeros((resamples, len(used)))
    weights[:, used] = resample_weights(int(used.sum()), resamples=resamples, seed=seed)
    return weights, (1 - np.eye(len(used)))[used] * used


def interval(estimate: np.ndarray, draws: np.ndarray, jackknife: np.ndarray) -> Interval:
    """The 95% interval of estimates from their resamples.

    BCa (bias-corrected and accelerated) where it works: every resample and every estimate with one
    document left out has a value, these are not all the same, the estimate lies within the
    resamples, and the correction is not so strong that both ends meet. Elsewhere the percentiles of
    the resamples that have a value; none where no resample has one. Two documents are the least
    that can be resampled.

    Parameters
    ----------
    estimate : array of any shape.
    draws, jackknife : the same with a leading axis, of resamples and of documents left out.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. Efron, B., & Tibshirani, R. (1993). An
    Introduction to the Bootstrap, section 14.3.
    """
    from scipy.stats import norm

    known = ~np.isnan(draws)
    undefined = 1 - known.mean(axis=0)
    spread = jackknife.mean(axis=0) - jackknife
    square = (spread**2).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        below = (draws < estimate).mean(axis=0) + (draws == estimate).mean(axis=0) / 2
        bias = norm.ppf(below)
        acceleration = (spread**3).sum(axis=0) / (6 * square**1.5)
        works = (undefined == 0) & np.isfinite(bias) & np.isfinite(acceleration) & (square > 1e-18)
        tails = (1 - LEVEL) / 2, (1 + LEVEL) / 2
        z = [bias + norm.ppf(tail) for tail in tails]
        stretch = [1 - acceleration * each for each in z]
        adjusted = [norm.cdf(bias + e / s) for e, s in zip(z, stretch, strict=True)]
        works &= (np.minimum(*stretch) > 0) & (adjusted[0] < adjusted[1])
        low, high = (_quantile(draws, known, np.where(works, a, 0.0)) for a in adjusted)
        works &= low < high
        ends = [np.where(works, a, tail) for a, tail in zip(adjusted, tails, strict=True)]
    some = known.any(axis=0) & ~np.isnan(estimate)
    low, high = (np.where(some, _quantile(draws, known, end), np.nan) for end in ends)
    method = np.where(works & some, MOST, np.where(some, PLAIN, ""))
    return Interval(low, high, method, undefined)


def _quantile(draws: np.ndarray, known: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The quantile of the draws that have a value, its share being another for each column."""
    ordered = np.sort(draws, axis=0)
    last = np.maximum(known.sum(axis=0) - 1, 0)
    place = np.clip(share, 0, 1) * last
    under = np.floor(place).astype(int)
    over = np.minimum(under + 1, last)
    low = np.take_along_axis(ordered, under[None], axis=0)[0]
    high = np.take_along_axis(ordered, over[None], axis=0)[0]
    return np.asarray(low + (high - low) * (place - under))


def bootstrap(
    statistic: Callable[[np.ndarray], np.ndarray],
    groups: np.ndarray,
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> tuple[np.ndarray, Interval]:
    """A statistic of sums over groups, and its interval.

    Parameters
    ----------
    statistic : sums of shape (n, ...) to n values (or (n, k)).
    groups : the sums of each group (document), of shape (n_groups, ...).
    """
    flat = groups.reshape(len(groups), -1)
    weights = resample_weights(len(groups), resamples=resamples, seed=seed)
    shape = groups.shape[1:]
    total = flat.sum(axis=0, keepdims=True)
    estimate = statistic(total.reshape(1, *shape))[0]
    draws = statistic((weights @ flat).reshape(-1, *shape))
    left = statistic((total - flat).reshape(-1, *shape))
    return estimate, interval(estimate, draws, left)
