"""What a first user of the withdrawal ran into."""

from dataclasses import asdict

import pytest

from alnqual.cli import main
from alnqual.coding.adjudications import AdjudicationStore, Decision
from alnqual.coding.history import Event, History
from alnqual.corpus import review
from alnqual.corpus.vault import UNFINISHED, Vault
from alnqual.operations.withdraw import withdraw
from alnqual.records import Submission
from tests.operations.planted import coding

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


def held(folder) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.jsonl")))


def test_their_words_leave_adjudications_and_decisions_about_others_stay(study):
    workspace = study.workspace
    store = AdjudicationStore(workspace.adjudications)
    version = study.documents.set_index("document").loc["d1", "text_version"]
    others = coding(study, "d1", "listened to all of us")
    decisions = [
        Decision(coding(study, "d1", "a maze"), "accept", "judge", ("a" * 12,)),
        Decision(coding(study, "d1", "it is"), "reject", "judge", ("b" * 12,), reason="Too short."),
        Decision(
            others, "edit", "judge", ("c" * 12,),
            reason="We asked for help in the spring of that first year.",
        ),
        Decision(coding(study, "d1", "Better"), "add", "judge", reason="About now."),
    ]  # fmt: skip
    submitted = [Submission("r1", "judge", "d1", "submitted", version)]
    store.write("r1", decisions, submissions=submitted)

    result = withdraw(workspace, "P1")
    assert result.remaining == ()
    kept = {each.verdict: each for each in store.read()}
    assert kept.keys() == {"add", "edit"}
    assert (kept["edit"].considered, kept["edit"].reason) == (("c" * 12,), "")
    assert kept["add"].reason == "About now."
    text = study.documents.set_index("document").loc["d1"]
    for each in kept.values():
        assert text["text"][each.coding.start : each.coding.end] == each.coding.quote
        assert each.coding.text_version == text["text_version"] != version
    assert kept["edit"].coding.start < others.start
    (after,) = store.read_submissions()
    assert after.text_version == text["text_version"]
    assert "maze" not in held(workspace.adjudications)


def test_their_words_leave_the_history_of_codings(study):
    workspace = study.workspace

    def content(quote, **values):
        left_out = ("prefix", "suffix")
        made = asdict(coding(study, "d1", quote, **values))
        return {name: value for name, value in made.items() if name not in left_out}

    theirs, others = content("a maze"), content("listened to all of us")
    spoken = others | {"memo": "We asked for help in the spring of that first year."}
    same = ("r1", "coder-a", "d1")
    History(workspace.history).add(
        [
            Event("added", *same, item="1" * 12, after=theirs),
            Event("changed", *same, item="1" * 12, before=theirs, after=content("it is")),
            Event("added", *same, item="2" * 12, after=others),
            Event("changed", *same, item="2" * 12, before=others, after=spoken),
            Event("handed-in", *same, item="d1"),
        ]
    )
    result = withdraw(workspace, "P1")
    assert result.remaining == ()
    events = list(History(workspace.history).read())
    assert [each.event for each in events] == ["added", "changed", "handed-in"]
    assert {each.item for each in events} == {"2" * 12, "d1"}
    assert events[1].after["memo"] == ""
    assert events[1].after["quote"] == "listened to all of us"
    assert "maze" not in held(workspace.history) and "spring" not in held(workspace.history)
