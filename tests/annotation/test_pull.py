"""Pulling keeps people's work: the rules for annotations, and what it never does unasked."""

from pathlib import Path

import pytest
from small_study import CODES, DOCUMENTS, write_codebook, write_documents

from alnqual.annotation.client import connect
from alnqual.annotation.harvest import (
    ALTERED,
    CHANGED_BY_OTHERS,
    FOREIGN,
    HANDED_IN_TWICE,
    OTHER_VERSION,
    SKIPPED_REGIONS,
)
from alnqual.annotation.play import play
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import UNKNOWN_CODER, pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.annotation.users import read_account
from alnqual.coding import CodingStore
from alnqual.errors import ConfirmationNeeded, LabelStudioError
from alnqual.workspace import Workspace


@pytest.fixture
def pushed(study: Workspace) -> Workspace:
    push(study)
    return study


@pytest.fixture
def played(recorded: Workspace) -> Workspace:
    """A study that has been pushed, played and pulled."""
    push(recorded)
    play(recorded)
    pull(recorded)
    return recorded


def as_coder(workspace: Workspace, coder: str):
    return connect(workspace, token=read_account(workspace, coder).token)


def tasks(workspace: Workspace, coder: str = "coder-a") -> dict:
    client = connect(workspace)
    project = find_projects(client, study_id(workspace))["r1", coder]
    return {t.data["document"]: t for t in list_tasks(client, project, annotations=True)}


def region(code: str, start: int, end: int) -> list[dict]:
    """A region in the second turn, under a group and one of its codes."""
    group = code.split(".")[0]
    region = Region(f"{code}-{start}", Place(1, start, 1, end), groups=[group])
    return write_region(region, paths=[[group, code]], words="")


