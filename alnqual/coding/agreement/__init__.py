"""How far coders agree.

On units that are given: `percent_agreement`, `observed_agreement`, `holsti`, `cohen_kappa` (and its
maximum), `scott_pi`, `fleiss_kappa` (and by category), `brennan_prediger`, `gwet_ac`,
`krippendorff_alpha`; with several codes to a unit `alpha_of_sets` and `set_agreement`. On text that
coders cut themselves: `unitizing_alpha` (the family of 2016), `alpha_u_1995` (the older one),
`gamma`, `span_f1`, `boundary_f1`, `boundary_similarity`. On a study's codings, with intervals:
`measure` and, passages for passages, `measure_spans`.

A unit that a coder was assigned and handed in is a decision, coded or not; a unit outside their
hands is missing (NaN or None), never "no code".
"""

from alnqual.coding.agreement.arrays import alpha_interval
from alnqual.coding.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    cohen_kappa_max,
    fleiss_kappa,
    fleiss_kappa_by_category,
    gwet_ac,
    holsti,
    krippendorff_alpha,
    observed_agreement,
    percent_agreement,
    scott_pi,
)
from alnqual.coding.agreement.family import measure_family
from alnqual.coding.agreement.gamma import Dissimilarity, Gamma, gamma
from alnqual.coding.agreement.sets import alpha_of_sets, set_agreement
from alnqual.coding.agreement.span_tables import measure_spans
from alnqual.coding.agreement.spans import boundary_f1, boundary_similarity, span_f1
from alnqual.coding.agreement.tables import Coded, measure
from alnqual.coding.agreement.unitizing import UnitizingAlpha, unitizing_alpha
from alnqual.coding.agreement.unitizing_1995 import AlphaU1995, alpha_u_1995
from alnqual.coding.agreement.values import UndefinedAgreement

__all__ = [
    "AlphaU1995",
    "Coded",
    "Dissimilarity",
    "Gamma",
    "UndefinedAgreement",
    "UnitizingAlpha",
    "alpha_interval",
    "alpha_of_sets",
    "alpha_u_1995",
    "boundary_f1",
    "boundary_similarity",
    "brennan_prediger",
    "cohen_kappa",
    "cohen_kappa_max",
    "fleiss_kappa",
    "fleiss_kappa_by_category",
    "gamma",
    "gwet_ac",
    "holsti",
    "krippendorff_alpha",
    "measure",
    "measure_family",
    "measure_spans",
    "observed_agreement",
    "percent_agreement",
    "scott_pi",
    "set_agreement",
    "span_f1",
    "unitizing_alpha",
]
