"""The unitizing family of 2016 on codings: one choice of sibling codes a word."""

import pytest

from alnqual.coding import agreement
from alnqual.coding.agreement import measure_family
from alnqual.errors import InputError
from tests.coding.agreement.small import BOTH, coded, coding, handed_in

# The turn at 100 begins: one(100-103) two(104-107) three(108-113) four(114-118) five(119-123) six.
FOUR_AND_FOUR = [
    coding("a", "d1", 100, end=118),
    coding("a", "d1", 119, "inputs.people", end=139),
    coding("b", "d1", 100, end=107),
    coding("b", "d1", 108, "inputs.people", end=139),
]


def by_name(codings, submissions=BOTH, **options):
    frame = measure_family(coded(codings, submissions), **options)
    return frame.set_index(["coefficient", "code"])


def test_it_is_the_coefficient_of_the_words_and_codes():
    found = by_name(FOUR_AND_FOUR, parent="inputs")
    expected = agreement.unitizing_alpha(
        {"a": [(0, 4, 1), (4, 8, 2)], "b": [(0, 2, 1), (2, 8, 2)]}, length=90
    )
    assert found["value"].to_dict() == pytest.approx(
        {
            ("u", ""): expected.u_alpha,
            ("|u", ""): expected.bar_u_alpha,
            ("cu", ""): expected.cu_alpha,
            ("(k)u", "inputs.money"): expected.ku_alpha[1],
            ("(k)u", "inputs.people"): expected.ku_alpha[2],
        }
    )
    assert found.loc[("cu", ""), "coverage"] == pytest.approx(8 / 90)
    assert set(found["words"]) == {90} and set(found["several"]) == {0}


def test_codes_below_count_for_the_level_that_is_asked_for():
    found = by_name(FOUR_AND_FOUR)
    assert found.loc[("u", ""), "value"] == pytest.approx(1)
    assert found.loc[("cu", ""), "reason"].startswith("there is one value")
    assert found.loc[("(k)u", "context"), "value"] != found.loc[("(k)u", "context"), "value"]


def test_words_with_several_of_the_codes_are_left_out_and_counted():
    found = by_name(
        [*FOUR_AND_FOUR, coding("a", "d1", 114, "inputs.people", end=118)], parent="inputs"
    )
    assert set(found["several"]) == {1} and set(found["words"]) == {89}
    assert found.loc[("u", ""), "value"] == pytest.approx(
        agreement.unitizing_alpha(
            {"a": [(0, 3, 1), (3, 7, 2)], "b": [(0, 2, 1), (2, 7, 2)]}, length=89
        ).u_alpha
    )


def test_what_cannot_be_told_is_refused_with_what_to_do():
    with pytest.raises(InputError, match="no code 'shoes'"):
        by_name(FOUR_AND_FOUR, parent="shoes")
    with pytest.raises(InputError, match="no code below 'context'"):
        by_name(FOUR_AND_FOUR, parent="context")
    with pytest.raises(InputError, match="handed in by two coders"):
        by_name(FOUR_AND_FOUR, handed_in(("a", "d1")))
    empty = by_name([], parent="inputs")
    assert (empty["reason"] != "").all() and empty["value"].isna().all()
