"""How well the numbers of clusters hold: under resampling, and among neighbours."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from alnqual.themes.kmeans import kmeans

NUMBERS = (3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 27)
"""Numbers of clusters that are tried: further apart where they are many, as texts cannot tell 17
from 18."""
_SHARE = 0.8
_RUNS = 16
_STARTS = 4
_NEIGHBOURS = 15
_POWER = 0.75


@dataclass(frozen=True, slots=True)
class Tried:
    """A number of clusters.

    `agreement` is the mean adjusted Rand index of the pairs of models on subsamples, `chance` that
    of as many rows without structure, `modularity` the models' mean in the graph of neighbours.
    """

    agreement: float
    chance: float
    modularity: float

    @property
    def score(self) -> float:
        """How well the number holds: agreement above chance times modularity to the power .75.

        The power was set on the sets of benchmarks/themes_topics.py, where .7 to .8 serves both.
        """
        above = (self.agreement - self.chance) / max(1 - self.chance, 1e-9)
        return max(above, 0.0) * max(self.modularity, 0.0) ** _POWER


def try_numbers(rows: np.ndarray) -> dict[int, Tried]:
    """Each of `NUMBERS` that is no more than two thirds of the root of the rows; one at least.

    k-means is fitted 16 times, to 80% of the rows each, and the models compared on all rows, after
    Ben-Hur, Elisseeff & Guyon 2002. Few clusters agree by themselves where the rows are spread more
    one way than another; hence the same is done with rows of no structure (normal, with the rows'
    variances), as Dudoit & Fridlyand 2002 do. And a corpus often falls into three steadily, though
    each of the three into four: the modularity (Newman & Girvan 2004) of the clusters, in the graph
    that joins each row to its 15 nearest, is highest where no cluster can be parted well.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32.
    """
    noise = np.random.default_rng(0).normal(size=rows.shape) * rows.std(axis=0)
    noise = noise.astype(np.float32)
    graph = _graph(rows)
    found = {}
    for number in NUMBERS:
        if number > max(NUMBERS[0], len(rows) ** 0.5 / 1.5):
            break
        clusters = _clusterings(rows, number, runs=_RUNS)
        found[number] = Tried(
            _agreement(clusters),
            _agreement(_clusterings(noise, number, runs=_RUNS // 2)),
            float(np.mean([_modularity(graph, own) for own in clusters])),
        )
    return found


def models(
    rows: np.ndarray, number: int, *, count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """k-means on as many subsamples of 80%: centres (count, number, d), and labels of all rows."""
    generator = np.random.default_rng((seed, number))
    size = max(round(_SHARE * len(rows)), number)
    weights = np.zeros((count, len(rows)), dtype=np.float32)
    for own in weights:
        own[generator.choice(len(rows), size, replace=False)] = 1
    return kmeans(rows, number, weights, starts=_STARTS, generator=generator)


def rand_index(one: np.ndarray, two: np.ndarray) -> float:
    """Adjusted Rand index (Hubert & Arabie 1985) of two clusterings, as 0/1 of (n, clusters)."""
    both, first, second = (_pairs(t) for t in (one.T @ two, one.sum(axis=0), two.sum(axis=0)))
    expected = first * second / max(_pairs(np.array([len(one)])), 1)
    most = (first + second) / 2
    return float((both - expected) / (most - expected)) if most != expected else 1.0


def one_hot(labels: np.ndarray, number: int) -> np.ndarray:
    """0/1 of shape (n, number), float32; a row with label -1 is in no column."""
    return (labels[:, None] == np.arange(number)).astype(np.float32)


def _pairs(counts: np.ndarray) -> float:
    counts = counts.astype(np.float64)
    return float((counts * (counts - 1)).sum() / 2)


def _clusterings(rows: np.ndarray, number: int, *, runs: int) -> list[np.ndarray]:
    return [one_hot(own, number) for own in models(rows, number, count=runs, seed=0)[1]]


def _agreement(clusterings: list[np.ndarray]) -> float:
    pairs = [
        rand_index(one, two) for place, one in enumerate(clusterings) for two in clusterings[:place]
    ]
    return float(np.mean(pairs))


def _graph(rows: np.ndarray) -> csr_matrix:
    """Which rows are among each other's 15 nearest, one way or the other: 0/1 of shape (n, n)."""
    count = min(_NEIGHBOURS, len(rows) - 1)
    distances = (rows * rows).sum(axis=1) - 2 * rows @ rows.T
    np.fill_diagonal(distances, np.inf)
    nearest = np.argpartition(distances, count - 1, axis=1)[:, :count]
    ends = np.arange(0, nearest.size + 1, count)
    graph = csr_matrix((np.ones(nearest.size), nearest.ravel(), ends), shape=distances.shape)
    return graph.maximum(graph.T)


def _modularity(graph: csr_matrix, clusters: np.ndarray) -> float:
    degrees = np.asarray(graph.sum(axis=0)).ravel()
    inside = float((clusters * (graph @ clusters)).sum()) / degrees.sum()
    return inside - float(((degrees @ clusters / degrees.sum()) ** 2).sum())
