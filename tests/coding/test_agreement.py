"""Agreement agrees with the published examples, and knows a decision from a gap."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alnqual.codebook import Codebook
from alnqual.coding.agreement import (
    agreement_by_code,
    cohen_kappa,
    krippendorff_alpha,
    percent_agreement,
)
from alnqual.errors import InputError
from alnqual.records import Code, Coding, Submission


@pytest.fixture(scope="module")
def published(shared) -> dict:
    content = json.loads((shared / "data/agreement/acceptance_values.json").read_text("utf-8"))
    return {case["id"]: case for case in content["cases"]}


def two_coders(confusion: list[list[int]]) -> tuple[list[int], list[int]]:
    cells = [(i, j, n) for i, row in enumerate(confusion) for j, n in enumerate(row)]
    return [i for i, _, n in cells for _ in range(n)], [j for _, j, n in cells for _ in range(n)]


def _coders_by_units(written: str) -> np.ndarray:
    units = [[None if v == "." else int(v) for v in u.split()] for u in written.split("|")]
    return np.array(units, dtype=object).T


@pytest.mark.parametrize(
    "case",
    [
        "krippendorff2011_4coders",
        "wikipedia_3coders",
        "krippendorff2004_binary10",
        "krippendorff2004_abc",
        "krippendorff1995_digitised_A",
        "hayes_krippendorff2007",
    ],
)
def test_alpha_as_published(published, case):
    data = published[case].get("data") or _coders_by_units(published[case]["units_x_coders"])
    expected = {k: v for k, v in published[case]["expect"].items() if k.startswith("alpha_")}
    for name, value in expected.items():
        found = krippendorff_alpha(data, level=name.removeprefix("alpha_"))
        digits = len(str(value).split(".")[1])
        assert found == pytest.approx(value, abs=0.6 * 10**-digits)


@pytest.mark.parametrize(
    "case", ["cohen1960_ex2", "cohen1960_ex1", "artstein_poesio2008_ex1", "gwet_hand"]
)
def test_kappa_and_percent_as_published(published, case):
    first, second = two_coders(published[case]["confusion"])
    expected = published[case]["expect"]
    assert percent_agreement(first, second) == pytest.approx(expected["percent"], abs=1e-9)
    if "cohen_kappa" in expected:
        assert cohen_kappa(first, second) == pytest.approx(expected["cohen_kappa"], abs=6e-5)


_RATINGS = st.integers(2, 5).flatmap(
    lambda units: st.lists(
        st.lists(st.sampled_from([0, 1, 2, None]), min_size=units, max_size=units),
        min_size=2,
        max_size=4,
    )
)


@given(_RATINGS, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_does_not_matter(table, random):
    coders = random.sample(table, len(table))
    units = random.sample(range(len(table[0])), len(table[0]))
    shuffled = [[row[unit] for unit in units] for row in coders]
    before, after = krippendorff_alpha(table), krippendorff_alpha(shuffled)
    assert after == pytest.approx(before, nan_ok=True)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=12))
def test_coders_who_agree_everywhere_have_an_alpha_of_one(labels):
    assume(len(set(labels)) > 1)
    assert krippendorff_alpha([labels, labels]) == pytest.approx(1.0)
    assert cohen_kappa(labels, labels) == pytest.approx(1.0)


def test_without_variation_or_overlap_there_is_no_alpha():
    assert math.isnan(krippendorff_alpha([[1, 1], [1, 1]]))
    assert math.isnan(krippendorff_alpha([[1, None], [None, 0]]))
    assert math.isnan(cohen_kappa([1, 1], [1, 1]))
    assert math.isnan(percent_agreement([1, None], [None, 1]))


def test_coders_must_judge_the_same_units():
    with pytest.raises(InputError, match="3 and 2 units"):
        cohen_kappa([1, 2, 3], [1, 2])


BOOK = Codebook(
    (
        Code("inputs", {"en": "Inputs"}, "inputs", "What is put in."),
        Code("inputs.money", {"en": "Money"}, "inputs", "Money.", parent="inputs"),
        Code("context", {"en": "Context"}, "context", "Around it."),
    )
)
TURNS = pd.DataFrame(
    [
        (f"{document}-{n}", document, n * 100, n * 100 + 90, n == 0)
        for document in ("d1", "d2")
        for n in range(6)
    ],
    columns=["turn", "document", "start", "end", "interviewer"],
)


def coding(coder: str, document: str, start: int, code: str = "inputs.money") -> Coding:
    return Coding(f"{coder}{document}{start}{code}", document, start, start + 20, code, coder,
                  "r", "q", "", "")  # fmt: skip


def handed_in(*pairs: tuple[str, str]) -> list[Submission]:
    return [Submission("r", coder, document, "submitted") for coder, document in pairs]


BOTH = handed_in(("a", "d1"), ("b", "d1"))


def by_code(codings, submissions):
    frame = agreement_by_code(BOOK, codings, submissions=submissions, turns=TURNS)
    return frame.set_index("code")


def test_uncoded_is_a_decision_only_where_the_coder_handed_the_document_in():
    codings = [coding("a", "d1", 110), coding("b", "d1", 150), coding("a", "d2", 110)]
    alone = by_code(codings, [*BOTH, *handed_in(("a", "d2"))])
    assert alone.loc["inputs.money", "alpha"] == pytest.approx(1.0)
    assert alone.loc["inputs.money", "units"] == 5
    missed = by_code(codings, [*BOTH, *handed_in(("a", "d2"), ("b", "d2"))])
    assert missed.loc["inputs.money", "alpha"] < 1
    assert missed.loc["inputs.money", "units"] == 10
    assert missed.loc["inputs.money", ["marked", "agreed"]].tolist() == [3, 1]


def test_a_skipped_document_was_not_judged():
    skipped = [Submission("r", "b", "d1", "skipped"), *handed_in(("a", "d1"))]
    assert by_code([coding("a", "d1", 110)], skipped).loc["inputs", "units"] == 0


def test_codings_of_a_code_count_for_the_codes_above_it():
    frame = by_code([coding("a", "d1", 110), coding("b", "d1", 110, "inputs")], BOTH)
    assert frame.loc["inputs", "alpha"] == pytest.approx(1.0)
    assert frame.loc["inputs.money", "alpha"] < 0.1


def test_interviewers_turns_are_not_judged():
    assert (
        by_code([coding("a", "d1", 10), coding("b", "d1", 10)], BOTH).loc["inputs", "marked"] == 0
    )


def test_every_missing_alpha_has_its_reason():
    frame = by_code([coding("a", "d1", 110)], BOTH)
    assert math.isnan(frame.loc["context", "alpha"])
    assert frame.loc["context", "reason"] == "no coder used the code on a double-coded document"
    nothing = by_code([coding("a", "d1", 110)], handed_in(("a", "d1")))
    assert set(nothing["reason"]) == {"no document was handed in by two coders"}
