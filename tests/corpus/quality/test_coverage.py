import json

from alnqual.corpus.quality.coverage import UNRECORDED, Tally, coverage, coverage_findings
from alnqual.corpus.register import Participant
from alnqual.records import Turn

PEOPLE = {
    "P01": Participant("P01", 2, role="alnco", sector="primary", area="North", phase="2;4"),
    "P02": Participant("P02", 3, role="parent", sector="family", area="South"),
}


def talk(*who):
    return [Turn("I", "And what then?"), *(Turn(each, "one two three") for each in who)]


def test_people_count_under_their_own_area_and_the_documents_phase(read):
    found = coverage(
        [
            read(talk("P01"), people=PEOPLE, area="West", sector="mixed", phase="2"),
            read(talk("P01", "P02"), people=PEOPLE, document="d2", phase="4"),
        ],
        PEOPLE,
    )
    assert found.areas == ("North", "South") and found.sectors == ("family", "primary")
    assert found.tally(area="North", sector="primary") == Tally(1, 2, 6)
    assert found.tally(area="North", phase="4") == Tally(1, 1, 3)
    assert [cell[:5] for cell in found.cells] == [
        ("North", "primary", "alnco", "2", 1),
        ("North", "primary", "alnco", "4", 1),
        ("South", "family", "parent", "4", 1),
    ]
    assert found.missing == (("North", "family"), ("South", "primary"))
    assert found.groups == (("family", "parent"), ("primary", "alnco"))


def test_unknown_people_count_under_their_document(read):
    reading = read(talk("Ann", "Ben"), area="North", sector="health", phase="2")
    found = coverage([reading], {})
    assert found.tally(area="North", sector="health", role=UNRECORDED) == Tally(2, 1, 6)
    assert "Ann" not in str(found)


def test_interviewers_and_unlabelled_turns_are_nobody(read):
    assert coverage([read([*talk(), Turn(None, "one")])], {}).heard == ()


def test_a_surveys_respondents_have_their_own_columns(read):
    turns = [Turn("S001", "Because.", question="q1")]
    attributes = {"S001": {"Role": "teacher", "AREA": "North", "sector": "primary"}}
    reading = read(turns, metadata={"attributes": json.dumps(attributes)}, area="All areas")
    (cell,) = coverage([reading], {}).cells
    assert cell == ("North", "primary", "teacher", UNRECORDED, 1, 1, 1)


def test_who_was_to_be_heard_and_is_not_is_told(read):
    readings = [
        read(talk("P01"), people=PEOPLE, phase="2"),
        read(talk("P09"), people=["P09"], document="d2", phase="4"),
    ]
    found = coverage(readings, PEOPLE)
    assert found.areas == ("North", "South", UNRECORDED), "where nobody was heard shows too"
    told = [
        (each.file, each.row, each.severity, each.kind, each.message)
        for each in coverage_findings(found, PEOPLE, participants="people")
    ]
    assert told == [
        ("people", 3, "warning", "coverage", "1 participant is not heard: P02"),
        ("people", 2, "warning", "coverage", "P01 is not heard in phase 4"),
    ]


def test_a_phase_that_has_not_begun_is_not_missed(read):
    found = coverage([read(talk("P01", "P02"), people=PEOPLE, phase="2")], PEOPLE)
    assert list(coverage_findings(found, PEOPLE, participants="people")) == []


def test_a_phase_that_no_document_records_is_not_missed(read):
    found = coverage([read(talk("P01", "P02"), people=PEOPLE)], PEOPLE)
    assert found.phases == ("2", "4", UNRECORDED)
    assert list(coverage_findings(found, PEOPLE, participants="people")) == []
    once = {"P01": Participant("P01", 2, phase="3")}
    assert coverage([read(talk("P01"), people=once)], once).phases == ("3",)
