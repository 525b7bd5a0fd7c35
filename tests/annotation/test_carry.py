"""A correction reaches the tasks on the server in place, and nothing that was coded is lost."""

from dataclasses import asdict

import pytest
from small_study import DOCUMENTS, RECORDED, write_documents

from alnqual.annotation import carry as carry_module
from alnqual.annotation.carry import CHANGED_MEANWHILE, _ask, carry
from alnqual.annotation.client import connect
from alnqual.annotation.harvest import ALTERED, CHANGED_BY_OTHERS, INTERRUPTED, OTHER_VERSION
from alnqual.annotation.play import play
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.annotation.tasks import read_texts, text_shown
from alnqual.annotation.users import read_account
from alnqual.coding import CodingStore
from alnqual.coding.unplaced import UnplacedStore
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace

CORRECTED = DOCUMENTS | {
    "i01": [
        ("Interviewer", "Thank you for coming."),
        *DOCUMENTS["i01"][:1],
        (
            "P01",
            "We plan 👩‍🏫 togeether, and [person 2]'s café\u0301 pays.  Two blanks, & no tags.",
        ),
        ("Interviewer", "And then?"),
        ("P01", "First line.\n\nAfter a gap, the money runs out."),
    ]
}
"""A turn put in, a word changed within a quote and one before another, and a quote taken out."""


@pytest.fixture
def played(recorded: Workspace) -> Workspace:
    push(recorded)
    play(recorded)
    pull(recorded)
    return recorded


def tasks(workspace: Workspace, coder: str = "coder-a") -> dict:
    client = connect(workspace)
    project = find_projects(client, study_id(workspace))["r1", coder]
    return {t.data["document"]: t for t in list_tasks(client, project, annotations=True)}


def codings(workspace: Workspace) -> dict:
    return {coding.id: coding for coding in CodingStore(workspace.codings).read()}


def as_coder(workspace: Workspace, coder: str):
    return connect(workspace, token=read_account(workspace, coder).token)


def region(code: str, start: int, end: int) -> list[dict]:
    """A region in the second turn, under a group and one of its codes."""
    group = code.split(".")[0]
    made = Region(f"{code}-{start}", Place(1, start, 1, end), groups=[group])
    return write_region(made, paths=[[group, code]], words="")


def save_draft(workspace: Workspace, server, coder: str, result: list[dict]) -> None:
    import httpx

    httpx.post(
        f"{server.status().url}/api/tasks/{tasks(workspace, coder)['i01'].id}/drafts",
        headers={"Authorization": f"Token {read_account(workspace, coder).token}"},
        json={"result": result, "lead_time": 7},
    ).raise_for_status()


def drafts(workspace: Workspace, coder: str) -> list[dict]:
    client = connect(workspace)
    return _ask(client, f"api/tasks/{tasks(workspace, coder)['i01'].id}/drafts", method="GET")


def test_regions_move_with_their_words_and_every_id_stays(played: Workspace) -> None:
    before = codings(played)
    there = tasks(played)["i01"]
    write_documents(played, CORRECTED)
    report = carry(played)
    after_task = tasks(played)["i01"]
    assert after_task.id == there.id
    assert [a["id"] for a in after_task.annotations] == [a["id"] for a in there.annotations]
    assert after_task.annotations[0]["lead_time"] == there.annotations[0]["lead_time"]
    assert text_shown(after_task, read_texts(played)["i01"]) is not None
    assert "two" not in str(tasks(played, "coder-b")["i01"].data)

    (lost,) = report.unplaced
    assert (report.tasks, report.regions, report.moved) == (2, 3, 2)
    assert (lost.coding.quote, lost.coding.coder) == (
        RECORDED["coder-b", "i01"][0]["quote"],
        "coder-b",
    )
    assert UnplacedStore(played).read() == [before[lost.coding.id]]

    assert pull(played).problems == []
    after = codings(played)
    assert before.keys() - after.keys() == {lost.coding.id}
    assert after.keys() <= before.keys()
    quotes = {coding.quote for coding in after.values()}
    assert quotes == {"plan 👩‍🏫 togeether", "money runs out", "staff yn brin"}
    for identity, coding in after.items():
        kept = {"code", "stance", "link", "direction", "memo", "created", "source", "coder"}
        assert {k: asdict(coding)[k] for k in kept} == {
            k: asdict(before[identity])[k] for k in kept
        }
    again = carry(played)
    assert (again.tasks, again.regions, again.unplaced) == (0, 0, [])
    assert pull(played).changed == 0


def test_work_on_the_old_words_is_pulled_whatever_was_ingested_before(played: Workspace) -> None:
    write_documents(played, CORRECTED)
    task = tasks(played, "coder-b")["i01"]
    more = task.annotations[0]["result"] + region("inputs.staff", 0, 7)
    as_coder(played, "coder-b").annotations.update(task.annotations[0]["id"], result=more)
    assert pull(played).reasons() == {OTHER_VERSION: 2}
    (new,) = [coding for coding in codings(played).values() if coding.coder == "coder-b"][1:]
    (other,) = [c for c in codings(played).values() if c.quote == "Second line 🏴󠁧󠁢󠁷󠁬󠁳󠁿 of it"]
    old = {new.quote, other.quote} - {"We plan"}
    assert old == {"Second line 🏴󠁧󠁢󠁷󠁬󠁳󠁿 of it"}
    carry(played)
    assert pull(played).problems == []
    (now,) = [coding for coding in codings(played).values() if coding.coder == "coder-b"]
    assert now.quote == "We plan"
    assert now.text_version == read_texts(played)["i01"].version


