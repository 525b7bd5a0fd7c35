"""Puts what the coders of a round made before an adjudicator, side by side.

A task is a whole document, with one prediction that holds every coder's codings. Codings that say
the same are one region, whose id is made of theirs: so that a decision is known to be about them,
wherever the region goes. Coders are shown as letters, and nothing on the server names them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from alnqual.annotation.adjudication_page import (
    INSTRUCTIONS,
    adjudication_config,
    passages_table,
)
from alnqual.annotation.client import connect, explained
from alnqual.annotation.lock import writing
from alnqual.annotation.projects import (
    ADJUDICATION,
    Project,
    create_project,
    find_projects,
    list_tasks,
    study_id,
    update_config,
)
from alnqual.annotation.push import page_of
from alnqual.annotation.regions import TEXT, WHO, Region, place_of, write_region
from alnqual.annotation.retries import persist
from alnqual.annotation.sending import BATCH, drop_twins, send_tasks
from alnqual.annotation.tasks import (
    CONSIDERED,
    MARK,
    CodedText,
    make_task,
    mark_of,
    read_texts,
    task_identity,
)
from alnqual.annotation.users import ensure_accounts
from alnqual.codebook import Codebook
from alnqual.coding import CodingStore, read_coders
from alnqual.coding.disagreements import letters, passages, several
from alnqual.coding.in_force import coders_codings
from alnqual.coding.turn_places import TurnPlaces
from alnqual.errors import InputError
from alnqual.records import Coding, Round
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

SHOWN = "coders"
"""The version of the prediction that holds the coders' codings."""


@dataclass(slots=True)
class AdjudicateReport:
    """What was put before the adjudicator."""

    made: int = 0
    unchanged: int = 0
    renewed: int = 0
    accounts: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.made} documents put before the adjudicator, {self.renewed} renewed, "
            f"{self.unchanged} were there already"
        ]
        if self.accounts:
            lines.append(f"accounts made for: {', '.join(self.accounts)}")
        return "\n".join(lines + self.notes)


def adjudicate(
    workspace: Workspace,
    round_: Round,
    *,
    adjudicator: str,
    documents: Collection[str] = (),
    names: bool = False,
) -> AdjudicateReport:
    """Make the adjudicator's project of a round, or add to it what is missing.

    A document that nobody has begun to adjudicate is renewed where its coders changed their work.

    Parameters
    ----------
    round_ : a round of which documents were handed in by two coders or more, and pulled.
    adjudicator : a person of coders.csv.
    documents : ids; by default all that several coders handed in.
    names : show the coders' ids, not A, B, C.

    Raises
    ------
    InputError
        The adjudicator is unknown, or a document was not handed in by several coders.
    LabelStudioError
        The server is absent or refuses; what is there stays.
    """
    people = {coder.id: coder for coder in read_coders(workspace)}
    if adjudicator not in people:
        raise InputError(
            f"nobody is called {adjudicator!r}",
            where=workspace.relative(workspace.coders),
            do="Add the adjudicator to that file, with an address.",
        )
    submissions = CodingStore(workspace.codings).read_submissions()
    coders = several(submissions, round_.id)
    chosen = _choose(documents, coders, round_)
    taking_part = {*round_.assignments, *(s.coder for s in submissions if s.round == round_.id)}
    called = {each: each for each in taking_part} if names else letters(round_.id, taking_part)
    texts, codings = read_texts(workspace), coders_codings(workspace)[0]
    desk = _Desk(Codebook.read(workspace.codebook), called, workspace.settings.study.names)
    found = passages(
        codings, coders, round_id=round_.id, places=TurnPlaces(workspace.tables.read("turns"))
    )
    tasks = {}
    for document in chosen:
        own = [c for c in codings if c.round == round_.id and c.document == document
               and c.coder in coders[document]]  # fmt: skip
        said = [each.said for each in found if each.document == document and each.kinds]
        tasks[document] = desk.task(texts[document], own, said)
    config = adjudication_config(page_of(workspace), sorted(called.values()))
    client = connect(workspace)
    study = study_id(workspace, make=True) or ""
    with writing(workspace, client, study=study):
        report = AdjudicateReport(
            accounts=ensure_accounts(workspace, client, coders=[people[adjudicator]])
        )
        project = _project(client, study, round_, adjudicator, config, report)
        _put(client, project, tasks, report)
    if adjudicator in taking_part:
        report.notes.append(f"{adjudicator} adjudicates and is a coder of the round, too")
    return report


def _choose(
    documents: Collection[str], coders: Mapping[str, Sequence[str]], round_: Round
) -> list[str]:
    missing = sorted(set(documents) - coders.keys())
    if missing or not coders:
        raise InputError(
            f"not handed in by two coders or more: {', '.join(missing) or 'any document'}",
            where=f"round {round_.id}",
            do="Pull first: alnqual annotate pull. Then: alnqual annotate disagreements "
            f"{round_.id}",
        )
    return sorted(set(documents) or coders)


