"""Mathet's gamma: agreement after the units of all coders have been aligned as well as can be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from alnqual.coding.agreement.continuum import Units, values_of
from alnqual.coding.agreement.values import undefined
from alnqual.errors import InputError

Chance = Literal["shuffle", "statistical"]
_MOST = 500_000
"""Possible alignments of units above which the search takes minutes."""
_FEWER = 1e-5
"""Added to the cost of each group: of two best alignments that with fewer groups is taken."""


@dataclass(frozen=True, slots=True)
class Gamma:
    """`gamma`, `gamma_cat` and `gamma_cat_strict`; observed and expected disorder; best alignment.

    `gamma_cat` leaves out units that are aligned with none, `gamma_cat_strict` counts them as given
    a wrong value. `alignment` holds, for each of its groups, the number of each coder's unit, -1
    for none, as an array of shape (n_groups, n_coders); coders and units in the input's order.
    """

    gamma: float
    gamma_cat: float
    gamma_cat_strict: float
    disorder: float
    expected: float
    alignment: np.ndarray


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """alpha * positional + beta * categorical (Mathet et al. 2015, section 4.1)."""

    alpha: float = 1.0
    beta: float = 1.0
    empty: float = 1.0

    def positional(self, one: np.ndarray, two: np.ndarray) -> np.ndarray:
        gap = np.abs(one[:, None, :2] - two[None, :, :2]).sum(axis=2)
        size = (one[:, 1] - one[:, 0])[:, None] + (two[:, 1] - two[:, 0])[None, :]
        return (gap / size) ** 2 * self.empty

    def categorical(self, one: np.ndarray, two: np.ndarray) -> np.ndarray:
        return (one[:, None, 2] != two[None, :, 2]) * self.empty


def gamma(
    units: Units,
    *,
    dissimilarity: Dissimilarity | None = None,
    chance: Chance = "shuffle",
    samples: int = 30,
    seed: int = 0,
) -> Gamma:
    """Gamma of any number of coders, whose units may overlap.

    gamma = 1 - disorder of the best alignment / mean disorder of the best alignments of random
    annotations. gamma_cat is the same on values alone, of units that are aligned, weighted by how
    close they lie. A Monte Carlo estimate, the same for the same seed.

    Parameters
    ----------
    units : by coder, (start, end, value).
    chance : "shuffle" moves each coder's annotation round the text as a whole, to starts at least
        half a mean unit apart (2015, section 5.2); "statistical" draws numbers of units, gaps and
        lengths from normal distributions and values from their shares, as pygamma-agreement does.
    samples : random annotations.

    Returns
    -------
    Gamma
        gamma is NaN where random annotations have no disorder; gamma_cat where no aligned units
        differ by chance. There are no missing data: every coder has worked on the whole text.

    Raises
    ------
    InputError
        There are fewer than two coders with units, or too many units for the search.

    References
    ----------
    Mathet, Y., Widlöcher, A., & Métivier, J.-P. (2015). The unified and holistic method gamma.
    Computational Linguistics 41(3), sections 4 and 5. Mathet, Y. (2017). The agreement measure
    gamma_cat. Computational Linguistics 43(3), section 3.
    """
    rule = dissimilarity or Dissimilarity()
    number = {value: place for place, value in enumerate(values_of([units]))}
    coders = [
        np.array([(start, end, number[value]) for start, end, value in theirs], dtype=float)
        for theirs in units.values()
        if len(theirs)
    ]
    if len(coders) < 2:
        raise InputError(
            "gamma needs two coders with a unit each",
            do="Where one marked nothing, use `unitizing_alpha`.",
        )
    alignment, disorder = best_alignment(coders, rule)
    random = np.random.default_rng(seed)
    draw = _SAMPLERS[chance]
    found = []
    for _ in range(samples):
        drawn = draw(coders, random)
        aligned, cost = best_alignment(drawn, rule)
        found.append((cost, *_categorical(drawn, aligned, rule)))
    observed = np.array([disorder, *_categorical(coders, alignment, rule)])
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.nanmean(found, axis=0)
        agreed = 1 - observed / np.where(expected > 0, expected, np.nan)
    if np.isnan(agreed[0]):
        undefined("random annotations have no disorder: every coder has the same one unit")
    return Gamma(
        gamma=float(agreed[0]),
        gamma_cat=float(agreed[1]),
        gamma_cat_strict=float(agreed[2]),
        disorder=disorder,
        expected=float(expected[0]),
        alignment=alignment,
    )


def best_alignment(coders: list[np.ndarray], rule: Dissimilarity) -> tuple[np.ndarray, float]:
    """The alignment of least disorder, and its disorder per mean number of units.

    Parameters
    ----------
    coders : of each, an array of shape (n_units, 3): start, end, number of the value.

    Notes
    -----
    A set partition, solved exactly as an integer programme (2015, section 5.1). A group that costs
    more than its units cost alone is in no best alignment.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_array

    groups, costs = _groups(coders, rule)
    first = np.concatenate([[0], np.cumsum([len(units) for units in coders])])
    row, coder = np.nonzero(groups >= 0)
    member = csc_array(
        (np.ones(len(row)), (first[coder] + groups[row, coder], row)),
        shape=(first[-1], len(groups)),
    )
    solved = milp(
        costs + _FEWER * rule.empty,
        integrality=np.ones(len(groups)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(member, 1, 1),
        options={"mip_rel_gap": 0},
    )
    chosen = solved.x > 0.5
    return groups[chosen], float(costs[chosen].sum() / np.mean([len(units) for units in coders]))


def _groups(coders: list[np.ndarray], rule: Dissimilarity) -> tuple[np.ndarray, np.ndarray]:
    """Every group of at most one unit a coder that may pay, and its disorder."""
    pairs = len(coders) * (len(coders) - 1) / 2
    groups: np.ndarray = np.zeros((1, 0), dtype=int)
    costs: np.ndarray = np.zeros(1)
    members: np.ndarray = np.zeros(1, dtype=int)
    for place, units in enumerate(coders):
        if len(groups) * (len(units) + 1) > _MOST:
            raise InputError(
                f"the units of {len(coders)} coders could be aligned in too many ways",
                do="Use gamma on shorter texts or fewer coders, or `unitizing_alpha`.",
            )
        grown = [
            np.full((len(groups), 1), -1),
            *(np.full((len(groups), 1), u) for u in range(len(units))),
        ]
        added = np.empty((len(units) + 1, len(groups)))
        added[0] = place * rule.empty
        added[1:] = rule.empty * (groups < 0).sum(axis=1)
        for other, theirs in enumerate(coders[:place]):
            between = rule.alpha * rule.positional(units, theirs)
            between += rule.beta * rule.categorical(units, theirs)
            taken = groups[:, other]
            added[1:] += np.where(taken >= 0, between[:, taken], 0.0)
        groups = np.concatenate([np.concatenate([groups, column], axis=1) for column in grown])
        costs = (costs + added).ravel()
        members = np.concatenate([members, *([members + 1] * len(units))])
        rest = len(coders) - place - 1
        pays = costs <= rule.empty * pairs * (members + rest) + 1e-9
        groups, costs, members = groups[pays], costs[pays], members[pays]
    kept = (members > 0) & (costs <= rule.empty * pairs * members + 1e-9)
    return groups[kept], costs[kept] / pairs


def _categorical(
    coders: list[np.ndarray], alignment: np.ndarray, rule: Dissimilarity
) -> tuple[float, float]:
    """Mean categorical dissimilarity of aligned units, without and with those aligned with none.

    Pairs are weighted by how close they lie and by the size of their group (2017, section 3.3).
    """
    wrong = weight = lone = 0.0
    size = (alignment >= 0).sum(axis=1)
    for one in range(len(coders)):
        for two in range(one):
            taken = (alignment[:, [one, two]] >= 0).sum(axis=1)
            lone += rule.empty * float((taken == 1).sum())
            both = taken == 2
            a, b = alignment[both, one], alignment[both, two]
            near = np.maximum(0, 1 - rule.alpha * rule.positional(coders[one], coders[two])[a, b])
            near /= size[both] - 1
            wrong += float((near * rule.categorical(coders[one], coders[two])[a, b]).sum())
            weight += float(near.sum())
    strict = (wrong + lone * rule.empty) / (weight + lone) if weight + lone else float("nan")
    return wrong / weight if weight else float("nan"), strict


def _shuffled(coders: list[np.ndarray], random: np.random.Generator) -> list[np.ndarray]:
    """Annotations of coders drawn at random, each moved round the text as a whole."""
    begin = min(units[:, 0].min() for units in coders)
    end = max(units[:, 1].max() for units in coders)
    apart = np.mean(np.concatenate([units[:, 1] - units[:, 0] for units in coders])) / 2
    free, drawn = [(begin, end)], []
    for _ in coders:
        lengths = np.array([high - low for low, high in free])
        if lengths.sum() > 0:
            low, high = free[random.choice(len(free), p=lengths / lengths.sum())]
            pivot = random.uniform(low, high)
        else:
            pivot = random.uniform(begin, end)
        free = [
            part
            for low, high in free
            for part in ((low, min(high, pivot - apart)), (max(low, pivot + apart), high))
            if part[1] > part[0]
        ]
        units = coders[random.integers(len(coders))].copy()
        units[:, :2] += pivot
        over = units[:, 0] > end
        units[over, :2] -= end - begin
        drawn.append(units)
    return drawn


def _statistical(coders: list[np.ndarray], random: np.random.Generator) -> list[np.ndarray]:
    """Annotations with numbers of units, gaps, lengths and values as in the coders'."""
    ordered = [units[np.lexsort((units[:, 1], units[:, 0]))] for units in coders]
    numbers = [len(units) for units in coders]
    gaps = np.concatenate(
        [np.concatenate([[units[0, 0]], units[1:, 0] - units[:-1, 1]]) for units in ordered]
    )
    every = np.concatenate(coders)
    lengths = every[:, 1] - every[:, 0]
    drawn = []
    for _ in coders:
        size = max(1, int(random.normal(np.mean(numbers), np.std(numbers))))
        gap = random.normal(gaps.mean(), gaps.std(), size)
        length = np.maximum(np.abs(random.normal(lengths.mean(), lengths.std(), size)), 1e-9)
        end = np.cumsum(gap + length)
        drawn.append(np.stack([end - length, end, random.choice(every[:, 2], size)], axis=1))
    return drawn


_SAMPLERS: dict[str, Callable[[list[np.ndarray], np.random.Generator], list[np.ndarray]]] = {
    "shuffle": _shuffled,
    "statistical": _statistical,
}
