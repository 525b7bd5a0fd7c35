"""Agreement on units that carry several codes at once, or none."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import numpy as np

from alnqual.coding.agreement import engine
from alnqual.coding.agreement.values import counts, undefined
from alnqual.errors import InputError

Codes = frozenset
SetDistance = Literal["masi", "masi-product", "passonneau", "jaccard", "nominal"]


def alpha_of_sets(
    values: Sequence[Sequence[Iterable | None]], *, distance: SetDistance = "masi"
) -> float:
    """Krippendorff's alpha of units that carry sets of codes.

    Parameters
    ----------
    values : (n_coders, n_units) sets of codes; empty where a coder gave none, which is a
        judgement, None where they did not judge the unit.
    distance : between two sets A and B, with J = |A and B| / |A or B| (1 for two empty sets) and M
        = 1, 2/3, 1/3, 0 where they are equal, one holds the other, they overlap, are disjoint:

        - "masi": 1 - J M (Passonneau 2006, as in NLTK);
        - "masi-product": (1 - J) (1 - M), which DKPro and INCEpTION call MASI;
        - "passonneau": 1 - M (Passonneau 2004);
        - "jaccard": 1 - J;
        - "nominal": 0 where they are equal, else 1.

    Returns
    -------
    float
        1 - D_o / D_e as in `krippendorff_alpha`, with the distance in place of a squared
        difference. NaN without two coders on any unit, and where all sets are the same.

    References
    ----------
    Krippendorff, K. (2011), section E. Passonneau, R. (2004). Computing reliability for coreference
    annotation, section 5. Passonneau, R. (2006). Measuring agreement on set-valued items (MASI),
    section 3.
    """
    codes, known = encode_sets(values)
    table = counts(codes, len(known))
    table = table[table.sum(axis=1) > 1]
    if not len(table):
        return undefined("no unit was judged by two coders")
    found = float(engine.alpha(engine.coincidences(table), set_distances(known, distance)))
    if found != found:
        return undefined("every unit was given the same codes: without variation it is not defined")
    return found


def set_agreement(
    first: Sequence[Iterable | None],
    second: Sequence[Iterable | None],
    *,
    kind: Literal["exact", "any", "dice"] = "exact",
    both_empty: float = 1.0,
) -> float:
    """The mean over units judged by both of how far their sets of codes agree, 0 to 1.

    Parameters
    ----------
    kind : "exact" counts equal sets, "any" sets with a code in common, "dice" is
        2 |A and B| / (|A| + |B|) (Dice 1945).
    both_empty : what a unit counts to which neither gave a code; DKPro counts 0.
    """
    if len(first) != len(second):
        raise InputError(
            f"the coders judged {len(first)} and {len(second)} units; give them the same"
        )
    found = [
        _overlap(frozenset(a), frozenset(b), kind, both_empty)
        for a, b in zip(first, second, strict=True)
        if a is not None and b is not None
    ]
    return float(np.mean(found)) if found else undefined("no unit was judged by both coders")


def encode_sets(values: Sequence[Sequence[Iterable | None]]) -> tuple[np.ndarray, list[Codes]]:
    """Number the sets: int array (n_coders, n_units), -1 where missing, and the sets.

    Raises
    ------
    InputError
        The coders judged different numbers of units.
    """
    if len({len(row) for row in values}) > 1:
        raise InputError("the coders judged different numbers of units; give them the same")
    numbers: dict[Codes, int] = {}
    codes = [
        [-1 if unit is None else numbers.setdefault(frozenset(unit), len(numbers)) for unit in row]
        for row in values
    ]
    return np.array(codes, dtype=int).reshape(len(values), -1), list(numbers)


def set_distances(known: Sequence[Codes], distance: SetDistance) -> np.ndarray:
    """The distances between sets, of shape (n_sets, n_sets).

    Raises
    ------
    InputError
        The distance is none that there is.
    """
    if distance not in _DISTANCES:
        raise InputError(
            f"unknown distance {distance!r}", do=f"Use one of {', '.join(_DISTANCES)}."
        )
    items = {item: place for place, item in enumerate(sorted(set().union(*known), key=repr))}
    member = np.zeros((len(known), len(items)))
    for row, codes in enumerate(known):
        member[row, [items[code] for code in codes]] = 1
    common = member @ member.T
    size = member.sum(axis=1)
    union = size[:, None] + size[None, :] - common
    jaccard = np.divide(common, union, out=np.ones_like(common), where=union > 0)
    within = (common == size[:, None]) | (common == size[None, :])
    equal = (common == size[:, None]) & (common == size[None, :])
    monotone = np.select([equal, within, common > 0], [1.0, 2 / 3, 1 / 3], 0.0)
    return _DISTANCES[distance](jaccard, monotone)


_DISTANCES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "masi": lambda jaccard, monotone: 1 - jaccard * monotone,
    "masi-product": lambda jaccard, monotone: (1 - jaccard) * (1 - monotone),
    "passonneau": lambda jaccard, monotone: 1 - monotone,
    "jaccard": lambda jaccard, monotone: 1 - jaccard,
    "nominal": lambda jaccard, monotone: (monotone < 1).astype(float),
}


def _overlap(a: Codes, b: Codes, kind: str, both_empty: float) -> float:
    if not a and not b:
        return both_empty
    if kind == "exact":
        return float(a == b)
    if kind == "any":
        return float(bool(a & b))
    return 2 * len(a & b) / (len(a) + len(b))
