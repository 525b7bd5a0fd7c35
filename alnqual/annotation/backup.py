"""The state of the study's own Label Studio in one file, and its return.

    owner.json, coders/*.json    the accounts
    servers/...                  the same of coders' own servers
    data/...                     the database, consistent even while the server runs; the uploads

The file's manifest names the study and the version of Label Studio. Nothing that lives is written
over: a restore moves what is there aside and says where.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alnqual.annotation.archive import Manifest, describe, pack, unpack
from alnqual.annotation.credentials import private_folder
from alnqual.annotation.program import find_program, installed_version
from alnqual.annotation.projects import STUDY_ID, study_id
from alnqual.annotation.servers import local_servers
from alnqual.errors import InputError, LabelStudioError
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

FOLDER = "backups"
PARTS = ("owner.json", "coders", "data", "servers")
"""What of `.label-studio/` is state; the rest is about the process that serves it."""

_DATABASE = "label_studio.sqlite3"
_OF_THE_PROCESS = ("-wal", "-shm", "-journal", "server.json", ".log", ".lock")
_KIND = "alnqual-label-studio-1"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read back."""

    path: Path
    files: int
    bytes: int

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.files} files, {self.bytes / 1e6:.1f} MB, read back and compared.\n"
            "It holds what people said, and passwords: keep it where only you can read it."
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `aside` holds the state that was there, `url` a server that ran."""

    made: str
    files: int
    aside: Path | None = None
    url: str | None = None

    def __str__(self) -> str:
        lines = [f"restored the backup of {self.made}: {self.files} files"]
        if self.aside is not None:
            lines.append(f"what was there before is kept in {self.aside}")
        runs = f"the server runs again: {self.url}"
        lines.append(runs if self.url else "start the server: alnqual studio up")
        return "\n".join(lines)


def back_up(workspace: Workspace, path: Path | None = None) -> Backup:
    """Write the server's state into one file, and read it back; the server may run meanwhile.

    Parameters
    ----------
    workspace : the study.
    path : the file, or a folder for it; without it `.label-studio/backups/`.

    Raises
    ------
    LabelStudioError
        There is no state yet, the database is damaged, or the file cannot be written.
    InputError
        The file exists, or its folder does not.
    """
    state = workspace.label_studio
    if not (state / "data" / _DATABASE).is_file():
        raise LabelStudioError(
            "there is nothing to back up: the study's server has not been started yet",
            where=workspace.relative(state),
        )
    target = _target(workspace, path)
    with _told("the backup could not be written", target), _staging(workspace) as staging:
        copied = staging / "state"
        for name in (names := list(_state_files(state))):
            _copy(state / name, copied / name)
        manifest = {
            "format": _KIND,
            "study": study_id(workspace, make=True),
            "label_studio": installed_version(find_program(workspace)),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": {name: describe(copied / name) for name in names},
        }
        unfinished = target.with_name(f".{target.name}.unfinished")
        try:
            pack(unfinished, copied, manifest)
            _read(unfinished, staging / "read-back")
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return Backup(target, len(names), target.stat().st_size)


def restore(workspace: Workspace, path: Path) -> Restored:
    """Put the state of a backup in the place of the study's; what is there is kept aside.

    A server that runs is stopped for it and started again.

    Raises
    ------
    InputError
        The file is no backup, is damaged, or is another study's; nothing was changed.
    LabelStudioError
        It was made with another version of Label Studio, or the disk refuses; the state that was
        there stands.
    """
    from filelock import FileLock

    if not path.is_file():
        raise InputError("there is no such file", where=path)
    state = private_folder(workspace.label_studio)
    with _told("the backup could not be restored", path), _staging(workspace) as staging:
        manifest = _read(path, staging)
        _check_belongs(workspace, manifest, path)
        with FileLock(state / "push.lock"), FileLock(state / "server.lock"):
            stopped = [server for server in local_servers(workspace).values() if server.down()]
            aside = _exchange(staging, state)
        if study_id(workspace) is None:
            write_atomically(workspace.annotation / STUDY_ID, f"{manifest['study']}\n".encode())
    urls = [server.up().url for server in stopped]
    return Restored(str(manifest["made"]), len(manifest["files"]), aside, ", ".join(urls) or None)


def _target(workspace: Workspace, path: Path | None) -> Path:
    name = f"label-studio-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"
    if path is None:
        path = private_folder(private_folder(workspace.label_studio) / FOLDER)
    target = path / name if path.is_dir() else path
    if os.path.lexists(target):
        raise InputError("the file exists", where=target, do="Choose another name.")
    if not target.parent.is_dir():
        raise InputError("there is no such folder", where=target.parent, do="Make it first.")
    return target


def _state_files(state: Path) -> Iterator[str]:
    """The files of the state, by their names below its folder."""
    for part in PARTS:
        top = state / part
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.is_file() and not file.name.endswith(_OF_THE_PROCESS):
                yield file.relative_to(state).as_posix()


def _copy(source: Path, target: Path) -> None:
    """Copy a file; a database as it stands between two transactions."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.name == _DATABASE:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
        _check_database(target)
    else:
        shutil.copyfile(source, target)


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as error:
        found = [(str(error),)]
    if found != [("ok",)]:
        raise LabelStudioError(
            "Label Studio's database is damaged", do="Restore a backup that was made before."
        )


