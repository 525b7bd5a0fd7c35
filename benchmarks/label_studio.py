"""Pushing and pulling against what the SDK offers for it, on a real server, in one run.

A server of its own is started in a temporary folder. The plain loop makes each task and then its
prediction (`tasks.create`, `predictions.create`); its time for all tasks is extrapolated from the
first LOOPED. Pulling CHANGED annotations is set against an export of the project, which is what
brings them without a mirror. Memory is the peak of a process that only pushes.

    python benchmarks/label_studio.py [TASKS] [--looped 200] [--changed 20] [--memory 500,2000,4000]

Needs Label Studio (`.venv-label-studio`).
"""

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median

from label_studio_sdk.projects.client_ext import ProjectsClientExt

from alnqual.annotation.client import connect
from alnqual.annotation.play import client_of
from alnqual.annotation.predictions import Suggestion, make_prediction, page_interface
from alnqual.annotation.projects import Project, find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.server import LocalServer
from alnqual.annotation.tasks import CodedText, make_task, read_texts
from alnqual.codebook import Codebook
from alnqual.tables import SCHEMAS
from alnqual.workspace import Workspace

TURNS, REGIONS = 12, 6
SAID = "the school has been working with parents and the authority on plans since last year "


def build(root: Path, tasks: int) -> Workspace:
    """A study with one coder, one assisted round and so many short documents."""
    for folder in ("codebook", "annotation/rounds"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "alnqual.toml").write_text("[study]\nsynthetic = true\n")
    workspace = Workspace(root)
    codes = [
        {"id": code, "name": {"en": code}, "stage": "inputs", "definition": "A code."}
        | ({"parent": "inputs"} if "." in code else {})
        for code in ("inputs", *(f"inputs.c{number}" for number in range(40)))
    ]
    workspace.codebook.write_text(json.dumps({"title": "B", "version": 1, "codes": codes}))
    workspace.coders.write_text("id,email\ncoder-a,coder-a@example.org\n")
    names = [f"d{number:04d}" for number in range(tasks)]
    (workspace.rounds / "r1.toml").write_text(
        f'mode = "assisted"\n[assignments]\ncoder-a = {json.dumps(names)}\n'
    )
    documents, turns = [], []
    for name in names:
        text = ""
        for position in range(1, TURNS + 1):
            words = f"{name} {position} {SAID * 3}".strip()
            text += ("\n\n" if text else "") + "P01: "
            turns.append(
                row("turns", turn=f"{name}-{position:04d}", document=name, position=position,
                    speaker="P01", interviewer=False, text=words, start=len(text),
                    end=len(text) + len(words), words=len(words.split()))
            )  # fmt: skip
            text += words
        version = sha256(text.encode()).hexdigest()[:12]
        documents.append(row("documents", document=name, text=text, text_version=version))
    workspace.tables.write("documents", documents)
    workspace.tables.write("turns", turns)
    return workspace


def row(table: str, **values: object) -> dict:
    return dict.fromkeys(column.split()[0] for column in SCHEMAS[table].split(",")) | values


class Same:
    """The same suggestions for every task: what finding them costs is not measured here."""

    version = "benchmark"

    def __init__(self, workspace: Workspace) -> None:
        self.codebook = Codebook.read(workspace.codebook)

    def suggest(self, text: CodedText) -> list[Suggestion]:
        return [
            Suggestion(turn.start, turn.start + 20, f"inputs.c{number}", 0.5)
            for number, turn in enumerate(text.turns[:REGIONS])
        ]