def test_a_correction_that_was_interrupted_is_completed_by_the_next(
    played: Workspace, monkeypatch
) -> None:
    before = codings(played)
    write_documents(played, CORRECTED)
    real = carry_module._ProjectCarrier._write
    with monkeypatch.context() as patched:

        def stop(self, *arguments, **options):
            raise LabelStudioError("no answer")

        patched.setattr(carry_module._ProjectCarrier, "_write", stop)
        with pytest.raises(LabelStudioError, match="no answer"):
            carry(played)
    assert INTERRUPTED in pull(played).reasons()
    assert codings(played) == before
    assert carry_module._ProjectCarrier._write is real

    carry(played)
    assert pull(played).problems == []
    assert len(codings(played)) == len(before) - 1
    assert [coding.quote for coding in UnplacedStore(played).read()] == [
        RECORDED["coder-b", "i01"][0]["quote"]
    ]


def test_work_that_is_saved_in_the_middle_of_a_correction_is_kept_and_listed(
    played: Workspace, monkeypatch
) -> None:
    write_documents(played, CORRECTED)
    real = carry_module._ProjectCarrier._complete
    saved = region("outcomes.trust", 0, 2)

    def save_first(self, task):
        mine = as_coder(played, self.project.coder)
        mine.annotations.update(task.annotations[0]["id"], result=saved)
        return real(self, self._fresh(task))

    monkeypatch.setattr(carry_module._ProjectCarrier, "_complete", save_first)
    report = carry(played)
    assert [problem.reason for problem in report.problems] == [CHANGED_MEANWHILE] * 2
    assert tasks(played)["i01"].annotations[0]["result"] == saved


def test_drafts_are_carried_and_suggestions_for_the_old_words_go(played: Workspace, server) -> None:
    save_draft(played, server, "coder-b", region("inputs.staff", 3, 7))
    task = tasks(played, "coder-b")["i01"]
    client = connect(played)
    client.predictions.create(task=task.id, result=region("inputs.staff", 3, 7), score=0.5)
    write_documents(played, CORRECTED)
    report = carry(played)
    assert (report.drafts, report.predictions) == (1, 1)
    (draft,) = drafts(played, "coder-b")
    places = {(r["value"]["start"], r["value"]["startOffset"]) for r in draft["result"]}
    assert places == {("2", 3)}
    assert draft["lead_time"] == 7
    assert draft["user"] == "coder-b@example.org"
    assert not tasks(played, "coder-b")["i01"].predictions
    for coder in ("coder-a", "coder-b"):
        assert "pays.  Two blanks, & <b>no</b>" not in str(tasks(played, coder)["i01"])


def test_what_the_owners_account_carried_is_no_change_by_others(
    played: Workspace, monkeypatch
) -> None:
    monkeypatch.setattr(carry_module, "read_account", lambda *_: None)
    write_documents(played, CORRECTED)
    carry(played)
    assert pull(played).problems == []
    task = tasks(played)["i01"]
    as_coder(played, "coder-b").annotations.update(
        task.annotations[0]["id"], result=task.annotations[0]["result"][:3]
    )
    assert pull(played, confirm=True).reasons() == {CHANGED_BY_OTHERS: 1}


def test_a_person_who_left_is_forgotten_and_a_document_that_is_gone_deleted(
    played: Workspace, server
) -> None:
    save_draft(played, server, "coder-b", region("inputs.staff", 3, 7))
    without = [*DOCUMENTS["i01"][:1], *DOCUMENTS["i01"][2:]]
    write_documents(played, {"i01": without})
    report = carry(played, delete={"i02"}, forget={"i01-0002"})
    assert (report.deleted_tasks, report.forgotten, report.unplaced) == (1, 2, [])
    assert UnplacedStore(played).read() == []
    assert "together" not in str(
        [tasks(played), tasks(played, "coder-b"), drafts(played, "coder-b")]
    )
    pull(played, confirm=True)
    quotes = sorted(coding.quote for coding in codings(played).values())
    assert quotes == ["Second line 🏴󠁧󠁢󠁷󠁬󠁳󠁿 of it", "money runs out"]


def test_a_task_whose_words_somebody_changed_is_left_to_a_person(played: Workspace) -> None:
    task = tasks(played)["i01"]
    dialogue = [dict(turn) for turn in task.data["dialogue"]]
    dialogue[1]["text"] = "Altered words, and " + dialogue[1]["text"]
    connect(played).tasks.update(str(task.id), data=task.data | {"dialogue": dialogue})
    write_documents(played, CORRECTED)
    report = carry(played)
    assert [(p.reason, p.where) for p in report.problems] == [(ALTERED, "r1, coder-a, i01")]
    assert tasks(played)["i01"].data["dialogue"] == dialogue
    assert report.tasks == 1
