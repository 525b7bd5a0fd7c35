"""Bringing the server's tasks to the current text, in place.

A task whose document was corrected gets the current words, and every annotation and draft of it
the regions at their new places: the ids of tasks, annotations and regions stay, and with them those
of the codings. Regions that cannot be placed are written to annotation/unplaced/ before anything
is changed, and then leave the task, for the old words must not stay on the server.

The server has no transactions. What is to be written is therefore kept in the task's own meta data
until all of it is there: whoever runs `carry` next, from whatever copy of the study, completes it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from alnqual.annotation.carrying import Carrier, Results, digest
from alnqual.annotation.client import connect, explained
from alnqual.annotation.harvest import ALTERED, UNKNOWN_DOCUMENT, account_of, changed
from alnqual.annotation.projects import Project, list_tasks, study_id
from alnqual.annotation.pull import known_links
from alnqual.annotation.push import Progress
from alnqual.annotation.reading import Problem, RegionReader
from alnqual.annotation.servers import Servers
from alnqual.annotation.tasks import (
    CARRIED,
    CARRYING,
    CONSIDERED,
    MARK,
    CodedText,
    is_proven,
    make_task,
    mark_of,
    owned_turns,
    read_texts,
    shown_text,
    task_identity,
    text_shown,
)
from alnqual.annotation.users import account_ids, read_account
from alnqual.annotation.windows import follow
from alnqual.codebook import Codebook
from alnqual.coding import read_coders
from alnqual.coding.unplaced import UnplacedStore
from alnqual.records import Coding
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase


CHANGED_MEANWHILE = "a coder saved work while the task was corrected: look at its places"


@dataclass(frozen=True, slots=True)
class Lost:
    """A coding that a person has to place: with its old words, and why it could not be placed."""

    coding: Coding
    reason: str


@dataclass(slots=True)
class CarryReport:
    """What was brought to the current text.

    `regions` counts those of annotations and drafts in the tasks that were changed; `moved` those
    of them whose place in the text is another now, `forgotten` those dropped with turns that were
    to be forgotten. `problems` are tasks that a person must look at: they were left alone.
    """

    tasks: int = 0
    regions: int = 0
    moved: int = 0
    forgotten: int = 0
    drafts: int = 0
    predictions: int = 0
    deleted_tasks: int = 0
    unplaced: list[Lost] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def carry(
    workspace: Workspace,
    *,
    delete: Collection[str] = frozenset(),
    forget: Collection[str] = frozenset(),
    progress: Progress | None = None,
) -> CarryReport:
    """Bring every task of the server that shows an older text to the current one.

    Running it again after an interruption completes it; where nothing is to be done it only reads.

    Parameters
    ----------
    workspace : the study, with the current texts in its tables.
    delete : ids of documents that the study no longer has; their tasks are deleted, whatever was
        made of them.
    forget : ids of turns that are gone for good: regions on them are dropped and written nowhere,
        and of what stands beside them nothing is kept.
    progress : is told of each project.

    Raises
    ------
    LabelStudioError
        The server is absent or refuses; what was carried so far stays.
    StudyError
        The tables have not been made yet.
    """
    texts = read_texts(workspace)
    report = CarryReport()
    study = study_id(workspace)
    if study is None:
        return report  # nothing was pushed yet
    servers = Servers(workspace)
    with servers.writing(study):
        projects = servers.all_projects(study)
        for done, each in enumerate(projects):
            if progress is not None:
                progress(f"{each.round}, {each.coder}", done, len(projects))
            own, client = servers.place(each.server), servers.client(each.server)
            _ProjectCarrier(own, client, each, forget, report).carry(texts, delete=delete)
    report.problems.sort()
    if progress is not None:
        progress("done", len(projects), len(projects))
    return report


class _ProjectCarrier:
    """Carries the tasks of one project."""

    def __init__(
        self,
        workspace: Workspace,
        client: "LabelStudioBase",
        project: Project,
        forget: Collection[str],
        report: CarryReport,
    ) -> None:
        self.client, self.project, self.report = client, project, report
        self.forget = frozenset(forget)
        self.context = workspace.settings.annotation.context_turns
        self.unplaced = UnplacedStore(workspace)
        self.reader = RegionReader(
            project, Codebook.read(workspace.codebook), known_links(workspace)
        )
        emails = {coder.id: coder.email.lower() for coder in read_coders(workspace)}
        self.account = account_ids(client).get(emails.get(project.coder, ""))
        own = read_account(workspace, project.coder)
        # The coder's own account, where it is here: then the server says that they changed it last.
        local = own is not None and own.token and not workspace.settings.label_studio.url
        self.writer = connect(workspace, token=own.token) if own and local else client

    def carry(self, texts: Mapping[str, CodedText], *, delete: Collection[str]) -> None:
        tasks = []
        for task in list_tasks(self.client, self.project, annotations=True):
            if mark_of(task).get(CARRYING):
                task = self._complete(self._fresh(task))
            identity = task_identity(task)
            if identity is not None:
                tasks.append((*identity, task))
        outdated = {
            (document, owned_turns(task))
            for document, version, task in tasks
            if document in texts and not _is_current(task, version, texts[document])
        }
        for document, version, task in tasks:
            text = texts.get(document)
            if document in delete:
                self._delete(task)
            elif text is None:
                self.reader.list_problem(UNKNOWN_DOCUMENT, document)
            elif not _is_current(task, version, text):
                self._bring(task, text)
            elif (document, owned_turns(task)) in outdated and not (
                task.annotations or task.draft_exists
            ):
                # A second task beside the one that keeps the coder's work.
                self._delete(task)
        self.report.problems += self.reader.problems

    def _bring(self, task: Any, text: CodedText) -> None:
        """Bring a task to a text, or say why not."""
        old = shown_text(task)
        forgets = old is not None and any(turn.id in self.forget for turn in old.turns)
        if old is None or not (is_proven(old, task) or forgets):
            self.reader.list_problem(ALTERED, text.document)
            return
        text = follow(old, text, context=self.context)
        carrier = Carrier(old, text, forget=self.forget)
        task = self._fresh(task)
        annotations = []
        for annotation in sorted(task.annotations or (), key=changed):
            entry = self._entry(carrier, annotation, name=annotation["id"])
            writer = account_of(annotation.get("updated_by"))
            annotations.append(entry | {"others": writer not in (None, self.account)})
        drafts = [
            self._entry(carrier, draft, name=f"draft-{draft['id']}") for draft in self._drafts(task)
        ]
        made = make_task(text)
        mark = made["meta"][MARK] | {CARRYING: {"annotations": annotations, "drafts": drafts}}
        if CONSIDERED in mark_of(task):  # an adjudicator's: the table held the old words
            mark[CONSIDERED] = mark_of(task)[CONSIDERED]
            made["data"]["passages"] = ""
        self._update(task, mark, data=made["data"])
        self._complete(self._fresh(task))
        self.report.tasks += 1
        self.report.drafts += len(drafts)

    def _entry(self, carrier: Carrier, work: Mapping[str, Any], *, name: object) -> dict[str, Any]:
        """What is to become of an annotation or a draft; what cannot be placed is written down."""
        before = work.get("result") or []
        carried = carrier.carry(before)
        self.report.regions += carried.regions
        self.report.moved += carried.moved
        self.report.forgotten += carried.forgotten
        lost = [
            Lost(coding, region.reason)
            for region in carried.lost
            for coding in self._codings(carrier.old, work, region.results, name=name)
        ]
        self.unplaced.add(each.coding for each in lost)
        self.report.unplaced += lost
        return {"id": work["id"], "before": digest(before), "after": carried.results}

    def _codings(
        self, old: CodedText, work: Mapping[str, Any], results: Results, *, name: object
    ) -> list[Coding]:
        """The codings of a region in the text that its coder saw, without words to be forgotten."""
        reader = RegionReader(self.project, self.reader.codebook, self.reader.links)
        codings = reader.codings({**work, "id": name, "result": results}, old)
        if not self.forget:
            return codings
        kept = []
        for coding in codings:
            turn = old.turn_at(coding.start)
            if turn.id not in self.forget:
                room = coding.start - turn.start
                after = turn.start + len(turn.text) - coding.end
                prefix = coding.prefix[-room:] if room else ""
                kept.append(replace(coding, prefix=prefix, suffix=coding.suffix[:after]))
        return kept

    def _complete(self, task: Any) -> Any:
        """Write what is kept in the task's meta data, then take it out there."""
        mark = mark_of(task)
        work, document = mark[CARRYING], str(mark.get("document"))
        with explained(
            f"{document} of {self.project.coder} in round {self.project.round} could not be "
            "brought to the corrected text",
            do="Run it again: it goes on where this one stopped.",
        ):
            done = {}
            there = {annotation["id"]: annotation for annotation in task.annotations or ()}
            for entry in work["annotations"]:
                if self._write(entry, there.get(entry["id"]), document, draft=False):
                    done[str(entry["id"])] = digest(entry["after"])
            drafts = {draft["id"]: draft for draft in self._drafts(task)}
            for entry in work["drafts"]:
                self._write(entry, drafts.get(entry["id"]), document, draft=True)
            for prediction in self.client.predictions.list(task=task.id):
                self.client.predictions.delete(prediction.id)
                self.report.predictions += 1
        kept = {key: value for key, value in mark.items() if key != CARRYING}
        self._update(task, kept | {CARRIED: done})
        return self._fresh(task)

    def _write(
        self, entry: Mapping[str, Any], there: Mapping[str, Any] | None, at: str, *, draft: bool
    ) -> bool:
        """Write the results of an annotation or a draft; say whether ours is the last change."""
        if there is None:
            return False
        now = digest(there.get("result") or [])
        if now not in (entry["before"], digest(entry["after"])):
            self.reader.list_problem(CHANGED_MEANWHILE, at)
            return False
        if now != digest(entry["after"]):
            if draft:
                body = {"result": entry["after"]}
                _ask(self.writer, f"api/drafts/{entry['id']}/", method="PATCH", json=body)
            else:
                self.writer.annotations.update(entry["id"], result=entry["after"])
        return not entry.get("others")

    def _drafts(self, task: Any) -> list[Any]:
        """The drafts of a task, whoever made them: the SDK does not give them."""
        with explained(f"the drafts of {self.project.coder} could not be read"):
            return _ask(self.client, f"api/tasks/{task.id}/drafts", method="GET")

    def _fresh(self, task: Any) -> Any:
        with explained(f"a task of {self.project.coder} could not be read"):
            return self.client.tasks.get(str(task.id))

    def _update(self, task: Any, mark: Mapping[str, Any], **content: Any) -> None:
        with explained(f"a task of {self.project.coder} could not be changed"):
            meta = dict(task.meta or {}) | {MARK: mark}
            self.client.tasks.update(str(task.id), meta=meta, **content)

    def _delete(self, task: Any) -> None:
        with explained(f"a task of {self.project.coder} could not be deleted"):
            self.client.tasks.delete(str(task.id))
        self.report.deleted_tasks += 1


def _is_current(task: Any, version: str, text: CodedText) -> bool:
    return version == text.version and text_shown(task, text) is not None


def _ask(client: "LabelStudioBase", path: str, *, method: str, json: Any = None) -> Any:
    """What the SDK has no function for, sent with the account and address that it was given."""
    answer = client._client_wrapper.httpx_client.request(path, method=method, json=json)
    answer.raise_for_status()
    return answer.json()
