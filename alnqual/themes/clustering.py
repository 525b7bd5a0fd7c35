"""Clusters whose number is found by what survives when a part of the data is taken away."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix
from threadpoolctl import threadpool_limits

_FEWEST, _MOST = 3, 30
_ROWS_PER_CLUSTER = 10
_SHARE = 0.8
_MOST_ROWS = 4000
_VOTERS = 40
_STEADY = 0.85
_TOLERANCE = 0.05
_WORTH_A_SECOND_LOOK = 0.15


class SteadyKMeans:
    """k-means with the number of clusters found, a vote on each row, and unsteady rows left out.

    *Number.* For each number from 3 to 30 (at most one for every ten rows) k-means is fitted on
    subsamples of 80% of the rows; the agreement of that number is the mean adjusted Rand index
    (Hubert & Arabie 1985) over the pairs of these models, each applied to all rows, after Ben-Hur,
    Elisseeff & Guyon 2002, A stability based method for discovering structure in clustered data.
    All numbers are tried with 10 models of 3 starts, and those within 0.15 of the best again with
    20 models of 10 starts. If the best agreement is 0.85 or more, the largest number within 0.05 of
    it is taken: of equally steady ones the finer tells more. Else the rows have no number of
    clusters that could be found: the best point of a flat curve is chance. The number is then
    `sqrt(n) / 2.5`, rounded and in the same bounds, and `steady_` is False. The seed has no part in
    the number.

    *Vote.* 40 models of that number, on further such subsamples, have their clusters matched to
    those of k-means on all rows by overlap; each row goes where most of them put it. Its strength
    is their share, and a row with less than `least` belongs nowhere and gets -1.

    Subsamples hold at most 4,000 rows, and models are compared on as many.

    Parameters
    ----------
    seed : of the final k-means and the vote.
    least : strength below which a row is left out.

    Attributes
    ----------
    labels_ : ndarray of shape (n,), -1 for rows that are left out.
    strengths_ : ndarray of shape (n,), 0 to 1.
    number_ : the number of clusters.
    steady_ : whether it was found in the rows.
    agreement_ : number of clusters tried -> agreement.
    """

    def __init__(self, seed: int = 0, *, least: float = 0.4) -> None:
        self.seed = seed
        self.least = least

    def fit(self, rows: np.ndarray) -> "SteadyKMeans":
        """Cluster rows, an array of shape (n, d)."""
        with threadpool_limits(1):  # the order of sums over several threads is not fixed
            return self._fit(rows)

    def _fit(self, rows: np.ndarray) -> "SteadyKMeans":
        rows = np.ascontiguousarray(rows, dtype=np.float64)
        most = max(_FEWEST, min(_MOST, len(rows) // _ROWS_PER_CLUSTER))
        self.agreement_ = _agreement(rows, range(_FEWEST, most + 1), models=10, starts=3)
        promising = max(self.agreement_.values()) - _WORTH_A_SECOND_LOOK
        again = [number for number, value in self.agreement_.items() if value >= promising]
        closer = _agreement(rows, again, models=20, starts=10)
        self.agreement_ |= closer
        best = max(closer.values())
        self.steady_ = best >= _STEADY
        if self.steady_:
            self.number_ = max(k for k, value in closer.items() if value >= best - _TOLERANCE)
        else:
            self.number_ = min(max(round(len(rows) ** 0.5 / 2.5), _FEWEST), most)
        self._final = KMeans(self.number_, n_init=10, random_state=self.seed).fit(rows)
        own = self._final.labels_
        votes = np.zeros((len(rows), self.number_))
        for model in _models(rows, self.number_, count=_VOTERS, starts=3, seed=self.seed + 1):
            votes[np.arange(len(rows)), _matched(model.predict(rows), own)] += 1
        self.strengths_ = votes.max(axis=1) / _VOTERS
        self.labels_ = np.where(self.strengths_ >= self.least, votes.argmax(axis=1), -1)
        return self

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """The nearest cluster of further rows; none is left out."""
        return self._final.predict(np.ascontiguousarray(rows, dtype=np.float64))


def _agreement(
    rows: np.ndarray, numbers: Iterable[int], *, models: int, starts: int
) -> dict[int, float]:
    compared = rows[_draw(len(rows), len(rows), np.random.default_rng(0))]
    found = {}
    for number in numbers:
        labels = [
            model.predict(compared)
            for model in _models(rows, number, count=models, starts=starts, seed=0)
        ]
        pairs = [adjusted_rand_score(a, b) for a, b in combinations(labels, 2)]
        found[number] = float(np.mean(pairs))
    return found


def _models(
    rows: np.ndarray, number: int, *, count: int, starts: int, seed: int
) -> Iterator[KMeans]:
    size = max(int(_SHARE * len(rows)), number)
    for stream in range(count):
        own = rows[_draw(len(rows), size, np.random.default_rng((seed, stream)))]
        yield KMeans(number, n_init=starts, random_state=stream).fit(own)


def _draw(rows: int, size: int, generator: np.random.Generator) -> np.ndarray:
    return np.sort(generator.choice(rows, min(size, _MOST_ROWS), replace=False))


def _matched(labels: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Labels renamed to those of `own` that they overlap with most, one to one."""
    table = contingency_matrix(labels, own)
    old, new = linear_sum_assignment(table, maximize=True)
    names = np.zeros(labels.max() + 1, dtype=int)
    names[np.unique(labels)] = np.unique(own)[table.argmax(axis=1)]  # where `own` has fewer
    names[np.unique(labels)[old]] = np.unique(own)[new]
    return names[labels]
