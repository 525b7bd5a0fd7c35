"""Whatever breaks while tasks go out, nothing is lost, doubled or overwritten."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from faulty_proxy import FAULTS, FaultyProxy, faulty_proxy
from small_study import DOCUMENTS, build_study, write_documents

from alnqual.annotation import lock as lock_module
from alnqual.annotation import retries
from alnqual.annotation import sending as sending_module
from alnqual.annotation.client import connect
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.push import PushReport, push
from alnqual.annotation.tasks import task_identity
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace

COUNT = 30
PAUSES = retries.PAUSES
"""As they are for users: two who write at once keep a server of SQLite busy for seconds."""


@pytest.fixture
def team(study: Workspace, server, tmp_path: Path, monkeypatch) -> Iterator[FaultyProxy]:
    """The session's server, as a team's behind a proxy; short pauses."""
    push(study)  # the coders have their accounts
    monkeypatch.setattr(retries, "PAUSES", (0.05, 0.1, 0.2))
    with faulty_proxy(server.status().url) as proxy:
        yield proxy


def copy_of(folder: Path, url: str, token: str, *, identity: str = "") -> Workspace:
    """A copy of one study of many documents on a team's server, without a local server."""
    workspace = build_study(folder)
    (folder / "alnqual.toml").write_text(
        f'[label_studio]\nurl = "{url}"\ntoken_file = "team-token"\n'
    )
    (folder / "team-token").write_text(token)
    (folder / "team-token").chmod(0o600)
    documents = {f"d{number:03d}": DOCUMENTS["i01"] for number in range(COUNT)}
    write_documents(workspace, documents)
    assigned = ", ".join(f'"{document}"' for document in documents)
    (workspace.rounds / "r1.toml").write_text(f"[assignments]\ncoder-a = [{assigned}]\n")
    if identity:
        (workspace.annotation / "study-id.txt").write_text(identity)
    study_id(workspace, make=True)
    return Workspace(folder)


def documents(workspace: Workspace) -> Counter:
    client = connect(workspace)
    projects = find_projects(client, study_id(workspace) or "")
    tasks = [t for p in projects.values() for t in list_tasks(client, p, annotations=False)]
    return Counter((task_identity(task) or ("",))[0] for task in tasks)


def locks(workspace: Workspace) -> list:
    return lock_module._locks(connect(workspace), study_id(workspace) or "")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_batch_that_fails_on_the_way_is_there_once(
    team: FaultyProxy, server, tmp_path: Path, fault: str
) -> None:
    workspace = copy_of(tmp_path / "copy", team.url, server.owner.token)
    team.fail("POST", "/import", fault, fault)
    assert push(workspace).tasks_made == COUNT
    assert set(documents(workspace).values()) == {1}
    sent = sum(path.split("?")[0].endswith("/import") for _, path in team.seen)
    assert sent == (1 if fault == "lose" else 3), "what arrived is not sent again"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_project_is_made_once_and_reads_are_asked_again(
    team: FaultyProxy, server, tmp_path: Path, fault: str
) -> None:
    workspace = copy_of(tmp_path / "copy", team.url, server.owner.token)
    team.fail("POST", "/api/projects", "", fault)  # the first is the lock
    assert push(workspace).projects_made == 1
    assert len(find_projects(connect(workspace), study_id(workspace) or "")) == 1
    team.fail("GET", "/api/tasks", fault, fault)
    assert push(workspace).tasks_made == 0
    assert locks(workspace) == []


def test_a_server_that_stays_away_ends_in_a_clear_stop_and_the_next_push_goes_on(
    team: FaultyProxy, server, tmp_path: Path, monkeypatch
) -> None:
    workspace = copy_of(tmp_path / "copy", team.url, server.owner.token)
    monkeypatch.setattr(sending_module, "BATCH", 10)
    team.fail("POST", "/import", "", *["refuse"] * 20)
    with pytest.raises(LabelStudioError, match=r"status 502(?s:.*)Do it again") as caught:
        push(workspace)
    assert "Token" not in str(caught.value)
    assert len(documents(workspace)) == 10
    team.fail("POST", "/import")
    assert push(workspace).tasks_made == COUNT - 10
    assert set(documents(workspace).values()) == {1}


