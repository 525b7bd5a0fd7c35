"""Label Studio without a person's words: tasks, then the database's own pages, logs and files."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from alnqual.annotation.projects import study_id
from alnqual.annotation.servers import local_servers
from alnqual.operations.contents import Passage
from alnqual.operations.eraser import Eraser
from alnqual.operations.plan import Plan
from alnqual.operations.search import DATABASE
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

TEAM = (
    "the team's Label Studio: its tasks were brought to the text without the person, but its "
    "database keeps old pages. Its administrator runs: VACUUM FULL; (PostgreSQL) or "
    "PRAGMA wal_checkpoint(TRUNCATE); VACUUM; (SQLite), deletes its export files and logs, and "
    "lets its backups expire"
)

UNPLACED = "annotation/unplaced, to be placed by a person"


def is_running(workspace: Workspace) -> bool:
    """Whether the study's own server runs now."""
    return any(server.status().running for server in local_servers(workspace).values())


def carry_tasks(workspace: Workspace, plan: Plan) -> None:
    """Bring the server's tasks to the text of now, and delete those of documents that are gone.

    Raises
    ------
    LabelStudioError
        The server is absent or refuses; the withdrawal goes on from here when it is run again.
    """
    from alnqual.annotation.carry import carry

    if study_id(workspace) is None:
        return
    if not workspace.settings.label_studio.url:
        if not (_data(workspace) / DATABASE).is_file():
            return
        for server in local_servers(workspace, needed=True).values():
            server.up()
    report = carry(workspace, delete=plan.gone, forget=plan.forgotten)
    if report.unplaced:
        plan.notes.append(f"{len(report.unplaced)} codings of others' words are in {UNPLACED}")
    plan.notes += [f"Label Studio: {each.where}: {each.reason}" for each in report.problems]


def clean_database(workspace: Workspace, plan: Plan) -> None:
    """Stop the study's own server and leave nothing of the words in its files.

    What people wrote about other people's words stays: records that still hold the words are
    edited, and deleted where nothing of them is left.
    """
    if workspace.settings.label_studio.url:
        return
    eraser = plan.eraser()
    for server in local_servers(workspace).values():
        server.down()
        for path in sorted((server.folder / "data").glob("*.sqlite3")):
            _clean(path, eraser)
        for path in sorted(server.folder.glob("*.log")):
            data = path.read_bytes()
            if eraser.stands_in(data, path.name):
                write_atomically(path, eraser.clean(data, path.name) or b"", mode=0o600)


def restart(workspace: Workspace, plan: Plan) -> None:
    """Start the server again if it ran when the withdrawal began."""
    if plan.restart:
        for server in local_servers(workspace, needed=True).values():
            server.up()


def _data(workspace: Workspace) -> Path:
    return workspace.label_studio / "data"


def _clean(path: Path, eraser: Eraser) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        connection.execute("PRAGMA secure_delete = ON")
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND sql NOT LIKE '%WITHOUT ROWID%'"
        ).fetchall()
        documents = _documents(connection)
        connection.execute("BEGIN IMMEDIATE")
        for (table,) in tables:
            _clean_table(connection, table, documents, eraser)
        connection.execute("COMMIT")
        compact(connection)


def compact(connection: sqlite3.Connection) -> None:
    """Write the database anew without its freed pages, and empty its write-ahead log."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _clean_table(
    connection: sqlite3.Connection, table: str, documents: Mapping[int, str], eraser: Eraser
) -> None:
    quoted = _quoted(table)
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({quoted})")]
    task = "task_id" if "task_id" in names else "NULL"
    for column in map(_quoted, names):
        cells = connection.execute(
            f"SELECT rowid, {column}, {task} FROM {quoted} WHERE typeof({column}) = 'text'"
        )
        changes = []
        for identity, text, about in cells:
            edited = _edited(text, documents.get(about, ""), eraser)
            if edited != text:
                changes.append((edited, identity))
        connection.executemany(f"UPDATE {quoted} SET {column} = ? WHERE rowid = ?", changes)


def _documents(connection: sqlite3.Connection) -> dict[int, str]:
    """Label Studio's tasks -> the documents that they show."""
    try:
        tasks = connection.execute("SELECT id, data FROM task").fetchall()
        found = {identity: json.loads(data) for identity, data in tasks}
    except (sqlite3.Error, ValueError, TypeError):
        return {}
    return {
        identity: str(data.get("document", ""))
        for identity, data in found.items()
        if isinstance(data, dict)
    }


def _edited(text: str, document: str, eraser: Eraser) -> str:
    """A cell without the words; a list or object stays one."""
    structured = text[:1] in ("{", "[")
    hit = eraser.hits(Passage("", text)) or (
        structured and (document in eraser.touched or eraser.stands_in(text.encode(), "cell.json"))
    )
    if not hit:
        return text
    if not structured:
        return eraser.prose(text)
    try:
        before = json.loads(text)
    except ValueError:
        return eraser.prose(text)
    edited = eraser.clean(text.encode(), "cell.json", document=document)
    if not edited:
        return "[]" if text[:1] == "[" else "{}"
    after = json.loads(edited)
    return text if after == before else json.dumps(after)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
