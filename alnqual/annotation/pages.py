"""The labelling pages of projects that are there already, and their renewal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alnqual.annotation.client import connect
from alnqual.annotation.lock import writing
from alnqual.annotation.projects import (
    Project,
    check_config,
    find_projects,
    study_id,
    update_config,
)
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio


class Pages:
    """The pages of a study on its server."""

    def __init__(self, workspace: Workspace, client: "LabelStudio", study: str) -> None:
        self._workspace, self._client, self._study = workspace, client, study
        self.edited: list[Project] = []
        """Of the outdated ones, those whose page somebody edited in Label Studio: left alone."""

    @classmethod
    def of(cls, workspace: Workspace) -> "Pages | None":
        """Those of a study; None if it was never pushed.

        Raises
        ------
        LabelStudioError
            The server is absent.
        """
        study = study_id(workspace)
        return cls(workspace, connect(workspace), study) if study else None

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
            for _, project in sorted(find_projects(self._client, self._study).items())
            if project.config.strip() != config.strip()
        ]
        self.edited = [project for project in there if project.edited]
        projects = [project for project in there if not project.edited]
        for project in projects:
            check_config(self._client, project, config=config)
        return projects

    def renew(self, projects: Sequence[Project], config: str) -> None:
        """Give projects another page, which has been checked."""
        with writing(self._workspace, self._client, study=self._study):
            for project in projects:
                update_config(self._client, project, study=self._study, config=config)
