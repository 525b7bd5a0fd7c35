"""A pull fetches what has changed, keeps what became of it, and survives what can happen to it."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alnqual.annotation import mirror
from alnqual.annotation.client import connect
from alnqual.annotation.mirror import _Refresh
from alnqual.annotation.play import client_of, play
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.annotation.server import LocalServer
from alnqual.coding import CodingStore
from alnqual.coding.history import History
from alnqual.errors import ConfirmationNeeded, LabelStudioError
from alnqual.workspace import Workspace


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


def results(start: int, end: int, *, name: str = "new") -> list[dict]:
    region = Region(name, Place(1, start, 1, end), groups=["inputs"])
    return write_region(region, paths=[["inputs", "inputs.staff"]], words="")


def events(workspace: Workspace) -> list[tuple[str, str, str]]:
    return [(e.event, e.coder, e.document) for e in History(workspace.history).read()]


def files(*folders: Path) -> dict[Path, tuple[bytes, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The ids of the tasks that pulls fetch whole."""
    found: list[int] = []
    original = _Refresh._read

    def watched(self, listed):
        listed = list(listed)
        found.extend(task["id"] for task in listed)
        original(self, iter(listed))

    monkeypatch.setattr(_Refresh, "_read", watched)
    yield found


def test_only_what_changed_is_fetched(
    played: Workspace, fetched: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "MARGIN", timedelta(0))
    task = tasks(played)["i02"]
    client_of(played, "coder-a").annotations.update(task.annotations[0]["id"], result=results(0, 4))
    pull(played, confirm=True)
    assert fetched == [task.id]
    fetched.clear()
    pull(played, full=True)
    assert len(fetched) == 3


def test_the_history_keeps_what_was_added_changed_and_removed_and_by_whom(
    played: Workspace,
) -> None:
    assert events(played).count(("added", "coder-a", "i01")) == 3
    assert events(played).count(("handed-in", "coder-a", "i01")) == 1
    before = CodingStore(played.codings).read()
    annotation = tasks(played)["i02"].annotations[0]
    moved = results(0, 4, name=annotation["result"][0]["id"])
    client_of(played, "coder-b").annotations.update(annotation["id"], result=moved)
    assert pull(played).changed == 1
    client_of(played, "coder-a").annotations.delete(annotation["id"])
    pull(played, confirm=True)
    found = {e.event: e for e in History(played.history).read() if e.document == "i02"}
    assert found["changed"].by == "coder-b"
    assert found["changed"].before["quote"] == next(
        coding.quote for coding in before if coding.document == "i02"
    )
    assert found["removed"].before == found["changed"].after
    assert found["removed"].at > found["changed"].at
    assert "taken-back" in found
    assert {path.stat().st_mode & 0o777 for path in files(played.history)} == {0o600}
    still = files(played.codings, played.history)
    pull(played)
    pull(played, full=True)
    assert files(played.codings, played.history) == still


def test_a_deleted_task_is_noticed(played: Workspace) -> None:
    connect(played).tasks.delete(str(tasks(played)["i02"].id))
    with pytest.raises(ConfirmationNeeded):
        pull(played)
    assert pull(played, confirm=True).removed == 1
    assert ("removed", "coder-a", "i02") in events(played)


def test_a_deleted_project_is_noticed(played: Workspace) -> None:
    client = connect(played)
    project = find_projects(client, study_id(played))["r1", "coder-b"]
    client.projects.delete(project.id)
    before = files(played.codings)
    with pytest.raises(ConfirmationNeeded, match="coder-b's project is not on the server"):
        pull(played)
    assert files(played.codings) == before


def test_a_mirror_that_is_damaged_or_gone_is_made_anew(played: Workspace) -> None:
    path = played.cache / "label-studio.sqlite"
    before = files(played.codings, played.history)
    path.write_bytes(b"no database")
    pull(played)
    path.unlink()
    pull(played)
    assert files(played.codings, played.history) == before
    assert path.stat().st_mode & 0o777 == 0o600


