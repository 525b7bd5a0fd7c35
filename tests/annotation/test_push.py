"""Pushing puts everything there once, whatever happens on the way."""

import re
from collections import Counter
from threading import Timer

import psutil
import pytest
from small_study import CODES, DOCUMENTS, build_study, write_codebook, write_documents

from alnqual.annotation import listing
from alnqual.annotation import sending as sending_module
from alnqual.annotation.client import connect
from alnqual.annotation.play import play
from alnqual.annotation.predictions import Suggestion
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.push import push
from alnqual.annotation.tasks import CodedText, task_identity
from alnqual.codebook import Codebook
from alnqual.errors import InputError, LabelStudioError
from alnqual.workspace import Workspace


def on_server(workspace: Workspace) -> dict[tuple[str, str], list[str]]:
    """(round, coder) -> the documents of their tasks."""
    client = connect(workspace)
    return {
        key: [task_identity(task)[0] for task in list_tasks(client, project, annotations=False)]
        for key, project in find_projects(client, study_id(workspace)).items()
    }


def test_every_coder_gets_their_documents_in_a_project_of_their_own(study: Workspace) -> None:
    steps = []
    report = push(study, progress=lambda *step: steps.append(step))
    assert on_server(study) == {("r1", "coder-a"): ["i01", "i02"], ("r1", "coder-b"): ["i01"]}
    assert (report.projects_made, report.tasks_made, report.notes) == (2, 3, [])
    assert steps == [("r1, coder-a", 0, 2), ("r1, coder-b", 1, 2), ("done", 2, 2)]


def test_a_task_shows_the_turns_and_nothing_else_of_the_document(study: Workspace) -> None:
    push(study)
    client = connect(study)
    project = find_projects(client, study_id(study))["r1", "coder-b"]
    (task,) = list_tasks(client, project, annotations=False)
    task = client.tasks.get(str(task.id))
    assert set(task.data) == {"document", "text_version", "dialogue"}
    assert [(turn["author"], turn["text"]) for turn in task.data["dialogue"]] == DOCUMENTS["i01"]


def test_pushing_again_changes_nothing(study: Workspace) -> None:
    push(study)
    before = on_server(study)
    identity = study_id(study)
    report = push(study)
    assert (report.accounts, report.projects_made, report.tasks_made) == ((), 0, 0)
    assert (report.projects_unchanged, report.tasks_unchanged) == (2, 3)
    assert on_server(study) == before
    assert study_id(study) == identity


def test_a_new_assignment_is_added_and_one_taken_back_is_noted(study: Workspace) -> None:
    push(study)
    (study.rounds / "r1.toml").write_text('[assignments]\ncoder-b = ["i02"]\n')
    (study.rounds / "r2.toml").write_text('[assignments]\ncoder-b = ["i01"]\n')
    report = push(study, rounds=["r1"])
    assert report.notes == ["r1, coder-b: i01 is on the server but no longer assigned"]
    assert on_server(study)["r1", "coder-b"] == ["i01", "i02"]
    assert ("r2", "coder-b") not in on_server(study)


def test_another_study_on_the_server_is_not_touched(study: Workspace, tmp_path) -> None:
    push(study)
    other = build_study(tmp_path / "other", server=study.label_studio.resolve())
    assert push(other).projects_made == 2
    assert on_server(study).keys() == on_server(other).keys()
    client = connect(study)
    ids = [{p.id for p in find_projects(client, study_id(w)).values()} for w in (study, other)]
    assert not ids[0] & ids[1]


def test_a_server_killed_in_the_middle_of_a_push_loses_and_doubles_nothing(
    own_server, monkeypatch
) -> None:
    workspace = own_server.workspace
    documents = {f"d{number:03d}": DOCUMENTS["i01"] for number in range(60)}
    write_documents(workspace, documents)
    assigned = ", ".join(f'"{document}"' for document in documents)
    (workspace.rounds / "r1.toml").write_text(f"[assignments]\ncoder-a = [{assigned}]\n")
    monkeypatch.setattr(sending_module, "BATCH", 1)

    def kill_soon(_: str, done: int, __: int) -> None:
        if done == 0:
            Timer(2.0, psutil.Process(own_server.status().address.pid).kill).start()

    own_server.up()
    with pytest.raises(LabelStudioError) as caught:
        push(workspace, progress=kill_soon)
    assert "Token" not in str(caught.value)
    assert not own_server.status().running

    own_server.up()
    half = on_server(workspace).get(("r1", "coder-a"), [])
    assert 0 < len(half) < len(documents), "the kill must come while tasks are being made"
    report = push(workspace)
    assert report.tasks_made == len(documents) - len(half)
    assert Counter(on_server(workspace)["r1", "coder-a"]) == dict.fromkeys(documents, 1)


def test_a_better_name_of_a_code_reaches_the_page(study: Workspace) -> None:
    push(study)
    renamed = [(code, name.replace("Staff", "Workforce"), text) for code, name, text in CODES]
    write_codebook(study, renamed)
    assert push(study).projects_updated == 2
    project = find_projects(connect(study), study_id(study))["r1", "coder-a"]
    assert 'value="Workforce"' in project.config
    assert push(study).projects_unchanged == 2


