"""Intervals of shares: how far a count of documents or people tells about others of the kind."""

from math import isnan, nan, sqrt
from typing import NamedTuple

_Z = 1.959963984540054
"""The 97.5% point of the normal distribution: intervals are of 95%."""


class Range(NamedTuple):
    """An estimate and the ends of its 95% interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float


def wilson(count: int, of: int) -> Range:
    """A share and its score interval (Wilson 1927), which holds for few cases and near 0 and 1.

    Parameters
    ----------
    count, of : independent cases, such as documents.
    """
    if of <= 0:
        return Range(nan, nan, nan)
    share, square = count / of, _Z**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of**2))
    return Range(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))


def newcombe(before: Range, after: Range) -> Range:
    """The difference of two independent shares, after less before, from their own intervals.

    The hybrid score interval: method 10 of Newcombe, R. G. (1998), Interval estimation for the
    difference between independent proportions.
    """
    if isnan(before.value) or isnan(after.value):
        return Range(nan, nan, nan)
    difference = after.value - before.value
    under = sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    over = sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    return Range(difference, difference - under, difference + over)
