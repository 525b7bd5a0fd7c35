"""A backup holds everything, and its return loses nothing."""

import json
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

import pytest
from small_study import build_study

from alnqual.annotation.archive import describe, pack
from alnqual.annotation.backup import back_up, restore
from alnqual.annotation.client import connect
from alnqual.annotation.play import play
from alnqual.annotation.projects import find_projects, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.server import LocalServer
from alnqual.annotation.users import read_account
from alnqual.errors import AlnqualError, InputError, LabelStudioError
from alnqual.workspace import Workspace

Change = Callable[[Path, dict], None]


def content(folder: Path) -> dict[str, bytes]:
    """What the state and the codings hold; not what is about the process, nor the backups."""
    apart = ("server.", "push.", "backups")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(apart)
    }


def projects(workspace: Workspace) -> dict:
    return find_projects(connect(workspace), study_id(workspace) or "")


@pytest.fixture
def coded(own_server: LocalServer, recorded: Workspace) -> Workspace:
    """A study with a running server of its own, pushed, played and pulled."""
    workspace = own_server.workspace
    shutil.copytree(recorded.recorded, workspace.recorded)
    own_server.up()
    push(workspace)
    play(workspace)
    pull(workspace)
    return workspace


def test_a_lost_project_comes_back_with_every_coding(coded: Workspace, tmp_path: Path) -> None:
    before = content(coded.codings)
    made = back_up(coded, tmp_path)
    assert made.path.parent == tmp_path
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    connect(coded).projects.delete(projects(coded)["r1", "coder-a"].id)
    (coded.label_studio / "coders" / "coder-b.json").unlink()

    report = restore(coded, made.path)
    assert report.url == LocalServer(coded).status().url
    assert set(projects(coded)) == {("r1", "coder-a"), ("r1", "coder-b")}
    assert connect(coded, token=read_account(coded, "coder-b").token).users.whoami()
    again = pull(coded)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert content(coded.codings) == before

    assert report.aside is not None and report.aside.is_relative_to(coded.label_studio)
    assert stat.S_IMODE(report.aside.stat().st_mode) == 0o700
    assert str(report.aside) in str(report)
    with closing(sqlite3.connect(report.aside / "data" / "label_studio.sqlite3")) as database:
        descriptions = database.execute("SELECT description FROM project").fetchall()
    assert not any(f"{study_id(coded)}/r1/coder-a" in text for (text,) in descriptions)


def test_a_backup_is_whole_while_coders_work(coded: Workspace) -> None:
    """Each round of the writer's is one transaction of two rows: a backup has both or none."""
    database, stop = coded.label_studio / "data" / "label_studio.sqlite3", Event()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE pairs (number INTEGER)")

    def work() -> None:
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            while not stop.is_set():
                with connection:
                    connection.executemany("INSERT INTO pairs VALUES (?)", [(1,), (2,)])

    writer = Thread(target=work)
    writer.start()
    try:
        made = [back_up(coded, coded.root / f"{number}.tar.gz") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    for backup in made:
        with tarfile.open(backup.path) as archive:
            names = archive.getnames()
            copy = coded.root / "copy.sqlite3"
            copy.write_bytes(archive.extractfile("data/label_studio.sqlite3").read())
        with closing(sqlite3.connect(copy)) as connection:
            (rows,) = connection.execute("SELECT count(*) FROM pairs").fetchone()
        assert rows % 2 == 0
        assert {"manifest.json", "owner.json", "coders/coder-a.json"} <= set(names)
        assert not [n for n in names if n.endswith(("-wal", "-journal", "log", "server.json"))]


def test_a_stopped_server_stays_stopped_and_the_study_gets_its_id_back(
    own_server: LocalServer, tmp_path: Path
) -> None:
    made = back_up(own_server.workspace)
    identity = study_id(own_server.workspace)
    assert made.path.parent == own_server.folder / "backups"
    other_machine = build_study(tmp_path / "other-machine")
    report = restore(other_machine, made.path)
    assert report.url is None and report.aside is None
    assert "alnqual studio up" in str(report)
    assert study_id(other_machine) == identity
    assert stat.S_IMODE((other_machine.label_studio / "data").stat().st_mode) == 0o700
    assert not LocalServer(other_machine).status().running


def test_a_backup_replaces_no_file_and_needs_a_state(
    own_server: LocalServer, tmp_path: Path
) -> None:
    there = tmp_path / "there.tar.gz"
    there.write_text("mine")
    with pytest.raises(InputError, match="exists"):
        back_up(own_server.workspace, there)
    assert there.read_text() == "mine"
    with pytest.raises(InputError, match="no such folder"):
        back_up(own_server.workspace, tmp_path / "nowhere" / "backup.tar.gz")
    with pytest.raises(LabelStudioError, match="nothing to back up"):
        back_up(build_study(tmp_path / "new"))


def test_a_damaged_database_is_found_when_it_is_backed_up(own_server: LocalServer) -> None:
    database = own_server.folder / "data" / "label_studio.sqlite3"
    whole = database.read_bytes()
    database.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    with pytest.raises(LabelStudioError, match="damaged"):
        back_up(own_server.workspace)
    assert list((own_server.folder / "backups").iterdir()) == []


def truncated(path: Path, _: dict) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path, _: dict) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def no_archive(path: Path, _: dict) -> None:
    path.write_text("a letter")


