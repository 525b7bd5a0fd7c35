"""What people rely on when documents are shared out among coders."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.coding import Coder
from alnqual.coding.planning import ToCode, allocate
from alnqual.errors import InputError

LENGTHS = st.lists(st.integers(1, 20_000), min_size=1, max_size=40)


def some(lengths, *, sectors="abc", areas="xy"):
    return [
        ToCode(f"d{n:02}", words, sectors[n % len(sectors)], areas[n // 2 % len(areas)])
        for n, words in enumerate(lengths)
    ]


def team(size):
    return [Coder(f"c{n}", f"c{n}@example.org") for n in range(size)]


def burdens(allocation, documents):
    words = {document.id: document.words for document in documents}
    return [sum(words[d] for d in theirs) for theirs in allocation.assignments.values()]


@st.composite
def plans(draw):
    size = draw(st.integers(2, 6))
    return {
        "documents": some(draw(LENGTHS)),
        "coders": team(size),
        "double": draw(st.floats(0, 1)),
        "per_document": draw(st.integers(2, size)),
        "seed": draw(st.integers(0, 5)),
    }


@given(plans())
def test_every_document_has_as_many_coders_as_it_should(plan):
    people = [len(coders) for coders in allocate(**plan).coders_of().values()]
    assert len(people) == len(plan["documents"])
    assert set(people) <= {1, plan["per_document"]}
    shared = sum(number > 1 for number in people)
    assert abs(shared - plan["double"] * len(people)) <= 0.5


@given(plans())
def test_each_pair_shares_as_many_documents_as_another(plan):
    pairs = allocate(**plan | {"per_document": 2}).pairs()
    assert len(pairs) == comb(len(plan["coders"]), 2)
    assert max(pairs.values()) - min(pairs.values()) <= 1


@given(LENGTHS, st.integers(2, 6), st.integers(0, 5))
def test_nobody_is_ahead_by_more_than_twice_the_longest_document(lengths, size, seed):
    documents = some(lengths)
    words = burdens(allocate(documents, team(size), seed=seed), documents)
    assert max(words) - min(words) <= 2 * max(lengths)


@given(LENGTHS, st.integers(2, 6), st.integers(0, 5))
def test_documents_that_all_are_shared_weigh_on_all(lengths, size, seed):
    documents = some(lengths)
    words = burdens(allocate(documents, team(size), double=1, seed=seed), documents)
    assert max(words) - min(words) <= size * max(lengths)


@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(plan, random):
    shuffled = dict(plan)
    for name in ("documents", "coders"):
        shuffled[name] = random.sample(plan[name], len(plan[name]))
    assert allocate(**plan) == allocate(**shuffled)


def test_another_seed_is_another_plan():
    documents = some([1000] * 30)
    found = {str(allocate(documents, team(4), double=0.3, seed=seed)) for seed in range(4)}
    assert len(found) == 4


@given(plans(), LENGTHS, st.floats(0, 1))
def test_what_is_assigned_stays_and_a_new_person_gets_the_most(plan, more, double):
    before = allocate(**plan)
    grown = some([*(document.words for document in plan["documents"]), *more])
    newcomer = Coder("new", "new@example.org")
    after = allocate(
        grown, [*plan["coders"], newcomer], double=double, per_document=plan["per_document"],
        seed=plan["seed"], kept=before.assignments,
    )  # fmt: skip
    for coder, documents in before.assignments.items():
        assert after.assignments[coder][: len(documents)] == documents
    assert set(after.coders_of()) == {document.id for document in grown}
    assert all(len(set(theirs)) == len(theirs) for theirs in after.assignments.values())


@given(plans())
def test_planning_again_changes_nothing(plan):
    once = allocate(**plan)
    assert allocate(**plan, kept=once.assignments) == once


def test_shared_documents_come_from_every_sector_and_area():
    documents = [
        ToCode(f"{sector}{area}{n}", 1000, sector, area)
        for sector, area in ("ax", "ay", "bx", "by", "cx")
        for n in range(8)
    ]
    for seed in range(5):
        people = allocate(documents, team(4), double=0.25, seed=seed).coders_of()
        shared = [document[:2] for document in people if len(people[document]) > 1]
        assert sorted(shared) == sorted(["ax", "ay", "bx", "by", "cx"] * 2)


def test_each_coder_meets_every_sector():
    documents = some([3000 + 37 * n for n in range(48)], sectors="abcd")
    allocation = allocate(documents, team(4))
    sector = {document.id: document.sector for document in documents}
    for theirs in allocation.assignments.values():
        assert {sector[document] for document in theirs} == set("abcd")


WELSH = ToCode("welsh", 900, languages=("cy",))
ENGLISH = [ToCode(f"e{n}", 1000, languages=("en",)) for n in range(6)]
READERS = [Coder("ann", "a@example.org", ("en",)), Coder("ben", "b@example.org", ("en", "cy"))]


def test_welsh_documents_go_to_those_who_read_welsh():
    bilingual = ToCode("both", 1000, languages=("cy", "en"))
    allocation = allocate([WELSH, bilingual, *ENGLISH], READERS)
    assert {"welsh", "both"} <= set(allocation.assignments["ben"])
    alone = allocate([WELSH], [Coder("all", "c@example.org")])
    assert alone.assignments == {"all": ("welsh",)}


def test_too_few_readers_are_told():
    allocation = allocate([WELSH, *ENGLISH], READERS, double=0.5)
    assert "1 of the documents can have only one coder" in allocation.notes[0]
    with pytest.raises(InputError, match=r"7 documents .* by 2 people each, but only 6"):
        allocate([WELSH, *ENGLISH], READERS, double=1)
    with pytest.raises(InputError, match="'welsh': it needs one who reads Welsh"):
        allocate([WELSH], READERS[:1])


def test_a_pair_that_met_before_meets_less():
    kept = {"c0": ["d00", "d01"], "c1": ["d00", "d01"]}
    pairs = allocate(some([1000] * 8), team(3), double=1, kept=kept).pairs()
    assert set(pairs) == set(combinations(["c0", "c1", "c2"], 2))
    assert sorted(pairs.values()) == [2, 3, 3]
