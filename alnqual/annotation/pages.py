"""The labelling pages of projects that are there already: which are outdated, and their renewal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alnqual.annotation.credentials import private_folder
from alnqual.annotation.projects import Project, check_config, find_projects, update_config
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio


def outdated_pages(client: "LabelStudio", study: str, *, config: str) -> list[Project]:
    """The projects of a study whose page is another, all of which could have the new one.

    Raises
    ------
    LabelStudioError
        The server finds codes in use that the page would no longer have.
    """
    projects = [
        project
        for _, project in sorted(find_projects(client, study).items())
        if project.config.strip() != config.strip()
    ]
    for project in projects:
        check_config(client, project, config=config)
    return projects


def renew_pages(
    workspace: Workspace, client: "LabelStudio", projects: Sequence[Project], *, config: str
) -> None:
    """Give projects another page, which has been checked."""
    from filelock import FileLock

    with FileLock(private_folder(workspace.label_studio) / "push.lock"):
        for project in projects:
            update_config(client, project, config=config)
