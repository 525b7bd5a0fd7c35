"""Adjudication on a real server: accepted, edited, added and rejected, with names hidden."""

import json
from dataclasses import replace

import pytest
from small_study import DOCUMENTS, write_documents

from alnqual.annotation.adjudicate import adjudicate
from alnqual.annotation.carry import carry
from alnqual.annotation.client import connect
from alnqual.annotation.play import play
from alnqual.annotation.projects import ADJUDICATION, find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import DECISION, REASON
from alnqual.annotation.users import read_account
from alnqual.coding import read_rounds
from alnqual.coding.adjudications import AdjudicationStore
from alnqual.coding.in_force import coders_codings, codings_in_force
from alnqual.errors import ConfirmationNeeded, InputError
from alnqual.workspace import Workspace


@pytest.fixture
def disputed(recorded: Workspace) -> Workspace:
    """A study whose two coders handed i01 in, with a third person who adjudicates."""
    push(recorded)
    play(recorded)
    pull(recorded)
    with recorded.coders.open("a") as file:
        file.write("judge,judge@example.org\n")
    return recorded


def ask(workspace: Workspace, **options):
    (round_,) = read_rounds(workspace)
    return adjudicate(workspace, round_, adjudicator="judge", **options)


def project_and_task(workspace: Workspace):
    client = connect(workspace)
    project = find_projects(client, study_id(workspace), purpose=ADJUDICATION)["r1", "judge"]
    (task,) = list_tasks(client, project, annotations=True)
    return client, project, task


def files(workspace: Workspace) -> dict:
    return {p: p.read_bytes() for p in sorted(workspace.adjudications.rglob("*")) if p.is_file()}


def test_decisions_go_there_and_come_back(disputed: Workspace) -> None:
    before, made = files(disputed), ask(disputed)
    assert (made.made, made.unchanged, before) == (1, 0, {})
    again = ask(disputed)
    assert (again.made, again.renewed, again.unchanged) == (0, 0, 1)

    client, project, task = project_and_task(disputed)
    shown = json.dumps([task.data, task.meta, task.predictions], default=str)
    assert "coder-a" not in shown + project.config
    assert "coder-b" not in shown + project.config

    theirs = {(c.code, c.coder): c for c in coders_codings(disputed)[0] if c.document == "i01"}
    staff, planning = theirs["inputs.staff", "coder-a"], theirs["activities.planning", "coder-a"]
    money, trust = theirs["inputs.funding", "coder-a"], theirs["outcomes.trust", "coder-b"]
    results = [dict(each) for each in task.predictions[0]["result"]]
    of = {c.id: [r for r in results if r["id"] == c.id] for c in (staff, planning, money, trust)}
    where = {k: v for k, v in of[money.id][0]["value"].items() if k != "paragraphlabels"}
    rejected = [
        {"id": money.id, "from_name": name, "to_name": "text", "type": kind, "value": where | said}
        for name, kind, said in (
            (DECISION, "choices", {"choices": ["reject"]}),
            (REASON, "textarea", {"text": ["not about money"]}),
        )
    ]
    edited = json.loads(json.dumps(of[trust.id]).replace('"outcomes.trust"', '"outcomes"'))
    for each in edited:
        if each["type"] == "taxonomy":
            each["value"]["taxonomy"] = [["outcomes"]]
    added = json.loads(json.dumps(of[staff.id]).replace(staff.id, "own-region"))
    for each in added:
        each["value"] |= {"start": "0", "end": "0", "startOffset": 0, "endOffset": 3}
    judge = connect(disputed, token=read_account(disputed, "judge").token)
    annotation = judge.annotations.create(
        task.id, result=[*of[planning.id], *of[money.id], *rejected, *edited, *added]
    )
    report = pull(disputed).adjudications
    assert (report.documents, report.verdicts) == (
        1, {"accept": 1, "add": 1, "edit": 1, "reject": 2},
    )  # fmt: skip

    decided = {
        d.considered or d.verdict: d for d in AdjudicationStore(disputed.adjudications).read()
    }
    assert decided[money.id,].reason == "not about money"
    assert (decided[staff.id,].verdict, decided[staff.id,].reason) == ("reject", "")
    assert decided[planning.id,].verdict == "accept"
    counted = {c.id: c for c in codings_in_force(disputed)[0] if c.document == "i01"}
    assert counted[planning.id] == replace(planning, codebook_version=3)
    assert (counted[trust.id].code, counted[trust.id].coder, counted[trust.id].origin) == (
        "outcomes", "judge", "adjudicated",
    )  # fmt: skip
    assert counted[decided["add"].coding.id].quote == "How"
    assert counted.keys() == {planning.id, trust.id, decided["add"].coding.id}

    first = files(disputed)
    assert {path.stat().st_mode & 0o777 for path in first} == {0o600}
    pull(disputed)
    assert files(disputed) == first
    client.annotations.delete(annotation.id)
    with pytest.raises(ConfirmationNeeded, match="i01 in round r1"):
        pull(disputed)
    assert files(disputed) == first


def test_names_are_shown_when_asked_for_and_the_adjudicator_must_be_known(disputed) -> None:
    with pytest.raises(InputError, match="nobody is called"):
        (round_,) = read_rounds(disputed)
        adjudicate(disputed, round_, adjudicator="somebody")
    with pytest.raises(InputError, match="not handed in by two coders or more: i02"):
        ask(disputed, documents=["i02"])
    ask(disputed, names=True)
    _, project, task = project_and_task(disputed)
    assert "coder-a" in project.config
    assert "coder-a" in json.dumps(task.predictions, default=str)


def test_what_was_put_before_an_adjudicator_follows_a_correction(disputed: Workspace) -> None:
    ask(disputed)
    _, _, before = project_and_task(disputed)
    assert "Three" not in json.dumps(before.data)
    corrected = [("Interviewer", "Three more questions."), *DOCUMENTS["i01"]]
    write_documents(disputed, DOCUMENTS | {"i01": corrected})
    assert carry(disputed).problems == []
    assert carry(disputed).tasks == 0
    _, _, task = project_and_task(disputed)
    assert (task.id, task.data["passages"], task.predictions) == (before.id, "", [])
    assert "Three" in json.dumps(task.data)

    pull(disputed)
    assert ask(disputed).renewed == 1
    _, _, renewed = project_and_task(disputed)
    assert renewed.data["passages"] and renewed.predictions
