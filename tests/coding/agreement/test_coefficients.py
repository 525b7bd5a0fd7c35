"""Coefficients on given units: what holds of every one, and what the formulas say one by one."""

import itertools
import math

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from alnqual.coding import agreement
from alnqual.coding.agreement import UndefinedAgreement, engine
from alnqual.errors import InputError
from tests.coding.agreement import published as data
from tests.coding.agreement.published import coders

pytestmark = pytest.mark.filterwarnings("ignore::alnqual.coding.agreement.UndefinedAgreement")

MANY = {
    "observed": agreement.observed_agreement,
    "fleiss": agreement.fleiss_kappa,
    "fleiss linear": lambda v: agreement.fleiss_kappa(v, weights="linear"),
    "brennan_prediger": agreement.brennan_prediger,
    "ac1": agreement.gwet_ac,
    "ac2": lambda v: agreement.gwet_ac(v, weights="quadratic"),
} | {
    level: (lambda v, level=level: agreement.krippendorff_alpha(v, level=level))
    for level in ("nominal", "ordinal", "interval", "ratio")
}
TWO = {
    "percent": agreement.percent_agreement,
    "holsti": agreement.holsti,
    "kappa": agreement.cohen_kappa,
    "kappa quadratic": lambda a, b: agreement.cohen_kappa(a, b, weights="quadratic"),
    "pi": agreement.scott_pi,
}
CORRECTED = set(MANY) - {"observed"}

_TABLES = st.integers(2, 6).flatmap(
    lambda units: st.lists(
        st.lists(st.sampled_from([1, 2, 3, None]), min_size=units, max_size=units),
        min_size=2,
        max_size=4,
    )
)


@pytest.mark.parametrize("name", MANY)
@given(_TABLES, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_changes_nothing(name, table, random):
    shuffled = random.sample(table, len(table))
    units = random.sample(range(len(table[0])), len(table[0]))
    shuffled = [[row[unit] for unit in units] for row in shuffled]
    assert MANY[name](shuffled) == pytest.approx(MANY[name](table), nan_ok=True)


@pytest.mark.parametrize("name", TWO)
@given(_TABLES)
def test_which_coder_is_the_first_changes_nothing(name, table):
    first, second = table[:2]
    assert TWO[name](second, first) == pytest.approx(TWO[name](first, second), nan_ok=True)


@pytest.mark.parametrize("name", ["observed", "fleiss", "brennan_prediger", "ac1", "nominal"])
@given(_TABLES)
def test_what_the_categories_are_called_changes_nothing(name, table):
    called = {1: "zebra", 2: "ant", 3: "moth", None: None}
    renamed = [[called[value] for value in row] for row in table]
    assert MANY[name](renamed) == pytest.approx(MANY[name](table), nan_ok=True)


@given(
    st.lists(st.sampled_from([1, 2, 3]), min_size=2, max_size=12).filter(lambda v: len(set(v)) > 1)
)
def test_perfect_agreement_is_one(labels):
    for measure in MANY.values():
        assert measure([labels, labels, labels]) == pytest.approx(1)
    for measure in TWO.values():
        assert measure(labels, labels) == pytest.approx(1)


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (0.2, 0.3, 0.5)])
def test_random_coding_agrees_as_chance_says(shares):
    random = np.random.default_rng(0)
    values = random.choice(len(shares), size=(3, 60_000), p=shares) + 1
    assert MANY["nominal"](values) == pytest.approx(0, abs=0.01)
    assert MANY["fleiss"](values) == pytest.approx(0, abs=0.01)
    assert TWO["kappa"](values[0], values[1]) == pytest.approx(0, abs=0.02)
    assert TWO["pi"](values[0], values[1]) == pytest.approx(0, abs=0.02)
    by_chance = sum(share**2 for share in shares)
    assert MANY["observed"](values) == pytest.approx(by_chance, abs=0.01)
    size = len(shares)
    uniform = (by_chance - 1 / size) / (1 - 1 / size)
    assert MANY["brennan_prediger"](values) == pytest.approx(uniform, abs=0.01)
    spread = (1 - by_chance) / (size - 1)
    assert MANY["ac1"](values) == pytest.approx((by_chance - spread) / (1 - spread), abs=0.01)


