"""One at a time writes to the study's projects on a server, from whatever machine.

A file keeps the processes of one machine apart. On a team's server a project is the lock: whoever
wants to write makes one, and holds the lock once it sees no other. The one made last gives way, so
that the lowest id wins; the one made first waits for it to go. A holder that was killed leaves its
project behind: from the same copy of the study the next one takes it away, as the file that was
locked shows that the holder is gone; for others there is `break_lock`.
"""

import getpass
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from alnqual.annotation.client import explained
from alnqual.annotation.credentials import private_folder
from alnqual.annotation.listing import list_projects_json
from alnqual.annotation.retries import persist
from alnqual.errors import LabelStudioError
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

_MARKER = re.compile(r"alnqual-lock:(\S+)/([0-9a-f]{32}) by (.*)\]")
_LOOKS, _PAUSE = 20, 0.5
"""How often, and after how many seconds each, the first one looks whether a later one gave way."""


@dataclass(frozen=True, slots=True)
class _Lock:
    """A lock on the server: its project, its key, who made it, and when."""

    project: int
    key: str
    who: str
    since: str


@contextmanager
def writing(
    workspace: Workspace, client: "LabelStudioBase", *, study: str, break_lock: bool = False
) -> Iterator[None]:
    """Hold the study's lock.

    Parameters
    ----------
    workspace, client : the study and its server.
    study : the study's id.
    break_lock : take away what others hold, because they were killed.

    Raises
    ------
    LabelStudioError
        Somebody else is writing, or the server refuses.
    """
    from filelock import FileLock

    folder = private_folder(workspace.label_studio)
    with FileLock(folder / "push.lock"):
        if not workspace.settings.label_studio.url:
            yield  # nobody else reaches the local server
            return
        kept = folder / f"lock-{study}.txt"
        ours = kept.read_text(encoding="utf-8").split() if kept.is_file() else []
        _release(client, study, lambda lock: break_lock or lock.key in ours)
        key = uuid4().hex
        write_atomically(kept, key.encode(), mode=0o600)
        lock = _make(client, study, key)
        try:
            _wait(client, study, lock)
            yield
        except BaseException:
            with suppress(LabelStudioError):  # the first fault counts; the next run takes it away
                _release(client, study, lambda held: held.key == key)
            raise
        _release(client, study, lambda held: held.key == key)


def _make(client: "LabelStudioBase", study: str, key: str) -> _Lock:
    try:
        who = f"{getpass.getuser()} on {socket.gethostname()}"
    except (KeyError, OSError):  # a user without a name
        who = f"somebody on {socket.gethostname()}"

    def create() -> _Lock:
        made: Any = client.projects.create(
            title="alnqual is writing: leave this project alone",
            description=f"Goes by itself. [alnqual-lock:{study}/{key} by {who}]",
        )
        return _Lock(made.id, key, who, "")

    def arrived() -> _Lock | None:
        return next((lock for lock in _locks(client, study) if lock.key == key), None)

    with explained("the study could not be locked on the server"):
        return persist(create, arrived=arrived)


def _wait(client: "LabelStudioBase", study: str, lock: _Lock) -> None:
    """Until no other lock is there: two of which neither saw the other cannot both be alone."""
    for _ in range(_LOOKS):
        others = [other for other in _locks(client, study) if other.key != lock.key]
        if not others:
            return
        first = min(others, key=lambda other: other.project)
        if first.project < lock.project:
            break
        time.sleep(_PAUSE)
    raise LabelStudioError(
        f"{first.who} is writing to this study's projects, since {first.since}",
        do="Wait until it is done, and do it again. Was it killed? Then take its lock away: "
        "alnqual annotate push --break-lock",
    )


def _locks(client: "LabelStudioBase", study: str) -> list[_Lock]:
    with explained("the server's projects could not be listed"):
        listed = list(list_projects_json(client))
    found = [(project, _MARKER.search(project["description"] or "")) for project in listed]
    return [
        _Lock(project["id"], marker[2], marker[3], _minute(project["created_at"]))
        for project, marker in found
        if marker and marker[1] == study
    ]


def _minute(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _release(client: "LabelStudioBase", study: str, which: Callable[[_Lock], bool]) -> None:
    """Take away every project of such locks: one whose making was asked for again can have two."""
    from label_studio_sdk.core.api_error import ApiError

    for lock in filter(which, _locks(client, study)):

        def delete(project: int = lock.project) -> None:
            try:
                client.projects.delete(project)
            except ApiError as error:
                if error.status_code != 404:  # gone already
                    raise

        with explained("the study's lock could not be taken off the server"):
            persist(delete)
