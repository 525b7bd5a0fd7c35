"""Codings whose codes were renamed, merged or split since they were made."""

import pandas as pd

from alnqual.codebook.migrations import Former, Migration, Migrations
from alnqual.coding.migrated import in_codebook_of_now, merged, recoded
from alnqual.records import Coding, Round, Submission

MERGE = Migration(2, "merge", former=(Former("a", "c", {"en": "A"}), Former("b", "c", {"en": "B"})))
TURNS = pd.DataFrame({"turn": ["t1", "t2"], "start": [0, 10], "end": [10, 20]})


def coding(identity: str, code: str, **said: object) -> Coding:
    values = {
        "document": "i01", "start": 2, "end": 5, "coder": "ann", "round": "r1", "quote": "abc",
        "prefix": "", "suffix": "",
    } | said  # fmt: skip
    return Coding(id=identity, code=code, **values)


def of_now(*chosen: Coding) -> list[Coding]:
    return merged(in_codebook_of_now(chosen, Migrations([MERGE], version=2)), chosen)


def test_two_codings_of_the_same_words_that_a_merge_made_alike_count_once():
    first = coding("1", "a", stance="barrier", memo="One.", created="2024-01-01")
    second = coding("2", "b", stance="facilitator", memo="Two.", link="l", direction="supports")
    (one,) = of_now(first, second)
    assert (one.id, one.code, one.stance, one.memo) == ("2", "c", "mixed", "Two.\nOne.")
    assert (one.link, one.direction) == ("l", "supports")


def test_others_stay_apart_other_words_other_coders_other_links_and_marked_twice():
    apart = (
        coding("1", "a", link="l1", direction="supports"),
        coding("2", "b", link="l2", direction="supports"),
        coding("3", "a", coder="bob"),
        coding("4", "b", end=6),
    )
    assert [each.id for each in of_now(*apart)] == ["1", "2", "3", "4"]
    twice = (coding("1", "a"), coding("2", "a"))
    assert [each.id for each in of_now(*twice)] == ["1", "2"]


def recode(submitted: str, *codings: Coding) -> list[tuple[str, str, str]]:
    again = Round("again", "", {"ann": ("i01",)}, passages={"i01": ("t1",)}, recodes="a")
    submission = Submission("again", "ann", "i01", submitted)
    return [
        (each.id, each.code, each.round)
        for each in recoded(codings, [again], submissions=[submission], turns=TURNS)
    ]


def test_what_was_coded_anew_stands_for_the_codings_of_the_split_code():
    old, other, beyond = coding("1", "a"), coding("2", "x"), coding("3", "a", start=12, end=14)
    bobs, new = coding("4", "a", coder="bob"), coding("5", "a.one", round="again")
    assert recode("submitted", old, other, beyond, bobs, new) == [
        ("2", "x", "r1"), ("3", "a", "r1"), ("4", "a", "r1"), ("5", "a.one", "r1"),
    ]  # fmt: skip


def test_until_a_coder_has_handed_in_their_codings_of_the_split_code_count():
    assert recode("skipped", coding("1", "a")) == [("1", "a", "r1")]
