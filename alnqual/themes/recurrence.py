"""How often each theme comes back when the model is fitted again."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from alnqual.themes.steadiness import one_hot

_HALF = 0.5
_TERMS = 10


def recurrence(labels: np.ndarray, runs: np.ndarray, terms: csr_matrix) -> np.ndarray:
    """The share of runs in which each theme recurs, by its members and by its words.

    Themes and a run's clusters are paired one to one so that their Jaccard coefficients add up to
    most (Hungarian method). A theme recurs where it shares more than half of the members with its
    partner (a Jaccard coefficient over .5, below which Hennig 2007, Cluster-wise assessment of
    cluster stability, calls a cluster dissolved) and half or more of its ten foremost terms.

    Parameters
    ----------
    labels : ndarray of shape (n,), theme of each text, -1 for none.
    runs : ndarray of shape (runs, n), cluster of each text in each run.
    terms : of shape (n, vocabulary), how often each text says each term.

    Returns
    -------
    ndarray of shape (number of themes,), 0 to 1.
    """
    number = labels.max(initial=-1) + 1
    themes = one_hot(labels, number)
    foremost = _foremost(themes, terms)
    came_back = np.zeros(number)
    for run in runs:
        clusters = one_hot(run, run.max() + 1)
        shared = themes.T @ clusters
        jaccard = shared / (themes.sum(axis=0)[:, None] + clusters.sum(axis=0) - shared + 1e-9)
        own, partner = linear_sum_assignment(jaccard, maximize=True)
        words = (foremost[own] & _foremost(clusters, terms)[partner]).sum(axis=1)
        needed = np.maximum(foremost[own].sum(axis=1), 1) * _HALF
        came_back[own] += (jaccard[own, partner] > _HALF) & (words >= needed)
    return came_back / len(runs)


def _foremost(clusters: np.ndarray, terms: csr_matrix) -> np.ndarray:
    """The ten terms of each cluster that c-TF-IDF puts first: bool, (clusters, vocabulary)."""
    counts = np.asarray(terms.T @ clusters).T
    weights = np.sqrt(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))
    total = counts.sum(axis=0)
    weights *= np.log1p(counts.sum() / max(len(counts), 1) / np.maximum(total, 1))
    first = np.argsort(-weights, axis=1, kind="stable")[:, :_TERMS]
    found = np.zeros(weights.shape, dtype=bool)
    np.put_along_axis(found, first, True, axis=1)
    return found & (weights > 0)
