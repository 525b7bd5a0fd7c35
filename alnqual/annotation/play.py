"""The demonstration's coders at work: recorded codings, placed through the server's own API.

Every coding goes the way a person's would: it is submitted by the coder's account as an annotation
of the coder's task, and comes back by a pull. Only a synthetic study may be played, for in a real
one nobody but the coder may speak for the coder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from alnqual.annotation.client import connect, explained
from alnqual.annotation.projects import list_tasks, study_id
from alnqual.annotation.push import Progress
from alnqual.annotation.regions import Region, place_of, write_region
from alnqual.annotation.servers import Servers
from alnqual.annotation.tasks import CodedText, read_texts, task_identity, text_shown
from alnqual.annotation.users import read_account
from alnqual.codebook import Codebook
from alnqual.coding.recorded import RecordedCoding, read_recorded
from alnqual.errors import InputError, LabelStudioError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase


@dataclass(slots=True)
class PlayReport:
    """What was placed."""

    documents: int = 0
    codings: int = 0
    regions: int = 0
    documents_there: int = 0
    """Documents that their coder had already begun or handed in; they are left alone."""
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.codings} codings of {self.documents} documents placed by their coders, "
            f"{self.documents_there} documents were begun already"
        ]
        return "\n".join(lines + self.notes)


def play(workspace: Workspace, *, progress: Progress | None = None) -> PlayReport:
    """Submit the recorded codings, each by its own coder, where that coder has not begun yet.

    Parameters
    ----------
    workspace : a synthetic study that has been pushed to its local server.
    progress : is told of each document.

    Raises
    ------
    LabelStudioError
        The study is not synthetic, has not been pushed, or the server refuses.
    InputError
        A recorded coding cannot be placed or has an unknown code.
    """
    if not workspace.settings.study.synthetic:
        raise LabelStudioError(
            "recorded codings can be played in a synthetic study only",
            where="alnqual.toml, study.synthetic",
            do="People's codings are pulled from the server: alnqual annotate pull",
        )
    texts = read_texts(workspace)
    codebook = Codebook.read(workspace.codebook)
    recorded = read_recorded(workspace.recorded, {name: t.text for name, t in texts.items()})
    _check_codes(recorded, codebook)
    report = PlayReport()
    parts = {
        key: list(codings)
        for key, codings in groupby(
            sorted(recorded, key=lambda coding: (coding.coder, coding.document)),
            key=lambda coding: (coding.coder, coding.document),
        )
    }
    servers = Servers(workspace)
    stages = _stages(servers)
    clients: dict[tuple[str, str], LabelStudioBase] = {}
    for done, ((coder, document), codings) in enumerate(parts.items()):
        if progress is not None:
            progress(f"{coder}, {document}", done, len(parts))
        text = texts[document]
        server, tasks = stages.get((coder, document, text.version), ("", []))
        if not tasks:
            report.notes.append(f"{coder}: {document} is recorded but not among their tasks")
            continue
        waiting = [task for task in tasks if not (task.annotations or task.draft_exists)]
        if not waiting:
            report.documents_there += 1
            continue
        if (server, coder) not in clients:
            clients[server, coder] = client_of(servers.place(server), coder)
        report.documents += 1
        for task in waiting:
            shown = text_shown(task, text)
            if shown is None:
                report.notes.append(f"{coder}: a task of {document} shows other words")
                continue
            owned = {turn.id for turn in shown.turns} - shown.context
            part = [coding for coding in codings if text.turn_at(coding.start).id in owned]
            results = _results(part, shown, codebook)
            with explained(f"{document} of {coder} could not be submitted"):
                clients[server, coder].annotations.create(
                    task.id,
                    result=[result for region in results for result in region],
                    was_cancelled=False,
                    ground_truth=False,
                )
            report.codings += len(part)
            report.regions += len(results)
    if progress is not None:
        progress("done", len(parts), len(parts))
    return report


def _check_codes(recorded: Sequence[RecordedCoding], codebook: Codebook) -> None:
    unknown = sorted({coding.code for coding in recorded if not codebook.knows(coding.code)})
    if unknown:
        raise InputError(
            f"recorded codings have codes that the codebook does not: {', '.join(unknown)}",
            where="annotation/recorded",
        )


def _stages(servers: Servers) -> Mapping[tuple[str, str, str], tuple[str, list[Any]]]:
    """(coder, document, text version) -> server and tasks; in the first round that has some."""
    projects = servers.projects(study_id(servers.workspace))
    if not projects:
        raise LabelStudioError(
            "nothing of this study is on the server", do="Push it first: alnqual annotate push"
        )
    stages: dict[tuple[str, str, str], tuple[str, list[Any]]] = {}
    for project in sorted(projects.values(), key=lambda project: (project.round, project.coder)):
        of_round: dict[tuple[str, str, str], tuple[str, list[Any]]] = {}
        for task in list_tasks(servers.client(project.server), project, annotations=True):
            identity = task_identity(task)
            if identity is not None:
                key = (project.coder, *identity)
                of_round.setdefault(key, (project.server, []))[1].append(task)
        stages = of_round | stages
    return stages


def client_of(workspace: Workspace, coder: str) -> "LabelStudioBase":
    """A client of the local server that writes as a coder."""
    account = read_account(workspace, coder)
    if account is None:
        raise LabelStudioError(
            f"the coder {coder!r} has no account here", do="Push first: alnqual annotate push"
        )
    return connect(workspace, token=account.token)


def _results(
    codings: Sequence[RecordedCoding], text: CodedText, codebook: Codebook
) -> list[list[dict[str, Any]]]:
    """The results of each region: codings of one place that say the same else are one region."""

    def region_key(coding: RecordedCoding) -> tuple[Any, ...]:
        said = (coding.stance, coding.link or "", coding.direction or "", coding.memo)
        return (coding.start, coding.end, *said)

    regions = []
    for key, members in groupby(sorted(codings, key=region_key), key=region_key):
        first, *others = list(members)
        codes = list(dict.fromkeys(coding.code for coding in (first, *others)))
        paths = [list(codebook.path(code)) for code in codes]
        region = Region(
            sha256("\x1f".join(map(str, (text.document, *key))).encode()).hexdigest()[:10],
            place_of(first.start, first.end, text.turns),
            groups=list(dict.fromkeys(path[0] for path in paths)),
            codes=codes,
            stances=[first.stance] if first.stance != "none" else [],
            links=[first.link] if first.link else [],
            directions=[first.direction] if first.direction else [],
            memo=first.memo,
        )
        if region.place is None:
            raise InputError(
                f"a recorded coding of {first.code} lies outside the turns",
                where=f"annotation/recorded/{first.coder}/{first.document}.yaml",
                do="Quote words that somebody says, without the speaker's label.",
            )
        regions.append(write_region(region, paths=paths, words=text.text[first.start : first.end]))
    return regions
