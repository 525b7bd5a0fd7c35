"""What a first user of the withdrawal ran into."""

import pytest

from alnqual.cli import main
from alnqual.corpus import review
from alnqual.corpus.vault import UNFINISHED, Vault
from alnqual.operations.withdraw import withdraw

TALK = """Interviewer: How has it been?

Ann: Honestly, it is a maze. We asked Gwyndaf Pryderi to help us in the spring of that first year.

Interviewer: And for you?

Bea: Better than it was, since they came to the meetings and listened to all of us for a while.
"""


@pytest.fixture
def study(own_study):
    corpus = own_study.workspace.corpus
    (corpus / "raw" / "one.txt").write_text(TALK, encoding="utf-8")
    (corpus / "participants.csv").write_text("id,role,consent\nP1,teacher,yes\nP2,parent,yes\n")
    (corpus / "speakers.csv").write_text(
        "document,label,participant,names\nd1,Ann,P1,\nd1,Bea,P2,\nd1,Interviewer,interviewer,\n"
    )
    review.look_for_names(own_study.workspace)
    review.decide(own_study.workspace, accept=["all"])
    own_study.ingest()
    return own_study


def test_a_short_sentence_of_theirs_goes_from_drafts(study):
    draft = study.workspace.reports / "draft.md"
    draft.write_text("Honestly, it is a maze, said one. Better than it was, said another.\n")
    result = withdraw(study.workspace, "P1")
    assert "a maze" not in draft.read_text()
    assert "Better than it was" in draft.read_text()
    assert result.remaining == ()


def test_notes_that_name_somebody_of_whom_only_they_spoke_are_listed(study):
    (study.workspace.reports / "notes.md").write_text("Ring Gwyndaf Pryderi about the visit.\n")
    result = withdraw(study.workspace, "P1")
    assert any("reports/notes.md: names somebody" in line for line in result.by_hand)
    assert not any("Gwyndaf" in line for line in result.by_hand)


def test_while_a_withdrawal_is_unfinished_nothing_else_goes_on(study, capsys):
    """A pull after an interrupted withdrawal brought the words back."""
    Vault(study.workspace).write(UNFINISHED, b"{}")
    root = str(study.workspace.root)
    for command in (["corpus", "ingest"], ["annotate", "pull"], ["run"], ["corpus", "show"]):
        with pytest.raises(SystemExit) as ended:
            main(["--study", root, *command])
        assert ended.value.code == 2, command
        assert "Finish it first" in capsys.readouterr().err, command
