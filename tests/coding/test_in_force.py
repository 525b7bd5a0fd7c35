"""Which codings count: the adjudicated, else all, the agreed or the first coder's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.coding import CodingStore, anchor
from alnqual.coding.adjudications import AdjudicationStore, Decision
from alnqual.coding.in_force import by_rule, coders_codings, codings_in_force
from alnqual.records import Coding, Round, Submission
from tests.annotation.small_study import build_study
from tests.coding.several_coders import (
    CODERS,
    ROUND,
    codebook,
    coding,
    handed_in,
    rounds_of_codings,
)


def counted(codings: list[Coding], rule: str, submissions=None, *, order=CODERS) -> list[Coding]:
    round_ = Round(ROUND, "", dict.fromkeys(order, ("d1", "d2")), in_force=rule)
    submissions = handed_in(*CODERS) if submissions is None else submissions
    return by_rule(codings, rounds=[round_], submissions=submissions, codebook=codebook())


@given(rounds_of_codings())
def test_all_counts_everything_and_the_others_a_part_of_it(codings) -> None:
    assert counted(codings, "all") == codings
    for rule in ("agreed", "first"):
        found = counted(codings, rule)
        assert [c for c in codings if c in found] == found


@given(rounds_of_codings(), st.permutations(CODERS))
def test_what_is_agreed_does_not_depend_on_who_is_who(codings, permuted) -> None:
    renamed = dict(zip(CODERS, permuted, strict=True))
    others = [replace(c, coder=renamed[c.coder]) for c in codings]
    assert [c.id for c in counted(codings, "agreed")] == [c.id for c in counted(others, "agreed")]


@given(rounds_of_codings(coders=("ann",)))
def test_what_two_coders_made_alike_is_agreed(codings) -> None:
    both = [*codings, *(replace(c, coder="bob", id=f"b{c.id}") for c in codings)]
    assert counted(both, "agreed") == both


@given(rounds_of_codings(coders=("ann",)), st.sampled_from(("all", "agreed", "first")))
def test_what_one_coder_handed_in_always_counts(codings, rule) -> None:
    assert counted(codings, rule, handed_in("ann"), order=("bob", "ann")) == codings


@given(rounds_of_codings(), st.permutations(CODERS))
def test_the_first_coder_is_the_first_of_the_file_who_handed_the_document_in(codings, order):
    submissions = handed_in(*CODERS, documents=("d1",)) + handed_in(*order[1:], documents=("d2",))
    codings = [c for c in codings if (c.document, c.coder) != ("d2", order[0])]
    assert counted(codings, "first", submissions, order=order) == [
        c for c in codings if c.coder == order[0 if c.document == "d1" else 1]
    ]


def test_a_code_is_agreed_by_one_below_it_on_overlapping_words() -> None:
    above, below = coding("ann", 20, 30, "inputs"), coding("bob", 25, 38, "inputs.staff")
    beside, apart = coding("cai", 20, 30, "outcomes"), coding("bob", 30, 38, "outcomes")
    twice = coding("cai", 21, 29, "outcomes")
    assert counted([above, below, beside, apart, twice], "agreed") == [above]


def test_a_round_without_a_file_counts_all() -> None:
    codings = [coding("ann", 20, 30), coding("bob", 40, 50)]
    submissions = handed_in("ann", "bob")
    assert by_rule(codings, rounds=[], submissions=submissions, codebook=codebook()) == codings


@pytest.fixture
def adjudicated(tmp_path):
    """A small study: i01 was coded by both coders and adjudicated, i02 by one."""
    study = build_study(tmp_path / "study")
    texts = study.tables.read("documents").set_index("document")["text"]
    versions = study.tables.read("documents").set_index("document")["text_version"]

    def made(name: str, document: str, words: str, coder: str, code: str = "inputs.staff"):
        start = texts[document].index(words)
        quote, prefix, suffix = anchor(texts[document], start, start + len(words))
        return Coding(
            name, document, start, start + len(words), code, coder, "r1", quote, prefix, suffix,
            text_version=versions[document],
        )  # fmt: skip

    one, two = made("a1", "i01", "We plan", "coder-a"), made("b1", "i01", "plan", "coder-b")
    three, alone = made("a2", "i01", "money", "coder-a"), made("a3", "i02", "staff", "coder-a")
    submissions = [
        Submission("r1", "coder-a", "i01", "submitted"),
        Submission("r1", "coder-b", "i01", "submitted"),
        Submission("r1", "coder-a", "i02", "submitted"),
    ]
    CodingStore(study.codings).write("r1", [one, two, three, alone], submissions=submissions)
    by = {"coder": "judge", "origin": "adjudicated"}
    edited = replace(made("a1", "i01", "We plan", "judge", "activities.planning"), **by)
    added = replace(made("j1", "i01", "café\u0301 pays", "judge", "inputs.funding"), **by)
    decisions = [
        Decision(edited, "edit", "judge", ("a1",), "planning, not staff"),
        Decision(two, "accept", "judge", ("b1",)),
        Decision(three, "reject", "judge", ("a2",), "no \u2028 money is named"),
        Decision(added, "add", "judge"),
    ]
    handed = [Submission("r1", "judge", "i01", "submitted")]
    AdjudicationStore(study.adjudications).write("r1", decisions, submissions=handed)
    return study, decisions, [edited, two, added], alone


def test_decisions_stand_in_the_place_of_an_adjudicated_documents_codings(adjudicated) -> None:
    study, _, results, alone = adjudicated
    placed, unplaced = codings_in_force(study)
    assert (sorted(placed, key=str), unplaced) == (sorted([alone, *results], key=str), [])
    assert {c.origin for c in placed if c.id in ("a1", "j1")} == {"adjudicated"}


def test_agreement_never_sees_a_decision(adjudicated) -> None:
    study, *_ = adjudicated
    assert [c.id for c in coders_codings(study)[0]] == ["a1", "a2", "a3", "b1"]


def test_an_adjudication_that_was_not_handed_in_changes_nothing(adjudicated) -> None:
    study, decisions, *_ = adjudicated
    skipped = [Submission("r1", "judge", "i01", "skipped")]
    AdjudicationStore(study.adjudications).write("r1", decisions, submissions=skipped)
    assert [c.id for c in codings_in_force(study)[0]] == ["a1", "a2", "a3", "b1"]


def test_decisions_are_read_as_they_were_written(adjudicated) -> None:
    study, decisions, *_ = adjudicated
    store = AdjudicationStore(study.adjudications)
    assert sorted(store.read(), key=str) == sorted(decisions, key=str)
    (path,) = store.files("r1")
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    store.write("r1", store.read(), submissions=store.read_submissions())
    assert path.read_bytes() == before


def test_a_damaged_line_is_named(adjudicated) -> None:
    from alnqual.errors import InputError

    study, *_ = adjudicated
    store = AdjudicationStore(study.adjudications)
    (path,) = store.files()
    path.write_text(path.read_text("utf-8").replace('"accept"', '"perhaps"'), "utf-8")
    with pytest.raises(InputError, match="line is no decision"):
        store.read()
