"""One clustering out of many, with the number of clusters that holds best under resampling."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits

from alnqual.themes.steadiness import models, one_hot, rand_index, try_numbers

MOST_ROWS = 5000
"""Rows that models are fitted on and compared by; further rows are only assigned."""
_VOTERS = 40
_STEADY = 0.8
_CHUNK = 20_000


class ConsensusKMeans:
    """The consensus of many k-means, the number of clusters found.

    *Number.* The one that holds best; see `try_numbers`. The seed has no part in it.

    *Consensus.* 40 further models of that number, of other subsamples and starts, have their
    clusters matched one to one by overlap, and a row goes where most of them put it. Its strength
    is their share; a row with less than `least` belongs nowhere and gets -1. Further rows are voted
    on in the same way.

    Parameters
    ----------
    seed : of the models that vote.
    least : strength below which a row is left out.

    Attributes
    ----------
    labels_ : ndarray of shape (n,), -1 for rows that are left out.
    strengths_ : ndarray of shape (n,), 0 to 1.
    number_ : the number of clusters.
    agreement_ : number of clusters tried -> mean adjusted Rand index.
    steady_ : whether that of the number taken is 0.8 or more.
    sample_ : ndarray of shape (m,), indices of the rows that the models were compared on.
    runs_ : ndarray of shape (40, m), labels of those rows in each voting model; a cluster has the
        number of the one in `labels_` that it was matched with.
    """

    def __init__(self, seed: int = 0, *, least: float = 0.5) -> None:
        self.seed = seed
        self.least = least

    def fit(self, rows: np.ndarray, y: np.ndarray | None = None) -> "ConsensusKMeans":
        """Cluster rows, an array of shape (n, d).

        `y`, where given, is -1 for rows that are left out unseen.
        """
        with threadpool_limits(1):  # the order of sums over several threads is not fixed
            return self._fit(np.ascontiguousarray(rows, dtype=np.float32), y)

    def _fit(self, rows: np.ndarray, y: np.ndarray | None) -> "ConsensusKMeans":
        forming = np.arange(len(rows)) if y is None else np.flatnonzero(np.asarray(y) >= 0)
        self.sample_ = sample(forming)
        own = rows[self.sample_]
        tried = try_numbers(own)
        self.number_ = max(tried, key=lambda number: tried[number].score)
        self.agreement_ = {number: found.agreement for number, found in tried.items()}
        self.steady_ = self.agreement_[self.number_] >= _STEADY
        centres, labels = models(own, self.number_, count=_VOTERS, seed=self.seed + 1)
        self._centres, self.runs_ = _matched(centres, labels)
        self.labels_, self.strengths_ = self._vote(rows)
        if y is not None:
            unseen = np.asarray(y) < 0
            self.labels_[unseen], self.strengths_[unseen] = -1, 0
        return self

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """The clusters of further rows; -1 for those that belong nowhere."""
        with threadpool_limits(1):
            return self._vote(np.ascontiguousarray(rows, dtype=np.float32))[0]

    def _vote(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        labels = np.empty(len(rows), dtype=int)
        strengths = np.empty(len(rows))
        flat = (-2 * self._centres).reshape(-1, rows.shape[1]).T
        squares = (self._centres * self._centres).sum(axis=2)
        for start in range(0, len(rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            distances = (rows[part] @ flat).reshape(-1, *squares.shape) + squares
            votes = _counts(distances.argmin(axis=2), self.number_)
            labels[part] = votes.argmax(axis=1)
            strengths[part] = votes.max(axis=1) / len(squares)
        labels[strengths < self.least] = -1
        return labels, strengths


def sample(indices: np.ndarray, most: int = MOST_ROWS) -> np.ndarray:
    """All indices, or a fixed draw of them where they are more than `most`."""
    if len(indices) <= most:
        return indices
    return np.sort(np.random.default_rng(0).choice(indices, most, replace=False))


def _matched(centres: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Models with clusters renumbered to those of their own vote, until that changes no more.

    The vote begins with the model that the others agree with most.
    """
    number = centres.shape[1]
    clusters = [one_hot(own, number) for own in labels]
    vote = clusters[_most_typical(clusters)]
    for _ in range(5):
        orders = list(_orders(clusters, vote))
        votes = np.sum([own[:, order] for own, order in zip(clusters, orders, strict=True)], axis=0)
        before, vote = vote, one_hot(votes.argmax(axis=1), number)
        if np.array_equal(before, vote):
            break
    found = list(zip(centres, labels, orders, strict=True))
    return (
        np.stack([own[order] for own, _, order in found]),
        np.stack([np.argsort(order)[own] for _, own, order in found]),
    )


def _most_typical(clusters: Sequence[np.ndarray]) -> int:
    return int(np.argmax([sum(rand_index(one, two) for two in clusters) for one in clusters]))


def _orders(clusters: Sequence[np.ndarray], vote: np.ndarray) -> Iterator[np.ndarray]:
    """For each model, its cluster that stands for the vote's first, second, ..."""
    for own in clusters:
        yield linear_sum_assignment(vote.T @ own, maximize=True)[1]


def _counts(labels: np.ndarray, number: int) -> np.ndarray:
    """Labels of shape (n, models) -> how many models chose each, (n, number)."""
    return np.stack([(labels == cluster).sum(axis=1) for cluster in range(number)], axis=1)
