"""A long transcript goes out in parts and comes back as one; a passage goes out alone."""

from pathlib import Path

import pytest
from small_study import DOCUMENTS, write_documents

from alnqual import Study
from alnqual.annotation import push as push_module
from alnqual.annotation.carry import carry
from alnqual.annotation.client import connect
from alnqual.annotation.harvest import ON_CONTEXT, ON_CONTEXT_TWICE, OTHER_VERSION, SKIPPED_PART
from alnqual.annotation.play import play
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.annotation.tasks import read_texts, text_shown
from alnqual.annotation.users import read_account
from alnqual.coding import CodingStore
from alnqual.records import Round
from alnqual.workspace import Workspace


@pytest.fixture
def parted(recorded: Workspace) -> Workspace:
    """The small study with its first document in parts: turns 1 and 2, turns 3 and 4."""
    settings = recorded.root / "alnqual.toml"
    settings.write_text(settings.read_text() + "[annotation]\npart_words = 20\ncontext_turns = 1\n")
    return Workspace(recorded.root)


def tasks(workspace: Workspace, coder: str = "coder-b") -> list:
    client = connect(workspace)
    project = find_projects(client, study_id(workspace))["r1", coder]
    found = list_tasks(client, project, annotations=True)
    return [task for task in found if task.data["document"] == "i01"]


def submit(workspace: Workspace, task: object, result: list, *, skip: bool = False) -> None:
    token = read_account(workspace, "coder-b").token
    connect(workspace, token=token).annotations.create(
        task.id, result=result, was_cancelled=skip, ground_truth=False
    )


def region(turn: int, start: int, end: int, code: str = "inputs.staff") -> list[dict]:
    """A region in a turn of a task, by the number that the turn has there."""
    group = code.split(".")[0]
    made = Region(f"{code}-{turn}-{start}", Place(turn, start, turn, end), groups=[group])
    return write_region(made, paths=[[group, code]], words="")


def codings(workspace: Workspace) -> set[tuple]:
    return {
        (c.document, c.start, c.end, c.quote, c.prefix, c.suffix, c.code, c.coder, c.memo)
        for c in CodingStore(workspace.codings).read()
    }


def status(workspace: Workspace, coder: str = "coder-b") -> list[str]:
    records = CodingStore(workspace.codings).read_submissions()
    return [r.status for r in records if (r.coder, r.document) == (coder, "i01")]


def test_what_was_coded_in_parts_comes_back_as_if_it_had_been_whole(
    parted: Workspace, tmp_path: Path
) -> None:
    assert push(parted).tasks_made == 5
    assert [task.data["part"] for task in tasks(parted)] == [
        "turns 1 to 2 of 4",
        "turns 3 to 4 of 4",
    ]
    assert push(parted).tasks_made == 0
    assert play(parted).documents == 3
    report = pull(parted)
    assert (report.problems, report.submitted, report.drafts) == ([], 3, 0)
    in_parts = codings(parted)
    texts = read_texts(parted)
    for document, start, end, quote, prefix, suffix, *_ in in_parts:
        assert (quote, prefix, suffix) == texts[document].anchor(start, end)
    assert len(in_parts) == 5
    assert play(parted).documents_there == 3
    settings = parted.root / "alnqual.toml"
    settings.write_text(settings.read_text().replace("= 20", "= 10"))
    assert push(Workspace(parted.root)).tasks_made == 0, "parts that are there stay"


def test_a_document_is_handed_in_when_all_its_parts_are(parted: Workspace) -> None:
    push(parted)
    first, second = tasks(parted)
    submit(parted, first, region(1, 0, 7))
    report = pull(parted)
    assert (status(parted), report.codings, report.drafts) == ([], 1, 1)
    submit(parted, second, [])
    assert pull(parted).problems == []
    assert (status(parted), len(codings(parted))) == (["submitted"], 1)


def test_a_document_of_which_a_part_was_skipped_is_skipped_and_keeps_its_codings(
    parted: Workspace,
) -> None:
    push(parted)
    first, second = tasks(parted)
    submit(parted, first, region(1, 0, 7))
    submit(parted, second, [], skip=True)
    assert pull(parted).reasons() == {SKIPPED_PART: 1}
    assert (status(parted), len(codings(parted))) == (["skipped"], 1)


