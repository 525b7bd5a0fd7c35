"""Agreement on codings knows a decision from a gap, and agrees with the plain coefficients."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alnqual.coding import agreement
from alnqual.coding.agreement.judgements import NO_UNIT, NOT_HANDED_IN, ONE_CODER, UNKNOWN
from alnqual.coding.agreement.span_tables import measure_spans
from alnqual.coding.agreement.tables import measure
from alnqual.errors import InputError
from alnqual.records import Round, Submission
from tests.coding.agreement.small import ALL, BOTH, DOCUMENTS, TURN, coded, coding, handed_in

pytestmark = pytest.mark.filterwarnings("ignore::alnqual.coding.agreement.UndefinedAgreement")


def by_code(codings, submissions, **more):
    settings = {"resamples": 50} | more
    return measure(coded(codings, submissions), **settings).set_index("code")


_DECISIONS = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(DOCUMENTS), st.integers(1, 5),
        st.sampled_from(["inputs.money", "inputs.people", "inputs", "context"]),
    ),
    max_size=30,
)  # fmt: skip
_HANDED = st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(DOCUMENTS)))


def values_of(decisions, handed, code: str) -> np.ndarray:
    """Coders by turns, as the plain coefficients take them."""
    table = np.full((3, 20), np.nan)
    for row, coder in enumerate("abc"):
        for place, document in enumerate(DOCUMENTS):
            if (coder, document) in handed:
                table[row, place * 5 : place * 5 + 5] = 0
    for coder, document, turn, given_code in decisions:
        if (coder, document) in handed and (given_code + ".").startswith(code + "."):
            table["abc".index(coder), DOCUMENTS.index(document) * 5 + turn - 1] = 1
    return table[:, (~np.isnan(table)).sum(axis=0) > 1]


@settings(max_examples=25)
@given(_DECISIONS, _HANDED)
def test_every_coefficient_is_that_of_the_plain_arrays(decisions, handed):
    codings = [coding(c, d, turn * 100 + 10, code) for c, d, turn, code in decisions]
    frame = by_code(codings, handed_in(*sorted(handed)))
    for code in ("inputs", "inputs.money", "context"):
        table = values_of(decisions, handed, code)
        row = frame.loc[code]
        named = {"categories": [0, 1]}
        expected = {
            "alpha": agreement.krippendorff_alpha(table),
            "fleiss": agreement.fleiss_kappa(table),
            "brennan_prediger": agreement.brennan_prediger(table, **named),
            "gwet": agreement.gwet_ac(table, **named),
            "percent": agreement.observed_agreement(table),
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, nan_ok=True), name
        kappas = [agreement.cohen_kappa(table[i], table[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
        kappas = [kappa for kappa in kappas if kappa == kappa]
        mean = sum(kappas) / len(kappas) if kappas else math.nan
        assert row["kappa"] == pytest.approx(mean, nan_ok=True)
        assert row["units"] == table.shape[1]
        assert bool(row["reason"]) == math.isnan(row["alpha"])


@settings(max_examples=25)
@given(_DECISIONS, _HANDED)
def test_alpha_of_the_sets_is_that_of_the_plain_arrays(decisions, handed):
    codings = [coding(c, d, turn * 100 + 10, code) for c, d, turn, code in decisions]
    table: list[list] = [[None] * 20 for _ in "abc"]
    for row, coder in enumerate("abc"):
        for place, document in enumerate(DOCUMENTS):
            if (coder, document) in handed:
                for turn in range(5):
                    table[row][place * 5 + turn] = {
                        code
                        for c, d, t, code in decisions
                        if (c, d, t) == (coder, document, turn + 1)
                    }
    try:
        frame = measure(coded(codings, handed_in(*sorted(handed))), by="round", resamples=10)
    except InputError:
        assert max(sum((c, d) in handed for c in "abc") for d in DOCUMENTS) < 2
        return
    expected = agreement.alpha_of_sets(table)
    row = frame.iloc[0]
    assert row["alpha_sets"] == pytest.approx(expected, nan_ok=True)
    if row["alpha_sets_low"] == row["alpha_sets_low"]:
        assert row["documents"] > 1 and row["alpha_sets_low"] <= row["alpha_sets_high"] <= 1 + 1e-9


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


def test_at_a_depth_codes_below_count_as_the_one_at_it():
    codings = [coding("a", "d1", 110), coding("b", "d1", 110, "inputs.people")]
    top = by_code(codings, BOTH, depth=1)
    assert top.index.tolist() == ["inputs", "context"]
    assert top.loc["inputs", "alpha"] == pytest.approx(1.0)
    pooled = measure(coded(codings, BOTH), by="round", depth=1, resamples=10)
    assert pooled["alpha"].tolist() == [pytest.approx(1.0)]
    assert measure(coded(codings, BOTH), by="round", resamples=10)["alpha"].iloc[0] < 0.1
    with pytest.raises(InputError, match="depth is 0"):
        by_code(codings, BOTH, depth=0)


def test_the_same_code_twice_on_a_turn_is_once():
    once = [coding("a", "d1", 110), coding("b", "d1", 110)]
    twice = [*once, coding("a", "d1", 130), coding("a", "d1", 110, end=131)]
    assert by_code(twice, BOTH).equals(by_code(once, BOTH))


def test_interviewers_turns_are_not_judged():
    codings = [coding("a", "d1", 10), coding("b", "d1", 10)]
    assert by_code(codings, BOTH).loc["inputs", "marked"] == 0


def test_what_does_not_count_is_counted_by_reason():
    codings = [
        coding("a", "d1", 110), coding("a", "d1", 10), coding("c", "d1", 110),
        coding("a", "d2", 110), coding("a", "d1", 210, "gone"),
    ]  # fmt: skip
    decided = coded(codings, [*BOTH, *handed_in(("a", "d2"))]).judgements(
        "turn", depth=None, ancestors=True
    )
    assert dict(decided.left_out) == {NO_UNIT: 1, NOT_HANDED_IN: 1, ONE_CODER: 1, UNKNOWN: 1}


def test_a_whole_document_is_one_unit():
    codings = [coding("a", "d1", 110), coding("b", "d1", 410)]
    frame = by_code(codings, ALL, unit="document")
    assert frame.loc["inputs.money", ["alpha", "units"]].tolist() == [1.0, 4]
    assert by_code(codings, ALL).loc["inputs.money", "alpha"] < 0.5


def test_a_round_of_some_passages_judges_only_those():
    narrow = Round("r", "Again", {}, passages={"d1": ("d1-1", "d1-2")})
    codings = [coding("a", "d1", 110), coding("b", "d1", 110), coding("a", "d1", 410)]
    frame = measure(coded(codings, BOTH, rounds=[narrow]), resamples=10).set_index("code")
    assert frame.loc["inputs.money", ["alpha", "units"]].tolist() == [1.0, 2]


def test_the_same_document_in_two_rounds_is_judged_in_each():
    again = [Submission("s", c, "d1", "submitted") for c in "ab"]
    codings = [coding("a", "d1", 110), coding("b", "d1", 110), coding("a", "d1", 110, round_id="s")]
    frame = measure(coded(codings, [*BOTH, *again]), by="round", resamples=10)
    assert frame["round"].tolist() == ["r", "s"]
    assert frame["alpha"].iloc[0] == pytest.approx(1.0)
    assert frame["alpha"].iloc[1] < 0.1
    assert by_code(codings, [*BOTH, *again]).loc["inputs", ["units", "documents"]].tolist() == [
        10,
        1,
    ]


def test_pairs_documents_and_languages_each_have_their_rows():
    handed = [*ALL, *handed_in(("c", "d1"))]
    codings = [
        coding(c, d, turn * 100 + 10)
        for c, d, turn in (("a", "d1", 1), ("b", "d1", 1), ("a", "d2", 5), ("b", "d3", 2))
    ]
    pairs = measure(coded(codings, handed), by="pair", resamples=50)
    assert pairs["pair"].tolist() == ["a, b", "a, c", "b, c"]
    assert pairs["documents"].tolist() == [4, 1, 1]
    assert pairs["coders"].tolist() == [2, 2, 2]
    documents = measure(coded(codings, handed), by="document")
    assert documents["document"].tolist() == list(DOCUMENTS)
    assert documents["coders"].tolist() == [3, 2, 2, 2]
    assert documents["reason"].iloc[3] == "no coder used the code on a double-coded document"
    languages = measure(coded(codings, handed), by="language", resamples=50)
    assert languages["language"].tolist() == ["cy", "en"]
    assert languages["units"].tolist() == [4, 16]


def test_every_missing_alpha_has_its_reason():
    frame = by_code([coding("a", "d1", 110)], BOTH)
    assert math.isnan(frame.loc["context", "alpha"])
    assert frame.loc["context", "reason"] == "no coder used the code on a double-coded document"
    assert frame.loc["context", "reading"].startswith("Agreement cannot be told: no coder used")
    nothing = by_code([coding("a", "d1", 110)], handed_in(("a", "d1")))
    assert set(nothing["reason"]) == {"no document was handed in by two coders"}


def test_without_double_coding_there_are_no_pairs_to_show():
    for by in ("pair", "document", "language", "round"):
        for table in (measure, measure_spans):
            with pytest.raises(InputError, match="no document was handed in by two coders"):
                table(coded([coding("a", "d1", 110)], handed_in(("a", "d1"))), by=by)


def test_what_there_is_not_is_refused():
    with pytest.raises(InputError, match="there is no round 'x'"):
        coded([], BOTH).of_round("x")
    with pytest.raises(InputError, match="unknown unit 'page'"):
        by_code([], BOTH, unit="page")
    with pytest.raises(InputError, match="unknown unit 'week'"):
        measure(coded([], BOTH), by="week")


def test_documents_that_agree_alike_leave_no_doubt_and_others_do():
    same = [coding(c, d, 110) for c in "ab" for d in DOCUMENTS]
    frame = by_code(same, ALL, resamples=200)
    row = frame.loc["inputs.money"]
    assert (row["alpha"], row["alpha_low"], row["alpha_high"]) == (1, 1, 1)
    assert row["interval"] == "percentile"
    mixed = [*same, coding("a", "d1", 210), coding("b", "d2", 310), coding("a", "d3", 410)]
    row = by_code(mixed, ALL, resamples=200).loc["inputs.money"]
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
    assert row["interval"] == "BCa"
    one = by_code(mixed, BOTH).loc["inputs.money"]
    assert math.isnan(one["alpha_low"])
    assert "cannot be told from one document" in one["reading"]


def test_a_code_that_few_documents_hold_says_how_often_it_was_missed():
    codings = [coding(c, "d1", 110) for c in "ab"]
    row = by_code(codings, ALL, resamples=400).loc["inputs.money"]
    assert row["undefined"] == pytest.approx(0.75**4, abs=0.06)
    assert row["interval"] == "percentile"
    assert "of the resamples it had no value" in row["reading"]


def test_the_same_seed_gives_the_same_intervals():
    codings = [coding("a", d, 110) for d in DOCUMENTS] + [coding("b", "d1", 110)]
    one = by_code(codings, ALL, seed=3)
    assert one.equals(by_code(codings, ALL, seed=3))


def test_readings_name_no_threshold_and_say_what_the_figures_mean():
    codings = [coding(c, d, 110) for c in "ab" for d in ("d1", "d2")] + [coding("a", "d3", 110)]
    reading = by_code(codings, ALL).loc["inputs.money", "reading"]
    assert reading.startswith(
        "Coders marked 12% of 20 turns that two or more judged, in 4 documents."
    )
    assert "times as often as they would if they marked as often, but at random" in reading
    assert "One coder marks more than another: their shares differ by 5.0 points" in reading
    for verdict in ("good", "poor", "substantial", "acceptable", "reliable", "0.8", "0.667"):
        assert verdict not in reading


def spans(codings, submissions, **more):
    return measure_spans(coded(codings, submissions), resamples=50, **more).set_index("code")


_PASSAGES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 5), st.integers(0, 16), st.integers(1, 6)),
    max_size=10,
)


@settings(max_examples=40)
@given(_PASSAGES)
def test_passages_agree_as_the_plain_coefficients_say(passages):
    ends = [n for n, sign in enumerate(TURN + " ") if sign == " "]
    begins = [0, *(end + 1 for end in ends[:-1])]
    words = [(begins[n], ends[n]) for n in range(len(ends))]
    handed = handed_in(*((c, "d1") for c in "abc"))
    codings, cut = [], {c: np.zeros(5 * 18, dtype=bool) for c in "abc"}
    for coder, turn, first, size in passages:
        last = min(first + size, 18)
        codings.append(
            coding(coder, "d1", turn * 100 + words[first][0], end=turn * 100 + words[last - 1][1])
        )
    by_coder = {c: [] for c in "abc"}
    for coder in "abc":
        theirs = sorted(
            ((t - 1) * 18 + f, (t - 1) * 18 + min(f + s, 18))
            for c, t, f, s in passages
            if c == coder
        )
        for start, end in theirs:
            cut[coder][start:end] = True
            if by_coder[coder] and start < by_coder[coder][-1][1]:
                last_start, last_end = by_coder[coder].pop()
                start, end = last_start, max(last_end, end)
            by_coder[coder].append((start, end))
    row = spans(codings, handed).loc["inputs.money"]
    units = {c: [(s, e, "x") for s, e in found] for c, found in by_coder.items()}
    family = agreement.unitizing_alpha(units, length=90)
    assert row["u_alpha"] == pytest.approx(family.u_alpha, nan_ok=True)
    assert row["units"] == 90
    pairs = [(by_coder[a], by_coder[b]) for a, b in ("ab", "ac", "bc")]
    for name, measured in (
        ("f1_exact", lambda a, b: agreement.span_f1(a, b)),
        ("f1_overlap", lambda a, b: agreement.span_f1(a, b, match="overlap")),
        ("f1_token", lambda a, b: agreement.span_f1(a, b, match="token")),
        ("boundary_f1", lambda a, b: agreement.boundary_f1(a, b)),
    ):
        found = [measured(a, b) for a, b in pairs if a or b]
        expected = sum(found) / len(found) if found else math.nan
        assert row[name] == pytest.approx(expected, nan_ok=True), name


def test_a_stray_space_is_no_disagreement_on_passages():
    codings = [coding("a", "d1", 103, end=114), coding("b", "d1", 104, end=113)]
    row = spans(codings, BOTH).loc["inputs.money"]
    assert (row["f1_exact"], row["u_alpha"], row["boundary_similarity"]) == (1, 1, 1)


def test_passages_next_to_each_other_are_two_and_overlapping_ones_are_one():
    parts = [coding("a", "d1", 100, end=107), coding("a", "d1", 108, end=113)]
    whole = [coding("b", "d1", 100, end=110), coding("b", "d1", 104, end=113)]
    row = spans([*parts, *whole], BOTH).loc["inputs.money"]
    assert row["marked"] == 3
    assert (row["f1_exact"], row["f1_overlap"], row["f1_token"]) == (0, 1, 1)


def test_passages_have_rows_by_pair_document_language_and_round():
    codings = [coding(c, d, 110) for c in "ab" for d in DOCUMENTS[:3]] + [coding("a", "d4", 110)]
    for by, rows in (("pair", 1), ("document", 4), ("language", 2), ("round", 1)):
        frame = measure_spans(coded(codings, ALL), by=by, resamples=50)
        assert len(frame) == rows
        assert frame[by].is_unique
    pair = measure_spans(coded(codings, ALL), by="pair", resamples=50).iloc[0]
    assert pair["u_alpha_low"] <= pair["u_alpha"] <= pair["u_alpha_high"]
    assert "the same to the word" in pair["reading"]
