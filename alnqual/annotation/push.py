"""From the study to Label Studio: accounts, projects and tasks, each made once.

What is there already is found again (projects by their marker, tasks by the turns that they own)
and left alone, so that a push that died, or a second one, adds what is missing and nothing twice. A
task of an earlier text version is left alone too, and noted: a correction brings it to the current
one. So is a page that somebody edited in Label Studio: it is noted with what differs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from alnqual.annotation.config import labelling_config
from alnqual.annotation.predictions import Suggester, make_predictions, update_suggestions
from alnqual.annotation.projects import (
    Project,
    check_config,
    create_project,
    differences,
    list_tasks,
    page_digest,
    study_id,
    update_config,
)
from alnqual.annotation.sending import Suggest, drop_twins, missing, send
from alnqual.annotation.servers import Servers
from alnqual.annotation.tasks import CodedText, read_texts, task_identity
from alnqual.annotation.users import ensure_accounts
from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.coding import read_coders, read_rounds
from alnqual.errors import InputError
from alnqual.records import Round
from alnqual.workspace import AnnotationSettings, Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of it are done, and how many there are."""


@dataclass(slots=True)
class PushReport:
    """What a push did."""

    accounts: tuple[str, ...] = ()
    projects_made: int = 0
    projects_updated: int = 0
    projects_unchanged: int = 0
    pages_edited: int = 0
    """Pages that somebody edited in Label Studio, left as they are."""
    tasks_made: int = 0
    tasks_unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    """What somebody should know, a line each."""

    def __str__(self) -> str:
        lines = [
            f"{self.tasks_made} documents or parts of them put before their coders, "
            f"{self.tasks_unchanged} were there already",
            f"{self.projects_made} projects made, {self.projects_updated} given a changed page, "
            f"{self.projects_unchanged} as they were",
        ]
        if self.accounts:
            lines.append(f"accounts made for: {', '.join(self.accounts)}")
        return "\n".join(lines + self.notes)


