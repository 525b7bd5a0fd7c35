"""The study's projects on the server: one a round and coder, so that nobody sees another's codes.

A project is known by a marker in its description, which holds the study's id, the round and the
coder. The study's id is made at the first push and kept in `annotation/study-id.txt`, which belongs
to the study and goes wherever it goes: another copy of the study finds the same projects.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from uuid import uuid4

from alnqual.annotation.client import ONCE, explained
from alnqual.errors import LabelStudioError
from alnqual.records import Round
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

STUDY_ID = "study-id.txt"
_MARKER = re.compile(r"alnqual:([0-9a-f-]{36})/([^/\s]+)/([^/\s\]]+)")
_TITLE = 50
"""Label Studio takes no longer title."""

_INSTRUCTIONS = """\
<p>Press the number of a group, mark the words, click the marked words, and choose the codes beside
the text. A passage may carry several codes. Stance, link and memo are up to you.</p>
<p>Turn on <em>Select region after creating it</em> in the page's settings: then the codes can be
chosen at once, without the click.</p>
<p>Submit a transcript even if nothing in it is to be coded. Skip it only if you cannot code
it.</p>"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the study; `id` and `config` are the server's."""

    id: int
    round: str
    coder: str
    config: str = ""


def study_id(workspace: Workspace, *, make: bool = False) -> str | None:
    """The study's id, made now if there is none and `make` is set."""
    path = workspace.annotation / STUDY_ID
    if path.is_file():
        identity = path.read_text(encoding="utf-8").strip()
        if not re.fullmatch(r"[0-9a-f-]{36}", identity):
            raise LabelStudioError(
                "the study's id is damaged",
                where=workspace.relative(path),
                do="Restore the file: without it the study's projects cannot be found.",
            )
        return identity
    if not make:
        return None
    identity = str(uuid4())
    write_atomically(path, f"{identity}\n".encode())
    return identity


def find_projects(client: "LabelStudio", study: str) -> dict[tuple[str, str], Project]:
    """(round, coder) -> project of the study.

    Raises
    ------
    LabelStudioError
        Two projects have the same marker: somebody made a copy.
    """
    found: dict[tuple[str, str], Project] = {}
    with explained("the server's projects could not be listed"):
        listed: list[Any] = list(client.projects.list(page_size=100))
    for project in sorted(listed, key=lambda project: project.id):
        marker = _MARKER.search(project.description or "")
        if marker is None or marker[1] != study:
            continue
        round_id, coder = unquote(marker[2]), unquote(marker[3])
        if (round_id, coder) in found:
            raise LabelStudioError(
                f"two projects say that they are {coder}'s of round {round_id}",
                where=project.title,
                do="Take the line that begins with alnqual: out of the copy's description.",
            )
        found[round_id, coder] = Project(
            project.id, round_id, coder, getattr(project, "label_config", None) or ""
        )
    return found


def create_project(
    client: "LabelStudio", round_: Round, *, coder: str, study: str, config: str
) -> Project:
    """Make the project of a round and coder."""
    marker = f"alnqual:{study}/{quote(round_.id, safe='')}/{quote(coder, safe='')}"
    with explained(f"the project of {coder} in round {round_.id} could not be made"):
        made: Any = client.projects.create(
            title=_title(round_.title, coder),
            description=f"Made by alnqual, which finds it by this line: [{marker}]",
            label_config=config,
            expert_instruction=_INSTRUCTIONS,
            show_instruction=False,
            show_skip_button=True,
            enable_empty_annotation=True,
            maximum_annotations=1,
            request_options=ONCE,
        )
    return Project(made.id, round_.id, coder, config)


def check_config(client: "LabelStudio", project: Project, *, config: str) -> None:
    """Ask the server whether a project could have the page of a changed codebook.

    An update would not ask: it leaves codings behind whose codes no page shows.

    Raises
    ------
    LabelStudioError
        The server finds codes in use that the page would no longer have.
    """
    with explained(
        f"the page of {project.coder} in round {project.round} cannot follow the codebook",
        do="A code that has been used cannot be taken away or get another id by a push. Put it "
        "back into the codebook and push again.",
    ):
        client.projects.validate_label_config(project.id, label_config=config, request_options=ONCE)


def update_config(client: "LabelStudio", project: Project, *, config: str) -> None:
    """Give a project another page, which has been checked."""
    with explained(f"the page of {project.coder} in round {project.round} could not be changed"):
        client.projects.update(project.id, label_config=config, request_options=ONCE)


def list_tasks(client: "LabelStudio", project: Project, *, annotations: bool) -> list[Any]:
    """A project's tasks by id, with everything that people made of them or without."""
    options: Mapping[str, Any] = (
        {"fields": "all", "page_size": 50}
        if annotations
        else {"fields": "task_only", "include": "id,meta,data", "page_size": 500}
    )
    with explained(f"the tasks of {project.coder} in round {project.round} could not be read"):
        tasks: list[Any] = list(client.tasks.list(project=project.id, **options))
    return sorted(tasks, key=lambda task: task.id)


def _title(title: str, coder: str) -> str:
    room = _TITLE - len(coder) - 3
    return f"{title[:room].rstrip()} · {coder}" if room >= 3 else f"{title} · {coder}"[:_TITLE]
