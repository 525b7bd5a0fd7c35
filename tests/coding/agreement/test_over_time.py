"""Confusion of codes, drift over time, and whether enough was coded twice."""

import numpy as np
import pandas as pd
import pytest

from alnqual.coding.agreement import alpha_interval, krippendorff_alpha
from alnqual.coding.agreement.calibration import calibration_set
from alnqual.coding.agreement.confusion import NOTHING, confusion, overlapping_definitions
from alnqual.coding.agreement.drift import drift, drift_series, working_order
from alnqual.coding.agreement.enough import interval_widths
from alnqual.errors import InputError
from tests.coding.agreement.small import ALL, TURN, TURNS, coded, coding, handed_in


def decided(codings, submissions, turns=TURNS):
    return coded(codings, submissions, turns=turns).judgements("turn", depth=None, ancestors=False)


def test_confusion_counts_codes_given_in_each_others_place():
    codings = [
        coding("a", "d1", 110), coding("b", "d1", 110),
        coding("a", "d1", 210), coding("b", "d1", 210, "inputs.people"),
        coding("a", "d1", 310, "context"),
    ]  # fmt: skip
    table = confusion(decided(codings, ALL))
    assert table.loc["inputs.money", "inputs.money"] == 1
    assert table.loc["inputs.money", "inputs.people"] == 1
    assert table.loc["inputs.people", "inputs.money"] == 1
    assert table.loc["context", NOTHING] == 1
    assert table.loc["inputs.money", NOTHING] == 0


def test_codes_that_are_confused_and_alike_come_first():
    codings = [
        coding("a", "d1", 110), coding("b", "d1", 110, "inputs.people"),
        coding("a", "d1", 210), coding("b", "d1", 210, "context"),
    ]  # fmt: skip
    table = confusion(decided(codings, ALL))
    alike = np.full((4, 4), 0.1)
    alike[1, 2] = alike[2, 1] = 0.9
    pairs = overlapping_definitions(table, alike)
    assert pairs[["first", "second"]].iloc[0].tolist() == ["inputs.money", "inputs.people"]
    assert pairs["score"].is_monotonic_decreasing


def many(documents: int) -> pd.DataFrame:
    rows = [
        (f"d{d:02}-{n}", f"d{d:02}", n * 100, n * 100 + len(TURN), False, "en", TURN)
        for d in range(documents)
        for n in range(6)
    ]
    return pd.DataFrame(rows, columns=TURNS.columns)


def drifting(documents: int, change: int) -> tuple[list, list]:
    """Two coders who agree until coder b's documents from `change` on."""
    codings = []
    for d in range(documents):
        for n in range(4):
            when = f"2026-01-{d + 1:02}T10:00:00Z"
            moved = 1 if d >= change else 0
            codings.append(coding("a", f"d{d:02}", n * 100 + 10, created=when))
            codings.append(coding("b", f"d{d:02}", (n + 2 * moved) * 100 + 10, created=when))
    return codings, handed_in(*((c, f"d{d:02}") for c in "ab" for d in range(documents)))


def test_a_change_is_found_where_it_is_and_flagged_with_its_uncertainty():
    codings, submissions = drifting(14, 8)
    table = drift(decided(codings, submissions, many(14)), working_order(codings))
    row = table[(table["coder"] == "b") & (table["code"] == "inputs.money")].iloc[0]
    assert row["at"] == "d08" and row["flagged"]
    assert row["at_from"] <= "d08" <= row["at_to"]
    assert row["before"] == 0 and row["after"] == pytest.approx(0.5)


def test_the_series_behind_a_change_is_in_the_order_of_work():
    codings, submissions = drifting(14, 8)
    series = drift_series(decided(codings, submissions, many(14)), working_order(codings))
    of_b = series[(series["coder"] == "b") & (series["code"] == "inputs.money")]
    assert list(of_b["document"]) == [f"d{d:02}" for d in range(14)]
    assert list(of_b["apart"]) == [0] * 8 + [0.5] * 6
    assert set(of_b["marks"]) == {8}


def test_without_a_change_nothing_is_flagged():
    codings, submissions = drifting(14, 99)
    table = drift(decided(codings, submissions, many(14)), working_order(codings))
    assert not table["flagged"].any()
    few, handed = drifting(4, 2)
    assert drift(decided(few, handed, many(4)), working_order(few)).empty


def test_a_change_is_looked_for_against_one_coder_alone():
    codings, submissions = drifting(14, 8)
    third = [coding("c", c.document, c.start) for c in codings if c.coder == "a"]
    handed = [*submissions, *handed_in(*(("c", f"d{d:02}") for d in range(14)))]
    judged = decided([*codings, *third], handed, many(14))
    against = drift(judged, working_order(codings), against="c")
    assert set(against["coder"]) == {"a", "b"}
    assert against.set_index("coder")["flagged"].to_dict() == {"a": False, "b": True}


def test_a_calibration_set_has_units_that_differ_and_anchors_of_drifted_codes():
    codings, submissions = drifting(14, 8)
    judged = decided(codings, submissions, many(14))
    found = calibration_set(judged, drift(judged, working_order(codings)), size=8)
    assert len(found) == 8 and found["place"].is_unique
    assert set(found["agreed"]) == {True, False}
    assert found["why"].iloc[0] == "a coder's use of it has changed"


def test_the_working_order_is_that_of_the_codings_times():
    codings = [
        coding("a", "d1", 110, created="2026-01-02T00:00:00Z"),
        coding("a", "d2", 110, created="2026-01-01T00:00:00Z"),
        coding("a", "d3", 110),
    ]
    assert working_order(codings) == {"a": ["d2", "d1"]}


def test_more_documents_make_the_interval_narrower():
    codings, submissions = drifting(12, 6)
    table = interval_widths(decided(codings, submissions, many(12)), resamples=300)
    assert table["documents"].tolist() == [3, 6, 12, 24, 48]
    assert table["width"].is_monotonic_decreasing
    assert table["forecast"].tolist() == [False, False, False, True, True]


def test_alpha_of_plain_arrays_has_its_interval_over_groups():
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 200)
    noisy = np.where(random.random((3, 200)) < 0.8, truth, random.integers(0, 3, (3, 200)))
    groups = np.repeat(np.arange(20), 10)
    for level in ("nominal", "ordinal", "interval"):
        alpha, low, high, method = alpha_interval(noisy, groups, level=level, resamples=200)
        assert alpha == pytest.approx(krippendorff_alpha(noisy, level=level))
        assert low < alpha < high and method == "BCa"
    with pytest.raises(InputError, match="200 units, but 3 groups"):
        alpha_interval(noisy, [1, 2, 3])
