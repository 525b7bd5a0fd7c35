"""The turns as one query ranks them, and why each has its score."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from alnqual.search.context import Neighbourhood, Reach, decays
from alnqual.search.lexicon import Clue

_WORDS_REACH: Reach = (8.0, 4.0)
_MEANING_REACH: Reach = (12.0, 2.5)
_SHARPNESS = 20.0
_MEANING_SHARE = 0.4
_AROUND_SHARE = 1.0
_ALIKE = 1e-6


@dataclass(frozen=True)
class Explanation:
    """What a turn's score is owed to.

    Attributes
    ----------
    turn : which turn it is about.
    clues : what of the query stands in its document, m of them.
    turns : ndarray (k,), the turns of its document.
    parts : ndarray (m + 1, k): what of the score is owed to each clue in each of these turns, and,
        in the last row, to their meaning. They add up to the score.
    labelled : ndarray (m, k) of bool, whether a clue stands in the label of a turn's speaker.
    """

    turn: int
    clues: tuple[Clue, ...]
    turns: np.ndarray
    parts: np.ndarray
    labelled: np.ndarray

    @property
    def score(self) -> float:
        return float(self.parts.sum())

    @property
    def words(self) -> float:
        """What of the score is owed to words."""
        return float(self.parts[:-1].sum())

    @property
    def meaning(self) -> float:
        """What of the score is owed to meaning."""
        return float(self.parts[-1].sum())


class Ranking:
    """n turns as one query ranks them; `PassageIndex.ask` makes it.

    Parameters
    ----------
    near : the turns and their documents.
    clues : what of the query stands in them.
    cosines : ndarray (n,), likeness of each turn's meaning to the query's, NaN where the encoder
        does not read it; None where it does not read the query. In the order of `near`.
    hidden : turns that are not ranked, and on which nothing rests.
    """

    def __init__(
        self,
        near: Neighbourhood,
        clues: Sequence[Clue],
        cosines: np.ndarray | None,
        *,
        hidden: slice = slice(0, 0),
    ) -> None:
        self._near, self._hidden = near, hidden
        self.clues = tuple(_without(clue, hidden) for clue in clues)
        self.by_meaning = cosines is not None
        self._likeness: np.ndarray = np.zeros(len(near.order))
        if cosines is not None:
            self._likeness = np.exp(_SHARPNESS * cosines).astype(float)
            self._likeness[np.isnan(self._likeness)] = 0.0
            self._likeness[hidden] = 0.0
        parts = [(clue.weight, clue.turns, clue.frequency) for clue in self.clues]
        self._words = near.sum_of_logs(parts, _WORDS_REACH)
        self._meaning = np.log1p(near.spread(self._likeness, _MEANING_REACH))
        self._shares = (1.0, 0.0)
        if self.by_meaning:
            self._shares = (1 / _spread(self._words), _MEANING_SHARE / _spread(self._meaning))

    @cached_property
    def scores(self) -> np.ndarray:
        """ndarray (n,), in the order in which the turns were given; hidden ones have -infinity."""
        of_words, of_meaning = self._shares
        own = of_words * self._words + of_meaning * self._meaning
        scores = own + _AROUND_SHARE * self._near.around(own)
        scores[self._hidden] = -np.inf
        return scores[self._near.place]

    def explain(self, turn: int) -> Explanation:
        """What of a turn's score is owed to which words, and in which turns."""
        near, place = self._near, int(self._near.place[turn])
        of_words, of_meaning = self._shares
        first, last = near.within(near.radius, place)
        givers, takers = near.turns(place), np.arange(int(first), int(last))
        taken = (takers == place) + _AROUND_SHARE / len(takers)
        passing = decays(givers, takers, _WORDS_REACH)
        clues, parts, labelled = [], [], []
        for clue in self.clues:
            among = np.isin(clue.turns, givers)
            if among.any():
                given, label = np.zeros(len(givers)), np.zeros(len(givers), dtype=bool)
                at = clue.turns[among] - givers[0]
                given[at], label[at] = clue.frequency[among], clue.labelled[among]
                clues.append(clue)
                parts.append(of_words * clue.weight * _owed(given, passing, taken))
                labelled.append(label)
        passing = decays(givers, takers, _MEANING_REACH)
        parts.append(of_meaning * _owed(self._likeness[givers], passing, taken))
        return Explanation(
            turn,
            tuple(clues),
            near.order[givers],
            np.array(parts),
            np.array(labelled, dtype=bool).reshape(-1, len(givers)),
        )


def _without(clue: Clue, hidden: slice) -> Clue:
    """A clue as if some turns were not there."""
    if hidden.start == hidden.stop:
        return clue
    kept = (clue.turns < hidden.start) | (clue.turns >= hidden.stop)
    return replace(
        clue,
        turns=clue.turns[kept],
        frequency=clue.frequency[kept],
        labelled=clue.labelled[kept],
    )


def _spread(scores: np.ndarray) -> float:
    """Their standard deviation; their mean where they are all alike but for rounding."""
    mean, spread = (float(scores.mean()), float(scores.std())) if len(scores) else (0.0, 0.0)
    return spread if spread > _ALIKE * mean else mean or 1.0


def _owed(given: np.ndarray, passing: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """What turns give to a score that is a weighted sum of ``log(1 + spread)`` of others.

    Parameters
    ----------
    given : ndarray (g,), what is spread.
    passing : ndarray (g, t), what of it comes to each turn that takes.
    taken : ndarray (t,), its weight in the score.
    """
    flow = given[:, None] * passing
    spread = flow.sum(axis=0)
    shares = np.divide(flow, spread, out=np.zeros_like(flow), where=spread > 0)
    return shares @ (taken * np.log1p(spread))
