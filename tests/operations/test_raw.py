"""A raw file without one person: what everybody else said is still read from it as before."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from alnqual import Study
from alnqual.errors import UnreadableFile
from alnqual.operations.withdraw import plan_withdrawal, withdraw

TALK = """Interviewer: How has it been for both of you?

Ann: The forms take my evenings, every single one of them, and nobody gives that time back.

Bala bus: I drive the bus to school in the dark and nobody has ever asked me about that before.

Interviewer: And the families?

Ann: They come to the meetings now and they talk, which they never did before.
"""
GOOD = "It was in my view a very good plan for me"
SLOW = "I did not like it at all because it was slow"
MANY = f"S2,{SLOW}\n" * 25_000
LATE = "They told us late, so that nobody could come"


def study_of(root: Path, file: str, content: bytes, speakers: str = "") -> Study:
    study = Study.init(root / "study")
    corpus = study.workspace.corpus
    (corpus / "raw" / file).write_bytes(content)
    (corpus / "register.csv").write_text(f"id,file\nd1,{file}\n")
    (corpus / "participants.csv").write_text("id,role,consent\nP1,teacher,yes\nP2,driver,yes\n")
    (corpus / "speakers.csv").write_text(f"document,label,participant\n{speakers}")
    study.ingest()
    return study


def said(study: Study) -> list[tuple[str, str]]:
    turns = study.ingest().turns
    return list(zip(turns["participant"].fillna(""), turns["text"], strict=True))


def test_a_speaker_known_by_speakers_csv_alone_is_no_part_of_the_turn_of_who_leaves(
    tmp_path: Path,
) -> None:
    """The file was read again with the labels of the person only, and another's words went."""
    speakers = "d1,Ann,P1\nd1,Bala bus,P2\nd1,Interviewer,interviewer\n"
    study = study_of(tmp_path, "one.txt", TALK.encode(), speakers)
    before = said(study)
    assert [person for person, _ in before] == ["", "P1", "P2", "", "P1"]
    assert withdraw(study.workspace, "P1").remaining == ()
    assert said(study) == [turn for turn in before if turn[0] != "P1"]
    assert "drive the bus" in (study.workspace.raw / "d1.json").read_text()


def test_who_asks_by_the_legend_of_the_file_goes_on_asking(tmp_path: Path) -> None:
    """The legend was lost, and the interviewer's words became a participant's."""
    text = "Key: MH = interviewer, AB = teacher, CD = parent\n\n" + TALK
    for label, short in (("Interviewer:", "MH:"), ("Ann:", "AB:"), ("Bala bus:", "CD:")):
        text = text.replace(label, short)
    study = study_of(tmp_path, "one.txt", text.encode(), "d1,AB,P1\nd1,CD,P2\n")
    columns = ["turn", "speaker", "interviewer", "text"]
    before = study.ingest().turns
    assert before["interviewer"].sum() == 2
    withdraw(study.workspace, "P1")
    after = study.ingest().turns
    stay = before[before["participant"] != "P1"].reset_index(drop=True)
    assert after[columns].equals(stay[columns])
    raw = (study.workspace.raw / "d1.json").read_text()
    assert "AB" not in raw and "teacher" not in raw


@pytest.mark.parametrize(
    ("file", "content", "speakers", "who"),
    [
        ("one.txt", f"{TALK}\nInterviewer: {MANY}\n", "d1,Ann,P1\nd1,Bala bus,P2\n", "P1"),
        ("one.csv", f"Respondent ID,Why?\nS1,{GOOD}\n{MANY}", "", "S1"),
    ],
    ids=["transcript", "survey"],
)
def test_a_file_is_read_again_within_the_limits_of_the_study(
    file: str, content: str, speakers: str, who: str, tmp_path: Path
) -> None:
    """The limits by default were taken, whatever [reading] says."""
    study = study_of(tmp_path, file, content.encode(), speakers)
    plan = plan_withdrawal(study.workspace, who)
    settings = study.workspace.root / "alnqual.toml"
    settings.write_text(settings.read_text() + "\n[reading]\nfile_mb = 1\n")
    strict = Study.open(study.workspace.root)
    with pytest.raises(UnreadableFile, match="too large"):
        withdraw(strict.workspace, who, plan=plan)


