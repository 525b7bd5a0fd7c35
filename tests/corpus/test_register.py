import pytest

from alnqual.corpus.register import read_participants, read_register, read_speakers
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