@given(_TABLES)
def test_alpha_is_what_pairing_every_value_by_hand_gives(table):
    units = [[row[unit] for row in table if row[unit] is not None] for unit in range(len(table[0]))]
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    for level, distance in (
        ("nominal", lambda a, b: a != b),
        ("interval", lambda a, b: (a - b) ** 2),
        ("ratio", lambda a, b: ((a - b) / (a + b)) ** 2),
    ):
        found = agreement.krippendorff_alpha(table, level=level)
        if len(set(every)) < 2:
            assert math.isnan(found)
            continue
        observed = sum(
            distance(a, b) / (len(unit) - 1)
            for unit in units
            for a, b in itertools.permutations(unit, 2)
        )
        expected = sum(distance(a, b) for a, b in itertools.permutations(every, 2)) / (
            len(every) - 1
        )
        assert found == pytest.approx(1 - observed / expected)


@given(_TABLES)
def test_agreement_of_many_is_what_counting_pairs_by_hand_gives(table):
    pairs = [
        [a == b for a, b in itertools.combinations([r[u] for r in table if r[u] is not None], 2)]
        for u in range(len(table[0]))
    ]
    shares = [sum(p) / len(p) for p in pairs if p]
    expected = sum(shares) / len(shares) if shares else math.nan
    assert agreement.observed_agreement(table) == pytest.approx(expected, nan_ok=True)


@given(_TABLES.filter(lambda table: any(value for row in table[:2] for value in row)))
def test_resamples_are_computed_as_the_libraries_do(table):
    """The sums that the bootstrap uses give what krippendorff and scikit-learn give."""
    values = np.array(table, dtype=object)
    codes, known = agreement.values.encode(values)
    sums = engine.coincidences(agreement.values.counts(codes, len(known)))
    for level in ("nominal", "ordinal", "interval", "ratio"):
        distance = engine.distances(level, known, sums.sum(axis=0))
        found = float(engine.alpha(sums, distance))
        assert found == pytest.approx(agreement.krippendorff_alpha(table, level=level), nan_ok=True)
    matrix = agreement.values.confusion(codes[:2], len(known))
    found = float(engine.cohen_kappa(matrix, np.eye(len(known))))
    assert found == pytest.approx(agreement.cohen_kappa(*table[:2]), nan_ok=True)


def test_weighted_kappa_is_scikit_learns_where_the_categories_are_evenly_spaced():
    first, second = coders([[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]])
    for weights in ("linear", "quadratic"):
        expected = cohen_kappa_score(first, second, weights=weights)
        assert agreement.cohen_kappa(first, second, weights=weights) == pytest.approx(expected)


def test_the_coefficients_of_gwets_handbook():
    """irrCAC 1.4 on a table of Likert ratings, as DKPro's fixture_04_likert_4x4 has it."""
    table = coders([[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]])
    assert agreement.gwet_ac(table) == pytest.approx(0.58046, abs=6e-6)
    assert agreement.gwet_ac(table, weights="quadratic") == pytest.approx(0.84028, abs=6e-6)


def test_published_values_that_need_no_file():
    """Krippendorff (2011); Fleiss (1971); Cohen (1960), p. 45."""
    alphas = [MANY[level](data.KRIPPENDORFF_2011) for level in ("nominal", "ordinal", "interval")]
    assert alphas == pytest.approx([0.743, 0.815, 0.849], abs=6e-4)
    units = np.array([[int(sign) for sign in unit] for unit in data.FLEISS_1971.split()]).T
    assert agreement.fleiss_kappa(units) == pytest.approx(0.430, abs=6e-4)
    first, second = coders(data.COHEN_1960)
    assert agreement.cohen_kappa(first, second) == pytest.approx(0.492, abs=6e-4)
    assert agreement.cohen_kappa_max(first, second) == pytest.approx(0.831, abs=6e-4)


