"""Where coders differ is found whole, named rightly, and ordered by what it would change."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.coding.agreement import krippendorff_alpha
from alnqual.coding.disagreements import disagreements, letters, passages, several
from alnqual.coding.leverage import Alphas, Lineage
from alnqual.coding.turn_places import TurnPlaces
from alnqual.records import Coding, Submission
from tests.coding.several_coders import (
    CODERS,
    CODES,
    ROUND,
    TURNS,
    VOICES,
    codebook,
    coding,
    handed_in,
    rounds_of_codings,
)


def listed(codings: list[Coding], submissions: list[Submission] | None = None):
    submissions = handed_in("ann", "bob") if submissions is None else submissions
    return disagreements(
        codings, submissions, round_id=ROUND, turns=TURNS, voices=VOICES, codebook=codebook()
    )


def kinds(*codings: Coding) -> list[tuple[str, ...]]:
    return [each.kinds for each in listed(list(codings))]


def test_each_kind_of_difference_has_its_name() -> None:
    ann = coding("ann", 20, 30)
    assert kinds(ann) == [("marked",)]
    assert kinds(ann, coding("bob", 20, 30)) == []
    assert kinds(ann, coding("bob", 22, 30)) == [("extent",)]
    assert kinds(ann, coding("bob", 20, 30, stance="barrier")) == [("stance",)]
    assert kinds(ann, coding("bob", 20, 30, link="l", direction="supports")) == [("link",)]
    assert kinds(ann, coding("bob", 20, 30, "outcomes")) == [("code",)]
    assert kinds(ann, coding("bob", 25, 38, stance="barrier")) == [("stance", "extent")]
    assert kinds(ann, coding("bob", 30, 38)) == [("marked",), ("marked",)]


def test_a_document_of_one_coder_and_one_that_was_skipped_have_no_disagreements() -> None:
    codings = [coding("ann", 20, 30)]
    assert listed(codings, handed_in("ann")) == []
    skipped = Submission(ROUND, "bob", "d1", "skipped")
    assert listed(codings, [*handed_in("ann"), skipped]) == []
    assert listed(codings, [replace(each, round="r2") for each in handed_in("ann", "bob")]) == []


def test_what_changes_more_figures_comes_first() -> None:
    """A code that the participant has elsewhere anyway changes nothing but agreement."""
    deep = coding("ann", 20, 30, "inputs.staff.release", document="d2")
    elsewhere = [coding(coder, 40, 44, "outcomes.trust") for coder in ("ann", "bob")]
    again = coding("bob", 20, 24, "outcomes.trust")
    asked = coding("ann", 2, 8, "outcomes", document="d2")
    found = listed([again, asked, deep, *elsewhere])
    assert [each.passage.said["ann"] or each.passage.said["bob"] for each in found] == [
        (deep,), (asked,), (again,),
    ]  # fmt: skip
    assert found[0].figures == ("inputs", "inputs.staff", "inputs.staff.release")
    assert found[1].figures == ("outcomes",), "nobody said it, but the document counts"
    assert found[2].figures == ()
    assert found[1].alpha == 0, "an interviewer's turn is no unit of agreement"
    assert found[0].alpha > 0
    assert found[2].alpha > 0


def test_a_stance_is_at_stake_where_it_decides_how_the_participant_counts() -> None:
    both = [coding("ann", 20, 30), coding("bob", 20, 30, stance="barrier")]
    assert listed(both)[0].figures == ("inputs", "inputs.staff")
    elsewhere = [coding("ann", 40, 44, stance="barrier"), coding("bob", 40, 44, stance="barrier")]
    assert listed([*both, *elsewhere])[0].figures == ()


@given(rounds_of_codings())
def test_every_coding_of_a_document_with_several_coders_is_in_exactly_one_passage(codings) -> None:
    submissions = handed_in("ann", "bob", documents=("d1",)) + handed_in("cai")
    coders = several(submissions, ROUND)
    assert coders == {"d1": CODERS}
    found = passages(codings, coders, round_id=ROUND, places=TurnPlaces(TURNS))
    inside = [c.id for passage in found for theirs in passage.said.values() for c in theirs]
    assert sorted(inside) == sorted(c.id for c in codings if c.document == "d1")
    for passage in found:
        assert all(
            passage.start <= c.start and c.end <= passage.end
            for theirs in passage.said.values()
            for c in theirs
        )
    places = sorted((passage.start, passage.end) for passage in found)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@given(rounds_of_codings(coders=("ann",)))
def test_perfect_agreement_gives_an_empty_list(codings) -> None:
    same = [replace(c, coder="bob", id=f"b{c.id}", memo="another memo") for c in codings]
    assert listed([*codings, *same]) == []


@given(rounds_of_codings(), st.permutations(CODERS))
def test_who_is_who_changes_nothing(codings, permuted) -> None:
    renamed = dict(zip(CODERS, permuted, strict=True))
    others = [replace(c, coder=renamed[c.coder]) for c in codings]
    first, second = listed(codings, handed_in(*CODERS)), listed(others[::-1], handed_in(*CODERS))

    def shown(found):
        return [
            (d.passage.document, d.passage.start, d.passage.end, d.kinds, d.figures,
             pytest.approx(d.alpha))
            for d in found
        ]  # fmt: skip

    assert shown(first) == shown(second)


@pytest.mark.filterwarnings("ignore:every unit")
@given(rounds_of_codings())
def test_alpha_is_krippendorffs(codings) -> None:
    """Counted over the participants' turns, as the table of agreement has it."""
    lineage, places = Lineage(codebook()), TurnPlaces(TURNS)
    coders = several(handed_in("ann", "bob") + handed_in("cai", documents=("d2",)), ROUND)
    codings = [c for c in codings if c.coder in coders[c.document]]
    alphas = Alphas(codings, coders=coders, lineage=lineage, places=places, voices=VOICES)
    units = [turn for turn in TURNS.itertuples() if not turn.interviewer]
    for code in CODES:
        values = np.array(
            [
                [
                    np.nan
                    if coder not in coders[unit.document]
                    else any(
                        c.coder == coder and places.turn_of(c) == unit.turn
                        for c in lineage.under(codings).get(code, ())
                    )
                    for unit in units
                ]
                for coder in CODERS
            ]
        )
        expected = krippendorff_alpha(values)
        found = alphas.alpha(code)
        assert np.isnan(expected) if found is None else found == pytest.approx(expected)


def test_letters_last_and_do_not_follow_the_list_of_coders() -> None:
    many = [f"coder-{n:02d}" for n in range(30)]
    given_ = letters("r1", many)
    assert given_ == letters("r1", reversed(many))
    assert sorted(given_.values(), key=lambda each: (len(each), each))[-4:] == [
        "AA", "AB", "AC", "AD",
    ]  # fmt: skip
    assert list(given_.values()) != sorted(given_.values())
    assert letters("r2", many) != given_
