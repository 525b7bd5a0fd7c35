"""Coders who cut the text themselves: the two families of alpha, gamma, spans and boundaries."""

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.coding import agreement
from alnqual.coding.agreement import UndefinedAgreement
from alnqual.errors import InputError
from tests.coding.agreement import published as data

LENGTH = 12


@st.composite
def _cut(draw) -> list[tuple[int, int, str]]:
    """Disjoint units of one coder in a text of twelve places."""
    ends = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=6)))
    return [
        (a, b, draw(st.sampled_from("ab"))) for a, b in zip(ends[::2], ends[1::2], strict=False)
    ]


_CUTS = st.lists(_cut(), min_size=2, max_size=3)


def named(cuts) -> dict:
    return {f"coder {number}": cut for number, cut in enumerate(cuts)}


def family(cuts, length=LENGTH):
    with warnings.catch_warnings(action="ignore", category=UndefinedAgreement):
        return agreement.unitizing_alpha(named(cuts), length=length)


@given(_CUTS)
def test_u_alpha_is_what_pairing_every_place_by_hand_gives(cuts):
    """Places within one unit are not paired in the expectation, those of gaps are."""
    places = []
    for coder, cut in enumerate(cuts):
        for place in range(LENGTH):
            unit = [n for n, (start, end, _) in enumerate(cut) if start <= place < end]
            where = (coder, unit[0]) if unit else (coder, -1 - place)
            places.append((place, cut[unit[0]][2] if unit else None, where))
    observed = sum(
        a[1] != b[1]
        for a, b in itertools.permutations(places, 2)
        if a[0] == b[0] and a[2][0] != b[2][0]
    ) / (len(cuts) - 1)
    apart = [(a[1], b[1]) for a, b in itertools.permutations(places, 2) if a[2] != b[2]]
    expected = len(places) * sum(a != b for a, b in apart) / max(len(apart), 1)
    found = family(cuts).u_alpha
    if expected:
        assert found == pytest.approx(1 - observed / expected)
    else:
        assert math.isnan(found)


@given(_CUTS, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_changes_nothing(cuts, random):
    shuffled = [random.sample(cut, len(cut)) for cut in random.sample(cuts, len(cuts))]
    one, two = family(cuts), family(shuffled)
    for name in ("u_alpha", "bar_u_alpha", "cu_alpha", "cu_coverage"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), nan_ok=True)
    assert two.ku_alpha == pytest.approx(one.ku_alpha, nan_ok=True)


@given(_CUTS)
def test_renaming_the_values_changes_nothing(cuts):
    renamed = [[(s, e, {"a": "zebra", "b": "ant"}[v]) for s, e, v in cut] for cut in cuts]
    assert family(renamed).u_alpha == pytest.approx(family(cuts).u_alpha, nan_ok=True)
    assert family(renamed).cu_alpha == pytest.approx(family(cuts).cu_alpha, nan_ok=True)


def test_the_same_cut_is_perfect_agreement():
    cut = [(1, 3, "a"), (5, 9, "b")]
    found = family([cut, cut, cut])
    assert (found.u_alpha, found.bar_u_alpha, found.cu_alpha) == (1, 1, 1)
    assert found.ku_alpha == {"a": 1, "b": 1}
    assert agreement.alpha_u_1995(named([cut, cut]), length=LENGTH).alpha == 1


def test_random_cuts_agree_as_chance_says():
    random = np.random.default_rng(0)
    texts = [
        {
            coder: [(start, start + 5, random.choice(["a", "b"])) for start in range(0, 200, 10)]
            for coder in ("x", "y")
        }
        for _ in range(400)
    ]
    found = agreement.unitizing_alpha(texts, length=[200] * len(texts))
    assert found.cu_alpha == pytest.approx(0, abs=0.04)
    assert found.bar_u_alpha == 1


