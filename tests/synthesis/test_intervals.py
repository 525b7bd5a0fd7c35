"""Intervals of shares, against published figures and by their properties."""

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.synthesis.intervals import newcombe, wilson

COUNTS = st.integers(1, 200).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)],
)
def test_wilson_gives_the_figures_of_newcombe_1998(count, of, low, high):
    found = wilson(count, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_newcombe_gives_the_figures_of_his_table(after, before, low, high):
    found = newcombe(wilson(*before), wilson(*after))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(COUNTS)
def test_a_share_lies_in_its_interval_and_the_interval_in_0_to_1(counts):
    found = wilson(*counts)
    assert 0 <= found.low <= found.value + 1e-12 and found.value - 1e-12 <= found.high <= 1


@given(COUNTS, COUNTS)
def test_a_difference_turns_round_with_its_interval(before, after):
    there = newcombe(wilson(*before), wilson(*after))
    back = newcombe(wilson(*after), wilson(*before))
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


def test_of_nothing_nothing_is_told():
    assert all(isnan(each) for each in wilson(0, 0))
    assert all(isnan(each) for each in newcombe(wilson(0, 0), wilson(1, 2)))
