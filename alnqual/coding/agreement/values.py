"""What coders said of units, as numbers: which category each gave, and what is missing."""

import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from alnqual.errors import InputError

Weights = Literal["linear", "quadratic"] | ArrayLike


class UndefinedAgreement(UserWarning):
    """A coefficient has no value for these data; the message says why."""


def undefined(reason: str) -> float:
    """NaN, with a warning that says why."""
    warnings.warn(reason, UndefinedAgreement, stacklevel=3)
    return float("nan")


def encode(values: ArrayLike, categories: Sequence | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Number the categories that coders gave.

    Parameters
    ----------
    values : array of shape (n_coders, n_units), of numbers or labels; NaN or None where a coder did
        not judge a unit.
    categories : all that could be given, for coefficients that depend on how many there are; by
        default those that were given.

    Returns
    -------
    (codes, categories) : int array of shape (n_coders, n_units), -1 where missing, and the
        categories, sorted, or as they were given.

    Raises
    ------
    InputError
        The shape is another, or a value is none of the categories.
    """
    table = _table(values)
    missing = np.isnan(table) if table.dtype.kind == "f" else pd.isna(table)
    found = table[~missing]
    if table.dtype.kind == "O":
        found = found.astype(str)
    known = np.unique(found) if categories is None else _known(categories, found)
    order = np.argsort(known, kind="stable")
    place = np.searchsorted(known, found, sorter=order)
    codes = np.full(table.shape, -1)
    codes[~missing] = order[np.minimum(place, max(len(known) - 1, 0))] if len(known) else 0
    strangers = found[known[codes[~missing]] != found] if len(known) else found
    if strangers.size:
        raise InputError(f"the value {strangers[0]!r} is none of the categories")
    return codes, known


def _table(values: ArrayLike) -> np.ndarray:
    """Values as floats where they are numbers, else as labels."""
    table = np.asarray(values)
    if table.dtype.kind not in "biuf":
        table = np.asarray(values, dtype=object)
        with suppress(ValueError, TypeError):
            table = np.where(pd.isna(table), np.nan, table).astype(float)
    if table.ndim != 2:
        raise InputError(f"values must have shape (coders, units), not {table.shape}")
    return table if table.dtype.kind == "O" else table.astype(float, copy=False)


def _known(categories: Sequence, found: np.ndarray) -> np.ndarray:
    known = np.asarray(list(categories))
    return known.astype(float) if found.dtype.kind == "f" and known.dtype.kind in "biuf" else known


def counts(codes: np.ndarray, categories: int) -> np.ndarray:
    """How many coders gave each category: float array of shape (n_units, n_categories)."""
    units = codes.shape[1]
    place = codes + np.arange(units) * categories
    flat = np.bincount(place[codes >= 0], minlength=units * categories)
    return flat.reshape(units, categories).astype(float)


def pair(first: ArrayLike, second: ArrayLike) -> np.ndarray:
    """Two coders' judgements as one array of shape (2, n_units).

    Raises
    ------
    InputError
        They judged different numbers of units.
    """
    one, two = (list(np.ravel(np.asarray(values, dtype=object))) for values in (first, second))
    if len(one) != len(two):
        raise InputError(f"the coders judged {len(one)} and {len(two)} units; give them the same")
    numbers = [np.asarray(values) for values in (first, second)]
    if all(values.dtype.kind in "biuf" for values in numbers):
        return np.stack([np.ravel(values) for values in numbers])
    return np.array([one, two], dtype=object)


def judged_by_both(table: np.ndarray) -> np.ndarray:
    """The units that both coders judged, of an array of shape (2, n_units)."""
    return table[:, ~pd.isna(table).any(axis=0)]


def confusion(codes: np.ndarray, categories: int) -> np.ndarray:
    """Units by what the first and the second coder gave: array of shape (n_cat, n_cat)."""
    both = codes[:, (codes >= 0).all(axis=0)]
    flat = np.bincount(both[0] * categories + both[1], minlength=categories * categories)
    return flat.reshape(categories, categories).astype(float)


def weight_matrix(weights: Weights | None, categories: np.ndarray) -> np.ndarray:
    """How far two categories agree: 1 on the diagonal, down to 0.

    "linear" is 1 - |a - b| / range, "quadratic" is 1 - (a - b)^2 / range^2, on the categories
    themselves where they are numbers, else on their places (Cohen 1968; Gwet 2014, section 3.5).

    Raises
    ------
    InputError
        The weights are of another shape or not symmetric, or the diagonal is not 1.
    """
    size = len(categories)
    if weights is None:
        return np.eye(size)
    if isinstance(weights, str):
        if weights not in ("linear", "quadratic"):
            raise InputError(
                f"unknown weights {weights!r}", do="Use linear, quadratic or a matrix."
            )
        points = categories if categories.dtype.kind == "f" else np.arange(size)
        distance = np.abs(np.subtract.outer(points, points)).astype(float)
        distance /= max(distance.max(initial=0), 1e-300)
        return 1 - (distance if weights == "linear" else distance**2)
    matrix = np.asarray(weights, dtype=float)
    if matrix.shape != (size, size):
        raise InputError(
            f"the weights have shape {matrix.shape}, but there are {size} categories",
            do="Give a square matrix in the order of the categories, and name them all.",
        )
    if not np.allclose(matrix, matrix.T) or not np.allclose(np.diag(matrix), 1):
        raise InputError("weights must be symmetric, with 1 on the diagonal")
    return matrix