def _project(
    client: "LabelStudioBase",
    study: str,
    round_: Round,
    adjudicator: str,
    config: str,
    report: AdjudicateReport,
) -> Project:
    project = find_projects(client, study, purpose=ADJUDICATION).get((round_.id, adjudicator))
    if project is None:
        project = create_project(
            client,
            replace(round_, title=f"Adjudication: {round_.title}", mode="blind"),
            coder=adjudicator,
            study=study,
            config=config,
            purpose=ADJUDICATION,
            instructions=INSTRUCTIONS,
        )
    elif project.edited:
        report.notes.append(
            f"the page of {project.title!r} was edited by hand and is left as it is"
        )
    elif project.config.strip() != config.strip():
        update_config(client, project, study=study, config=config)
    return project


def _put(
    client: "LabelStudioBase",
    project: Project,
    tasks: Mapping[str, dict[str, Any]],
    report: AdjudicateReport,
) -> None:
    missing = dict(tasks)
    for task in list_tasks(client, project, annotations=True):
        document, version = task_identity(task) or ("", "")
        wanted = missing.get(document)
        if wanted is None:
            continue
        mark = wanted["meta"][MARK]
        same = mark_of(task).get(CONSIDERED) == mark[CONSIDERED]
        if same and version == mark["text_version"] and task.data == wanted["data"]:
            report.unchanged += 1
            del missing[document]
        elif task.annotations or task.draft_exists:
            report.unchanged += 1
            report.notes.append(f"{document}: changed since its adjudication was begun")
            del missing[document]
        else:
            with explained(f"the task of {document} could not be renewed"):
                client.tasks.delete(str(task.id))
            report.renewed += 1
    waiting = list(missing.values())
    batches = [waiting[at : at + BATCH] for at in range(0, len(waiting), BATCH)]
    troubled = [send_tasks(client, project, batch) for batch in batches]
    if any(troubled):
        drop_twins(client, project, list_tasks(client, project, annotations=False))
    if waiting:
        with explained("the adjudicator's project could not be prepared"):
            # The server takes only a version of which there are predictions.
            persist(
                lambda: client.projects.update(
                    project.id, model_version=SHOWN, show_collab_predictions=True
                )
            )
    report.made = len(missing) - report.renewed


def group_alike(codings: Sequence[Coding]) -> list[list[Coding]]:
    """Codings of a document that say the same, in the order of their place and ids."""
    groups: dict[tuple[Any, ...], list[Coding]] = {}
    for coding in sorted(codings, key=lambda c: (c.start, c.end, c.code, c.id)):
        said = (coding.start, coding.end, coding.code, coding.stance, coding.link, coding.direction)
        groups.setdefault(said, []).append(coding)
    return list(groups.values())


def joined_memo(codings: Sequence[Coding]) -> str:
    """What the coders noted, each note once."""
    return "\n".join(dict.fromkeys(coding.memo for coding in codings if coding.memo))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Lays a document and what was made of it out as a task."""

    codebook: Codebook
    called: Mapping[str, str]
    language: str

    def task(
        self,
        text: CodedText,
        codings: Sequence[Coding],
        said: Sequence[Mapping[str, Sequence[Coding]]],
    ) -> dict[str, Any]:
        """`said` is what each coder made of the passages on which they differ."""
        task = make_task(text)
        task["data"]["passages"] = passages_table([self._row(text, each) for each in said])
        task["meta"][MARK][CONSIDERED] = sorted(coding.id for coding in codings)
        results = [result for group in group_alike(codings) for result in self._region(group, text)]
        task["predictions"] = [{"model_version": SHOWN, "result": results}]
        return task

    def _row(
        self, text: CodedText, said: Mapping[str, Sequence[Coding]]
    ) -> tuple[str, list[tuple[str, list[str]]]]:
        everyone = [coding for theirs in said.values() for coding in theirs]
        words = text.text[min(c.start for c in everyone) : max(c.end for c in everyone)]
        return words, sorted(
            (self.called[coder], [self._told(coding) for coding in theirs])
            for coder, theirs in said.items()
        )

    def _told(self, coding: Coding) -> str:
        code = coding.code
        name = self.codebook.label(code, self.language) if code in self.codebook else code
        return name if coding.stance == "none" else f"{name}, {coding.stance}"

    def _region(self, group: Sequence[Coding], text: CodedText) -> list[dict[str, Any]]:
        first = group[0]
        above = self.codebook.ancestors(first.code) if first.code in self.codebook else ()
        region = Region(
            "-".join(coding.id for coding in group),
            place_of(first.start, first.end, text.turns),
            codes=[first.code],
            stances=[first.stance] if first.stance != "none" else [],
            links=[first.link] if first.link else [],
            directions=[first.direction] if first.direction else [],
            memo=joined_memo(group),
        )
        path = [*(code.id for code in reversed(above)), first.code]
        results = write_region(region, paths=[path], words=first.quote)
        where = {k: results[0]["value"][k] for k in ("start", "end", "startOffset", "endOffset")}
        labels = sorted({self.called[coding.coder] for coding in group})
        who = {
            "id": region.id, "from_name": WHO, "to_name": TEXT, "type": "paragraphlabels",
            "origin": "manual",
            "value": where | {"text": first.quote, "paragraphlabels": labels},
        }  # fmt: skip
        return [who, *results]
