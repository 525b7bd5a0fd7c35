"""Units that carry several codes at once."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.distance import jaccard_distance, masi_distance

from alnqual.coding.agreement import (
    UndefinedAgreement,
    alpha_of_sets,
    krippendorff_alpha,
    set_agreement,
)
from alnqual.coding.agreement.sets import set_distances
from alnqual.errors import InputError
from tests.coding.agreement.published import SETS

_SETS = st.lists(st.frozensets(st.sampled_from("abcd")), min_size=1, max_size=6, unique=True)


@given(_SETS.filter(lambda sets: all(sets)))
def test_masi_and_jaccard_are_nltks(sets):
    # NLTK rounds two thirds and a third to 0.67 and 0.33.
    masi, jaccard = set_distances(sets, "masi"), set_distances(sets, "jaccard")
    for row, one in enumerate(sets):
        for column, two in enumerate(sets):
            assert masi[row, column] == pytest.approx(masi_distance(one, two), abs=0.004)
            assert jaccard[row, column] == pytest.approx(jaccard_distance(one, two))


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=4, max_size=4), min_size=2, max_size=3))
@pytest.mark.filterwarnings("ignore::alnqual.coding.agreement.UndefinedAgreement")
def test_sets_of_one_code_are_plain_nominal_units(table):
    expected = krippendorff_alpha(table)
    for distance in ("masi", "masi-product", "passonneau", "jaccard", "nominal"):
        found = alpha_of_sets(table, distance=distance)
        assert found == pytest.approx(expected, nan_ok=True)


def test_the_published_example_of_dkpro():
    """SetAnnotationsTest: 0.186 by Passonneau's distance of 2004, 0.252 by MASI, to 0.001."""
    first, second = zip(*SETS, strict=True)
    assert alpha_of_sets([first, second], distance="passonneau") == pytest.approx(0.186, abs=6e-4)
    assert alpha_of_sets([first, second], distance="masi-product") == pytest.approx(0.252, abs=1e-3)
    assert set_agreement(first, second) == pytest.approx(1 / 3)
    assert set_agreement(first, second, kind="any", both_empty=0) == pytest.approx(2 / 3)
    assert set_agreement(first, second, kind="dice", both_empty=0) == pytest.approx(0.5)


def test_an_empty_set_is_a_judgement_and_none_is_missing():
    judged = [["a", "", "ab"], ["a", "b", ""]]
    more = [[*judged[0], "c"], [*judged[1], None]]
    assert alpha_of_sets(more) == pytest.approx(alpha_of_sets(judged))
    assert alpha_of_sets([["a", "", "b"], ["a", "", "b"]]) == 1


def test_what_cannot_be_told_says_why():
    with pytest.warns(UndefinedAgreement, match="same codes"):
        assert math.isnan(alpha_of_sets([["a", "a"], ["a", "a"]]))
    with pytest.warns(UndefinedAgreement, match="two coders"):
        assert math.isnan(alpha_of_sets([["a", None], [None, "a"]]))
    with pytest.raises(InputError, match="different numbers"):
        alpha_of_sets([["a"], ["a", "b"]])
    with pytest.raises(InputError, match="unknown distance"):
        alpha_of_sets([["a"], ["b"]], distance="cosine")