def test_kappas_own_weights_are_those_given():
    first, second = coders([[10, 2, 3], [1, 12, 4], [0, 5, 9]])
    same = agreement.cohen_kappa(first, second, weights=np.eye(3))
    assert same == pytest.approx(agreement.cohen_kappa(first, second))
    near = [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
    assert agreement.cohen_kappa(first, second, weights=near) == pytest.approx(
        agreement.cohen_kappa(first, second, weights="linear")
    )


def test_linear_weights_go_by_the_numbers_and_not_by_their_places():
    near, far = [1, 1, 2, 9], [1, 2, 2, 9]
    expected = cohen_kappa_score(near, far, weights="linear", labels=list(range(1, 10)))
    assert agreement.cohen_kappa(near, far, weights="linear") == pytest.approx(expected)


def test_a_unit_that_one_coder_did_not_judge_lowers_holsti_alone():
    first, second = [1, 2, None, 1], [1, 2, 3, None]
    assert agreement.percent_agreement(first, second) == 1
    assert agreement.holsti(first, second) == pytest.approx(2 * 2 / (3 + 3))


def test_units_judged_once_say_nothing_of_alpha_and_kappa():
    judged = [[1, 2, 1, 2], [1, 1, 1, 2]]
    more = [[*judged[0], 3, None], [*judged[1], None, 3]]
    assert MANY["nominal"](more) == pytest.approx(MANY["nominal"](judged))
    assert TWO["kappa"](*more) == pytest.approx(TWO["kappa"](*judged))


def test_categories_that_nobody_gave_count_where_chance_is_spread_over_them():
    table = [[1, 1, 2], [1, 1, 2]]
    assert agreement.brennan_prediger(table, categories=[1, 2, 3]) == pytest.approx(1)
    mixed = [[1, 1, 2], [1, 2, 2]]
    two = agreement.brennan_prediger(mixed)
    three = agreement.brennan_prediger(mixed, categories=[1, 2, 3])
    assert (two, three) == (pytest.approx(1 / 3), pytest.approx(1 / 2))


@pytest.mark.parametrize(
    "measure",
    [
        lambda: agreement.krippendorff_alpha([[1, 1], [1, 1]]),
        lambda: agreement.krippendorff_alpha([[1, None], [None, 0]]),
        lambda: agreement.cohen_kappa([1, 1], [1, 1]),
        lambda: agreement.percent_agreement([1, None], [None, 1]),
        lambda: agreement.scott_pi([1, 1], [1, 1]),
        lambda: agreement.fleiss_kappa([[1, 1], [1, 1]]),
        lambda: agreement.gwet_ac([[1, 1], [1, 1]]),
        lambda: agreement.brennan_prediger([[1, 1], [1, 1]]),
        lambda: agreement.holsti([None], [None]),
        lambda: agreement.observed_agreement([[1, 2, 3]]),
        lambda: agreement.krippendorff_alpha([[], []]),
    ],
)
def test_a_coefficient_without_value_says_why(measure):
    with pytest.warns(UndefinedAgreement, match="judged|same category|only one category"):
        assert math.isnan(measure())


def test_without_variation_ac1_and_brennan_prediger_are_one_if_the_categories_are_named():
    table = [[0, 0], [0, 0]]
    assert agreement.gwet_ac(table, categories=[0, 1]) == 1
    assert agreement.brennan_prediger(table, categories=[0, 1]) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: agreement.cohen_kappa([1, 2, 3], [1, 2]), "3 and 2 units"),
        (lambda: agreement.krippendorff_alpha([1, 2]), "shape"),
        (
            lambda: agreement.krippendorff_alpha([["a"], ["b"]], level="interval"),
            "no interval order",
        ),
        (lambda: agreement.krippendorff_alpha([[1], [2]], level="ordinary"), "unknown level"),
        (lambda: agreement.gwet_ac([[1], [2]], categories=[1]), "none of the categories"),
        (lambda: agreement.gwet_ac([[1], [2]], weights="cubic"), "unknown weights"),
        (lambda: agreement.gwet_ac([[1], [2]], weights=np.eye(3)), "2 categories"),
        (lambda: agreement.gwet_ac([[1], [2]], weights=[[1, 0], [1, 1]]), "symmetric"),
    ],
)
def test_what_cannot_be_computed_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_alpha_is_the_librarys():
    values = np.random.default_rng(1).integers(0, 4, size=(3, 50)).astype(float)
    values[0, :10] = np.nan
    for level in ("nominal", "ordinal", "interval", "ratio"):
        expected = krippendorff.alpha(values, level_of_measurement=level)
        assert agreement.krippendorff_alpha(values, level=level) == pytest.approx(expected)
