"""Turns beside each other: how what is said in one bears on those around it."""

from collections.abc import Hashable, Sequence

import numpy as np

Reach = tuple[float, float]
"""Turns over which a weight falls to 1/e: onwards, back."""
_WIDTH = 32
"""Turns of a block. Blocks lie beside each other, a column each, so that a step of spreading is one
operation on all of them."""


class Neighbourhood:
    """n turns in the order of their documents, each document's in the order they were given.

    Arrays have a row a turn in that order; nothing passes from one document to another.

    Parameters
    ----------
    groups : the document of each turn; None: all are of one.
    radius : of the turns that are `around` another.

    Attributes
    ----------
    order : ndarray (n,), the given number of each turn.
    place : ndarray (n,), where the turn of each given number stands.
    """

    def __init__(self, groups: Sequence[Hashable] | None, count: int, *, radius: int) -> None:
        self.radius = radius
        numbers: dict[Hashable, int] = {}
        named = groups if groups is not None else [None] * count
        given = np.array([numbers.setdefault(each, len(numbers)) for each in named], dtype=int)
        self.order = np.argsort(given, kind="stable")
        self.place = np.argsort(self.order, kind="stable")
        self._document = given[self.order]
        self._starts = np.searchsorted(self._document, np.arange(len(numbers) + 1))
        blocks = -(-np.diff(self._starts) // _WIDTH)
        self._first = np.concatenate([[0], np.cumsum(blocks)])
        self._owner = np.repeat(np.arange(len(numbers)), blocks)
        places = np.arange(count)
        self._cell = self._first[self._document] * _WIDTH + places - self._starts[self._document]
        self._from, self._to = self.within(radius, places)

    def spread(self, values: np.ndarray, reach: Reach) -> np.ndarray:
        """Add to each of the values (n,) its neighbours', by exp(-distance / reach)."""
        given = np.zeros((_WIDTH, len(self._owner)))
        given[self._cell % _WIDTH, self._cell // _WIDTH] = values
        return _spread(given, self._owner, reach).T.ravel()[self._cell]

    def sum_of_logs(
        self, parts: Sequence[tuple[float, np.ndarray, np.ndarray]], reach: Reach
    ) -> np.ndarray:
        """ndarray (n,), the sum of ``weight * log(1 + spread)`` over several values to spread.

        Parameters
        ----------
        parts : weight, the turns (m,) that have a value, and their values (m,).
        """
        scores = np.zeros((len(self._owner), _WIDTH))
        for weight, turns, values in parts:
            documents = np.zeros(len(self._first) - 1, dtype=bool)
            documents[self._document[turns]] = True
            blocks = np.flatnonzero(documents[self._owner])
            row = np.zeros(len(self._owner), dtype=int)
            row[blocks] = np.arange(len(blocks))
            cell = self._cell[turns]
            given = np.zeros((_WIDTH, len(blocks)))
            given[cell % _WIDTH, row[cell // _WIDTH]] = values
            spread = _spread(given, self._owner[blocks], reach)
            np.log1p(spread, out=spread)
            spread *= weight
            scores[blocks] += spread.T
        return scores.ravel()[self._cell]

    def around(self, values: np.ndarray) -> np.ndarray:
        """The mean of the values (n,) of the turns that lie within the radius of each."""
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return (sums[self._to] - sums[self._from]) / (self._to - self._from)

    def within(self, radius: int, turn: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
        """Where the turns of the same document that lie within a radius begin, and end."""
        document = self._document[turn]
        return (
            np.maximum(turn - radius, self._starts[document]),
            np.minimum(turn + radius + 1, self._starts[document + 1]),
        )

    def turns(self, turn: int) -> np.ndarray:
        """The turns of the document of a turn."""
        document = self._document[turn]
        return np.arange(self._starts[document], self._starts[document + 1])


def _spread(blocks: np.ndarray, owners: np.ndarray, reach: Reach) -> np.ndarray:
    """Spread the values of blocks (w, b), each of which goes on in the next if its owner does."""
    steps = np.arange(_WIDTH)
    onwards, back = np.exp(-1 / reach[0]), np.exp(-1 / reach[1])
    joined = owners[1:] == owners[:-1]
    last = _carried(onwards ** steps[::-1] @ blocks, joined, onwards**_WIDTH)
    first = _carried((back**steps @ blocks)[::-1], joined[::-1], back**_WIDTH)[::-1]
    later, earlier = blocks.copy(), blocks.copy()
    later[0, 1:] += onwards * joined * last[:-1]
    earlier[-1, :-1] += back * joined * first[1:]
    for step in range(1, _WIDTH):
        later[step] += onwards * later[step - 1]
        earlier[-1 - step] += back * earlier[-step]
    later += earlier
    later -= blocks
    return later


def _carried(values: np.ndarray, joined: np.ndarray, decay: float) -> np.ndarray:
    """``y[i] = x[i] + decay * y[i - 1]`` where joined: equations with two diagonals, solved."""
    from scipy.linalg.blas import dtbsv

    bands = np.ones((2, len(values)), order="F")
    bands[1, :-1] = -decay * joined
    return dtbsv(1, bands, values, lower=1) if len(values) else values


def decays(givers: np.ndarray, takers: np.ndarray, reach: Reach) -> np.ndarray:
    """ndarray (g, t): what of the value of each giver a spread gives to each taker."""
    distance = takers - givers[:, None]
    return np.exp(-np.where(distance > 0, distance / reach[0], -distance / reach[1]))