SURVEYS = {
    "a question with commas": (
        "Respondent ID;Role;Was the plan good, bad, or in between, overall?\n"
        f"S1;teacher;{GOOD}\nS2;parent;{SLOW}\nS3;parent;{LATE}\n"
    ),
    "bars": (
        "Respondent ID|Role|What did you think, in short, of the plan?\n"
        f"S1|teacher|{GOOD}, overall\nS2|parent|{SLOW}\nS3|parent|{LATE}\n"
    ),
    "declared": (
        "sep=;\nRespondent ID;Role;What did you think of the plan?\n"
        f"S1;teacher;{GOOD}, yes\nS2;parent;{SLOW}, too\nS3;parent;{LATE}\n"
    ),
    "below a title": (
        "Our survey\n\nRespondent ID,Role,What did you think of the plan?\n"
        f"S1,teacher,{GOOD}\nS2,parent,{SLOW}\nS3,parent,\"{LATE}\"\n"
    ),
    "several heading rows": (
        'Q1,Q2,Q3\nRespondent ID,Role,"What did you think, overall; and why?"\n'
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}"\n'
        f"S1,teacher,{GOOD}\nS2,parent,{SLOW}\nS3,parent,\"{LATE}\"\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", SURVEYS.values(), ids=SURVEYS)
def test_a_row_of_a_survey_goes_and_the_rest_is_read_as_before(text: str, tmp_path: Path) -> None:
    """The delimiter was the commonest of the first line, not the one that the reader takes."""
    study = study_of(tmp_path, "one.csv", text.encode())
    before = said(study)
    assert [person for person, _ in before] == ["S1", "S2", "S3"]
    assert withdraw(study.workspace, "S1").remaining == ()
    assert said(study) == before[1:]
    raw = study.workspace.raw / "one.csv"
    rest = [line for line in text.split("\n") if not line.startswith("S1")]
    assert [line.replace('"', "") for line in raw.read_text("utf-8-sig").split("\n")] == [
        line.replace('"', "") for line in rest
    ]
    once = raw.read_bytes()
    assert withdraw(study.workspace, "S2").remaining == ()
    assert said(study) == before[2:]
    assert raw.read_bytes() != once


NUMBERED = {
    "one heading row": f"Role,What did you think?\nteacher,{GOOD}\n\nparent,{SLOW}\nparent,Late\n",
    "Qualtrics": (
        "Q1,Q2\nYour role,What did you think?\n"
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
        f"teacher,{GOOD}\nparent,{SLOW}\nparent,Late\n"
    ),
    "SurveyMonkey": (
        "Role,What did you think?,Area\nResponse,Open-Ended Response,\n"
        f"teacher,{GOOD},North\nparent,{SLOW},South\nparent,Late,South\n"
    ),
    "some without an id": (
        f"Respondent ID,What did you think?\n,{GOOD}\nS7,{SLOW}\n,Late\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", NUMBERED.values(), ids=NUMBERED)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_respondents_without_an_id_keep_their_number(
    text: str, ending: str, tmp_path: Path
) -> None:
    content = text.encode()
    if ending == "xlsx":
        book, sink = Workbook(), io.BytesIO()
        for row in csv.reader(io.StringIO(text)):
            book.active.append([cell or None for cell in row])
        book.save(sink)
        content = sink.getvalue()
    study = study_of(tmp_path, f"one.{ending}", content)
    before = said(study)
    assert [text for _, text in before] == [GOOD, SLOW, "Late"]
    assert (before[0][0], before[2][0]) == ("R001", "R003")
    assert withdraw(study.workspace, "R001").remaining == ()
    assert said(study) == before[1:]
    questions = json.loads(study.documents.iloc[0]["attributes"])["questions"]
    assert questions == {"q1": "What did you think?"}


def test_a_workbook_with_macros_numbers_and_formulas_is_read_as_before(tmp_path: Path) -> None:
    """.xlsm was taken for text, ids like 7 were compared as 7.0, and formulas lost their values."""
    book, sink = Workbook(), io.BytesIO()
    for row in (["Respondent ID", "What did you think?"], [7.0, GOOD], [8.0, SLOW], [9.0, LATE]):
        book.active.append(row)
    book.create_sheet("Roles")
    for row in (["Respondent ID", "Role", "Sector"], [7.0, "teacher", "s"], [8.0, "parent", "p"]):
        book["Roles"].append(row)
    book.save(sink)
    study = study_of(tmp_path, "one.xlsm", sink.getvalue())
    before = said(study)
    assert [person for person, _ in before] == ["7", "8", "9"]
    assert withdraw(study.workspace, "7").remaining == ()
    assert said(study) == before[1:]
    roles = load_workbook(study.workspace.raw / "one.xlsm")["Roles"]
    assert [row[0] for row in roles.iter_rows(values_only=True)] == ["Respondent ID", 8]