def push(
    workspace: Workspace,
    *,
    rounds: Sequence[str] | None = None,
    suggester: Suggester | None = None,
    break_lock: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> PushReport:
    """Put the study's documents before its coders, as the rounds assign them.

    Parameters
    ----------
    workspace : the study.
    rounds : ids of the rounds to push; all of them by default.
    suggester : of the codes that the tasks of assisted rounds show; None adds no suggestions.
    break_lock : take the lock away that somebody holds whose push was killed.
    overwrite : give pages that were edited in Label Studio the codebook's again.
    progress : is told of each step.

    Raises
    ------
    InputError
        There is no such round, or one assigns a document that the study does not have.
    LabelStudioError
        Somebody else is pushing, the server is absent or refuses; what has been pushed so far
        stays, and the next push goes on from there.
    """
    texts = read_texts(workspace)
    chosen = _choose(workspace, rounds, texts)
    config = page_of(workspace)
    suggest: Suggest | None = None
    if suggester is not None:
        suggest = partial(make_predictions, suggester=suggester, config=config)
    study = study_id(workspace, make=True) or ""
    servers = Servers(workspace)
    with servers.writing(study, break_lock=break_lock):
        report = PushReport(notes=_turns_gone(chosen, texts))
        report.accounts = _ensure_accounts(servers, chosen)
        known = servers.projects(study)
        jobs = [(round_, coder) for round_ in chosen for coder in round_.assignments]
        there = [known[key] for round_, coder in jobs if (key := (round_.id, coder)) in known]
        outdated = _outdated(there, config, report, overwrite=overwrite)
        for project in outdated:
            check_config(servers.client(project.server), project, config=config)
        for done, (round_, coder) in enumerate(jobs):
            if progress is not None:
                progress(f"{round_.id}, {coder}", done, len(jobs))
            client = servers.client(servers.serving(round_, coder))
            project = known.get((round_.id, coder)) or create_project(
                client, round_, coder=coder, study=study, config=config
            )
            if (round_.id, coder) not in known:
                report.projects_made += 1
            elif project in outdated:
                update_config(client, project, study=study, config=config)
                report.projects_updated += 1
            else:
                report.projects_unchanged += 1
            wanted = [texts[document] for document in round_.assignments[coder]]
            settings = workspace.settings.annotation
            assist = suggest if round_.mode == "assisted" else None
            _fill(client, project, round_, wanted, report, settings=settings, suggest=assist)
            if (round_.id, coder) in known:  # a new one has what its tasks came with
                report.notes += update_suggestions(
                    client, project, round_=round_, config=config, suggester=suggester
                )
        if progress is not None:
            progress("done", len(jobs), len(jobs))
    return report


def _ensure_accounts(servers: Servers, chosen: Sequence[Round]) -> tuple[str, ...]:
    """Accounts for the coders of the rounds, each where their projects live."""
    places = {
        (servers.serving(round_, coder), coder) for round_ in chosen for coder in round_.assignments
    }
    made: list[str] = []
    for name in sorted({name for name, _ in places}):
        coders = [c for c in read_coders(servers.workspace) if (name, c.id) in places]
        made += ensure_accounts(servers.place(name), servers.client(name), coders=coders)
    return tuple(sorted(set(made)))


def _outdated(
    projects: Iterable[Project], config: str, report: PushReport, *, overwrite: bool
) -> list[Project]:
    """The projects that are to get the page of now; pages edited by hand are noted instead."""
    outdated = []
    for project in projects:
        where = f"{project.round}, {project.coder}"
        report.notes += [
            f"{where}: a setting was changed in Label Studio, {setting}"
            for setting in project.settings
        ]
        current = project.config.strip() == config.strip()
        if project.edited and not current and not overwrite:
            report.pages_edited += 1
            report.notes.append(
                f"{where}: the page of {project.title!r} was edited in Label Studio and is left "
                "as it is; to give it the codebook's again: alnqual annotate push "
                "--overwrite-pages\n" + differences(project.config, config)
            )
        elif not current or project.page != page_digest(config):
            outdated.append(project)
    return outdated


def _fill(
    client: "LabelStudioBase",
    project: Project,
    round_: Round,
    wanted: Sequence[CodedText],
    report: PushReport,
    *,
    settings: AnnotationSettings,
    suggest: Suggest | None,
) -> None:
    """Give a project the tasks that it lacks."""
    there = drop_twins(client, project, list_tasks(client, project, annotations=False))
    documents = missing(round_, wanted, there, settings=settings)
    report.tasks_made += send(client, project, documents, suggest=suggest)
    identities = [identity for task in there if (identity := task_identity(task))]
    names = {text.document for text in wanted}
    report.tasks_unchanged += sum(document in names for document, _ in identities)
    report.notes += _notes(project, wanted, identities)


def page_of(workspace: Workspace) -> str:
    """The labelling page of the study's codebook and theory of change."""
    codebook = Codebook.read(workspace.codebook)
    theory = None
    if workspace.theory_of_change.is_file():
        theory = TheoryOfChange.read(workspace.theory_of_change, workspace.codebook)
    return labelling_config(codebook, theory, language=workspace.settings.study.names)


def _choose(
    workspace: Workspace, rounds: Sequence[str] | None, texts: Mapping[str, CodedText]
) -> list[Round]:
    known = {round_.id: round_ for round_ in read_rounds(workspace)}
    folder = workspace.relative(workspace.rounds)
    unknown = [identity for identity in rounds or () if identity not in known]
    if unknown or not known:
        raise InputError(
            f"there is no round {unknown[0]!r}" if unknown else "there is no coding round",
            where=folder,
            do=f"Rounds are: {', '.join(known)}." if known else "Make one: <round>.toml.",
        )
    chosen = [known[identity] for identity in sorted(set(rounds or known))]
    for round_ in chosen:
        for coder, documents in round_.assignments.items():
            missing = [document for document in documents if document not in texts]
            if missing:
                raise InputError(
                    f"{coder!r} is to code documents that the study does not have: "
                    + ", ".join(missing),
                    where=f"{folder}/{round_.id}.toml",
                    do="Mend the names, or register the documents and run `alnqual run`.",
                )
    return chosen


def _turns_gone(rounds: Iterable[Round], texts: Mapping[str, CodedText]) -> list[str]:
    return [
        f"{round_.id}: {document} has no turn {turn} (any more)"
        for round_ in rounds
        for document, turns in sorted(round_.passages.items())
        if document in texts
        for turn in turns
        if turn not in {known.id for known in texts[document].turns}
    ]


def _notes(
    project: Project, wanted: Sequence[CodedText], there: Sequence[tuple[str, str]]
) -> list[str]:
    current = {text.document: text.version for text in wanted}
    where = f"{project.round}, {project.coder}"
    notes = []
    for document, version in sorted(set(there)):
        if document not in current:
            notes.append(f"{where}: {document} is on the server but no longer assigned")
        elif version != current[document]:
            notes.append(
                f"{where}: {document} is there in an earlier text version; "
                "bring it to the current one: alnqual corpus correct"
            )
    return notes