def test_a_second_copy_that_came_late_is_taken_away_again(
    team: FaultyProxy, server, tmp_path: Path
) -> None:
    workspace = copy_of(tmp_path / "copy", team.url, server.owner.token)
    push(workspace)
    client = connect(workspace)
    (project,) = find_projects(client, study_id(workspace) or "").values()
    for task in list_tasks(client, project, annotations=True):
        client.tasks.create(project=project.id, data=task.data, meta=task.meta)
    assert set(documents(workspace).values()) == {2}
    push(workspace)
    assert set(documents(workspace).values()) == {1}


def test_a_push_that_is_killed_leaves_no_lock_that_its_own_copy_minds(
    team: FaultyProxy, server, tmp_path: Path
) -> None:
    workspace = copy_of(tmp_path / "copy", team.url, server.owner.token)
    program = (
        "import sys\n"
        "from alnqual.annotation import sending\n"
        "from alnqual.annotation.push import push\n"
        "from alnqual.workspace import Workspace\n"
        "sending.BATCH = 1\n"
        "push(Workspace.find(sys.argv[1]))\n"
    )
    pushing = subprocess.Popen([sys.executable, "-c", program, str(workspace.root)])
    deadline = time.monotonic() + 120
    while sum(path.split("?")[0].endswith("/import") for _, path in team.seen) < 5:
        assert pushing.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(pushing.pid, signal.SIGKILL)
    pushing.wait()
    time.sleep(1)  # what was under way arrives
    half = len(documents(workspace))
    assert 0 < half < COUNT
    assert len(locks(workspace)) == 1

    other = copy_of(
        tmp_path / "other", team.url, server.owner.token, identity=study_id(workspace) or ""
    )
    with pytest.raises(LabelStudioError, match="is writing to this study's projects, since 20"):
        push(other)
    assert push(workspace).tasks_made == COUNT - half
    assert set(documents(workspace).values()) == {1}
    assert locks(workspace) == []


def test_two_people_who_push_at_once_put_everything_there_once(
    team: FaultyProxy, server, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(sending_module, "BATCH", 2)
    monkeypatch.setattr(retries, "PAUSES", PAUSES)
    first = copy_of(tmp_path / "first", team.url, server.owner.token)
    identity = study_id(first) or ""
    second = copy_of(tmp_path / "second", team.url, server.owner.token, identity=identity)
    ended: list[PushReport | LabelStudioError] = []

    def run(workspace: Workspace) -> None:
        try:
            ended.append(push(workspace))
        except LabelStudioError as error:
            ended.append(error)

    pushing = [Thread(target=run, args=(workspace,)) for workspace in (first, second)]
    for thread in pushing:
        thread.start()
    for thread in pushing:
        thread.join()
    stopped = [end for end in ended if isinstance(end, LabelStudioError)]
    assert len(stopped) == 1, ended
    assert "is writing to this study's projects, since 20" in str(stopped[0])
    assert "--break-lock" in str(stopped[0])
    assert documents(first) == dict.fromkeys((f"d{number:03d}" for number in range(COUNT)), 1)
    assert push(second).tasks_made == 0
    assert locks(first) == []


def test_the_lock_of_somebody_who_is_gone_can_be_broken(
    team: FaultyProxy, server, tmp_path: Path
) -> None:
    workspace = copy_of(tmp_path / "copy", team.url, server.owner.token)
    gone = lock_module._make(connect(workspace), study_id(workspace) or "", "0" * 32)
    with pytest.raises(LabelStudioError, match="is writing to this study's projects"):
        push(workspace)
    assert [lock.project for lock in locks(workspace)] == [gone.project]
    assert push(workspace, break_lock=True).tasks_made == COUNT
    assert locks(workspace) == []
