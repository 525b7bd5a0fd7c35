"""Alpha of units that carry sets of codes, on a study's judgements."""

from dataclasses import dataclass

import numpy as np

from alnqual.coding.agreement.judgements import Judgements
from alnqual.coding.agreement.resampling import document_weights, interval
from alnqual.coding.agreement.sets import set_distances


@dataclass(frozen=True)
class SetSums:
    """Sums by document, of units that two coders judged.

    `disagreement`, `values` have shape (n_documents,), `margins` (n_documents, n_sets): what pairs
    within units differ by, how many judgements there are, and which sets they gave. `distances` is
    (n_sets, n_sets).
    """

    disagreement: np.ndarray
    values: np.ndarray
    margins: np.ndarray
    distances: np.ndarray

    def alpha(self) -> float:
        """Krippendorff's alpha by MASI, over all documents."""
        return float(self._alphas(np.ones((1, len(self.values))))[0])

    def by_document(self) -> np.ndarray:
        return self._alphas(np.eye(len(self.values)))

    def interval(self, *, resamples: int, seed: int) -> tuple[float, float]:
        """The ends of alpha's 95% interval over documents; NaN with fewer than two."""
        used = self.values > 0
        if used.sum() < 2:
            return np.nan, np.nan
        weights, without_each = document_weights(used, resamples=resamples, seed=seed)
        found = interval(
            np.array([self.alpha()]),
            self._alphas(weights)[:, None],
            self._alphas(without_each)[:, None],
        )
        return float(found.low[0]), float(found.high[0])

    def _alphas(self, weights: np.ndarray) -> np.ndarray:
        values = weights @ self.values
        margins = weights @ self.margins
        expected = ((margins @ self.distances) * margins).sum(axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            observed = (weights @ self.disagreement) * (values - 1)
            return np.asarray(1 - observed / np.where(expected > 1e-12, expected, np.nan))


def set_sums(
    decided: Judgements, *, units: np.ndarray | None = None, coders: tuple[int, ...] | None = None
) -> SetSums:
    """The sums of some units (a mask) and some coders (numbers), or of all."""
    rows = list(range(len(decided.coders)) if coders is None else coders)
    judged = decided.judged[rows]
    paired = judged.sum(axis=0) >= 2
    if units is not None:
        paired = paired & units
    numbers: dict[frozenset, int] = {frozenset(): 0}
    given = np.where(judged & paired, 0, -1)
    for place, row in enumerate(rows):
        theirs = decided.marks[row].tocsc()
        border = theirs.indptr
        for column in np.flatnonzero((np.diff(border) > 0) & (given[place] == 0)):
            codes = frozenset(theirs.indices[border[column] : border[column + 1]].tolist())
            given[place, column] = numbers.setdefault(codes, len(numbers))
    distances = set_distances(list(numbers), "masi")
    document = decided.units["document"].to_numpy(dtype=int)
    size = len(decided.documents)
    margins = np.zeros((size, len(numbers)))
    disagreement = np.zeros(size)
    more = np.maximum(judged.sum(axis=0) - 1, 1)
    for one in range(len(rows)):
        known = given[one] >= 0
        np.add.at(margins, (document[known], given[one, known]), 1)
        for two in range(one):
            both = known & (given[two] >= 0)
            apart = 2 * distances[given[one, both], given[two, both]] / more[both]
            disagreement += np.bincount(document[both], weights=apart, minlength=size)
    return SetSums(disagreement, margins.sum(axis=1), margins, distances)
