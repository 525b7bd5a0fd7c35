"""Agreement on given units: the coefficients of content analysis, on plain arrays.

Two coders are given as two arrays of shape (n_units,), more as one of shape (n_coders, n_units);
NaN or None is a unit that a coder did not judge. Where a coefficient has no value it is NaN, with
an `UndefinedAgreement` warning that says why.
"""

from collections.abc import Sequence
from typing import Literal

import krippendorff
import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import cohen_kappa_score

from alnqual.coding.agreement import engine
from alnqual.coding.agreement.values import (
    Weights,
    confusion,
    counts,
    encode,
    judged_by_both,
    pair,
    undefined,
    weight_matrix,
)
from alnqual.errors import InputError

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
_NO_PAIR = "no unit was judged by two coders"
_ALIKE = "every unit was given the same category: without variation it is not defined"
_ONE = "only one category was given: name all that could be, in `categories`"


def krippendorff_alpha(values: ArrayLike, *, level: Level = "nominal") -> float:
    """Krippendorff's alpha, by the `krippendorff` library.

    alpha = 1 - D_o / D_e, the disagreement observed within units over that expected if values were
    paired regardless of units.

    Parameters
    ----------
    values : array of shape (n_coders, n_units), of numbers or (nominal only) labels.
    level : "nominal", "ordinal", "interval" or "ratio"; for units with several codes see
        `alpha_of_sets`.

    Returns
    -------
    float
        1 is perfect agreement, 0 is what chance would give, below 0 is systematic disagreement.
        Units with one judgement or none count nowhere. NaN without two coders on any unit, and
        where all pairable values are the same: the expected disagreement is then 0.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, sections C to E.
    """
    if level not in LEVELS:
        raise InputError(f"unknown level {level!r}", do=f"Use one of {', '.join(LEVELS)}.")
    codes, categories = encode(values)
    if level != "nominal" and categories.dtype.kind != "f":
        raise InputError(f"labels have no {level} order", do="Give numbers, or level='nominal'.")
    table = counts(codes, len(categories))
    table = table[table.sum(axis=1) > 1]
    if not len(table):
        return undefined(_NO_PAIR)
    used = table.any(axis=0)
    if used.sum() < 2:
        return undefined(_ALIKE)
    points = categories[used] if level != "nominal" else None
    return float(
        krippendorff.alpha(
            value_counts=table[:, used], value_domain=points, level_of_measurement=level
        )
    )


def cohen_kappa(
    first: ArrayLike,
    second: ArrayLike,
    *,
    weights: Weights | None = None,
    categories: Sequence | None = None,
) -> float:
    """Cohen's kappa of two coders, by scikit-learn; weighted, by Cohen's formula of 1968.

    kappa = (p_o - p_e) / (1 - p_e), where p_e is the sum over categories of the product of both
    coders' own shares: coders may use a category unequally often without being charged for it.

    Parameters
    ----------
    weights : None, "linear", "quadratic", or a matrix of agreement (1 on the diagonal, 0 for none)
        in the order of the categories.

    Returns
    -------
    float
        Over the units that both judged. NaN without any, and where both gave one and the same
        category throughout.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales, p. 40.
    Cohen, J. (1968). Weighted kappa, p. 215.
    """
    table = judged_by_both(pair(first, second))
    if not table.size:
        return undefined("no unit was judged by both coders")
    codes, known = encode(table, categories)
    if np.unique(codes).size < 2:
        return undefined(_ALIKE)
    if weights is None:
        return float(cohen_kappa_score(codes[0], codes[1]))
    matrix = confusion(codes, len(known))
    return float(engine.cohen_kappa(matrix, weight_matrix(weights, known)))


def cohen_kappa_max(first: ArrayLike, second: ArrayLike) -> float:
    """The highest kappa that two coders could reach, given how often each used each category.

    Where it is far below 1 they differ in how often, not only in where: kappa has p_o replaced by
    the sum of the lesser of both coders' shares. NaN as `cohen_kappa`.

    References
    ----------
    Cohen, J. (1960), p. 42.
    """
    table = judged_by_both(pair(first, second))
    if not table.size:
        return undefined("no unit was judged by both coders")
    codes, known = encode(table)
    matrix = confusion(codes, len(known)) / codes.shape[1]
    rows, columns = matrix.sum(axis=1), matrix.sum(axis=0)
    found = float(engine.corrected(np.minimum(rows, columns).sum(), rows @ columns))
    return undefined(_ALIKE) if found != found else found


def percent_agreement(first: ArrayLike, second: ArrayLike) -> float:
    """The share (0 to 1) of units judged by both on which two coders agree; NaN without any.

    It makes no allowance for chance: with a rare code it is high whatever coders do.
    """
    table = judged_by_both(pair(first, second))
    if not table.size:
        return undefined("no unit was judged by both coders")
    return float(np.mean(table[0] == table[1]))


def observed_agreement(values: ArrayLike, *, weights: Weights | None = None) -> float:
    """The mean over units of the share of their pairs of coders who agree.

    For any number of coders; with two it is `percent_agreement`. Units with fewer than two
    judgements count nowhere; NaN where there is no other.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters, formula 2.
    Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, section 3.3, for weights.
    """
    agreement, _, _ = _mean_agreement(values, weights, None)
    return undefined(_NO_PAIR) if agreement != agreement else float(agreement)


