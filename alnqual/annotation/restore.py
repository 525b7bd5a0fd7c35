"""Putting stored codings back on a server that has lost them, or on a new one.

After a push every document for which codings or a submission are stored, and that its coder has not
begun there, gets one annotation a task, by that coder's account. The task notes first, by region,
which annotation each was pulled from at first and when it was made and changed, so that the next
pull gives every coding the id and times that it had. Whoever runs it again completes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from alnqual.annotation.carrying import digest
from alnqual.annotation.client import explained
from alnqual.annotation.play import client_of
from alnqual.annotation.projects import Project, list_tasks, study_id
from alnqual.annotation.push import Progress
from alnqual.annotation.regions import Place, Region, place_of, utf16_length, write_region
from alnqual.annotation.servers import Servers
from alnqual.annotation.tasks import (
    MARK,
    RESTORED,
    CodedText,
    mark_of,
    read_texts,
    task_identity,
    text_shown,
)
from alnqual.annotation.users import account_ids
from alnqual.codebook import Codebook
from alnqual.coding import CodingStore, coding_id, read_coders
from alnqual.coding.placing import Unplaced, current
from alnqual.errors import LabelStudioError
from alnqual.records import Coding, Submission
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

_TURNS = 50
"""A region runs over no more turns than this."""


@dataclass(slots=True)
class RestoreReport:
    """What was put back."""

    documents: int = 0
    codings: int = 0
    begun: int = 0
    """Documents that their coder has begun on this server; they are left alone."""
    notes: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.codings} codings of {self.documents} documents put back, "
            f"{self.begun} documents were begun there already"
        ]
        lines += [f"    {each.document}, {each.item}: {each.reason}" for each in self.unplaced]
        return "\n".join(lines + self.notes)


def restore(workspace: Workspace, *, progress: Progress | None = None) -> RestoreReport:
    """Put the codings of annotation/codings/ on the server, where their coders have not begun.

    Raises
    ------
    LabelStudioError
        The server is absent or refuses, or the study was not pushed to it.
    """
    store = CodingStore(workspace.codings)
    tables = workspace.tables
    placed, unplaced = current(store.read(), tables.read("documents"), tables.read("turns"))
    report = RestoreReport(unplaced=unplaced)
    servers = Servers(workspace)
    projects = servers.projects(study_id(workspace))
    if not projects:
        raise LabelStudioError(
            "nothing of this study is on the server", do="Push it first: alnqual annotate push"
        )
    work = _Work(placed, store.read_submissions())
    for round_id, coder in sorted(work.keys - projects.keys()):
        report.notes.append(f"{coder} has no project of round {round_id} there")
    keys = sorted(work.keys & projects.keys())
    restoring = {
        name: _Restoring(servers.place(name), servers.client(name), report)
        for name in {projects[key].server for key in keys}
    }
    for done, key in enumerate(keys):
        if progress is not None:
            progress(", ".join(key), done, len(keys))
        restoring[projects[key].server].project(projects[key], work)
    if progress is not None:
        progress("done", len(keys), len(keys))
    return report


class _Work:
    """What is stored of each coder's work in each round."""

    def __init__(self, codings: Iterable[Coding], submissions: Iterable[Submission]) -> None:
        self._codings: dict[tuple[str, str, str], list[Coding]] = {}
        for coding in codings:
            key = (coding.round, coding.coder, coding.document)
            self._codings.setdefault(key, []).append(coding)
        self._status = {(s.round, s.coder, s.document): s.status for s in submissions}
        self.keys = {(round_, coder) for round_, coder, _ in self._codings | self._status}

    def of(self, project: Project, document: str) -> tuple[list[Coding], str | None]:
        """The codings of a document, and how it was handed in, if it was."""
        key = (project.round, project.coder, document)
        return self._codings.get(key, []), self._status.get(key)