def test_texts_add_up_and_a_coder_who_is_not_there_is_missing():
    one = {"x": [(0, 4, "a")], "y": [(0, 3, "a"), (6, 8, "b")]}
    two = {"x": [(2, 5, "b")], "y": [(2, 6, "b")]}
    alone = {"x": [(0, 9, "a")]}
    both = agreement.unitizing_alpha([one, two], length=[10, 12])
    with_one_more = agreement.unitizing_alpha([one, two, alone], length=[10, 12, 50])
    assert with_one_more == both


def test_published_values_that_need_no_file():
    """lindanna/unitized_alpha for the 2016 family, Krippendorff (2004), p. 254, for the other."""
    found = agreement.unitizing_alpha(data.CUT_2016, length=20)
    assert found.u_alpha == pytest.approx(0.473913, abs=6e-7)
    assert found.bar_u_alpha == pytest.approx(0.4328125, abs=6e-8)
    assert found.cu_alpha == pytest.approx(0.778882, abs=6e-7)
    assert found.ku_alpha == pytest.approx({"1": 0.769252, "2": 0.786971}, abs=6e-7)
    old = agreement.alpha_u_1995(data.CUT_2004, length=300, begin=150)
    assert old.by_value == pytest.approx({"c": 0.7286, "k": 1.0}, abs=6e-5)


def test_units_that_overlap_are_refused_and_another_coefficient_is_named():
    cut = {"x": [(0, 5, "a"), (3, 8, "b")], "y": [(0, 5, "a")]}
    with pytest.raises(InputError, match=r"units 0-5 and 3-8 of coder 'x' overlap") as refused:
        agreement.unitizing_alpha(cut, length=10)
    assert "alpha_of_sets" in str(refused.value)
    same = {"x": [(0, 5, "a"), (3, 8, "a")], "y": []}
    with pytest.raises(InputError, match="overlap"):
        agreement.alpha_u_1995(same, length=10)
    assert set(agreement.alpha_u_1995(cut, length=10).by_value) == {"a", "b"}


@pytest.mark.parametrize("unit", [(5, 5, "a"), (-1, 3, "a"), (8, 11, "a")])
def test_units_outside_the_text_are_refused(unit):
    with pytest.raises(InputError, match="empty or outside"):
        agreement.unitizing_alpha({"x": [unit], "y": []}, length=10)


@pytest.mark.parametrize(
    ("cut", "length", "why"),
    [
        ({"x": [(0, 3, "a")]}, 10, "no text was worked on by two coders"),
        ({"x": [], "y": []}, 0, "no text was worked on by two coders"),
        ({"x": [], "y": []}, 10, "no coder"),
        ({"x": [(0, 3, "a")], "y": [(0, 3, "a")]}, 10, "one value"),
        ({"x": [(0, 3, "a")], "y": [(5, 8, "b")]}, 10, "intersect nowhere"),
    ],
)
def test_what_has_no_value_says_why(cut, length, why):
    with pytest.warns(UndefinedAgreement):
        found = agreement.unitizing_alpha(cut, length=length)
    assert any(why in reason for reason in found.reasons.values())
    for name, value in (("u_alpha", found.u_alpha), ("cu_alpha", found.cu_alpha)):
        assert math.isnan(value) == (name in found.reasons)


def test_the_older_alpha_says_why_it_has_no_value():
    with pytest.warns(UndefinedAgreement, match="one coder only"):
        assert math.isnan(agreement.alpha_u_1995({"x": [(0, 3, "a")]}, length=9).alpha)
    with pytest.raises(InputError, match="text is empty"):
        agreement.alpha_u_1995({"x": [], "y": []}, length=0)


def test_gamma_finds_the_cheapest_alignment_by_trying_all():
    """The integer programme against every set partition of three coders' units."""
    units = [data.ALIGNED["f04"][coder] for coder in "abc"]
    every = [(coder, n) for coder in range(3) for n in range(2)]
    rule = agreement.Dissimilarity()

    def between(one, two):
        (s, e, v), (s_, e_, v_) = one, two
        return ((abs(s - s_) + abs(e - e_)) / (e - s + e_ - s_)) ** 2 + (v != v_)

    def cost(group):
        members = [units[coder][n] for coder, n in group]
        pairs = [between(a, b) for a, b in itertools.combinations(members, 2)]
        return (sum(pairs) + (3 - len(pairs))) / 3

    def partitions(rest):
        if not rest:
            yield []
            return
        first, *others = rest
        for size in range(3):
            for mates in itertools.combinations([o for o in others if o[0] != first[0]], size):
                if len({coder for coder, _ in mates}) == size:
                    left = [o for o in others if o not in mates]
                    for more in partitions(left):
                        yield [(first, *mates), *more]

    cheapest = min(sum(map(cost, groups)) for groups in partitions(every)) / 2
    found = agreement.gamma(data.ALIGNED["f04"], dissimilarity=rule, samples=2)
    assert found.disorder == pytest.approx(cheapest)


