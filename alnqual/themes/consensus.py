"""One clustering out of many: rows go together that run after run puts together."""

from collections.abc import Mapping

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from threadpoolctl import threadpool_limits

from alnqual.themes.steadiness import Tried, models, one_hot, try_numbers

MOST_ROWS = 5000
"""Rows that models are fitted on and compared by; further rows are only assigned."""
_RUNS = 60
_SHARPNESS = 16
_TOGETHER = 0.3
_SMALLEST = 0.01
_FEWEST = 3
_STEADY = 0.8
_CHUNK = 20_000


class ConsensusKMeans:
    """The consensus of many k-means of the numbers of clusters that hold.

    *Runs.* 60 k-means, each on another subsample of 80% from other starts. Each number of clusters
    has runs in proportion to the sixteenth power of its score (`try_numbers`): one that is 5%
    behind the best has half as many, one that is a quarter behind has none. To choose between
    numbers that hold alike is what makes themes change with the sample; so none is chosen.

    *Consensus.* The share of runs that put two rows into one cluster is their likeness (evidence
    accumulation, Fred & Jain 2005). Clusters are joined by average linkage as long as their rows
    are together in 30% of the runs; what holds, then or with the members below, less than 1% of the
    rows, or than three, is no cluster.

    *Membership.* A run's cluster speaks for the clusters of the consensus as its rows are spread
    over them. A row goes where the clusters that the runs put it in speak for most; its strength is
    the mean of what they say. With less than `least` it belongs nowhere and gets -1. Further rows
    are assigned in the same way.

    Parameters
    ----------
    seed : of the runs.
    least : strength below which a row is left out.

    Attributes
    ----------
    labels_ : ndarray of shape (n,), -1 for rows that are left out.
    strengths_ : ndarray of shape (n,), 0 to 1.
    agreement_ : mean adjusted Rand index between runs of one number.
    steady_ : whether that is 0.8 or more.
    sample_ : ndarray of shape (m,), indices of the rows that the runs were made on.
    runs_ : ndarray of shape (60, m), labels of those rows in each run.
    """

    def __init__(self, seed: int = 0, *, least: float = 0.4) -> None:
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
        runs = _runs(tried)
        self.agreement_ = sum(tried[number].agreement * runs[number] for number in runs) / _RUNS
        self.steady_ = self.agreement_ >= _STEADY
        made = [models(own, number, count=runs[number], seed=self.seed + 1) for number in runs]
        self._centres = [centres for several, _ in made for centres in several]
        self.runs_ = np.concatenate([labels for _, labels in made])
        clusters = _joined(self.runs_)
        self._voices = [_spread(run, clusters) for run in self.runs_]
        sizes = np.bincount(self._assigned(own)[0] + 1, minlength=clusters.max() + 2)[1:]
        kept = sizes >= _smallest(len(own))
        self._voices = [voices[:, kept] for voices in self._voices]
        self.labels_, self.strengths_ = self._assigned(rows)
        if y is not None:
            unseen = np.asarray(y) < 0
            self.labels_[unseen], self.strengths_[unseen] = -1, 0
        return self

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """The clusters of further rows; -1 for those that belong nowhere."""
        with threadpool_limits(1):
            return self._assigned(np.ascontiguousarray(rows, dtype=np.float32))[0]

    def _assigned(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        labels, strengths = np.full(len(rows), -1), np.zeros(len(rows))
        if not self._voices[0].size:
            return labels, strengths
        for start in range(0, len(rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            said = np.mean(
                [
                    voices[((centres * centres).sum(axis=1) - 2 * rows[part] @ centres.T).argmin(1)]
                    for centres, voices in zip(self._centres, self._voices, strict=True)
                ],
                axis=0,
            )
            labels[part], strengths[part] = said.argmax(axis=1), said.max(axis=1)
        labels[strengths < self.least] = -1
        return labels, strengths


def sample(indices: np.ndarray, most: int = MOST_ROWS) -> np.ndarray:
    """All indices, or a fixed draw of them where they are more than `most`."""
    if len(indices) <= most:
        return indices
    return np.sort(np.random.default_rng(0).choice(indices, most, replace=False))


def _runs(tried: Mapping[int, Tried]) -> dict[int, int]:
    """Number of clusters -> how many runs it has (largest remainders); 60 in all."""
    numbers = list(tried)
    scores = np.array([tried[number].score for number in numbers])
    shares = (scores / scores.max()) ** _SHARPNESS if scores.any() else np.ones(len(scores))
    exact = _RUNS * shares / shares.sum()
    runs = np.floor(exact).astype(int)
    runs[np.argsort(runs - exact, kind="stable")[: _RUNS - runs.sum()]] += 1
    return {number: int(own) for number, own in zip(numbers, runs, strict=True) if own}


def _joined(runs: np.ndarray) -> np.ndarray:
    """The clusters of n rows, from their labels in each run: (n,), the largest 0, -1 for none."""
    together = np.zeros((runs.shape[1], runs.shape[1]), dtype=np.float32)
    for run in runs:
        own = one_hot(run, run.max() + 1)
        together += own @ own.T
    apart = squareform(1 - together / len(runs), checks=False)
    joined = fcluster(linkage(apart, method="average"), 1 - _TOGETHER, criterion="distance")
    found, clusters, sizes = np.unique(joined, return_inverse=True, return_counts=True)
    order = np.argsort(-sizes, kind="stable")
    numbers = np.empty(len(found), dtype=int)
    numbers[order] = np.arange(len(found))
    numbers[sizes < _smallest(len(joined))] = -1
    return numbers[clusters]


def _smallest(rows: int) -> float:
    return max(_SMALLEST * rows, _FEWEST)


def _spread(run: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Of the rows in each cluster of a run, the share in each cluster of the consensus."""
    inside = one_hot(run, run.max() + 1)
    return (inside.T @ one_hot(clusters, clusters.max() + 1)) / np.maximum(
        inside.sum(axis=0)[:, None], 1
    )
