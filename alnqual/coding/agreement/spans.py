"""Whether two coders marked the same text: F1 of spans and boundaries, boundary similarity."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from alnqual.coding.agreement.values import undefined
from alnqual.errors import InputError

Match = Literal["exact", "overlap", "token"]


def span_f1(
    first: ArrayLike, second: ArrayLike, *, match: Match = "exact", tokens: ArrayLike | None = None
) -> float:
    """F1 of two coders' spans of one code in one text; symmetric, so that neither is the standard.

    Parameters
    ----------
    first, second : arrays of shape (n_spans, 2), half-open.
    match : "exact", both ends are the same; "overlap", a span counts as found if it meets any of
        the other's; "token", both coders' tokens are compared, a token being marked where a span
        meets it.
    tokens : for "token", array of shape (n_tokens, 2); by default every whole position.

    Returns
    -------
    float
        The harmonic mean of the shares of either's spans (tokens) that the other marked, too:
        2 TP / (2 TP + FP + FN). Holsti's coefficient, where spans are the decisions. No allowance
        for chance is made. NaN where neither marked anything.

    References
    ----------
    Hripcsak, G., & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in
    information retrieval, p. 297: as what was marked by nobody grows, kappa comes to F1.
    """
    one, two = _spans(first), _spans(second)
    if not len(one) and not len(two):
        return undefined("neither coder marked anything")
    if match == "overlap":
        found = _share(_meets(one, two)), _share(_meets(two, one))
        return 2 * found[0] * found[1] / sum(found) if sum(found) else 0.0
    if match == "exact":
        a, b = {tuple(span) for span in one}, {tuple(span) for span in two}
    elif match == "token":
        a, b = (set(np.flatnonzero(mask)) for mask in _tokens(one, two, tokens))
    else:
        raise InputError(f"unknown match {match!r}", do="Use exact, overlap or token.")
    if not a and not b:
        return undefined("neither coder's spans meet a token")
    return 2 * len(a & b) / (len(a) + len(b))


def boundary_f1(first: ArrayLike, second: ArrayLike) -> float:
    """F1 of where two coders' spans start and end, at exactly the same place.

    Parameters
    ----------
    first, second : arrays of shape (n_spans, 2), half-open. Starts count against starts, ends
        against ends. NaN where neither marked anything.
    """
    one, two = _spans(first), _spans(second)
    if not len(one) and not len(two):
        return undefined("neither coder marked anything")
    a, b = _ends(one), _ends(two)
    return 2 * len(a & b) / (len(a) + len(b))


def boundary_similarity(first: ArrayLike, second: ArrayLike, *, near: int = 2) -> float:
    """Fournier's boundary similarity B of two segmentations with one type of boundary.

    B = 1 - (|A| + sum of w_t) / (|A| + |T| + |M|): A are boundaries that only one coder set, M
    those set by both, T pairs of boundaries that are near misses, less than `near` places apart and
    weighted by their distance / `near`.

    Parameters
    ----------
    first, second : places of boundaries, whole numbers (such as the number of the word before it).
    near : Fournier's n_t; 2 makes neighbouring places near misses, 1 allows none.

    Returns
    -------
    float
        1 is the same segmentation, and so is that neither set a boundary; 0 is none in common. No
        allowance for chance is made.

    References
    ----------
    Fournier, C. (2013). Evaluating text segmentation using boundary edit distance, sections 3 and
    4. Near misses are matched by distance, from left to right.
    """
    one, two = (np.unique(np.asarray(places, dtype=int).ravel()) for places in (first, second))
    edits = boundary_edits(one, two, near=near)
    whole = len(edits.matched) + len(edits.moved) + len(edits.lone)
    return float(1 - (len(edits.lone) + edits.weight) / whole) if whole else 1.0


class Edits(NamedTuple):
    """Places that match, near misses (the second coder's places), their weight, and lone places."""

    matched: np.ndarray
    moved: np.ndarray
    weight: float
    lone: np.ndarray


def boundary_edits(one: np.ndarray, two: np.ndarray, *, near: int) -> Edits:
    """What turns one sorted set of places into another."""
    common = np.intersect1d(one, two, assume_unique=True)
    one = np.setdiff1d(one, common, assume_unique=True)
    two = np.setdiff1d(two, common, assume_unique=True)
    moved: list[np.ndarray] = [np.zeros(0, dtype=int)]
    weight = 0.0
    for distance in range(1, near):
        for step in (distance, -distance):
            pairs = np.intersect1d(one + step, two, assume_unique=True)
            one = np.setdiff1d(one, pairs - step, assume_unique=True)
            two = np.setdiff1d(two, pairs, assume_unique=True)
            moved.append(pairs)
            weight += len(pairs) * distance / near
    return Edits(common, np.concatenate(moved), weight, np.concatenate([one, two]))


def _spans(spans: ArrayLike) -> np.ndarray:
    found = np.asarray(spans, dtype=float).reshape(-1, 2)
    if (found[:, 0] >= found[:, 1]).any():
        raise InputError("a span ends where it starts, or before")
    return found


def _meets(spans: np.ndarray, others: np.ndarray) -> np.ndarray:
    begun = spans[:, None, 0] < others[None, :, 1]
    return np.asarray((begun & (others[None, :, 0] < spans[:, None, 1])).any(axis=1))


def _tokens(one: np.ndarray, two: np.ndarray, tokens: ArrayLike | None) -> list[np.ndarray]:
    if tokens is None:
        last = int(np.ceil(max(spans[:, 1].max(initial=0) for spans in (one, two))))
        starts = np.arange(last)
        places = np.stack([starts, starts + 1], axis=1).astype(float)
    else:
        places = _spans(tokens)
    return [_meets(places, spans) for spans in (one, two)]


def _ends(spans: np.ndarray) -> set[tuple[int, float]]:
    return {(side, place) for side in (0, 1) for place in spans[:, side]}


def _share(found: np.ndarray) -> float:
    return float(found.mean()) if len(found) else 0.0