def test_gamma_is_the_same_for_the_same_seed_and_one_for_the_same_cut():
    cut = data.ALIGNED["f06"]
    assert agreement.gamma(cut, samples=5).gamma == agreement.gamma(cut, samples=5).gamma
    assert agreement.gamma({"x": cut["a"], "y": cut["a"]}, samples=5).gamma == 1


def test_gamma_needs_two_coders_with_units_and_few_enough_of_them():
    with pytest.raises(InputError, match="two coders with a unit each"):
        agreement.gamma({"x": [(0, 3, "a")], "y": []})
    many = {coder: [(n, n + 1, "a") for n in range(900)] for coder in "wxyz"}
    with pytest.raises(InputError, match="too many ways"):
        agreement.gamma(many)


def test_span_f1_by_ends_by_overlap_and_by_token():
    one, two = [(0, 10), (20, 30), (40, 50)], [(0, 10), (22, 28)]
    assert agreement.span_f1(one, two) == pytest.approx(2 * 1 / (3 + 2))
    assert agreement.span_f1(one, two, match="overlap") == pytest.approx(
        2 * (2 / 3) * 1 / (2 / 3 + 1)
    )
    assert agreement.span_f1(one, two, match="token") == pytest.approx(2 * 16 / (30 + 16))
    words = [(0, 4), (5, 10), (20, 24), (25, 30), (40, 50)]
    found = agreement.span_f1(one, two, match="token", tokens=words)
    assert found == pytest.approx(2 * 4 / (5 + 4))
    assert agreement.boundary_f1(one, two) == pytest.approx(2 * 2 / (6 + 4))


_SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=4
)


@given(_SPANS.filter(bool), _SPANS)
def test_spans_agree_both_ways_and_with_themselves(one, two):
    for measure in (
        agreement.span_f1,
        lambda a, b: agreement.span_f1(a, b, match="overlap"),
        lambda a, b: agreement.span_f1(a, b, match="token"),
        agreement.boundary_f1,
    ):
        assert measure(one, two) == pytest.approx(measure(two, one))
        assert measure(one, one) == 1


def test_spans_that_nobody_marked_say_so():
    for measure in (agreement.span_f1, agreement.boundary_f1):
        with pytest.warns(UndefinedAgreement, match="neither coder marked"):
            assert math.isnan(measure([], []))
    assert agreement.span_f1([(0, 3)], []) == 0
    with pytest.raises(InputError, match="ends where it starts"):
        agreement.span_f1([(3, 3)], [])


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ([2, 3, 6], [5, 6], 0.5),
        ([2, 3, 6], [2, 3, 3, 3], 2 / 3),
        ([2, 3, 6], [2, 2, 7], 0.75),
        ([2, 3, 6], [1, 1, 3, 1, 5], 0.5),
        ([11], [11], 1.0),
    ],
)
def test_boundary_similarity_as_segeval_has_it(one, two, expected):
    """The masses of segments in the tests of cfournie/segmentation.evaluation."""
    places = [np.cumsum(masses)[:-1] for masses in (one, two)]
    assert agreement.boundary_similarity(*places) == pytest.approx(expected)


def test_near_misses_weigh_by_their_distance():
    assert agreement.boundary_similarity([10], [11]) == pytest.approx(0.5)
    assert agreement.boundary_similarity([10], [11], near=1) == 0
    assert agreement.boundary_similarity([10], [13], near=4) == pytest.approx(0.25)
