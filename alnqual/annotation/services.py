"""Services that Label Studio asks for suggestions when a task is opened.

A service is known by its title, the version of its suggestions. Label Studio asks it for a task
that has none of that version, and keeps what it answers; those that `push` has put there are shown
without asking. It proves itself by a password (HTTP basic authentication).
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from alnqual.annotation.client import explained
from alnqual.annotation.projects import Project
from alnqual.errors import LabelStudioError

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

USER = "alnqual"
"""The name that goes with the secret."""
_TITLE = "alnqual "
_PATIENCE = 30.0
"""Seconds that Label Studio waits for suggestions before it shows a task without."""


def connect_service(
    client: "LabelStudioBase", project: Project, *, url: str, secret: str, version: str
) -> None:
    """Let a project ask the service at `url`, in place of one that was connected before.

    Raises
    ------
    LabelStudioError
        The server cannot reach the service, or may not.
    """
    with explained(
        f"{project.coder} in round {project.round} cannot be given suggestions by a service",
        do="The server has to reach this machine: see docs/suggestions.md.",
    ):
        _delete_ours(client, project)
        client.ml.create(
            project=project.id,
            url=url,
            title=version,
            auth_method="BASIC_AUTH",
            basic_auth_user=USER,
            basic_auth_pass=secret,
            is_interactive=False,
            timeout=_PATIENCE,
        )
        # With each service Label Studio makes a webhook that sends all work there, without secret.
        for hook in client.webhooks.list(project=project.id):
            if hook.id is not None and (hook.url or "").startswith(url):
                client.webhooks.delete(hook.id)
        client.projects.update(project.id, model_version=version, show_collab_predictions=True)


def disconnect_service(client: "LabelStudioBase", project: Project, *, version: str) -> None:
    """Take the service from a project; suggestions that were stored are shown again.

    Raises
    ------
    LabelStudioError
        The server is absent or refuses.
    """
    with explained(f"the service of {project.coder} in round {project.round} could not be removed"):
        _delete_ours(client, project)
    with suppress(LabelStudioError), explained("no suggestion of this version is stored"):
        client.projects.update(project.id, model_version=version)


def _delete_ours(client: "LabelStudioBase", project: Project) -> None:
    for service in client.ml.list(project=project.id):
        if (service.title or "").startswith(_TITLE):
            client.ml.delete(service.id)