def empty(path: Path, _: dict) -> None:
    path.write_bytes(b"")


def packed_anew(path: Path, manifest: dict, entries: dict[str, bytes]) -> None:
    """The archive with another manifest and other entries."""
    with tarfile.open(path) as archive:
        kept = {e.name: archive.extractfile(e).read() for e in archive.getmembers()}
    kept |= {"manifest.json": json.dumps(manifest).encode()} | entries
    with tarfile.open(path, "w:gz") as archive:
        for name, data in kept.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, BytesIO(data))


def outside(name: str) -> Change:
    def change(path: Path, manifest: dict) -> None:
        probe = path.with_name("probe")
        probe.write_bytes(b"evil")
        manifest["files"][name] = describe(probe)
        packed_anew(path, manifest, {name: b"evil"})

    return change


def a_link(path: Path, manifest: dict) -> None:
    manifest["files"]["data/link"] = {"bytes": 0, "sha256": ""}
    packed_anew(path, manifest, {})
    with tarfile.open(path) as archive:
        kept = [(e, archive.extractfile(e).read()) for e in archive.getmembers()]
    with tarfile.open(path, "w:gz") as archive:
        for entry, data in kept:
            archive.addfile(entry, BytesIO(data))
        link = tarfile.TarInfo("data/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)


def unnamed(path: Path, manifest: dict) -> None:
    packed_anew(path, manifest, {"data/more": b"more"})


def missing(path: Path, manifest: dict) -> None:
    manifest["files"]["data/gone"] = {"bytes": 1, "sha256": "0"}
    packed_anew(path, manifest, {})


def altered(path: Path, manifest: dict) -> None:
    packed_anew(path, manifest, {"owner.json": b"{}"})


def of_another_study(path: Path, manifest: dict) -> None:
    packed_anew(path, manifest | {"study": "0" * 36}, {})


def of_another_version(path: Path, manifest: dict) -> None:
    packed_anew(path, manifest | {"label_studio": "1.15.0"}, {})


def of_another_kind(path: Path, manifest: dict) -> None:
    packed_anew(path, manifest | {"format": "holiday-photographs-1"}, {})


@pytest.mark.parametrize(
    "change",
    [
        truncated, flipped, no_archive, empty, outside("../evil"), outside("data/../../evil"),
        outside("/tmp/evil-of-alnqual"), outside("data\\..\\evil"), outside("server.json"), a_link,
        unnamed, missing, altered, of_another_study, of_another_version, of_another_kind,
    ],
)  # fmt: skip
def test_what_is_no_sound_backup_of_this_study_changes_nothing(
    own_server: LocalServer, tmp_path: Path, change: Change
) -> None:
    workspace = own_server.workspace
    path = back_up(workspace, tmp_path / "backup.tar.gz").path
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
    change(path, manifest)
    before = content(own_server.folder)
    with pytest.raises(AlnqualError) as caught:
        restore(workspace, path)
    assert "backup.tar.gz" in str(caught.value)
    assert content(own_server.folder) == before
    assert not list(tmp_path.rglob("evil*")) and not Path("/tmp/evil-of-alnqual").exists()
    if change is of_another_version:
        assert "1.15.0" in str(caught.value)


def test_a_disk_that_refuses_half_way_leaves_the_old_state(
    own_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = own_server.workspace
    path = back_up(workspace, tmp_path).path
    before, really = content(own_server.folder), Path.rename

    def rename(source: Path, target: Path) -> Path:
        if source.name == "data" and source.parent.name.startswith("backup-"):
            raise OSError(28, "No space left on device")
        return really(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", rename)
        with pytest.raises(LabelStudioError, match="No space left"):
            restore(workspace, path)
    assert content(own_server.folder) == before


def test_a_file_is_packed_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("words")
    manifest = {"format": "x", "files": {"a": describe(tmp_path / "a")}}
    pack(tmp_path / "one.tar.gz", tmp_path, manifest)
    with pytest.raises(FileExistsError):
        pack(tmp_path / "one.tar.gz", tmp_path, manifest)
