from alnqual.corpus.quality.metadata import metadata_findings
from alnqual.corpus.register import Participant, RegisterRow

FULL = {"kind": "interview", "area": "North", "sector": "schools", "phase": "2"}
DATE = {"date": "2024-02-29"}


def found(rows=(), people=()):
    return [
        (each.file, each.row, each.severity, each.kind, each.message)
        for each in metadata_findings(
            rows, {person.id: person for person in people}, register="reg", participants="people"
        )
    ]


def test_what_is_filled_in_gives_no_finding():
    row = RegisterRow("d1", "a.txt", 2, **FULL, **DATE)
    person = Participant("P1", 2, role="alnco", sector="primary", consent="yes")
    assert found([row], [person]) == []


def test_every_empty_cell_is_told_with_its_row():
    row = RegisterRow("d1", "a.txt", 3, **FULL)
    person = Participant("P1", 4, role="alnco")
    assert found([row], [person]) == [
        ("reg", 3, "warning", "metadata", "no date for 1 document: d1"),
        ("people", 4, "warning", "metadata", "no sector or recorded consent for 1 participant: P1"),
    ]


def test_rows_with_the_same_gap_are_told_together():
    rows = [RegisterRow(f"d{n}", "a.txt", n, **FULL) for n in range(2, 9)]
    ((_, row, _, _, message),) = found(rows)
    assert row is None
    assert message == "no date for 7 documents: d2, d3, d4, d5, d6 and 2 more"


def test_a_survey_needs_no_area_and_sector_of_its_own():
    row = RegisterRow("s1", "s.csv", 2, kind="survey", phase="3", **DATE)
    assert found([row]) == []
