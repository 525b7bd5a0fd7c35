from alnqual.corpus.check import check
from tests.corpus.conftest import PARTICIPANTS, REGISTER, SPEAKERS


def test_a_sound_study_has_no_findings(interview):
    assert check(interview) == []


def test_everything_wrong_is_found_at_once_with_its_place(make_study):
    study = make_study(
        {
            "a.txt": "Ann: One?\nBen: Two.\n" * 3,
            "bad.docx": b"junk",
            "extra.txt": "x",
            "s.csv": "id,Why?\nS001,Because\n",
        },
        register=(
            "id,file,date,guide\n"
            "i01,a.txt,2024-01-01,schools\n"
            "i02,bad.docx,,\n"
            "i03,absent.txt,,\n"
            "i01,a.txt,,\n"
            "i04,a.txt,soon,\n"
            "s01,s.csv,,\n"
        ),
        participants=f"{PARTICIPANTS}P01,a,,,,,\nP01,b,,,,,\n",
        speakers=f"{SPEAKERS}i01,Ann,P01\ni01,Cat,P01\ni01,Ben,P07\ni09,Ann,P01\n",
    )
    found = {(each.file, each.row, each.severity, each.message) for each in check(study)}
    register, people = "corpus/register.csv", "corpus/participants.csv"
    assert found == {
        (register, 2, "warning", "the topic guide 'schools' is not in corpus/guides/"),
        (
            register, 2, "warning",
            "the label 'Ben' of i01 is not in speakers.csv: shown as Speaker 1",
        ),
        (register, 4, "error", "the file 'absent.txt' is not in corpus/raw/"),
        (register, 5, "error", "the id 'i01' stands in row 2 already"),
        (register, 6, "error", "'soon' is no date (write it as 2024-02-29)"),
        (
            register, 7, "warning",
            "the participant 'S001' of s01 is unknown: not in participants.csv",
        ),
        (people, 3, "error", "the id 'P01' stands in row 2 already"),
        ("corpus/speakers.csv", 4, "error", "the participant 'P07' is not in participants.csv"),
        ("corpus/speakers.csv", None, "warning", "the label 'cat' does not occur in i01"),
        (
            "corpus/speakers.csv", None, "warning",
            "the document 'i09' is not in the register",
        ),
        (
            "corpus/raw/bad.docx", None, "error",
            "is damaged or not what its ending says; it will be left out",
        ),
        ("corpus/raw/extra.txt", None, "warning", "is not in the register: it will be left out"),
    }  # fmt: skip


def test_a_register_that_cannot_be_read_at_all_is_a_finding_too(make_study):
    study = make_study({}, register="name\nx\n")
    assert [each.message for each in check(study)] == ["has no column 'id' or 'file'"]
    study.register.write_text(REGISTER, encoding="utf-8")
    assert [each.message for each in check(study)] == ["the register lists no documents"]


def test_a_row_with_too_many_cells_hides_no_other_fault(make_study):
    study = make_study(
        {"a.txt": "Ann: One?\nBen: Two.\n" * 3},
        register=f"{REGISTER}i01,a.txt,,,,,2,extra\ni02,absent.txt,,,,,\n",
        participants=f"{PARTICIPANTS}P01,a,,,,,,extra\nP02,a,,,,,perhaps\n",
    )
    found = [(each.file, each.row) for each in check(study) if each.severity == "error"]
    assert found == [
        ("corpus/participants.csv", 2),
        ("corpus/participants.csv", 3),
        ("corpus/register.csv", 2),
        ("corpus/register.csv", 3),
    ]


def test_a_file_with_semicolons_says_so_once(make_study):
    study = make_study({}, register="id;file\ni01;a.txt\n", participants="id;role\nP01;a\n")
    for finding in (found := check(study)):
        assert "parted by semicolons, not commas" in finding.message
    assert [each.file for each in found] == ["corpus/participants.csv", "corpus/register.csv"]


def test_an_interviewer_by_label_alone_is_told(make_study):
    study = make_study(
        {"a.txt": "Facilitator: One?\nBen: Two.\n" * 3},
        register=f"{REGISTER}i01,a.txt,,,,,\n",
        participants=f"{PARTICIPANTS}P01,a,,,,,yes\n",
        speakers=f"{SPEAKERS}i01,Ben,P01\n",
    )
    (found,) = check(study)
    assert (found.row, found.severity) == (2, "warning")
    assert found.message == (
        "the label 'Facilitator' of i01 is not in speakers.csv: taken for Interviewer"
    )


def test_topic_guides_are_read_too(interview):
    interview.guides.mkdir()
    for name, text in {
        "broken": "title: a\nquestions: [\n",
        "odd": "questions:\n  - id: q1\n    text: Why?\n  - text: And?\n",
        "other": "codes: []\n",
        "sound": "questions:\n  - id: q1\n    text: Why?\n",
    }.items():
        (interview.guides / f"{name}.yaml").write_text(text, encoding="utf-8")
    broken, odd, other = check(interview)
    assert (broken.file, broken.severity) == ("corpus/guides/broken.yaml", "error")
    assert broken.message.startswith("line 3: YAML error")
    assert (odd.severity, odd.message) == ("warning", "1 question(s) without id or text")
    assert (other.severity, other.message) == ("warning", "has no list of questions")