def files(workspace: Workspace) -> dict[Path, tuple[bytes, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(workspace.codings.rglob("*"))
        if path.is_file()
    }


def quotes(workspace: Workspace) -> list[str]:
    return [coding.quote for coding in CodingStore(workspace.codings).read()]


def submissions(workspace: Workspace) -> dict[tuple[str, str], str]:
    made = CodingStore(workspace.codings).read_submissions()
    return {(s.coder, s.document): s.status for s in made}


def test_two_pulls_with_nothing_new_change_no_byte(played: Workspace) -> None:
    before = files(played)
    report = pull(played)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert (report.codings, report.submitted) == (5, 3)
    assert files(played) == before
    assert {path.stat().st_mode & 0o777 for path in before} == {0o600}


def test_a_document_with_nothing_to_code_is_handed_in(pushed: Workspace) -> None:
    coder = as_coder(pushed, "coder-a")
    coder.annotations.create(tasks(pushed)["i01"].id, result=[])
    report = pull(pushed)
    assert submissions(pushed) == {("coder-a", "i01"): "submitted"}
    assert (report.codings, report.problems) == (0, [])


def test_a_skipped_document_is_skipped_and_its_regions_are_listed(pushed: Workspace) -> None:
    coder = as_coder(pushed, "coder-a")
    coder.annotations.create(tasks(pushed)["i01"].id, result=[], was_cancelled=True)
    coder.annotations.create(
        tasks(pushed)["i02"].id, result=region("inputs.staff", 0, 4), was_cancelled=True
    )
    report = pull(pushed)
    assert submissions(pushed) == {("coder-a", "i01"): "skipped", ("coder-a", "i02"): "skipped"}
    assert (report.skipped, report.codings) == (2, 0)
    assert report.reasons() == {SKIPPED_REGIONS: 1}


def test_of_two_submissions_the_latest_counts(pushed: Workspace) -> None:
    coder = as_coder(pushed, "coder-a")
    task = tasks(pushed)["i01"].id
    first = coder.annotations.create(task, result=region("inputs.staff", 0, 2))
    coder.annotations.create(task, result=region("inputs.staff", 3, 7))
    assert pull(pushed).reasons() == {HANDED_IN_TWICE: 1}
    assert quotes(pushed) == ["plan"]
    coder.annotations.update(first.id, result=region("inputs.funding", 0, 2))
    assert pull(pushed, confirm=True).reasons() == {HANDED_IN_TWICE: 1}
    assert quotes(pushed) == ["We"]


def test_somebody_elses_annotation_is_left_out_and_their_change_is_listed(
    pushed: Workspace,
) -> None:
    mine, theirs = as_coder(pushed, "coder-a"), as_coder(pushed, "coder-b")
    there = tasks(pushed)
    theirs.annotations.create(there["i01"].id, result=region("inputs.staff", 0, 2))
    made = mine.annotations.create(there["i02"].id, result=region("inputs.staff", 0, 6))
    theirs.annotations.update(made.id, result=region("inputs.staff", 6, 11))
    report = pull(pushed)
    assert report.reasons() == {CHANGED_BY_OTHERS: 1, FOREIGN: 1}
    assert [(problem.where, problem.taken) for problem in report.problems] == [
        ("r1, coder-a, i01", False), ("r1, coder-a, i02", True),
    ]  # fmt: skip
    assert quotes(pushed) == ["staff"]
    assert submissions(pushed) == {("coder-a", "i02"): "submitted"}


def test_a_draft_is_counted_and_not_read(pushed: Workspace, server) -> None:
    import httpx

    token = read_account(pushed, "coder-a").token
    task = tasks(pushed)["i01"].id
    httpx.post(
        f"{server.status().url}/api/tasks/{task}/drafts",
        headers={"Authorization": f"Token {token}"},
        json={"result": region("inputs.staff", 0, 2), "lead_time": 1},
    ).raise_for_status()
    report = pull(pushed)
    assert (report.drafts, report.codings, report.submitted) == (1, 0, 0)
    as_coder(pushed, "coder-a").annotations.create(task, result=region("inputs.staff", 0, 2))
    assert pull(pushed).drafts == 1


def test_words_changed_on_the_server_do_not_move_what_was_pulled(played: Workspace) -> None:
    before = files(played)
    task = tasks(played)["i01"]
    dialogue = [dict(turn) for turn in task.data["dialogue"]]
    dialogue[1]["text"] = "Altered words, and " + dialogue[1]["text"]
    connect(played).tasks.update(str(task.id), data=task.data | {"dialogue": dialogue})
    report = pull(played)
    assert report.reasons() == {ALTERED: 1}
    assert files(played) == before


def test_codings_of_another_text_version_stay_as_they_were_pulled(played: Workspace) -> None:
    before = files(played)
    write_documents(played, DOCUMENTS | {"i02": [("P02", "A corrected answer.")]})
    assert pull(played).reasons() == {OTHER_VERSION: 1}
    assert files(played) == before
    push(played)
    assert pull(played).reasons() == {OTHER_VERSION: 1}
    assert files(played) == before


def test_a_coding_keeps_the_codebook_version_that_it_was_made_with(played: Workspace) -> None:
    write_codebook(played, CODES)
    content = played.codebook.read_text()
    played.codebook.write_text(content.replace('"version": 3', '"version": 4'))
    push(played)
    before = files(played)
    coder = as_coder(played, "coder-b")
    coder.annotations.create(tasks(played, "coder-b")["i01"].id, result=region("inputs", 0, 2))
    pull(played, confirm=True)
    versions = {c.quote: c.codebook_version for c in CodingStore(played.codings).read()}
    assert versions["We"] == 4
    assert versions["money runs out"] == 3
    unchanged = played.codings / "r1" / "coder-a.jsonl"
    assert files(played)[unchanged] == before[unchanged]


def test_a_small_loss_goes_through_and_a_large_one_asks(pushed: Workspace) -> None:
    coder = as_coder(pushed, "coder-a")
    many = [result for start in range(24) for result in region("inputs.staff", start, start + 2)]
    made = coder.annotations.create(tasks(pushed)["i01"].id, result=many)
    pull(pushed)
    size = len(many) // 24
    coder.annotations.update(made.id, result=many[size:])
    assert pull(pushed).removed == 1

    before = files(pushed)
    coder.annotations.update(made.id, result=many[4 * size :])
    with pytest.raises(ConfirmationNeeded, match="round r1: 3 of 23 codings"):
        pull(pushed)
    assert files(pushed) == before
    assert pull(pushed, confirm=True).removed == 3
    assert len(quotes(pushed)) == 20


def test_an_emptied_project_asks(played: Workspace) -> None:
    before = files(played)
    task = tasks(played, "coder-b")["i01"]
    connect(played).annotations.delete(task.annotations[0]["id"])
    with pytest.raises(ConfirmationNeeded, match="everything that coder-b handed in"):
        pull(played)
    assert files(played) == before
    report = pull(played, confirm=True)
    assert (report.removed, report.codings) == (1, 4)
    assert (played.codings / "r1" / "coder-b.jsonl").read_bytes() == b""


def test_a_project_that_is_gone_asks_even_if_another_has_its_name(played: Workspace) -> None:
    before = files(played)
    client = connect(played)
    client.projects.delete(find_projects(client, study_id(played))["r1", "coder-b"].id)
    with pytest.raises(ConfirmationNeeded, match="coder-b's project is not on the server"):
        pull(played)
    push(played)
    play(played)
    with pytest.raises(ConfirmationNeeded, match="coder-b's project is not the one"):
        pull(played)
    assert files(played) == before
    pull(played, confirm=True)
    assert len(quotes(played)) == 5


def test_another_server_asks(played: Workspace, own_server) -> None:
    before = files(played)
    address = own_server.up()
    (played.root / "alnqual.toml").write_text(
        f'[label_studio]\nurl = "{address.url}"\ntoken_file = "token"\n'
    )
    (played.root / "token").write_text(own_server.owner.token)
    (played.root / "token").chmod(0o600)
    client = connect(Workspace(played.root))
    for project in find_projects(client, study_id(played)).values():
        client.projects.delete(project.id)
    with pytest.raises(ConfirmationNeeded, match="coder-a's project is not on the server"):
        pull(Workspace(played.root))
    assert files(played) == before


def test_a_coder_taken_off_the_list_keeps_what_was_pulled(played: Workspace) -> None:
    before = files(played)
    played.coders.write_text("id,email\ncoder-a,coder-a@example.org\n")
    (played.rounds / "r1.toml").write_text('[assignments]\ncoder-a = ["i01", "i02"]\n')
    assert pull(played).reasons() == {UNKNOWN_CODER: 1}
    assert files(played) == before


def test_nothing_pushed_is_said(study: Workspace) -> None:
    with pytest.raises(LabelStudioError, match="alnqual annotate push"):
        pull(study)


def test_neither_times_nor_server_ids_are_in_the_report(played: Workspace) -> None:
    coder = as_coder(played, "coder-b")
    coder.annotations.create(tasks(played, "coder-b")["i01"].id, result=region("inputs", 0, 2))
    said = repr(pull(played, confirm=True))
    assert "2026" not in said
    for coding in CodingStore(played.codings).read():
        assert coding.source.split("/")[2] not in said


def test_line_separators_in_a_memo_survive(pushed: Workspace) -> None:
    memo = "one\u2028two\u0085three\x0cfour\nfive"
    place = Place(1, 0, 1, 2)
    result = write_region(Region("r", place, groups=["inputs"], memo=memo), paths=[], words="")
    as_coder(pushed, "coder-a").annotations.create(tasks(pushed)["i01"].id, result=result)
    pull(pushed)
    before = files(pushed)
    assert pull(pushed).changed == 0
    assert files(pushed) == before
    assert [coding.memo for coding in CodingStore(pushed.codings).read()] == [memo]
