"""The study's projects on the server: one a round and coder, so that nobody sees another's codes.

A project is known by a marker in its description, which holds the study's id, the round and the
coder. The study's id is made at the first push and kept in `annotation/study-id.txt`, which belongs
to the study and goes wherever it goes: another copy of the study finds the same projects. Beside
the marker stands a digest of the page that alnqual last gave the project: a page with another one
was edited by hand.
"""

import re
from dataclasses import dataclass
from difflib import unified_diff
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from uuid import uuid4

from alnqual.annotation.client import ask, explained
from alnqual.annotation.listing import TASKS, ServerTask, list_json, list_projects_json
from alnqual.annotation.retries import persist
from alnqual.annotation.tasks import mark_of
from alnqual.errors import LabelStudioError
from alnqual.records import Round
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

STUDY_ID = "study-id.txt"
CODING, ADJUDICATION = "alnqual", "alnqual-adjudication"
"""What the marker of a project begins with: whether its coder codes in it, or adjudicates."""
_MARKER = re.compile(
    r"\b(alnqual(?:-adjudication)?):([0-9a-f-]{36})/([^/\s]+)/([^/\s\]]+)"
    r"(?:\] page ([0-9a-f]{12}))?"
)
_TITLE = 50
"""Label Studio takes no longer title."""

_INSTRUCTIONS = """\
<p>Press the number of a group, mark the words, click the marked words, and choose the codes beside
the text. A passage may carry several codes. Stance, link and memo are up to you.</p>
<p>Turn on <em>Select region after creating it</em> in the page's settings: then the codes can be
chosen at once, without the click.</p>
<p>Submit a transcript even if nothing in it is to be coded. Skip it only if you cannot code
it.</p>"""


_LINES, _SHOWN = 4, 90
"""Lines of a page that are shown where it was edited, and characters of each."""

_NEEDED = {"maximum_annotations": 1, "enable_empty_annotation": True}
"""What the coding of a document by one coder, who may find nothing in it, rests on."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the study; `id`, `title` and `config` are the server's.

    `page` is the digest of the page that alnqual last gave it, "" if that is not known.
    """

    id: int
    round: str
    coder: str
    config: str = ""
    page: str = ""
    title: str = ""
    model_version: str = ""
    purpose: str = CODING
    settings: tuple[str, ...] = ()
    """Settings that are not as alnqual makes them, each with its value."""
    server: str = ""
    """The coder whose own server it is on; "" for the main one (see `servers`)."""

    @property
    def edited(self) -> bool:
        """Whether somebody changed the page by hand."""
        return bool(self.page) and self.page != page_digest(self.config)

    @property
    def origin(self) -> str:
        """What tells it from every project on every server of the study."""
        return f"{quote(self.server, safe='')}:{self.id}" if self.server else str(self.id)


def page_digest(config: str) -> str:
    """What tells one page from another: 12 hexadecimal digits."""
    return sha256(config.strip().encode()).hexdigest()[:12]


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


def find_projects(
    client: "LabelStudioBase", study: str, *, purpose: str = CODING
) -> dict[tuple[str, str], Project]:
    """(round, coder) -> project of the study for a purpose, `CODING` or `ADJUDICATION`.

    Raises
    ------
    LabelStudioError
        Two projects have the same marker: somebody made a copy.
    """
    return {
        (project.round, project.coder): project
        for project in list_projects(client, study)
        if project.purpose == purpose
    }


def list_projects(client: "LabelStudioBase", study: str) -> list[Project]:
    """The projects of the study on a server, for every purpose, by id.

    Raises
    ------
    LabelStudioError
        Two projects have the same marker: somebody made a copy.
    """
    found: dict[tuple[str, str, str], Project] = {}
    with explained("the server's projects could not be listed"):
        listed = sorted(list_projects_json(client), key=lambda project: project["id"])
    for project in listed:
        marker = _MARKER.search(project["description"] or "")
        if marker is None or marker[2] != study:
            continue
        purpose, round_id, coder = marker[1], unquote(marker[3]), unquote(marker[4])
        if (purpose, round_id, coder) in found:
            raise LabelStudioError(
                f"two projects say that they are {coder}'s of round {round_id}",
                where=project["title"],
                do="Take the line that begins with alnqual: out of the copy's description.",
            )
        found[purpose, round_id, coder] = Project(
            project["id"],
            round_id,
            coder,
            config=project["label_config"] or "",
            page=marker[5] or "",
            title=project["title"] or "",
            purpose=purpose,
            model_version=project["model_version"] or "",
            settings=tuple(
                f"{name} is {value}"
                for name, needed in _NEEDED.items()
                if (value := project.get(name, needed)) != needed
            ),
        )
    return list(found.values())


