import datetime as dt
import json
import zipfile

import pytest
from openpyxl import Workbook

from alnqual.errors import UnreadableFile
from alnqual.transcripts import read_transcript
from alnqual.transcripts.registry import read_here

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
        read_here(tmp_path / "a.xlsx")


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


def test_the_heads_of_a_table_of_turns_may_stand_below_a_title_and_a_note(tmp_path):
    rows = [
        ["Interview with the school", None, None],
        ["Date", "3 May", None],
        ["Start", "Who:", "What was said"],
        ["Time", "Speaker", "Utterance"],
        ["0:01", "I", "Why?"],
        ["0:05", "P", "Because."],
    ]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [(turn.speaker, turn.text, turn.start) for turn in transcript.turns] == [
        ("I", "Why?", 1.0),
        ("P", "Because.", 5.0),
    ]
    assert transcript.metadata["preamble"].startswith("Interview with the school\nDate 3 May")


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ([dt.time(0, 0, 4), dt.time(0, 1, 10, 500_000)], [4, 70.5]),
        ([dt.timedelta(seconds=4), dt.timedelta(hours=25, seconds=1)], [4, 90_001]),
        ([dt.timedelta(minutes=4), dt.timedelta(hours=25, minutes=7)], [4, 1507]),
        (["[00:00:04]", "00:01:10.5"], [4, 70.5]),
        ([4, 70.5], [4, 70.5]),
        ([4 / 86_400, 70.5 / 86_400], [4, 70.5]),
    ],
    ids=["times", "durations", "minutes typed as hours", "text", "seconds", "parts of a day"],
)
def test_times_in_all_the_ways_that_spreadsheets_hold_them(tmp_path, times, seconds):
    rows = [["Time", "Speaker", "Text"], [times[0], "I", "Why?"], [times[1], "P", "So."]]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [turn.start for turn in transcript.turns] == pytest.approx(seconds)


def test_an_end_column_gives_the_ends(tmp_path):
    (tmp_path / "a.csv").write_text("start,end,speaker,text\n1.5,2,I,Why?\n2,3.25,P,So.\n")
    turns = read_transcript(tmp_path / "a.csv").turns
    assert [(turn.start, turn.end) for turn in turns] == [(1.5, 2.0), (2.0, 3.25)]


def test_empty_cells_are_the_speaker_above_where_no_label_is_repeated(tmp_path):
    rows = [["Speaker", "Text"], ["I", "Why?"], ["P", "So."], [None, "And so."], ["I", "Right."]]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [turn.speaker for turn in transcript.turns] == ["I", "P", "P", "I"]
    assert "1 empty cell(s) below a speaker taken as the same speaker" in transcript.warnings


def test_empty_cells_are_nobody_known_where_labels_are_repeated(tmp_path):
    rows = [["Speaker", "Text"], ["I", "Why?"], ["P", "So."], ["P", "And so."], [None, "Bell."]]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [turn.speaker for turn in transcript.turns] == ["I", "P", "P", None]
    assert "1 turn(s) of an unknown speaker" in transcript.warnings


def test_merged_cells_are_the_speaker_above(tmp_path):
    book = Workbook()
    for row in [["Speaker", "Text"], ["I", "Why?"], ["P", "So."], [None, "And so."]]:
        book.active.append(row)
    book.active.merge_cells("A3:A4")
    book.save(tmp_path / "a.xlsx")
    assert [turn.speaker for turn in read_transcript(tmp_path / "a.xlsx").turns] == ["I", "P", "P"]


def test_two_columns_without_headings_are_turns_if_labels_recur(tmp_path):
    rows = [["I", "How did you find the meeting?"], ["P", "Long, and nobody listened."]] * 2
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [turn.speaker for turn in transcript.turns] == ["I", "P", "I", "P"]
    assert any("no heading row" in warning for warning in transcript.warnings)


def test_of_several_sheets_the_one_with_turns_is_read_and_named_by_its_place(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ("Notes", [["Area", "Comments"], ["North", "It took far too long to type this."]]),
        ("Turns", [["Speaker", "Text"], ["I", "Why?"], ["P", "So."]]),
    )
    transcript = read_transcript(path)
    assert [turn.speaker for turn in transcript.turns] == ["I", "P"]
    assert "sheet 2 was read" in transcript.warnings
    assert any("save them apart" in warning for warning in transcript.warnings)


def test_formulas_are_never_worked_out_and_those_without_a_value_are_counted(tmp_path):
    rows = [["Speaker", "Text"], ["I", "Why?"], ["P", '="a"&"b"'], ["P", "So."]]
    transcript = read_transcript(workbook(tmp_path / "a.xlsx", ("s", rows)))
    assert [turn.text for turn in transcript.turns] == ["Why?", "So."]
    assert "1 formula(s) without a saved value read as empty" in transcript.warnings


def test_a_workbook_with_macros_is_read_and_they_are_not_run(tmp_path):
    path = workbook(tmp_path / "a.xlsm", ("s", [["Speaker", "Text"], ["I", "Why?"], ["P", "So."]]))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    transcript = read_transcript(path)
    assert len(transcript.turns) == 2
    assert "1 macro project not run" in transcript.warnings


def test_what_survey_services_put_on_several_heading_rows_is_one_question(tmp_path):
    qualtrics = (
        'Q1,Q2\nYour role,What works?\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
        "ALNCo,The meetings.\n"
    )
    (tmp_path / "a.csv").write_text(qualtrics)
    transcript = read_transcript(tmp_path / "a.csv")
    assert [turn.text for turn in transcript.turns] == ["The meetings."]
    assert json.loads(transcript.metadata["questions"]) == {"q1": "What works?"}

    monkey = "Respondent ID,What works?,Role\n,Open-Ended Response,Response\n7,Meetings.,ALNCo\n"
    (tmp_path / "b.csv").write_text(monkey)
    transcript = read_transcript(tmp_path / "b.csv")
    assert expected(transcript) == [("7", "q1", "Meetings.")]
    assert json.loads(transcript.metadata["attributes"]) == {"7": {"Role": "ALNCo"}}


def test_the_delimiter_is_the_one_that_makes_rows_alike(tmp_path):
    text = "Speaker;Text\nI;Why, then, and how, and when?\nP;So, well, because, as, I, said.\n"
    (tmp_path / "a.csv").write_text(text)
    assert [turn.speaker for turn in read_transcript(tmp_path / "a.csv").turns] == ["I", "P"]
    (tmp_path / "b.csv").write_text("sep=|\nSpeaker|Text\nI|Why; then?\nP|So, so.\n")
    assert [turn.speaker for turn in read_transcript(tmp_path / "b.csv").turns] == ["I", "P"]


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


def test_all_eighty_lesson_transcripts_are_read_with_the_times_that_they_hold(shared):
    files = sorted((shared / "data" / "talkmoves").glob("*.xlsx"))
    transcripts = [read_here(file) for file in files]
    assert len(transcripts) == 80
    assert all(transcript.metadata["labels"] == "column" for transcript in transcripts)
    turns = [turn for transcript in transcripts for turn in transcript.turns]
    assert sum(turn.speaker is None for turn in turns) == 14
    timed = [turn.start for turn in turns if turn.start is not None]
    assert (len(turns), len(timed)) == (35_975, 21_682)
    # No lesson takes three hours: only two times are mistyped beyond what can be told.
    assert sum(start > 3 * 3600 for start in timed) == 2
