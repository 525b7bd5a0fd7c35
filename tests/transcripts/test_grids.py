import json
import zipfile

import pytest
from openpyxl import Workbook

from alnqual.errors import UnreadableFile
from alnqual.transcripts import read_transcript

HEADINGS = ["Respondent", "Role", "What works?", "Q7. What does not?"]
ANSWERS = [
    ["S001", "ALNCo", "The meetings.", None],
    ["S002", "Parent", "Dim byd.", "Time: all of it"],
]


def workbook(path, *sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def expected(transcript):
    return [(turn.speaker, turn.question, turn.text) for turn in transcript.turns]


RESULT = [
    ("S001", "q1", "The meetings."),
    ("S002", "q1", "Dim byd."),
    ("S002", "q7", "Time: all of it"),
]


def test_each_answer_of_a_workbook_is_a_turn_and_the_empty_are_counted(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ("Read me", [["Synthetic demonstration."]]),
        ("Answers", [["Synthetic demonstration."], [], HEADINGS, *ANSWERS]),
    )
    transcript = read_transcript(path)
    assert expected(transcript) == RESULT
    assert json.loads(transcript.metadata["questions"]) == {
        "q1": "What works?",
        "q7": "Q7. What does not?",
    }
    assert json.loads(transcript.metadata["attributes"])["S001"] == {"Role": "ALNCo"}
    assert transcript.metadata["preamble"] == "Synthetic demonstration."
    assert "1 question(s) left unanswered" in transcript.warnings
    assert "1 other sheet(s) not read" in transcript.warnings


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_any_delimiter_gives_the_same(tmp_path, delimiter):
    rows = [[f'"{cell or ""}"' for cell in row] for row in [HEADINGS, *ANSWERS]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "a.csv").write_bytes(("\ufeff" + text).encode())
    assert expected(read_transcript(tmp_path / "a.csv")) == RESULT


def test_without_questions_the_wordy_columns_are_the_answers(tmp_path):
    rows = [
        ["Area", "Comments"],
        ["North", "It takes far too long to get one."],
        ["South", "Fine."],
    ]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert expected(transcript) == [
        ("R001", "q1", "It takes far too long to get one."),
        ("R002", "q1", "Fine."),
    ]
    assert any("numbered by row" in warning for warning in transcript.warnings)


def test_a_sheet_that_claims_endless_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("alnqual.transcripts.grids.MAXIMUM_ROWS", 50)
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.cell(900, 3, "far below")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile, match="more rows"):
        read_transcript(tmp_path / "a.xlsx")


def test_a_table_of_numbers_is_no_survey(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ("s", [["Area", "Plans"], ["North", 4], ["South", 5]]))
    with pytest.raises(UnreadableFile, match="open answers"):
        read_transcript(path)


def test_a_table_of_turns_has_speakers_and_times(tmp_path):
    rows = [
        [None, "TimeStamp", "Turn", "Speaker", "Sentence", "Tag"],
        [0, "00:00:04", 1, "T", "Why is it a half?", None],
        [1, "00:01:10", 2, "Bea", "Because: look.", "2 - reason"],
        [2, "", 3, "Bea", None, None],
    ]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [(turn.speaker, turn.text, turn.start) for turn in transcript.turns] == [
        ("T", "Why is it a half?", 4.0),
        ("Bea", "Because: look.", 70.0),
    ]
    assert "1 row(s) without words left out" in transcript.warnings


def test_rows_below_the_size_that_a_sheet_declares_are_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ("s", [HEADINGS, *ANSWERS]))
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert b'ref="A1:D3"' in parts[part]
    parts[part] = parts[part].replace(b'ref="A1:D3"', b'ref="A1"')
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert expected(read_transcript(path)) == RESULT


def test_real_lesson_transcripts_are_tables_of_turns(shared):
    files = sorted((shared / "data" / "talkmoves").glob("*.xlsx"))
    assert len(files) == 80
    for file in files[::8]:
        transcript = read_transcript(file)
        assert transcript.metadata["labels"] == "column"
        assert len({turn.speaker for turn in transcript.turns}) > 1