class _Restoring:
    """Writes to one server, as each coder."""

    def __init__(
        self, workspace: Workspace, client: "LabelStudioBase", report: RestoreReport
    ) -> None:
        self.workspace, self.client, self.report = workspace, client, report
        self.texts = read_texts(workspace)
        self.codebook = Codebook.read(workspace.codebook)
        there = account_ids(client)
        self.accounts = {c.id: there.get(c.email.lower()) for c in read_coders(workspace)}
        self.writers: dict[str, LabelStudioBase] = {}

    def project(self, project: Project, work: _Work) -> None:
        of_document: dict[str, list[Any]] = {}
        for task in list_tasks(self.client, project, annotations=True):
            document, _ = task_identity(task) or ("", "")
            of_document.setdefault(document, []).append(task)
        for document, tasks in sorted(of_document.items()):
            codings, status = work.of(project, document)
            if not codings and status is None:
                continue
            waiting = [task for task in tasks if not task.annotations and not task.draft_exists]
            if not waiting:
                self.report.begun += 1
                continue
            self.report.documents += 1
            for task in waiting:
                self._task(project, task, codings, status)

    def _task(
        self, project: Project, task: Any, codings: Sequence[Coding], status: str | None
    ) -> None:
        document, _ = task_identity(task) or ("", "")
        text = self.texts.get(document)
        shown = text_shown(task, text) if text is not None else None
        if shown is None:
            self.report.notes.append(f"{project.coder}: a task of {document} shows other words")
            return
        owned = {turn.id for turn in shown.turns} - shown.context
        own = [coding for coding in codings if shown.turn_at(coding.start).id in owned]
        if not own and status is None:
            return
        results, origins = _results(own, shown, self.codebook)
        with explained(
            f"{document} of {project.coder} in round {project.round} could not be put back",
            do="Run it again: it goes on where this one stopped.",
        ):
            note = {"digest": digest(results), "regions": origins}
            mark = {**mark_of(task), RESTORED: note}
            meta = {**(task.meta or {}), MARK: mark}
            self.client.tasks.update(str(task.id), meta=meta)
            self._annotate(project.coder, task.id, results, skipped=status == "skipped")
        self.report.codings += len(own)

    def _annotate(
        self, coder: str, task: int, results: list[dict[str, Any]], *, skipped: bool
    ) -> None:
        on_behalf: dict[str, Any] = {}
        if self.workspace.settings.label_studio.url:
            writer = self.client
            on_behalf = {"completed_by": self.accounts.get(coder)}
        else:
            if coder not in self.writers:
                self.writers[coder] = client_of(self.workspace, coder)
            writer = self.writers[coder]
        writer.annotations.create(
            task,
            result=results,
            was_cancelled=skipped,
            ground_truth=False,
            **on_behalf,
        )


def _results(
    codings: Sequence[Coding], text: CodedText, codebook: Codebook
) -> tuple[list[dict[str, Any]], dict[str, Mapping[str, str]]]:
    """The results of all regions, and what is to be noted of each."""
    results: list[dict[str, Any]] = []
    origins: dict[str, Mapping[str, str]] = {}
    ordered = sorted(codings, key=lambda coding: (coding.source, coding.start, coding.code))
    for source, group in groupby(ordered, key=lambda coding: coding.source):
        members = list(group)
        origin, _, name = source.rpartition("/")
        first = members[0]
        codes = list(dict.fromkeys(coding.code for coding in members))
        paths = [codebook.path(code) for code in codes]
        region = Region(
            name,
            _place(members, text),
            groups=list(dict.fromkeys(path[0] for path in paths)),
            codes=codes,
            stances=[first.stance] if first.stance != "none" else [],
            links=[first.link] if first.link else [],
            directions=[first.direction] if first.direction else [],
            memo=first.memo,
        )
        words = text.text[first.start - text.offset : members[-1].end - text.offset]
        written = write_region(region, paths=paths, words=words)
        if first.origin == "suggestion":
            written = [result | {"origin": "prediction"} for result in written]
        results += written
        origins[name] = {"origin": origin, "created": first.created, "updated": first.updated}
    return results, origins


def _place(members: Sequence[Coding], text: CodedText) -> Place | None:
    """The place of a region: from its first coding to its last.

    A coding's id counts the turns of its region. Where the region began at the end of an earlier
    turn, it does so again.
    """
    first = members[0]
    place = place_of(first.start, max(coding.end for coding in members), text.turns)
    if place is None:
        return None
    project, annotation, region = first.source.rsplit("/", 2)
    for before in range(min(place.start_turn, _TURNS) + 1):
        if coding_id(project, annotation, region, first.code, before) == first.id and before:
            turn = place.start_turn - before
            end = utf16_length(text.turns[turn].text)
            return Place(turn, end, place.end_turn, place.end_offset)
    return place
