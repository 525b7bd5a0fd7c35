"""What the server held of each project at the last pull, so that a pull fetches what has changed.

A mirror is a SQLite file below .alnqual/: derived, for its owner only, and made anew by the next
pull if it is deleted. A pull asks the server for

- tasks changed since the last pull by the *server's* clock, with `MARGIN` to spare: a change of an
  annotation or of the task, and the deletion of an annotation, all move a task's `updated_at`;
- which tasks have drafts, for these move nothing;
- how many tasks there are: where that is not what the mirror has, which.

Where the server's clock stands before the last pull, its latest change is earlier than the latest
that is known (a backup was put back), or the project is another one than then, all of it is read
anew. What is fetched replaces what was known of the task whole.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.annotation.client import explained
from alnqual.annotation.listing import ServerTask, ask_page, list_json
from alnqual.annotation.projects import Project

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk.base_client import LabelStudioBase

MARGIN = timedelta(minutes=10)
"""What a change may be late in becoming visible, and a clock be set back unnoticed."""

_PAGE = 50
_IDS_PAGE = 5000

_TABLES = """
CREATE TABLE IF NOT EXISTS project (
    server TEXT, id INTEGER, coder TEXT, asked TEXT, PRIMARY KEY (server, id));
CREATE TABLE IF NOT EXISTS task (
    server TEXT, project INTEGER, id INTEGER, updated TEXT, content TEXT,
    PRIMARY KEY (server, project, id));
"""


class Mirror:
    """The tasks of a study's projects as of the last pull.

    Parameters
    ----------
    path : the SQLite file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def tasks(
        self, client: "LabelStudioBase", project: Project, *, full: bool = False
    ) -> Iterator[ServerTask]:
        """Bring the mirror of a project up to date, then give its tasks by id, one at a time.

        Parameters
        ----------
        full : read all of it anew.

        Raises
        ------
        LabelStudioError
            The server does not answer; the mirror is as it was.
        """
        server = str(client._client_wrapper.get_base_url()).rstrip("/")
        with self._open() as database:
            with (
                explained(f"the tasks of {project.coder} in round {project.round} were not read"),
                database,
            ):
                drafts = _Refresh(database, client, server, project).run(full=full)
            rows = database.execute(
                "SELECT content FROM task WHERE server = ? AND project = ? ORDER BY id",
                (server, project.id),
            )
            for (content,) in rows:
                task = json.loads(content)
                yield ServerTask.of(task | {"draft_exists": task["id"] in drafts})

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        try:
            database = sqlite3.connect(self.path)
            database.executescript(_TABLES)
        except sqlite3.DatabaseError:  # not ours, or damaged: it is derived
            database.close()
            self.path.unlink()
            self.path.touch(mode=0o600)
            database = sqlite3.connect(self.path)
            database.executescript(_TABLES)
        with closing(database):
            yield database


class _Refresh:
    """One project of one server, brought up to date within one transaction."""

    def __init__(
        self, database: sqlite3.Connection, client: "LabelStudioBase", server: str, project: Project
    ) -> None:
        self.database = database
        self.client = client
        self.key = (server, project.id)
        self.coder = f"{project.round}/{project.coder}"

    def run(self, *, full: bool) -> set[int]:
        """Refresh; the ids of tasks that have drafts."""
        total, latest, now = self._look()
        asked = None if full else self._asked()
        if asked is None or now < asked or latest < self._latest():
            self._read_all()
        else:
            self._read(self._changed(_since(asked - MARGIN)))
            if self._mirrored() != total:
                self._drop_deleted()
        self.database.execute(
            "INSERT OR REPLACE INTO project VALUES (?, ?, ?, ?)",
            (*self.key, self.coder, now.isoformat()),
        )
        return self._ids(_WITH_DRAFTS)

    def _asked(self) -> datetime | None:
        row = self.database.execute(
            "SELECT asked FROM project WHERE server = ? AND id = ? AND coder = ?",
            (*self.key, self.coder),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def _read_all(self) -> None:
        self.database.execute("DELETE FROM task WHERE server = ? AND project = ?", self.key)
        self._read(self._changed(None))

    def _read(self, tasks: Iterator[Mapping[str, Any]]) -> None:
        self.database.executemany(
            "INSERT OR REPLACE INTO task VALUES (?, ?, ?, ?, ?)",
            (
                (*self.key, task["id"], task["updated_at"], json.dumps(_kept(task)))
                for task in tasks
            ),
        )

    def _changed(self, query: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
        return list_json(self.client, self.key[1], page=_PAGE, fields="all", query=query)

    def _drop_deleted(self) -> None:
        there = self._ids()
        known = self.database.execute(
            "SELECT id FROM task WHERE server = ? AND project = ?", self.key
        ).fetchall()
        self.database.executemany(
            "DELETE FROM task WHERE server = ? AND project = ? AND id = ?",
            ((*self.key, identity) for (identity,) in known if identity not in there),
        )
        if self._mirrored() != len(there):
            self._read_all()

    def _mirrored(self) -> int:
        counted = self.database.execute(
            "SELECT count(*) FROM task WHERE server = ? AND project = ?", self.key
        )
        return int(counted.fetchone()[0])

    def _latest(self) -> str:
        row = self.database.execute(
            "SELECT max(updated) FROM task WHERE server = ? AND project = ?", self.key
        ).fetchone()
        return row[0] or ""

    def _look(self) -> tuple[int, str, datetime]:
        """How many tasks the server has, when one changed last, and what time it is there."""
        answer = ask_page(
            self.client,
            self.key[1],
            page=1,
            include="id,updated_at",
            query={"ordering": ["-tasks:updated_at"]},
        )
        content = answer.json()
        latest = content["tasks"][0]["updated_at"] if content["tasks"] else ""
        return int(content["total"]), latest, _time_there(answer)

    def _ids(self, query: Mapping[str, Any] | None = None) -> set[int]:
        listed = list_json(self.client, self.key[1], page=_IDS_PAGE, include="id", query=query)
        return {task["id"] for task in listed}


def _time_there(answer: "httpx.Response") -> datetime:
    """The server's clock, as its answer shows it; the beginning of time where it does not."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _since(time: datetime) -> Mapping[str, Any]:
    return _where("updated_at", "greater", "Datetime", time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def _where(column: str, operator: str, kind: str, value: object) -> Mapping[str, Any]:
    condition = {
        "filter": f"filter:tasks:{column}",
        "operator": operator,
        "type": kind,
        "value": value,
    }
    return {"filters": {"conjunction": "and", "items": [condition]}}


_WITH_DRAFTS = _where("draft_exists", "equal", "Boolean", True)


def _kept(task: Mapping[str, Any]) -> dict[str, Any]:
    return {name: task.get(name) for name in ("id", "data", "meta", "annotations", "updated_at")}
