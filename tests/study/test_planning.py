"""Planning a round of a study: what is shown, what is written, and what nobody loses."""

import tomllib

import pytest

from alnqual import Study
from alnqual.coding import CodingStore
from alnqual.errors import InputError
from alnqual.records import Submission
from alnqual.tables import SCHEMAS

ROUND = """# Who codes what.
title = "Round 1"  # kept

[plan]
# A quarter is coded twice.
double = 0.25
seed = 3
"""


@pytest.fixture
def study(tmp_path):
    study = Study.init(tmp_path / "study")
    study.workspace.coders.write_text(
        "id,email,languages\nann,a@example.org,\nben,b@example.org,en\ncat,c@example.org,\n"
    )
    columns = [column.split()[0] for column in SCHEMAS["documents"].split(",")]
    rows = [
        dict.fromkeys(columns) | {
            "document": f"d{n:02}", "words": 1000 + 10 * n, "sector": "ab"[n % 2],
            "area": "xy"[n // 2 % 2], "phase": "12"[n // 6], "language": "cy" if n == 5 else "en",
        }
        for n in range(12)
    ]  # fmt: skip
    study.tables.write("documents", rows)
    path = study.workspace.rounds / "r1.toml"
    path.write_text(ROUND)
    return study


def assigned(study):
    text = (study.workspace.rounds / "r1.toml").read_text()
    return tomllib.loads(text).get("assignments", {})


def test_a_plan_is_shown_and_changes_nothing(study):
    planned = study.rounds.plan("r1")
    assert planned.coders["documents"].sum() == 15
    assert planned.coders["shared"].sum() == 6
    assert planned.pairs["documents"].tolist() == [1, 1, 1]
    assert planned.strata.set_index(["sector", "area"]).to_numpy().sum() == 15
    assert assigned(study) == {}


def test_what_is_written_is_what_was_shown_and_comments_stay(study):
    planned = study.rounds.plan("r1", write=True)
    text = (study.workspace.rounds / "r1.toml").read_text()
    assert text.startswith(ROUND.rstrip())
    assert assigned(study) == {c: list(theirs) for c, theirs in planned.assignments.items()}
    assert "d05" not in planned.assignments["ben"], "ben does not read Welsh"
    study.rounds.plan("r1", write=True)
    assert (study.workspace.rounds / "r1.toml").read_text() == text


def test_a_selection_of_the_register_is_planned(study):
    (study.workspace.rounds / "r1.toml").write_text(
        'plan = {select = {phase = ["2"], sector = ["a"]}, coders = ["ann", "cat"]}\n'
    )
    planned = study.rounds.plan("r1")
    assert sorted(d for theirs in planned.assignments.values() for d in theirs) == [
        "d06", "d08", "d10",
    ]  # fmt: skip


def test_new_documents_join_what_is_assigned(study):
    path = study.workspace.rounds / "r1.toml"
    path.write_text(
        '[plan]\nselect = {phase = ["2"]}\n\n[assignments]\n'
        'ann = ["d07", # a note\n  "d00"]\nben = ["d06"]\n'
    )
    planned = study.rounds.plan("r1", write=True)
    assert planned.notes == ("not in the plan, but assigned already and kept: d00",)
    assert assigned(study)["ann"][:2] == ["d07", "d00"]
    assert "# a note" in path.read_text()
    assert sorted(d for theirs in assigned(study).values() for d in theirs) == [
        "d00", "d06", "d07", "d08", "d09", "d10", "d11",
    ]  # fmt: skip


def test_planning_afresh_takes_nothing_from_those_who_have_begun(study):
    everything = [f"d{n:02}" for n in range(12)]
    path = study.workspace.rounds / "r1.toml"
    path.write_text(f"[plan]\n[assignments]\nann = {everything[:4]}\nben = {everything[4:]}\n")
    CodingStore(study.workspace.codings).write(
        "r1", [], submissions=[Submission("r1", "ann", "d02", "submitted")]
    )
    planned = study.rounds.plan("r1", afresh=True, write=True)
    assert list(planned.assignments["ann"][:4]) == everything[:4]
    assert len(planned.assignments["ben"]) < 8 and len(planned.assignments["cat"]) > 0
    assert set(assigned(study)) == {"ann", "ben", "cat"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 'x'\n", "has no plan"),
        ("[plan]\ndocuments = ['d00', 'd99']\n", "the study does not have d99"),
        ("[plan.select]\nsector = ['health']\n", "no document has 'health'"),
        ("[plan]\ncoders = ['ben']\n", "needs one who reads Welsh"),
        ("[plan]\ndouble = 0.5\nper_document = 4\n", "6 documents are to be coded by 4 people"),
    ],
)
def test_a_plan_that_cannot_be_met_says_why(study, text, said):
    (study.workspace.rounds / "r1.toml").write_text(text)
    with pytest.raises(InputError, match=said) as raised:
        study.rounds.plan("r1", write=True)
    assert "annotation/rounds/r1.toml" in str(raised.value)
    assert (study.workspace.rounds / "r1.toml").read_text() == text


def test_an_unknown_round_is_named(study):
    with pytest.raises(InputError, match="no round 'r9'"):
        study.rounds.plan("r9")
