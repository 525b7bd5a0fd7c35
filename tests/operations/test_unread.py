"""Words in a file that no reader can take are never left behind in silence."""

from pathlib import Path

import pytest

from alnqual import Study
from alnqual.errors import InputError
from alnqual.operations.withdraw import plan_withdrawal, preview, withdraw

TALK = """Interviewer: How has it been?

Ann: The forms take my evenings, every single one of them, and nobody gives that time back.

Interviewer: And the families?

Ann: They come to the meetings now and they talk, which they never did before.
"""
BROKEN = '{"turns":[{"speaker":"Ann","text":"the most secret words of them all"},'


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two documents, of which the second is cut short."""
    study = Study.init(tmp_path / "study")
    corpus = study.workspace.corpus
    (corpus / "raw" / "one.txt").write_text(TALK)
    (corpus / "raw" / "two.json").write_text(BROKEN)
    (corpus / "register.csv").write_text("id,file\nd1,one.txt\nd2,two.json\n")
    (corpus / "participants.csv").write_text("id,role,consent\nP1,teacher,yes\nP2,driver,yes\n")
    (corpus / "speakers.csv").write_text("document,label,participant\nd1,Ann,P1\n")
    return study


def contents_of(study: Study) -> dict[str, bytes]:
    root = study.workspace.root
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refused(study: Study) -> None:
    before = contents_of(study)
    with pytest.raises(InputError, match="cannot be read: nothing was changed") as caught:
        withdraw(study.workspace, "P1")
    assert str(caught.value.where) == "corpus/raw/two.json"
    assert "secret" not in str(caught.value)
    assert contents_of(study) == before


def test_nothing_is_changed_while_speakers_csv_links_them_to_a_broken_file(study: Study) -> None:
    """It was passed over, and the row of speakers.csv that says whose words it holds went."""
    with study.workspace.speakers.open("a") as file:
        file.write("d2,Ann,P1\n")
    study.ingest()
    refused(study)


def test_nothing_is_changed_while_a_file_that_they_spoke_in_is_broken(study: Study) -> None:
    file = study.workspace.raw / "two.json"
    file.write_text('{"turns":[{"speaker":"P1","text":"Mine."},{"speaker":"x","text":"So?"}]}')
    study.ingest()
    file.write_text(BROKEN)
    refused(study)


def test_the_withdrawal_goes_on_when_the_file_is_mended(study: Study) -> None:
    with study.workspace.speakers.open("a") as file:
        file.write("d2,Ann,P1\n")
    refused(study)
    (study.workspace.raw / "two.json").write_text(BROKEN[:-1] + ',{"speaker":"B","text":"No."}]}')
    assert withdraw(study.workspace, "P1").remaining == ()
    assert study.ingest().turns["text"].tolist() == ["No."]


def test_other_files_that_cannot_be_read_are_left_to_people(study: Study) -> None:
    study.ingest()
    shown = preview(study.workspace, plan_withdrawal(study.workspace, "P1"))
    done = withdraw(study.workspace, "P1")
    for result in (shown, done):
        (line,) = [line for line in result.by_hand if "two.json" in line]
        assert "was not searched" in line
    assert done.receipt is not None and "two.json" in done.receipt.read_text()
