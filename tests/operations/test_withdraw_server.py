"""A person leaves a study that went through everything, Label Studio's database included."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from alnqual import Study
from alnqual.annotation.client import connect
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.coding import CodingStore
from alnqual.operations import withdraw as operation
from tests.operations.test_withdraw import places

WHO, SOLO, WORKSHOP = "P02", "i02", "w02"


def own_sentences(study: Study, most: int) -> list[str]:
    """The longest turns of the person in each document."""
    turns = study.turns
    theirs = turns[turns["participant"] == WHO]
    return [
        text
        for _, own in theirs.groupby("document")
        for text in sorted(own["text"], key=len)[-most:]
    ]


def leave_a_memo(study: Study) -> None:
    """A coder's memo on the words of somebody else quotes the person; it is not pulled yet."""
    client = connect(study.workspace)
    projects = find_projects(client, study_id(study.workspace) or "")
    project = projects["round-1", "coder-b"]
    (task,) = [
        task
        for task in list_tasks(client, project, annotations=True)
        if task.data["document"] == WORKSHOP
    ]
    dialogue, work = task.data["dialogue"], task.annotations[0]
    quoted = max((turn["text"] for turn in dialogue if turn["author"] == WHO), key=len)
    labels = next(
        result
        for result in work["result"]
        if result["type"] == "taxonomy" and dialogue[int(result["value"]["start"])]["author"] != WHO
    )
    place = {name: labels["value"][name] for name in ("start", "end", "startOffset", "endOffset")}
    memo = {
        "id": labels["id"], "from_name": "memo", "to_name": "text", "type": "textarea",
        "value": place | {"text": [f"Unlike her, who says: {quoted}"]},
    }  # fmt: skip
    kept = [
        each for each in work["result"] if (each["id"], each["from_name"]) != (labels["id"], "memo")
    ]
    client.annotations.update(work["id"], result=[*kept, memo])


def leave_freed_pages(database: Path, said: list[str]) -> None:
    """What a SQLite that does not overwrite what it deletes leaves behind; many builds do not."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE gone (result TEXT)")
        connection.executemany("INSERT INTO gone VALUES (?)", [(json.dumps(s),) for s in said * 9])
        connection.commit()
        connection.execute("DROP TABLE gone")
        connection.commit()


@pytest.fixture
def study(demonstration: Path, tmp_path: Path) -> Iterator[Study]:
    """A copy of the demonstration, in which everything has been done, with its server running."""
    made = Study.open(shutil.copytree(demonstration, tmp_path / "study"))
    server = made.label_studio
    database = made.workspace.label_studio / "data" / "label_studio.sqlite3"
    leave_freed_pages(database, own_sentences(made, 3))
    server.up()
    yield made
    server.down()


def test_nothing_of_them_is_left_in_study_or_database(study: Study) -> None:
    root, server = study.workspace.root, study.label_studio
    leave_a_memo(study)
    said = own_sentences(study, 3)
    assert len(said) == 6
    database = ".label-studio/data/label_studio.sqlite3"
    for sentence in said:
        before = places(root, sentence)
        assert database in before
        assert {path for path in before if path.startswith(("corpus/raw/", ".alnqual/tables/"))}
    others = Counter(
        (coding.coder, coding.document, coding.quote)
        for coding in CodingStore(study.workspace.codings).read()
        if coding.document not in (SOLO, WORKSHOP)
    )

    result = operation.withdraw(study.workspace, WHO)

    assert result.remaining == ()
    server_runs = server.status().running
    server.down()
    assert {sentence[:30]: found for sentence in said if (found := places(root, sentence))} == {}
    assert server_runs
    codings = CodingStore(study.workspace.codings).read()
    assert (
        Counter(
            (coding.coder, coding.document, coding.quote)
            for coding in codings
            if coding.document != WORKSHOP
        )
        == others
    )
    assert {coding.document for coding in codings} >= {WORKSHOP}

    server.up()
    study.pull()
    again = CodingStore(study.workspace.codings).read()
    held = [(c.id, c.start, c.end, c.quote, c.prefix, c.suffix, c.memo) for c in codings]
    assert [(c.id, c.start, c.end, c.quote, c.prefix, c.suffix, c.memo) for c in again] == held
