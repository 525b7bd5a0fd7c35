"""The labelling pages of projects that are there already, and their renewal."""

from collections.abc import Sequence

from alnqual.annotation.projects import Project, check_config, study_id, update_config
from alnqual.annotation.servers import Servers
from alnqual.workspace import Workspace


class Pages:
    """The pages of a study on its servers."""

    def __init__(self, servers: Servers, study: str) -> None:
        self._servers, self._study = servers, study
        self.edited: list[Project] = []
        """Of the outdated ones, those whose page somebody edited in Label Studio: left alone."""

    @classmethod
    def of(cls, workspace: Workspace) -> "Pages | None":
        """Those of a study; None if it was never pushed.

        Raises
        ------
        LabelStudioError
            A server is absent.
        """
        study = study_id(workspace)
        if study is None:
            return None
        servers = Servers(workspace)
        for name in servers.names:
            servers.client(name)
        return cls(servers, study)

    def outdated(self, config: str) -> list[Project]:
        """The projects whose page is another, all of which could have the new one; not those whose
        page was edited by hand.

        Raises
        ------
        LabelStudioError
            The server finds codes in use that the page would no longer have.
        """
        there = [
            project
            for _, project in sorted(self._servers.projects(self._study).items())
            if project.config.strip() != config.strip()
        ]
        self.edited = [project for project in there if project.edited]
        projects = [project for project in there if not project.edited]
        for project in projects:
            check_config(self._servers.client(project.server), project, config=config)
        return projects

    def renew(self, projects: Sequence[Project], config: str) -> None:
        """Give projects another page, which has been checked."""
        with self._servers.writing(self._study):
            for project in projects:
                client = self._servers.client(project.server)
                update_config(client, project, study=self._study, config=config)
