"""A codebook changes under a real server, and what was coded before is shown and read as ever."""

import pytest
from playwright.sync_api import Page, expect
from test_page import choose, click, mark, page, submit  # noqa: F401

from alnqual.annotation import pages
from alnqual.annotation.client import connect, server_url
from alnqual.annotation.play import client_of, play
from alnqual.annotation.projects import check_config, find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Region, place_of, write_region
from alnqual.annotation.tasks import read_texts
from alnqual.codebook import Codebook, check
from alnqual.coding import CodingStore, read_rounds
from alnqual.coding.in_force import coders_codings, codings_in_force
from alnqual.errors import CodebookError, LabelStudioError
from alnqual.operations import migrate as operation
from alnqual.study import Study
from alnqual.workspace import Workspace


def stored(workspace: Workspace) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(workspace.codings.rglob("*.*"))}


def inputs(workspace: Workspace) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(workspace.root.glob("codebook/*"))}


def in_force(workspace: Workspace) -> dict[str, str]:
    return {coding.id: coding.code for coding in coders_codings(workspace)[0]}


def change(workspace: Workspace) -> Study:
    """A rename, a merge, a retirement and a move of a group, written down."""
    study = Study(workspace)
    study.changes.rename("outcomes.trust", "outcomes.confidence")
    study.changes.merge(["inputs.funding.sufficiency"], "inputs.funding")
    study.changes.retire("activities.training")
    study.changes.move("inputs.staff", "activities")
    return study


@pytest.fixture
def coded(recorded: Workspace) -> Workspace:
    """The recorded codings, played and pulled."""
    push(recorded)
    play(recorded)
    pull(recorded)
    return recorded


def test_a_migration_changes_no_coding_and_all_that_they_mean(coded: Workspace) -> None:
    before, codes = stored(coded), in_force(coded)
    report = change(coded).changes.migrate()
    assert (len(report.touched), report.pages) == (4, 2)
    assert stored(coded) == before
    became = {"outcomes.trust": "outcomes.confidence", "inputs.staff": "activities.staff"}
    assert in_force(coded) == {key: became.get(code, code) for key, code in codes.items()}
    pull(coded)
    assert stored(coded) == before
    client = connect(coded)
    for project in find_projects(client, study_id(coded)).values():
        check_config(client, project, config=project.config)
    assert push(coded).projects_updated == 0
    assert check(coded.codebook, coded.theory_of_change, coded.changes) == []


def test_old_annotations_are_shown_with_their_labels_and_new_ones_have_the_new_version(
    study: Workspace,
    page: Page,  # noqa: F811
) -> None:
    page.keyboard.press("1")
    mark(page, 1, "together, and")
    click(page, 1, "together, and")
    choose(page, "codes", search="Staff", name="Staff")
    submit(page)
    pull(study)
    (old,) = CodingStore(study.codings).read()
    asked = Study(study).changes
    asked.rename("inputs", "resources")
    asked.retire("activities")
    asked.migrate()

    project = find_projects(connect(study), study_id(study))["r1", "coder-a"]
    task, *_ = list_tasks(connect(study), project, annotations=True)
    page.goto(f"{server_url(study)}/projects/{project.id}/data?task={task.id}")
    page.wait_for_selector(".htx-highlight", timeout=60_000)
    region = page.locator(".htx-highlight").first
    expect(page.locator("body")).to_contain_text("Inputs [inputs] (now: Inputs)")
    expect(region).to_have_css("background-color", "rgba(27, 120, 55, 0.3)")
    click(page, 1, "together, and")
    side = page.locator(".alnqual-side")
    expect(side).to_contain_text("Staff [inputs.staff] (now: Inputs / Staff)")
    page.get_by_role("heading", name="i01").click()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    mark(page, 3, "money runs")
    page.wait_for_timeout(500)
    with page.expect_response(
        lambda answer: "/annotations/" in answer.url and answer.request.method == "PATCH"
    ):
        page.locator("button", has_text="Update").click()
    pull(study)
    first, second = CodingStore(study.codings).read()
    assert (first.id, first.code, first.codebook_version) == (old.id, "inputs.staff", 3)
    assert (second.code, second.codebook_version) == ("resources", 5)
    assert in_force(study)[old.id] == "resources.staff"


