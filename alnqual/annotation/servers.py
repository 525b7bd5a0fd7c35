"""Which server a coder's project of a round lives on.

Projects of a community server can be seen by all its users. Where a round says
`blind = "server-per-coder"`, each coder's project lives on a server that only they and the study's
owner can log in to: one of the study's own, in `.label-studio/servers/<coder>/`, or the one that
the settings name for the coder. All else lives on the main server, whose name is "".
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from alnqual.annotation.client import connect
from alnqual.annotation.lock import writing
from alnqual.annotation.projects import CODING, Project, list_projects
from alnqual.annotation.server import LocalServer
from alnqual.coding import read_rounds
from alnqual.errors import InputError
from alnqual.records import Round
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

MAIN = ""
_FOLDER = "servers"


class Servers:
    """The servers of a study, by name: "" for the main one, else the coder whose own it is.

    Parameters
    ----------
    workspace : the study.

    Attributes
    ----------
    names : the servers that the rounds need, the main one first.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        rounds = read_rounds(workspace) if workspace.coders.is_file() else []
        self._rounds = {round_.id: round_ for round_ in rounds}
        own = {
            coder
            for round_ in self._rounds.values()
            for coder in round_.assignments
            if self.serving(round_, coder)
        }
        self.names = (MAIN, *sorted(own))
        self._clients: dict[str, LabelStudioBase] = {}

    def serving(self, round_: Round, coder: str) -> str:
        """The server on which a coder's project of a round lives."""
        return coder if round_.blind == "server-per-coder" else MAIN

    def place(self, name: str) -> Workspace:
        """The study as it is on one server: with the state, accounts, address and token of that.

        Raises
        ------
        InputError
            The study is on a team's server, and the settings name none for this coder.
        """
        return place(self.workspace, name)

    def client(self, name: str) -> "LabelStudioBase":
        """The connection to a server, made once."""
        if name not in self._clients:
            self._clients[name] = connect(self.place(name))
        return self._clients[name]

    def projects(self, study: str | None) -> Mapping[tuple[str, str], Project]:
        """(round, coder) -> project, from every server; each only where its round puts it."""
        return {
            (project.round, project.coder): project
            for project in (self.all_projects(study) if study else ())
            if project.purpose == CODING
        }

    def all_projects(self, study: str) -> list[Project]:
        """The projects of a study for every purpose; adjudicators work on the main server."""
        found = [
            replace(project, server=name)
            for name in self.names
            for project in list_projects(self.client(name), study)
            if name == self._home(project)
        ]
        return sorted(found, key=lambda each: (each.purpose != CODING, each.round, each.coder))

    def _home(self, project: Project) -> str:
        round_ = self._rounds.get(project.round)
        if project.purpose != CODING or round_ is None:
            return MAIN
        return self.serving(round_, project.coder)

    @contextmanager
    def writing(self, study: str, *, break_lock: bool = False) -> Iterator[None]:
        """Hold the study's lock on every server; see `lock.writing`."""
        with ExitStack() as locks:
            for name in self.names:
                held = writing(
                    self.place(name), self.client(name), study=study, break_lock=break_lock
                )
                locks.enter_context(held)
            yield


def place(workspace: Workspace, name: str) -> Workspace:
    """The study as it is on one server; see `Servers.place`."""
    if name == MAIN:
        return workspace
    own, settings = copy(workspace), workspace.settings.label_studio
    own.label_studio = workspace.label_studio / _FOLDER / quote(name, safe=" ").replace(".", "%2E")
    told = settings.coders.get(name)
    if settings.url and told is None:
        raise InputError(
            f"a round gives {name!r} a server of their own, but the settings name none",
            where="alnqual.toml, label_studio.coders",
            do=f'Name it: [label_studio.coders."{name}"] url = "...", token_file = "..."',
        )
    changed = {
        "url": told.url if told else "",
        "token_file": told.token_file if told else "",
        "port": 0,
        "coders": {},
    }
    own.settings = workspace.settings.model_copy(
        update={"label_studio": settings.model_copy(update=changed)}
    )
    return own


def local_servers(workspace: Workspace, *, needed: bool = False) -> dict[str, LocalServer]:
    """Name -> server of the study's own; of those that the rounds need, or of all that have state.

    Servers that the settings name are others' to start and stop. What has state is told by its
    folder alone: a server can be stopped, cleaned and restored whatever the rounds say.
    """
    told = workspace.settings.label_studio
    if told.url:
        return {}
    if needed:
        names = set(Servers(workspace).names)
    else:
        folders = (workspace.label_studio / _FOLDER).glob("*/")
        names = {MAIN, *(unquote(path.name) for path in folders if path.is_dir())}
    return {
        name: LocalServer(place(workspace, name))
        for name in sorted(names)
        if name not in told.coders
    }