def create_project(
    client: "LabelStudioBase",
    round_: Round,
    *,
    coder: str,
    study: str,
    config: str,
    purpose: str = CODING,
    instructions: str = _INSTRUCTIONS,
) -> Project:
    """Make the project of a round and coder for a purpose."""

    def create() -> Project:
        made: Any = client.projects.create(
            title=_title(round_.title, coder),
            description=_description(study, round_.id, coder, config=config, purpose=purpose),
            label_config=config,
            expert_instruction=instructions,
            show_instruction=False,
            show_skip_button=True,
            # Suggestions are there for the coders of an assisted round only.
            show_collab_predictions=round_.mode == "assisted",
            maximum_annotations=1,
            enable_empty_annotation=True,
        )
        title = made.title or ""
        return Project(made.id, round_.id, coder, config=config, title=title, purpose=purpose)

    def arrived() -> Project | None:
        return find_projects(client, study, purpose=purpose).get((round_.id, coder))

    with explained(f"the project of {coder} in round {round_.id} could not be made"):
        return persist(create, arrived=arrived)


def check_config(client: "LabelStudioBase", project: Project, *, config: str) -> None:
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
        persist(lambda: client.projects.validate_label_config(project.id, label_config=config))


def update_config(client: "LabelStudioBase", project: Project, *, study: str, config: str) -> None:
    """Give a project another page, which has been checked."""
    description = _description(
        study, project.round, project.coder, config=config, purpose=project.purpose
    )
    with explained(f"the page of {project.coder} in round {project.round} could not be changed"):
        persist(
            lambda: client.projects.update(project.id, label_config=config, description=description)
        )


def differences(edited: str, ours: str) -> str:
    """The first lines in which a page differs from ours, for people."""
    lines = [
        f"    {'there' if line[0] == '-' else 'ours '} {line[1:].strip()[:_SHOWN]}"
        for line in unified_diff(
            [line.strip() for line in edited.strip().splitlines()],
            [line.strip() for line in ours.strip().splitlines()],
            n=0,
            lineterm="",
        )
        if line[0] in "+-" and line[:3] not in ("+++", "---") and line[1:].strip()
    ]
    more = [f"    and {len(lines) - _LINES} lines more"] if len(lines) > _LINES else []
    return "\n".join(lines[:_LINES] + more)


def list_tasks(
    client: "LabelStudioBase", project: Project, *, annotations: bool
) -> list[ServerTask]:
    """A project's tasks by id, with everything that people made of them or without.

    Without it they have only what alnqual noted with them: neither words nor annotations.
    """
    with explained(f"the tasks of {project.coder} in round {project.round} could not be read"):
        if annotations:
            listed = list_json(client, project.id, page=50, fields="all")
            tasks = [ServerTask.of(task) for task in listed]
        else:
            listed = list_json(client, project.id, page=1000, include="id,meta")
            tasks = [ServerTask.of(task) for task in listed]
            # One that lost its note is known by its data.
            tasks = [task if mark_of(task) else _whole(client, task) for task in tasks]
    return sorted(tasks, key=lambda task: task.id)


def _whole(client: "LabelStudioBase", task: ServerTask) -> ServerTask:
    return ServerTask.of(ask(client, "GET", f"{TASKS}{task.id}/").json())


def _description(study: str, round_id: str, coder: str, *, config: str, purpose: str) -> str:
    marker = f"{purpose}:{study}/{quote(round_id, safe='')}/{quote(coder, safe='')}"
    return f"Made by alnqual, which finds it by this line: [{marker}] page {page_digest(config)}"


def _title(title: str, coder: str) -> str:
    room = _TITLE - len(coder) - 3
    return f"{title[:room].rstrip()} · {coder}" if room >= 3 else f"{title} · {coder}"[:_TITLE]
