"""What the texts around a text, and its likes elsewhere, say about it."""

import re
from collections.abc import Hashable, Sequence

import numpy as np

from alnqual.embedding import unit
from alnqual.embedding.english import FILLERS
from alnqual.themes.consensus import sample

_LAGS = 16
_PASSES = 2
_LEAST = 0.05
_CHUNK = 10_000
_MEASURED = 20_000
_NEAR = 0.95
_COMPARED = 10_000
_DRAWN = 2000
_WORD = re.compile(r"[^\W_]+")


def in_context(vectors: np.ndarray, groups: Sequence[Hashable] | None) -> np.ndarray:
    """Vectors with as much of those before and after them as the order of the texts tells.

    The weight of a neighbour is the mean cosine of texts that stand as far apart, over all such
    pairs of a document, of vectors from which the mean of all is taken: the autocorrelation. It is
    .3 for neighbouring turns of a committee that keeps to an item, and 0 for survey answers.
    From the first distance on at which it is below .05, up to 16 texts, the order tells nothing.
    Where it tells something further than the next text, the same is done a second time with the
    vectors that result.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float32, unit length, in the order they were said.
    groups : document of each; None where all are one.
    """
    documents = np.zeros(len(vectors), dtype=int) if groups is None else _numbered(groups)
    for _ in range(_PASSES):
        weights = _autocorrelation(vectors[:_MEASURED], documents[:_MEASURED])
        if not weights:
            break
        vectors = _smoothed(vectors, documents, weights)
        if len(weights) == 1:
            break
    return vectors


def _smoothed(
    vectors: np.ndarray, documents: np.ndarray, weights: Sequence[np.float32]
) -> np.ndarray:
    parts = []
    for start in range(0, len(vectors), _CHUNK):
        first, last = max(0, start - _LAGS), start + _CHUNK + _LAGS
        own, document = vectors[first:last], documents[first:last]
        moved = own.copy()
        for distance, weight in enumerate(weights, 1):
            same = weight * (document[distance:] == document[:-distance])[:, None]
            moved[distance:] += same * own[:-distance]
            moved[:-distance] += same * own[distance:]
        parts.append(unit(moved[start - first : start - first + _CHUNK]))
    return np.concatenate(parts)


def _autocorrelation(vectors: np.ndarray, documents: np.ndarray) -> list[np.float32]:
    centred = unit(vectors - vectors.mean(axis=0))
    weights: list[np.float32] = []
    for distance in range(1, min(_LAGS, len(vectors) - 1) + 1):
        same = documents[distance:] == documents[:-distance]
        if not same.any():
            break
        likeness = (centred[distance:][same] * centred[:-distance][same]).sum(axis=1).mean()
        if likeness < _LEAST:
            break
        weights.append(np.float32(likeness))
    return weights


def alike(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """For each text, the first that says nearly the same: shape (n,), itself where none does.

    Texts of the same words but for case, marks and the fillers of speech; and, where no more than
    10,000 such remain, texts whose vectors have a cosine of .95.
    """
    first: dict[str, int] = {}
    leader = np.array([first.setdefault(_words(text), i) for i, text in enumerate(texts)])
    kept = np.unique(leader)
    if len(kept) > _COMPARED:
        return leader
    own = vectors[kept]
    for start in range(0, len(kept), _CHUNK // 5):
        near = own[start : start + _CHUNK // 5] @ own.T >= _NEAR
        for row, column in np.argwhere(near):
            one, two = kept[start + row], kept[column]
            if one < two and leader[one] == one and leader[two] == two:
                leader[two] = one
    return leader[leader]


def shared(vectors: np.ndarray, leader: np.ndarray) -> np.ndarray:
    """Vectors in which each set of texts with one leader has one: the direction of their mean."""
    if len(np.unique(leader)) == len(leader):
        return vectors
    sums = np.zeros_like(vectors)
    np.add.at(sums, leader, vectors)
    return unit(sums)[leader]


def alone(vectors: np.ndarray) -> np.ndarray:
    """Which vectors are further from their five nearest than any two are: bool of shape (n,).

    Sought among 2,000 of them at most.
    """
    drawn = vectors[sample(np.arange(len(vectors)), _DRAWN)]
    pairs = len(drawn) * (len(drawn) - 1)
    usual = (float((drawn.sum(axis=0, dtype=np.float64) ** 2).sum()) - len(drawn)) / max(pairs, 1)
    count = min(5, len(drawn) - 1)
    found = []
    for start in range(0, len(vectors), _CHUNK):
        likeness = vectors[start : start + _CHUNK] @ drawn.T
        likeness[likeness > 1 - 1e-6] = -1
        found.append(np.partition(likeness, -count, axis=1)[:, -count:].mean(axis=1) < usual - 1e-6)
    return np.concatenate(found)


def _words(text: str) -> str:
    return " ".join(word for word in _WORD.findall(text.lower()) if word not in FILLERS) or text


def _numbered(groups: Sequence[Hashable]) -> np.ndarray:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(group, len(known)) for group in groups])