def pushed(workspace: Workspace) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a push in a process of its own."""
    program = [sys.executable, __file__, "--push", str(workspace.root)]
    seconds, peak = subprocess.run(
        program, check=True, capture_output=True, text=True
    ).stdout.split()
    return float(seconds), float(peak)


def push_here(root: str) -> None:
    workspace = Workspace.find(root)
    started = time.perf_counter()
    push(workspace, suggester=Same(workspace))
    seconds = time.perf_counter() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def looped(workspace: Workspace, count: int) -> float:
    """Seconds of the plain loop for so many tasks."""
    client = connect(workspace)
    (project,) = find_projects(client, study_id(workspace) or "").values()
    plain = client.projects.create(title="Plain loop", label_config=project.config)
    texts = list(read_texts(workspace).values())[:count]
    suggester, page = Same(workspace), page_interface(project.config)
    started = time.perf_counter()
    for text in texts:
        prediction = make_prediction(text, suggester=suggester, page=page)
        task = client.tasks.create(project=plain.id, data=make_task(text)["data"])
        client.predictions.create(task=task.id, **prediction)
    return time.perf_counter() - started


def compare_pulls(workspace: Workspace, project: Project, changed: int) -> None:
    """Tell the seconds of a pull of few annotations, of one of nothing, and of an export."""
    client, coder = connect(workspace), client_of(workspace, "coder-a")
    texts = read_texts(workspace)
    suggester, page = Same(workspace), page_interface(project.config)
    tasks = list_tasks(client, project, annotations=True)

    def annotate(chosen: list) -> None:
        for task in chosen:
            prediction = make_prediction(
                texts[task.data["document"]], suggester=suggester, page=page
            )
            coder.annotations.create(task.id, result=prediction["result"], lead_time=1.0)

    def timed(work: Callable[[], object]) -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    whole = ProjectsClientExt(client_wrapper=client._client_wrapper)
    first, few, nothing, exports = [], [], [], []
    for turn in range(3):
        let_a_day_pass(workspace)
        first.append(timed(partial(pull, workspace, full=True)))
        annotate(tasks[turn * changed : (turn + 1) * changed])
        few.append(timed(partial(pull, workspace)))
        nothing.append(timed(partial(pull, workspace)))
        exports.append(timed(lambda: whole.exports.as_json(project.id)))
    ratio = median(exports) / median(few)
    print(
        f"pull of everything: {median(first):.2f} s; of {changed} changed: {median(few):.2f} s; "
        f"of nothing: {median(nothing):.2f} s; export: {median(exports):.2f} s, "
        f"{ratio:.1f} times as long (medians of 3)"
    )


def let_a_day_pass(workspace: Workspace) -> None:
    """Make all tasks a day older: a pull reads again what changed minutes before the last one."""
    path = workspace.label_studio / "data" / "label_studio.sqlite3"
    with closing(sqlite3.connect(path, timeout=60)) as database, database:
        database.execute("UPDATE task SET updated_at = datetime(updated_at, '-1 day')")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", type=int, nargs="?", default=2000)
    parser.add_argument("--looped", type=int, default=200)
    parser.add_argument("--changed", type=int, default=20)
    parser.add_argument("--memory", default="500,2000,4000")
    parser.add_argument("--push", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.push:
        push_here(options.push)
        return
    with tempfile.TemporaryDirectory() as folder:
        server = LocalServer(build(Path(folder) / "first", options.tasks))
        server.up()
        try:
            measure(server, Path(folder), options)
        finally:
            server.down()


def measure(server: LocalServer, folder: Path, options: argparse.Namespace) -> None:
    workspace = server.workspace
    seconds, _ = pushed(workspace)
    client = connect(workspace)
    (project,) = find_projects(client, study_id(workspace) or "").values()
    made = len(list_tasks(client, project, annotations=False))
    again, _ = pushed(workspace)
    loop = looped(workspace, options.looped) / options.looped * options.tasks
    print(f"push of {made} tasks with suggestions: {seconds:.1f} s; again: {again:.1f} s")
    print(f"plain loop, from {options.looped}: {loop:.0f} s, {loop / seconds:.0f} times as long")
    compare_pulls(workspace, project, options.changed)
    for count in map(int, filter(None, options.memory.split(","))):
        other = build(folder / f"m{count}", count)
        (folder / f"m{count}" / ".label-studio").symlink_to(server.folder)
        took, peak = pushed(other)
        print(f"{count} tasks: {took:.1f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
