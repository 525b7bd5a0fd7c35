"""Where passages lie on a map: positions on a plane that keep neighbours together."""

import numpy as np

_COMPONENTS = 20
_PERPLEXITY = 30
_LANDMARKS = 4000
_NEIGHBOURS = 5
_STEPS = 750
_GAP = 0.06


def layout(vectors: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Positions on a plane, shape (n, 2), each coordinate from 0 to 1.

    t-SNE (van der Maaten & Hinton 2008, by the tree of Barnes and Hut) of 20 principal components,
    begun at the first two of them. Of more than 4,000 passages so many are laid out, drawn by the
    seed; the others lie among their five nearest of these, weighted by nearness. Neighbours on the
    map are alike; distances between groups, and their sizes, mean little. The same vectors and seed
    give the same positions, to the last bit on one machine.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), unit length.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    if not len(vectors):
        return np.empty((0, 2))
    rows, places = np.unique(np.asarray(vectors, dtype=np.float64), axis=0, return_inverse=True)
    components = min(_COMPONENTS, *rows.shape)
    if len(rows) <= _NEIGHBOURS or components < 2:
        return _scaled(np.column_stack([np.arange(len(rows)), np.zeros(len(rows))]))[places.ravel()]
    with threadpool_limits(1):  # the order of sums over several threads is not fixed
        reduced = PCA(components, svd_solver="covariance_eigh").fit_transform(rows)
        chosen = _landmarks(len(rows), seed)
        landmarks = reduced[chosen]
        placed = TSNE(
            init="pca",
            perplexity=min(_PERPLEXITY, (len(landmarks) - 1) / 3),
            max_iter=_STEPS,
            random_state=seed,
            n_jobs=1,
        ).fit_transform(landmarks)
        positions = placed if len(chosen) == len(rows) else _between(reduced, landmarks, placed)
    return _scaled(positions)[places.ravel()]


def _landmarks(rows: int, seed: int) -> np.ndarray:
    if rows <= _LANDMARKS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, _LANDMARKS, replace=False))


def _between(rows: np.ndarray, landmarks: np.ndarray, placed: np.ndarray) -> np.ndarray:
    """Rows among their nearest landmarks; a landmark stays where it is."""
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=_NEIGHBOURS, algorithm="brute").fit(landmarks)
    distances, indices = nearest.kneighbors(rows)
    weights = 1 / np.maximum(distances, 1e-9) ** 2
    weights /= weights.sum(axis=1, keepdims=True)
    return np.asarray((placed[indices] * weights[:, :, None]).sum(axis=1))


def _scaled(positions: np.ndarray) -> np.ndarray:
    """Positions from 0 to 1, one scale for both axes, the middle in the middle."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    width = max(float((high - low).max()), 1e-9)
    return np.clip((positions - (low + high) / 2) / width + 0.5, 0, 1)


def beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Two maps on one, left and right of a gap: positions of all, shape (n_left + n_right, 2).

    Each is as wide as the root of its number, so that passages lie equally close.
    """
    roots = np.sqrt([len(left), len(right)])
    wide, narrow = (1 - _GAP) * roots / roots.sum()
    both = [
        positions * width + (start, (1 - width) / 2)
        for positions, width, start in ((left, wide, 0.0), (right, narrow, 1 - narrow))
    ]
    return np.concatenate(both)
