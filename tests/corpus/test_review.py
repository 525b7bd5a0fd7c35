"""Names are proposed, people decide, and every later text follows."""

from dataclasses import replace

import pytest

from alnqual.corpus import review
from alnqual.corpus.documents import ingest
from alnqual.corpus.key import read_key, write_key
from alnqual.corpus.pseudonyms.entries import state
from alnqual.errors import InputError

SAID = """Interviewer: How has it been?

Ann: I rang Gwyndaf Pryderi on 01632 960123 and he wrote from gp@example.org.

Interviewer: And then?

Ann: Gwyndaf came to North from Pontypridd, o Bontypridd, to see us, and Ann here was glad.
"""


@pytest.fixture
def study(own_study):
    (own_study.workspace.raw / "one.txt").write_text(SAID, encoding="utf-8")
    return own_study


def text_of(study):
    return ingest(study.workspace).documents["text"][0]


def test_what_has_the_shape_of_a_number_and_the_speakers_go_before_anybody_decides(study):
    text = text_of(study)
    assert "[phone number]" in text
    assert "[e-mail]" in text
    assert "960123" not in text
    assert "and [P1] here was glad" in text
    assert "Gwyndaf Pryderi" in text


def test_a_name_is_replaced_once_it_is_accepted_in_all_its_forms(study):
    entries = review.look_for_names(study.workspace)
    undecided = {entry.original for entry in entries if state(entry) == "undecided"}
    assert {"Gwyndaf Pryderi", "Pontypridd"} <= undecided
    review.decide(study.workspace, accept=["all"])
    text = text_of(study)
    for name in ("Gwyndaf", "Pryderi", "Pontypridd", "Bontypridd"):
        assert name not in text
    assert text.count("[person 1]") == 2
    assert text.count("[place 1]") == 2


def test_what_is_rejected_stays_and_is_not_asked_again(study):
    review.look_for_names(study.workspace)
    review.decide(study.workspace, accept=["person"], reject=["place", "gp@example.org"])
    entries = review.look_for_names(study.workspace)
    assert all(state(entry) != "undecided" for entry in entries)
    text = text_of(study)
    assert "Pontypridd" in text
    assert "gp@example.org" in text


def test_another_replacement_in_the_sheet_is_taken(study):
    entries = review.look_for_names(study.workspace)
    edited = [
        replace(entry, replacement="[the caseworker]", decision="accept")
        if entry.original.startswith("Gwyndaf")
        else entry
        for entry in entries
    ]
    write_key(study.workspace, edited)
    assert text_of(study).count("[the caseworker]") == 2


def test_a_correction_of_speakers_csv_holds_though_the_key_was_written(study):
    review.look_for_names(study.workspace)
    (study.workspace.speakers).write_text(
        "document,label,participant,names\nd1,Ann,interviewer,\nd1,Interviewer,P1,\n"
    )
    assert "and [Interviewer] here was glad" in text_of(study)


def test_decisions_come_from_a_sheet(study, tmp_path):
    review.look_for_names(study.workspace)
    sheet = tmp_path / "decisions.csv"
    sheet.write_text("original,decision,replacement\nPontypridd,accept,[a town]\n")
    review.take_decisions(study.workspace, sheet)
    assert text_of(study).count("[a town]") == 2
    sheet.write_text("original,decision\nPontypridd,perhaps\n")
    with pytest.raises(InputError, match="row 2"):
        review.take_decisions(study.workspace, sheet)


def test_a_choice_that_means_nothing_changes_nothing(study):
    review.look_for_names(study.workspace)
    before = read_key(study.workspace)
    with pytest.raises(InputError, match="nothing in the key"):
        review.decide(study.workspace, accept=["place", "Nobody"])
    assert read_key(study.workspace) == before


def test_accepting_all_twice_is_no_fault(study):
    """The second `make demo` failed, as nothing was left to accept."""
    review.look_for_names(study.workspace)
    assert review.decide(study.workspace, accept=["all"]) == review.decide(
        study.workspace, accept=["all", "school"]
    )


def test_values_of_the_register_follow_the_key(study):
    review.look_for_names(study.workspace)
    review.decide(study.workspace, accept=["North"])
    result = ingest(study.workspace)
    assert result.documents["area"].tolist() == ["[area 1]"]
    assert set(result.turns["area"]) == {"[area 1]"}


def test_looking_twice_changes_nothing(study):
    first = review.look_for_names(study.workspace)
    assert review.look_for_names(study.workspace) == first


def test_rejecting_all_that_is_left_does_not_bring_speakers_back(study):
    """Once "reject all" put the real names of the speakers into the text again."""
    review.look_for_names(study.workspace)
    review.decide(study.workspace, reject=["all"])
    text = text_of(study)
    assert "[P1]" in text
    assert "960123" not in text
    assert "Pontypridd" in text


def test_decisions_that_are_saved_meanwhile_are_not_overwritten(study, monkeypatch):
    review.look_for_names(study.workspace)
    propose = review.propose

    def slow(*args, **kwargs):
        write_key(
            study.workspace, [replace(e, decision="accept") for e in read_key(study.workspace)]
        )
        return propose(*args, **kwargs)

    monkeypatch.setattr(review, "propose", slow)
    with pytest.raises(InputError, match="changed while"):
        review.look_for_names(study.workspace)
    assert all(entry.decision == "accept" for entry in read_key(study.workspace))


def test_a_file_that_is_left_out_does_not_show_a_name(study):
    (study.workspace.raw / "Ann interview.docx").write_bytes(b"damaged")
    with study.workspace.register.open("a") as file:
        file.write("d2,Ann interview.docx,interview,North,2\n")
    assert "Ann" not in " ".join(ingest(study.workspace).left_out["item"])


def test_a_study_without_its_vault_does_not_show_the_names_again(study):
    """Moved without .vault, the study ran on and its report held every name."""
    review.look_for_names(study.workspace)
    review.decide(study.workspace, accept=["all"])
    study.ingest()
    (study.workspace.vault / "pseudonyms.csv").rename(study.workspace.root / "elsewhere.csv")
    before = study.documents["text"][0]
    with pytest.raises(InputError, match="key of pseudonyms is gone"):
        study.ingest()
    assert study.documents["text"][0] == before


def test_what_waits_for_a_decision_stands_first_in_the_key(study):
    review.look_for_names(study.workspace)
    states = [state(entry) for entry in read_key(study.workspace)]
    assert states == sorted(states, key=lambda each: each != "undecided")


def test_a_decision_about_nothing_is_told(study, tmp_path):
    review.look_for_names(study.workspace)
    (tmp_path / "d.csv").write_text("original,decision\nNobody,accept\n")
    with pytest.raises(InputError, match="Nobody"):
        review.take_decisions(study.workspace, tmp_path / "d.csv")
