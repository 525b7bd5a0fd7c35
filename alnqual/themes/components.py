"""Vectors to the few numbers that are clustered."""

import numpy as np
from threadpoolctl import threadpool_limits

from alnqual.embedding import unit
from alnqual.themes.consensus import sample

_COMPONENTS = 20
_NEIGHBOURS = 15
_ROWS_PER_NEIGHBOUR = 20
_SAME = 1 - 1e-6
_CHUNK = 2048


class NeighbourComponents:
    """Principal components of vectors that were moved half-way to their nearest neighbours.

    A short text says its subject in few words; the mean of the fifteen texts that are most like it
    (weighted by their cosine) says it more surely. Moved so, texts of one subject lie closer
    together, and clusters are found again more surely. A vector's neighbours, and the components,
    are sought among the fitted ones, at most 5,000 of them.
    """

    def fit(self, vectors: np.ndarray, y: np.ndarray | None = None) -> "NeighbourComponents":
        """Learn from vectors of shape (n, d), unit length; those whose `y` is -1 are not used.

        Sets `components_`, an array of shape (d, 20), or narrower where the vectors are few.
        """
        from sklearn.decomposition import PCA

        forming = np.arange(len(vectors)) if y is None else np.flatnonzero(np.asarray(y) >= 0)
        with threadpool_limits(1):  # the order of sums over several threads is not fixed
            chosen = vectors[sample(forming)].astype(np.float32)
            self._reference = np.unique(chosen, axis=0)
            moved = self._moved(chosen).astype(np.float64)
            count = min(_COMPONENTS, len(moved) - 1, moved.shape[1])
            pca = PCA(count, svd_solver="covariance_eigh").fit(moved)
            self._mean = pca.mean_.astype(np.float32)
            self.components_ = pca.components_.T.astype(np.float32)
        return self

    def transform(self, vectors: np.ndarray) -> np.ndarray:
        """Components of vectors, shape (n, 20), float32."""
        with threadpool_limits(1):
            parts = [
                (self._moved(vectors[start : start + _CHUNK]) - self._mean) @ self.components_
                for start in range(0, len(vectors), _CHUNK)
            ]
        return np.concatenate(parts) if parts else np.empty((0, self.components_.shape[1]))

    def fit_transform(self, vectors: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
        return self.fit(vectors, y).transform(vectors)

    def _moved(self, vectors: np.ndarray) -> np.ndarray:
        vectors = np.asarray(vectors, dtype=np.float32)
        count = max(1, min(_NEIGHBOURS, len(self._reference) // _ROWS_PER_NEIGHBOUR))
        parts = [
            _half_way(vectors[start : start + _CHUNK], self._reference, count)
            for start in range(0, len(vectors), _CHUNK)
        ]
        return np.concatenate(parts)


def _half_way(vectors: np.ndarray, reference: np.ndarray, count: int) -> np.ndarray:
    likeness = vectors @ reference.T
    likeness[likeness > _SAME] = -1  # itself
    count = min(count, reference.shape[0])
    nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    weights = np.maximum(np.take_along_axis(likeness, nearest, axis=1), 0)
    means = unit((reference[nearest] * weights[:, :, None]).sum(axis=1))
    return unit(vectors + means)