def _read(path: Path, folder: Path) -> Manifest:
    """Unpack a backup and look at what it holds."""
    manifest = unpack(path, private_folder(folder), kind=_KIND)
    strange = [name for name in manifest["files"] if name.split("/")[0] not in PARTS]
    if strange or not {"study", "label_studio", "made"} <= manifest.keys():
        raise InputError("is no backup of a study's server", where=path)
    for name in manifest["files"]:
        if name.endswith(_DATABASE):
            _check_database(folder / name)
    return manifest


def _check_belongs(workspace: Workspace, manifest: Manifest, path: Path) -> None:
    own = study_id(workspace)
    if own is not None and manifest["study"] != own:
        raise InputError(
            "is a backup of another study's server",
            where=path,
            do=f"Nothing was changed. The study's own id is in annotation/{STUDY_ID}.",
        )
    here = installed_version(find_program(workspace))
    if manifest["label_studio"] != here:
        raise LabelStudioError(
            f"was made with Label Studio {manifest['label_studio']}; {here} is installed here",
            where=path,
            do="Nothing was changed. Install that version, restore, and update afterwards.",
        )


def _exchange(staging: Path, state: Path) -> Path | None:
    """Move the state aside and the restored one in; if that fails, the old one goes back."""
    there = [part for part in PARTS if os.path.lexists(state / part)]
    moves = [(staging / part, state / part) for part in PARTS if (staging / part).exists()]
    aside = None
    if there:
        backups = private_folder(state / FOLDER)
        aside = Path(tempfile.mkdtemp(dir=backups, prefix=f"before-{datetime.now(UTC):%Y%m%d}-"))
        moves = [(state / part, aside / part) for part in there] + moves
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        raise
    for pattern in ("data", "coders", "servers", "servers/*", "servers/*/*"):
        for folder in (path for path in state.glob(pattern) if path.is_dir()):
            private_folder(folder)
    return aside


@contextmanager
def _staging(workspace: Workspace) -> Iterator[Path]:
    """A folder beside the state, gone afterwards: what is unpacked there can be moved in."""
    with tempfile.TemporaryDirectory(dir=workspace.label_studio, prefix="backup-") as folder:
        yield Path(folder)


@contextmanager
def _told(what: str, where: Path) -> Iterator[None]:
    """Say in our words what the disk or the database refused."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise LabelStudioError(
            f"{what} ({reason})", where=where, do="Mend it, try again."
        ) from error