def test_a_coding_on_context_counts_once(parted: Workspace) -> None:
    push(parted)
    first, second = tasks(parted)
    assert first.data["dialogue"][2]["author"] == "Context only · Interviewer"
    # "And then?" is the third turn of the first part, as context, and the second of the second.
    submit(parted, first, region(2, 0, 3) + region(2, 4, 8))
    submit(parted, second, region(1, 0, 3))
    assert pull(parted).reasons() == {ON_CONTEXT: 1, ON_CONTEXT_TWICE: 1}
    assert sorted(coding[3] for coding in codings(parted)) == ["And", "then"]


def test_parts_of_an_earlier_text_are_read_where_they_stood_and_follow_a_correction(
    parted: Workspace,
) -> None:
    push(parted)
    play(parted)
    pull(parted)
    before = codings(parted)
    write_documents(
        parted,
        DOCUMENTS
        | {"i01": [*DOCUMENTS["i01"][:3], ("P01", "First line.\n\nAfter a gap, money runs out.")]},
    )
    problems = pull(parted).reasons()
    assert problems == {OTHER_VERSION: 4}
    assert codings(parted) == before, "as they were coded, each at its place in the document"
    report = carry(parted)
    assert (report.tasks, [lost.coding.coder for lost in report.unplaced]) == (4, ["coder-b"])
    texts = read_texts(parted)
    assert all(text_shown(task, texts["i01"]) for task in tasks(parted, "coder-a"))
    assert pull(parted).problems == []
    quotes = {coding[3]: coding[1] for coding in codings(parted)}
    assert quotes["money runs out"] == texts["i01"].text.index("money runs out")
    assert push(parted).notes == []
    assert carry(parted).tasks == 0


def test_a_part_that_was_deleted_is_put_there_again(parted: Workspace) -> None:
    push(parted)
    connect(parted).tasks.delete(str(tasks(parted)[0].id))
    assert push(parted).tasks_made == 1
    assert {t.data["part"] for t in tasks(parted)} == {"turns 1 to 2 of 4", "turns 3 to 4 of 4"}


def test_passages_that_were_found_go_out_as_a_round(parted: Workspace) -> None:
    study = Study(parted)
    study.segment()
    study.embed()
    found = study.search("who plans together, and when the money runs out", interviewers=False)
    assert set(found["turn"]) == {"i01-0002", "i01-0004"}
    study.search.round(found[found["turn"] == "i01-0004"], "r2", coders=["coder-b"], title="Money")
    study.push()
    client = connect(parted)
    (task,) = list_tasks(
        client, find_projects(client, study_id(parted))["r2", "coder-b"], annotations=True
    )
    assert task.data["part"] == "turn 4 of 4"
    assert [turn["turn"] for turn in task.data["dialogue"]] == ["i01-0003", "i01-0004"]
    submit(parted, task, region(1, 0, 10))
    assert pull(parted).problems == []
    assert [c.document for c in CodingStore(parted.codings).read("r2")] == ["i01"]


def test_a_round_of_passages_shows_just_these_and_what_stands_around(
    parted: Workspace, monkeypatch
) -> None:
    passages = {"i01": ("i01-0002", "i01-9999")}
    narrow = Round("r1", "Again", {"coder-b": ("i01",)}, passages=passages)
    monkeypatch.setattr(push_module, "read_rounds", lambda _: [narrow])
    report = push(parted)
    assert report.notes == ["r1: i01 has no turn i01-9999 (any more)"]
    (task,) = tasks(parted)
    assert task.data["part"] == "turn 2 of 4"
    assert [turn["turn"] for turn in task.data["dialogue"]] == ["i01-0001", "i01-0002", "i01-0003"]
    submit(parted, task, region(1, 0, 7))
    assert pull(parted).problems == []
    assert (status(parted), [coding[3] for coding in codings(parted)]) == (
        ["submitted"],
        ["We plan"],
    )
    assert push(parted).tasks_made == 0
