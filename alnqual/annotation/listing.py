"""Projects and tasks as the server lists them, a page at a time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from alnqual.annotation.client import ask

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk.base_client import LabelStudioBase

TASKS = "api/tasks/"
_PROJECTS = "api/projects/"
_PROJECTS_PAGE = 100


@dataclass(frozen=True, slots=True)
class ServerTask:
    """A task as the server holds it; what was not asked for is empty."""

    id: int
    data: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    annotations: list[Any] = field(default_factory=list)
    predictions: list[Any] = field(default_factory=list)
    draft_exists: bool = False
    updated_at: str = ""
    total_annotations: int = 0
    cancelled_annotations: int = 0
    predictions_model_versions: str = ""

    @classmethod
    def of(cls, task: Mapping[str, Any]) -> "ServerTask":
        """The task of the server's JSON."""
        told = {name: value for name in _NAMES if (value := task.get(name)) is not None}
        return cls(**told)


_NAMES = [each.name for each in fields(ServerTask)]


def list_projects_json(client: "LabelStudioBase") -> Iterator[Mapping[str, Any]]:
    """The server's JSON of all its projects.

    Raises
    ------
    label_studio_sdk.core.api_error.ApiError, httpx.HTTPError
    """
    number = 1
    while True:
        params = {"page_size": _PROJECTS_PAGE, "page": number}
        answer = ask(client, "GET", _PROJECTS, params=params).json()
        yield from answer["results"]
        if not answer["next"]:
            return
        number += 1


def list_json(
    client: "LabelStudioBase",
    project: int,
    *,
    page: int,
    fields: str = "task_only",
    include: str = "",
    query: Mapping[str, Any] | None = None,
) -> Iterator[Mapping[str, Any]]:
    """The server's JSON of a project's tasks.

    Parameters
    ----------
    page : tasks a request.
    fields : "all" for annotations and counts, "task_only" for what the task itself holds.
    include : names of the fields that are wanted, with commas; "" for all.
    query : the server's filters and ordering.

    Raises
    ------
    label_studio_sdk.core.api_error.ApiError, httpx.HTTPError
    """
    number, seen = 1, 0
    while True:
        answer = ask_page(
            client, project, page=page, number=number, fields=fields, include=include, query=query
        ).json()
        yield from answer["tasks"]
        number, seen = number + 1, seen + len(answer["tasks"])
        if not answer["tasks"] or seen >= answer["total"]:
            return


def ask_page(
    client: "LabelStudioBase",
    project: int,
    *,
    page: int,
    number: int = 1,
    fields: str = "task_only",
    include: str = "",
    query: Mapping[str, Any] | None = None,
) -> "httpx.Response":
    """The server's answer for one page; see `list_json`."""
    options: dict[str, Any] = {"project": project, "fields": fields, "page_size": page}
    if number > 1:
        options["page"] = number
    if include:
        options["include"] = include
    if query:
        options["query"] = json.dumps(query)
    return ask(client, "GET", TASKS, params=options)