def holsti(first: ArrayLike, second: ArrayLike) -> float:
    """Holsti's coefficient: 2M / (N1 + N2), agreed decisions over all that two coders made.

    Where both judged the same units it is percent agreement; a unit that one of them did not judge
    counts as a decision of the other and as not agreed. NaN without any decision.

    References
    ----------
    Holsti, O. R. (1969). Content Analysis for the Social Sciences and Humanities, p. 140.
    """
    codes, _ = encode(pair(first, second))
    decisions = (codes >= 0).sum()
    if not decisions:
        return undefined("neither coder judged any unit")
    agreed = ((codes[0] == codes[1]) & (codes[0] >= 0)).sum()
    return float(2 * agreed / decisions)


def scott_pi(first: ArrayLike, second: ArrayLike) -> float:
    """Scott's pi of two coders over the units that both judged.

    As kappa, but p_e comes from the mean of both coders' shares: coders who use a category
    unequally often are charged for it. NaN without a common unit or without variation.

    References
    ----------
    Scott, W. A. (1955). Reliability of content analysis, p. 323.
    """
    table = judged_by_both(pair(first, second))
    if not table.size:
        return undefined("no unit was judged by both coders")
    agreement, shares, matrix = _mean_agreement(table, None, None)
    found = float(engine.fleiss_kappa(agreement, shares, matrix))
    return found if found == found else undefined(_ALIKE)


def fleiss_kappa(
    values: ArrayLike, *, weights: Weights | None = None, categories: Sequence | None = None
) -> float:
    """Fleiss' kappa for any number of coders, who need not be the same from unit to unit.

    kappa = (P - P_e) / (1 - P_e) with P the `observed_agreement` and P_e the sum of the squared
    shares of the categories. Where units have unequal numbers of judgements, P is the mean over
    units with two or more, and shares are means over units (Gwet 2014, section 3.3). NaN without
    two coders on any unit, and without variation.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters, formulas 1 to 7.
    """
    agreement, shares, matrix = _mean_agreement(values, weights, categories)
    if agreement != agreement:
        return undefined(_NO_PAIR)
    found = float(engine.fleiss_kappa(agreement, shares, matrix))
    return found if found == found else undefined(_ALIKE)


def fleiss_kappa_by_category(values: ArrayLike) -> dict:
    """Fleiss' kappa of each category against all others: category -> kappa.

    kappa_j = (P_j - p_j) / (1 - p_j), P_j being how often a second judgement is j where a first one
    is, and p_j the share of j. NaN for a category that every judgement gave.

    References
    ----------
    Fleiss, J. L. (1971), formulas 12 to 17.
    """
    codes, categories = encode(values)
    table = counts(codes, len(categories))
    table = table[table.sum(axis=1) > 1]
    coders = table.sum(axis=1, keepdims=True)
    again = (table * (table - 1) / (coders - 1)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        seconded = again / table.sum(axis=0)
        shares = (table / coders).mean(axis=0) if len(table) else np.full(len(categories), np.nan)
    found = engine.corrected(seconded, shares)
    if np.isnan(found).any():
        undefined("a category that no pair or every judgement gave has no kappa")
    return dict(zip(categories.tolist(), found.tolist(), strict=True))


def brennan_prediger(
    values: ArrayLike, *, weights: Weights | None = None, categories: Sequence | None = None
) -> float:
    """Brennan and Prediger's kappa_n (Bennett's S): chance is 1 / number of categories.

    kappa_n = (P - 1/q) / (1 - 1/q), for any number of coders. With two categories and two coders it
    is Byrt's prevalence-adjusted, bias-adjusted kappa, 2P - 1. It is defined without variation,
    if the categories that could have been given are named; NaN without two coders on any unit.

    References
    ----------
    Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: some uses, misuses, and
    alternatives, p. 693. Gwet (2014), section 3.4, for weights.
    """
    agreement, _, matrix = _mean_agreement(values, weights, categories)
    if agreement != agreement:
        return undefined(_NO_PAIR)
    if len(matrix) < 2:
        return undefined(_ONE)
    return float(engine.corrected(agreement, matrix.mean()))


def gwet_ac(
    values: ArrayLike, *, weights: Weights | None = None, categories: Sequence | None = None
) -> float:
    """Gwet's AC1, or with weights AC2, for any number of coders.

    AC = (P - P_e) / (1 - P_e) with P_e = T / (q (q - 1)) * sum of p_k (1 - p_k), T being the sum of
    the weights and q the number of categories. Where a category is very common or very rare it
    stays near the observed agreement, where kappa falls. Defined without variation (1), if the
    categories that could have been given are named; NaN without two coders on any unit.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability in the presence of high agreement,
    section 3. Gwet, K. L. (2014), sections 3.2 (AC1, several coders) and 3.5 (AC2).
    """
    agreement, shares, matrix = _mean_agreement(values, weights, categories)
    if agreement != agreement:
        return undefined(_NO_PAIR)
    if len(matrix) < 2:
        return undefined(_ONE)
    return float(engine.gwet_ac(agreement, shares, matrix))


def _mean_agreement(
    values: ArrayLike, weights: Weights | None, categories: Sequence | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean agreement (NaN without two coders on a unit), mean shares, matrix of weights."""
    codes, known = encode(values, categories)
    matrix = weight_matrix(weights, known)
    agreement, shares = engine.agreement_and_shares(counts(codes, len(known)), matrix)
    paired, judged = ~np.isnan(agreement), ~np.isnan(shares).any(axis=1)
    if not paired.any():
        return np.asarray(np.nan), np.full(len(known), np.nan), matrix
    return agreement[paired].mean(), shares[judged].mean(axis=0), matrix