KILLED = """
import os, signal, sys
from alnqual.annotation import pull as pulling
from alnqual.annotation.mirror import _Refresh
from alnqual.coding.store import CodingStore
from alnqual.workspace import Workspace

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

match sys.argv[2]:
    case "while reading": _Refresh._mirrored = killed
    case "before the codings": CodingStore.write = killed
pulling.pull(Workspace(__import__("pathlib").Path(sys.argv[1])), confirm=True)
"""


@pytest.mark.parametrize("when", ["while reading", "before the codings"])
def test_a_pull_that_is_killed_is_completed_by_the_next(played: Workspace, when: str) -> None:
    coder = client_of(played, "coder-a")
    annotation = tasks(played)["i01"].annotations[0]
    coder.annotations.update(annotation["id"], result=[*annotation["result"], *results(0, 2)])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(played.root), when], capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert pull(played).added == 1
    added = [e for e in History(played.history).read() if e.event == "added"]
    assert len(added) == len({event.item for event in added}) == 6
    assert len(CodingStore(played.codings).read()) == 6


def test_a_server_that_goes_away_leaves_everything_as_it_was(own_server: LocalServer) -> None:
    workspace = own_server.workspace
    own_server.up()
    push(workspace)
    client_of(workspace, "coder-a").annotations.create(
        tasks(workspace)["i01"].id, result=results(0, 2)
    )
    pull(workspace)
    before = files(workspace.codings, workspace.history)

    def stop(what: str, done: int, of: int) -> None:
        if done == 1:
            own_server.down()

    with pytest.raises(LabelStudioError):
        pull(workspace, progress=stop)
    assert files(workspace.codings, workspace.history) == before

    # And a clock that was wrong when work was saved, in either direction, loses nothing.
    database = own_server.folder / "data" / "label_studio.sqlite3"
    for year in ("2001", "2099"):
        own_server.up()
        pull(workspace)
        coder = client_of(workspace, "coder-a")
        annotation = tasks(workspace)["i01"].annotations[0]
        made = results(3, 7, name=f"in {year}")
        coder.annotations.update(annotation["id"], result=[*annotation["result"], *made])
        own_server.down()
        with sqlite3.connect(database) as connection:
            connection.execute(
                "UPDATE task SET updated_at = ? || substr(updated_at, 5) WHERE id = ?",
                (year, annotation["task"]),
            )
        own_server.up()
        assert pull(workspace, full=year == "2001").added == 1, year


def test_an_emptied_server_takes_nothing_away(own_server: LocalServer) -> None:
    workspace = own_server.workspace
    own_server.up()
    push(workspace)
    client_of(workspace, "coder-a").annotations.create(
        tasks(workspace)["i01"].id, result=results(0, 2)
    )
    pull(workspace)
    before = files(workspace.codings)
    client = connect(workspace)
    for project in find_projects(client, study_id(workspace)).values():
        client.projects.delete(project.id)
    with pytest.raises(ConfirmationNeeded):
        pull(workspace)
    assert files(workspace.codings) == before


def test_a_server_on_which_a_backup_was_put_back_is_read_anew(own_server: LocalServer) -> None:
    workspace = own_server.workspace
    own_server.up()
    push(workspace)
    coder = client_of(workspace, "coder-a")
    made = coder.annotations.create(tasks(workspace)["i01"].id, result=results(0, 2))
    pull(workspace)
    own_server.down()
    database = own_server.folder / "data" / "label_studio.sqlite3"
    backup = database.read_bytes()
    own_server.up()
    coder = client_of(workspace, "coder-a")
    coder.annotations.update(made.id, result=results(0, 2) + results(3, 7, name="later"))
    assert pull(workspace).added == 1
    own_server.down()
    database.write_bytes(backup)
    own_server.up()
    with pytest.raises(ConfirmationNeeded):
        pull(workspace)
