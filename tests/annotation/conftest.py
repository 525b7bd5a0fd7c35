"""A real Label Studio server for the tests, and small studies on it.

The server is started once a session, through `LocalServer`, on a copy of a database that was
migrated once for its version: a new one takes over half a minute. Each test gets a
study of its own (`study`) on that server's folder: its study id differs, so that tests see none of
each other's projects. Tests that stop or kill a server get one on a copy of the database
(`own_server`), which is up in seconds.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from small_study import RECORDED, build_study

from alnqual.annotation.program import find_program
from alnqual.annotation.server import LocalServer
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A running server without projects."""
    workspace = build_study(tmp_path_factory.mktemp("server") / "study")
    try:
        program = find_program(workspace)
    except LabelStudioError as error:
        pytest.skip(f"needs Label Studio: {error.what}. {error.do}")
    local = LocalServer(workspace)
    migrated = program.parents[1] / "migrated-for-tests"
    if not migrated.is_dir():
        local.up()
        local.down()
        unfinished = migrated.with_name(f"migrated-{tmp_path_factory.getbasetemp().name}")
        shutil.copytree(local.folder, unfinished)
        with suppress(OSError):  # another run of the tests has made it meanwhile
            unfinished.rename(migrated)
    else:
        shutil.copytree(migrated, local.folder)
    local.up()
    yield local
    local.down()


@pytest.fixture
def study(server: LocalServer, tmp_path: Path) -> Workspace:
    """A small study of its own on the session's server."""
    return build_study(tmp_path / "study", server=server.folder)


@pytest.fixture
def own_server(server: LocalServer, tmp_path: Path) -> Iterator[LocalServer]:
    """A server of the test's own, with the coders' accounts; not started yet."""
    workspace = build_study(tmp_path / "own")
    shutil.copytree(server.folder, workspace.label_studio)
    local = LocalServer(workspace)
    yield local
    local.down()


@pytest.fixture
def recorded(study: Workspace) -> Workspace:
    """The same with codings recorded by its two coders."""
    for (coder, document), codings in RECORDED.items():
        path = study.recorded / coder / f"{document}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"coder": coder, "document": document, "codings": codings}
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return study