def test_a_code_in_use_cannot_be_taken_from_the_page(recorded: Workspace) -> None:
    push(recorded)
    play(recorded)
    before = [p.config for p in find_projects(connect(recorded), study_id(recorded)).values()]
    write_codebook(recorded, [code for code in CODES if code[0] != "outcomes.trust"])
    theory = recorded.theory_of_change.read_text()
    recorded.theory_of_change.write_text(theory.replace("outcomes.trust", "outcomes"))
    with pytest.raises(LabelStudioError, match="coder-b in round r1 cannot follow the codebook"):
        push(recorded)
    after = [p.config for p in find_projects(connect(recorded), study_id(recorded)).values()]
    assert after == before


def test_a_task_of_an_earlier_text_version_is_noted_and_gets_no_second_one(
    study: Workspace,
) -> None:
    push(study)
    write_documents(study, DOCUMENTS | {"i02": [("P02", "Corrected.")]})
    report = push(study)
    assert (report.tasks_made, on_server(study)["r1", "coder-a"]) == (0, ["i01", "i02"])
    (note,) = report.notes
    assert re.match("r1, coder-a: i02 is there in an earlier .*alnqual corpus correct", note)


def test_a_round_with_an_unknown_document_pushes_nothing(study: Workspace) -> None:
    (study.rounds / "r2.toml").write_text('[assignments]\ncoder-a = ["i01", "gone"]\n')
    with pytest.raises(InputError, match=r"rounds/r2\.toml: .*gone"):
        push(study)
    assert study_id(study) is None
    with pytest.raises(InputError, match="no round 'r9'"):
        push(study, rounds=["r9"])


def test_projects_are_found_on_whatever_page_the_server_lists_them(
    study: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(study)
    client, identity = connect(study), study_id(study) or ""
    found = find_projects(client, identity)
    monkeypatch.setattr(listing, "_PROJECTS_PAGE", 1)
    assert len(found) > 1
    assert find_projects(client, identity) == found


def test_a_copied_project_is_an_error_and_not_a_guess(study: Workspace) -> None:
    push(study)
    client = connect(study)
    project = client.projects.get(find_projects(client, study_id(study))["r1", "coder-a"].id)
    client.projects.create(title="A copy", description=project.description)
    with pytest.raises(LabelStudioError, match="two projects"):
        push(study)


def edit_page(workspace: Workspace, coder: str, old: str, new: str) -> None:
    """As somebody would in Label Studio's settings."""
    client = connect(workspace)
    project = find_projects(client, study_id(workspace))["r1", coder]
    assert old in project.config
    client.projects.update(project.id, label_config=project.config.replace(old, new))


def pages(workspace: Workspace) -> dict[str, str]:
    found = find_projects(connect(workspace), study_id(workspace))
    return {coder: project.config for (_, coder), project in found.items()}


def test_a_page_edited_by_hand_is_told_and_left_as_it_is(study: Workspace) -> None:
    push(study)
    edit_page(study, "coder-b", 'value="Staff"', 'value="Our own name"')
    edited = pages(study)["coder-b"]
    report = push(study)
    assert (report.pages_edited, report.projects_updated) == (1, 0)
    (note,) = report.notes
    assert "'First round · coder-b' was edited in Label Studio" in note
    assert 'there <Choice value="Our own name"' in note
    assert 'ours  <Choice value="Staff"' in note

    write_codebook(study, [(c, n.replace("Trust", "Confidence"), d) for c, n, d in CODES])
    report = push(study)
    assert (report.pages_edited, report.projects_updated) == (1, 1)
    assert pages(study)["coder-b"] == edited
    assert "Confidence" in pages(study)["coder-a"]

    report = push(study, overwrite=True)
    assert (report.pages_edited, report.projects_updated, report.notes) == (0, 1, [])
    assert pages(study)["coder-b"] == pages(study)["coder-a"]


def test_a_setting_that_coding_rests_on_is_told_where_it_was_changed(study: Workspace) -> None:
    push(study)
    client = connect(study)
    project = find_projects(client, study_id(study))["r1", "coder-a"]
    client.projects.update(project.id, maximum_annotations=3)
    assert push(study).notes == [
        "r1, coder-a: a setting was changed in Label Studio, maximum_annotations is 3"
    ]


class Staff:
    """Suggests a code for the second turn of one document, and nothing for others."""

    version = "test-1"

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def suggest(self, text: CodedText) -> list[Suggestion]:
        start = text.turns[1].start
        known = text.document == "i01"
        return [Suggestion(start, start + 3, "inputs.staff", 0.5)] if known else []


def test_suggestions_come_with_the_tasks_of_assisted_rounds_only(study: Workspace) -> None:
    (study.rounds / "r2.toml").write_text(
        'mode = "assisted"\n[assignments]\ncoder-b = ["i01", "i02"]\n'
    )
    push(study, suggester=Staff(Codebook.read(study.codebook)))
    client = connect(study)
    projects = find_projects(client, study_id(study))
    for (round_id, _), project in projects.items():
        settings = client.projects.get(project.id)
        assert settings.show_collab_predictions == (round_id == "r2")
        tasks = list_tasks(client, project, annotations=True)
        expected = ["test-1"] if round_id == "r2" else []
        for task in tasks:
            assert [made["model_version"] for made in task.predictions] == expected
            assert all(
                bool(made["result"]) == (task.data["document"] == "i01")
                for made in task.predictions
            )
        assert settings.model_version == "".join(expected)
