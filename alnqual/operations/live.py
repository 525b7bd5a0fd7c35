"""Live suggestions: a service on this machine that Label Studio asks when a task is opened.

It is there for the projects of assisted rounds only, as long as it runs. Its secret lies in
`.label-studio/`, for its owner's eyes alone.
"""

import json
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from alnqual.annotation.client import connect
from alnqual.annotation.credentials import private_folder
from alnqual.annotation.projects import Project, find_projects, study_id
from alnqual.annotation.server import LOOPBACK, LocalServer
from alnqual.annotation.services import connect_service, disconnect_service
from alnqual.annotation.tasks import read_texts
from alnqual.coding import read_rounds
from alnqual.errors import InputError, LabelStudioError
from alnqual.operations.suggesting import DocumentSuggester
from alnqual.operations.suggestion_app import make_app
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

Say = Callable[[str], None]


def serve_suggestions(workspace: Workspace, *, say: Say) -> None:
    """Serve the assisted rounds until the process is interrupted or told to end.

    Raises
    ------
    InputError
        No round is assisted, or none of theirs has been pushed.
    LabelStudioError
        Such a service runs already, or Label Studio is absent or cannot reach it.
    """
    if not _assisted(workspace):
        raise InputError(
            "no round is assisted",
            where=workspace.relative(workspace.rounds),
            do='Write mode = "assisted" into a round whose coders are to see suggestions.',
        )
    with _alone(workspace) as record:
        suggester = DocumentSuggester(workspace)
        client = _reachable_server(workspace, say=say)
        projects = _assisted_projects(workspace, client)
        say("reading the documents of the assisted rounds")
        texts = read_texts(workspace)
        for document in _documents(workspace):
            suggester.suggest(texts[document])
        secret = _secret(workspace)
        served = {project.id: project.round for project in projects}

        def serves(project: int) -> bool:
            return served.get(project) in _assisted(workspace)

        app = make_app(suggester, secret=secret, serves=serves)
        with _interruptible() as stopped, _running(app, record) as url:
            try:
                for project in projects:
                    connect_service(
                        client, project, url=url, secret=secret, version=suggester.version
                    )
                rounds = ", ".join(sorted(set(served.values())))
                say(f"suggestions for {len(projects)} projects of {rounds}; Ctrl-C ends it")
                stopped.wait()
            finally:
                for project in projects:
                    with suppress(LabelStudioError):
                        disconnect_service(client, project, version=suggester.version)
        say("stopped; stored suggestions stay")


def _assisted(workspace: Workspace) -> frozenset[str]:
    """The assisted rounds as their files say now."""
    return frozenset(round_.id for round_ in read_rounds(workspace) if round_.mode == "assisted")


def _documents(workspace: Workspace) -> list[str]:
    """The documents of assisted rounds."""
    return sorted(
        {
            document
            for round_ in read_rounds(workspace)
            if round_.mode == "assisted"
            for documents in round_.assignments.values()
            for document in documents
        }
    )


def _assisted_projects(workspace: Workspace, client: Any) -> list[Project]:
    assisted = _assisted(workspace)
    study = study_id(workspace)
    found = find_projects(client, study).values() if study else ()
    projects = [project for project in found if project.round in assisted]
    if not projects:
        raise InputError(
            "no assisted round is on the server",
            where=workspace.relative(workspace.rounds),
            do="Put it there: alnqual annotate push.",
        )
    return projects


def _reachable_server(workspace: Workspace, *, say: Say) -> Any:
    """A client of the study's server, which is allowed to ask services on this machine."""
    if not workspace.settings.label_studio.url:
        server = LocalServer(workspace)
        before = server.status().address
        after = server.up(services=True)
        if before is not None and before.pid != after.pid:
            say("Label Studio was started again, so that it may ask services on this machine")
    return connect(workspace)


def _secret(workspace: Workspace) -> str:
    """The service's password, made once."""
    path = private_folder(workspace.label_studio) / "suggest.secret"
    if not path.is_file():
        write_atomically(path, secrets.token_urlsafe(32).encode(), mode=0o600)
    return path.read_text(encoding="utf-8").strip()


@contextmanager
def _alone(workspace: Workspace) -> Iterator[Path]:
    """Hold the study's only service; gives the file that says where it answers."""
    from filelock import FileLock, Timeout

    folder = private_folder(workspace.label_studio)
    record = folder / "suggest.json"
    try:
        with FileLock(folder / "suggest.lock", timeout=0):
            try:
                yield record
            finally:
                record.unlink(missing_ok=True)
    except Timeout:
        try:
            url = json.loads(record.read_text(encoding="utf-8"))["url"]
        except (OSError, ValueError, KeyError):
            url = "it is starting"
        raise LabelStudioError(
            f"the study's suggestions are served already ({url})",
            do="End that one first, with Ctrl-C where it was started.",
        ) from None


@contextmanager
def _running(app: Any, record: Path) -> Iterator[str]:
    """Run the application on a free port of this machine; gives its address."""
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, log_level="warning")
    )
    with socket.socket() as listening:
        listening.bind((LOOPBACK, 0))
        url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise LabelStudioError("the service for suggestions could not be started")
            time.sleep(0.05)
        write_atomically(record, json.dumps({"url": url}).encode(), mode=0o600)
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@contextmanager
def _interruptible() -> Iterator[Event]:
    """An event that Ctrl-C and a request to end set."""
    stopped = Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, lambda *_: stopped.set()) for each in signals]
    try:
        yield stopped
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