def test_a_server_that_refuses_one_page_leaves_everything_as_it_was(
    coded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = change(coded)
    before = inputs(coded)

    def refuse_b(client, project, *, config):
        if project.coder == "coder-b":
            config = config.replace('alias="outcomes.trust"', 'alias="outcomes.gone"')
        check_config(client, project, config=config)

    monkeypatch.setattr(pages, "check_config", refuse_b)
    with pytest.raises(LabelStudioError, match="coder-b in round r1 cannot follow"):
        study.changes.migrate()
    assert inputs(coded) == before


def test_a_migration_killed_anywhere_is_completed_by_the_next(
    coded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(coded)
    before, written = inputs(coded), operation.write_atomically
    study = Study(coded)
    for survived in (1, 2, 3):
        left = iter(range(survived))

        def die(path, content, *, mode=0o644, left=left):
            if next(left, None) is None:
                raise KeyboardInterrupt
            return written(path, content, mode=mode)

        monkeypatch.setattr(operation, "write_atomically", die)
        if survived < 3:
            with pytest.raises(KeyboardInterrupt):
                study.changes.migrate()
            assert coded.codebook.read_bytes() == before[str(coded.codebook)]
            assert all(code in Codebook.read(coded.codebook) for code in in_force(coded).values())
    monkeypatch.setattr(operation, "write_atomically", written)
    assert len(study.changes.migrate().touched) == 4
    assert Codebook.read(coded.codebook).version == 7
    for _ in range(4):
        study.changes.undo()
    assert coded.codebook.read_bytes() == before[str(coded.codebook)]


def test_without_the_server_the_next_push_brings_the_pages(coded: Workspace) -> None:
    report = change(coded).changes.migrate(offline=True)
    assert (report.pages, report.notes) == (
        0, ["Label Studio's pages are as they were: alnqual annotate push"],
    )  # fmt: skip
    before = stored(coded)
    pull(coded)
    assert stored(coded) == before
    assert push(coded).projects_updated == 2
    pull(coded)
    assert stored(coded) == before


def test_a_split_gives_each_coder_the_passages_that_they_coded(coded: Workspace) -> None:
    study = Study(coded)
    parts = [
        {"id": f"inputs.staff.{part}", "name": {"en": part}, "definition": part}
        for part in ("number", "skill")
    ]
    study.changes.split("inputs.staff", parts)
    report = study.changes.migrate()
    (round_,) = [each for each in read_rounds(coded) if each.recodes]
    assert round_.assignments == {"coder-a": ("i01", "i02")}
    assert round_.passages == {"i01": ("i01-0002",), "i02": ("i02-0002",)}
    assert f"put the round {round_.id} before the coders" in report.notes[0]
    assert list(in_force(coded).values()).count("inputs.staff") == 2


def test_what_is_coded_anew_takes_the_place_of_a_split_code_once_it_is_handed_in(
    coded: Workspace,
) -> None:
    study = Study(coded)
    parts = [
        {"id": f"inputs.staff.{part}", "name": {"en": part}, "definition": part}
        for part in ("number", "skill")
    ]
    study.changes.split("inputs.staff", parts)
    study.changes.migrate()
    push(coded)
    (round_,) = [each for each in read_rounds(coded) if each.recodes]
    client = connect(coded)
    project = find_projects(client, study_id(coded))[round_.id, "coder-a"]
    tasks = {t.data["document"]: t for t in list_tasks(client, project, annotations=True)}
    assert set(tasks) == {"i01", "i02"}
    text = read_texts(coded)["i01"]
    start = text.text.index("plan 👩‍🏫 together")
    end = start + len("plan 👩‍🏫 together")
    region = Region("anew", place_of(start, end, text.turns), groups=["inputs"])
    paths = [["inputs", "inputs.staff", "inputs.staff.skill"]]
    result = write_region(region, paths=paths, words=text.text[start:end])
    client_of(coded, "coder-a").annotations.create(tasks["i01"].id, result=result)
    assert pull(coded).problems == []
    counted = [
        (each.document, each.code, each.round)
        for each in codings_in_force(coded)[0]
        if each.code.startswith("inputs.staff")
    ]
    assert sorted(counted) == [
        ("i01", "inputs.staff.skill", "r1"),
        ("i02", "inputs.staff", "r1"),
    ]


def test_undo_is_refused_where_people_have_used_the_new_code(coded: Workspace) -> None:
    study = Study(coded)
    study.changes.add({"id": "inputs.rooms", "name": {"en": "Rooms"}, "definition": "Rooms."})
    study.changes.migrate()
    client = connect(coded)
    project = find_projects(client, study_id(coded))["r1", "coder-b"]
    (task,) = list_tasks(client, project, annotations=True)
    results = task.annotations[0]["result"]
    for result in results:
        if result["type"] == "taxonomy":
            result["value"]["taxonomy"] = [["inputs", "inputs.rooms"]]
    client.annotations.update(task.annotations[0]["id"], result=results)
    before = inputs(coded)
    with pytest.raises(CodebookError, match=r"inputs\.rooms: coder-b, i01"):
        study.changes.undo(confirm=True)
    assert inputs(coded) == before


def test_what_was_never_pushed_needs_no_server(study: Workspace) -> None:
    asked = Study(study).changes
    before = inputs(study)
    asked.retire("activities.training")
    asked.migrate()
    assert Codebook.read(study.codebook)["activities.training"].retired
    asked.undo()
    assert inputs(study)[str(study.codebook)] == before[str(study.codebook)]
