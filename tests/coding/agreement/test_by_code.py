"""Agreement on codings knows a decision from a gap."""

import math

import pandas as pd
import pytest

from alnqual.codebook import Codebook
from alnqual.coding.agreement import agreement_by_code
from alnqual.records import Code, Coding, Submission

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
