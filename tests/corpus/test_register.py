import pytest

from alnqual.corpus.register import (
    load_participants,
    load_register,
    read_participants,
    read_register,
    read_speakers,
)
from alnqual.errors import InputError
from tests.corpus.conftest import PARTICIPANTS, REGISTER, SPEAKERS


def test_columns_that_nobody_knows_are_kept_as_attributes(make_study):
    study = make_study({"a.txt": "x"}, register="id,file,Funder,synthetic\ni01,a.txt,Trust,yes\n")
    (row,) = read_register(study)
    assert (row.id, row.row, row.synthetic) == ("i01", 2, True)
    assert row.attributes == {"funder": "Trust"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("i02,absent.txt,interview,,,,", "'absent.txt' is not in corpus/raw/"),
        ("i01,a.txt,interview,,,,", "'i01' stands in row 2 already"),
        ("i02,a.txt,interview,,,30/02/2024,", "'30/02/2024' is no date"),
        ("i02,a.txt,interview,,,2024-02-30,", "'2024-02-30' is no date"),
        ("i02,../secret.txt,interview,,,,", "not inside corpus/raw/"),
        ("i 02,a.txt,interview,,,,", "'i 02' is no id"),
        ("i02,,interview,,,,", "no file is given"),
        ("i02,a.txt,interview,,,,2,extra", "more cells than there are headings"),
    ],
)
def test_a_fault_names_the_file_and_the_row(make_study, line, message):
    study = make_study({"a.txt": "x"}, register=f"{REGISTER}i01,a.txt,,,,,\n\n{line}\n")
    with pytest.raises(InputError) as fault:
        read_register(study)
    assert message in str(fault.value)
    assert "corpus/register.csv, row 4" in str(fault.value)


def test_all_faults_are_told_at_once(make_study):
    study = make_study({}, register=f"{REGISTER}i01,a.txt,,,,,\ni01,b.txt,,,,soon,\n")
    with pytest.raises(InputError) as fault:
        read_register(study)
    assert fault.value.what.count("\n") == 4
    assert "row 2" in fault.value.what
    assert "row 3" in fault.value.what


def test_a_register_without_its_columns_or_absent_says_what_it_needs(make_study):
    study = make_study({}, register="name,path\nx,y\n")
    with pytest.raises(InputError, match="no column 'id' or 'file'"):
        read_register(study)
    study.register.unlink()
    with pytest.raises(InputError, match="no register"):
        read_register(study)


def test_participants_and_speakers_may_be_absent(make_study):
    study = make_study({"a.txt": "x"}, register=f"{REGISTER}i01,a.txt,,,,,\n")
    study.participants.unlink()
    study.speakers.unlink()
    assert read_participants(study) == {}
    assert read_speakers(study) == {}


def test_a_speaker_who_is_no_participant_or_two_is_a_fault(make_study):
    study = make_study(
        {},
        register=REGISTER,
        participants=PARTICIPANTS + "P01,a,,,,,\nP02,a,,,,,\n",
        speakers=SPEAKERS + "i01,Ann,P01\ni01,ANN,P02\ni01,Ben,P09\n",
    )
    with pytest.raises(InputError) as fault:
        read_speakers(study)
    assert "row 3: the label 'ANN' of i01 stands for two" in fault.value.what
    assert "row 4: the participant 'P09' is not in participants.csv" in fault.value.what


def people_of(make_study, text: str) -> list[tuple[int | None, str, str]]:
    _, findings = load_participants(make_study({}, register=REGISTER, participants=text))
    return [(each.row, each.severity, each.message) for each in findings]


def test_a_misspelt_consent_heading_cannot_publish_refused_words(make_study):
    """It was dropped without a word, and the refusal with it."""
    found = people_of(make_study, "id,role,consnt\nP01,parent,quotes-no\n")
    assert [(row, severity) for row, severity, _ in found] == [(1, "error"), (1, "warning")]
    assert "'consnt' is unknown" in found[0][2]
    assert "no column 'consent'" in found[1][2]


@pytest.mark.parametrize("consent", ["quotes no", "maybe", "y"])
def test_a_consent_that_is_no_answer_is_a_fault_with_its_row(make_study, consent):
    (found,) = people_of(make_study, f"id,consent\nP01,yes\nP02,{consent}\n")
    assert found[:2] == (3, "error")
    assert repr(consent) in found[2]


def test_consent_is_read_however_it_is_capitalised(make_study):
    text = "id,consent\nP01, Yes \nP02,QUOTES-NO\nP03,No\nP04,\n"
    people = read_participants(make_study({}, register=REGISTER, participants=text))
    assert [each.consent for each in people.values()] == ["yes", "quotes-no", "no", ""]


def test_a_column_that_stands_twice_is_a_fault(make_study):
    """The last would win: "consent" twice could turn a refusal round."""
    found = people_of(make_study, "id,consent,consent\nP01,no,yes\n")
    assert found == [(1, "error", "the column 'consent' stands 2 times")]


def test_empty_columns_at_the_right_do_not_matter(make_study):
    assert people_of(make_study, "id,consent,,\nP01,yes,,\n") == []


def test_a_link_that_leads_out_of_raw_is_not_followed(make_study, tmp_path):
    workspace = make_study({"d1.txt": "Ann: Hello.\n"}, register="id,file\nd1,d1.txt\nd2,d2.txt\n")
    (tmp_path / "elsewhere.txt").write_text("Ann: Not of this study.\n")
    (workspace.raw / "d2.txt").symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(InputError, match="leads out of corpus/raw"):
        read_register(workspace)


def test_a_file_that_is_registered_twice_is_told(make_study):
    workspace = make_study({"d1.txt": "Ann: Hello.\n"}, register="id,file\nd1,d1.txt\nd2,d1.txt\n")
    _, findings = load_register(workspace)
    assert [(each.row, each.severity) for each in findings] == [(3, "warning")]
    assert "row 2 already" in findings[0].message
