"""From the study to Label Studio: accounts, projects and tasks, each made once.

What is there already is found again (projects by their marker, tasks by their document) and left
alone, so that a push that died, or a second one, adds what is missing and nothing twice. A task of
an earlier text version is left alone too, and noted: a correction brings it to the current one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alnqual.annotation.client import ONCE, connect, explained
from alnqual.annotation.config import labelling_config
from alnqual.annotation.credentials import private_folder
from alnqual.annotation.projects import (
    Project,
    check_config,
    create_project,
    find_projects,
    list_tasks,
    study_id,
    update_config,
)
from alnqual.annotation.tasks import (
    CodedText,
    make_task,
    owned_turns,
    read_texts,
    task_identity,
)
from alnqual.annotation.users import ensure_accounts
from alnqual.annotation.windows import split
from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.coding import read_coders, read_rounds
from alnqual.errors import InputError, LabelStudioError
from alnqual.records import Round
from alnqual.workspace import AnnotationSettings, Workspace

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

BATCH = 100
"""Tasks a request. More would gain nothing, and a request that fails costs fewer."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of it are done, and how many there are."""


@dataclass(slots=True)
class PushReport:
    """What a push did."""

    accounts: tuple[str, ...] = ()
    projects_made: int = 0
    projects_updated: int = 0
    projects_unchanged: int = 0
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
    workspace: Workspace, *, rounds: Sequence[str] | None = None, progress: Progress | None = None
) -> PushReport:
    """Put the study's documents before its coders, as the rounds assign them.

    Parameters
    ----------
    workspace : the study.
    rounds : ids of the rounds to push; all of them by default.
    progress : is told of each step.

    Raises
    ------
    InputError
        There is no such round, or one assigns a document that the study does not have.
    LabelStudioError
        The server is absent or refuses; what has been pushed so far stays, and the next push
        goes on from there.
    """
    from filelock import FileLock

    texts = read_texts(workspace)
    chosen = _choose(workspace, rounds, texts)
    config = page_of(workspace)
    folder = private_folder(workspace.label_studio)
    with FileLock(folder / "push.lock"):
        client = connect(workspace)
        report = PushReport()
        assigned = {coder for round_ in chosen for coder in round_.assignments}
        report.accounts = ensure_accounts(
            workspace, client, coders=[c for c in read_coders(workspace) if c.id in assigned]
        )
        study = study_id(workspace, make=True) or ""
        known = find_projects(client, study)
        jobs = [(round_, coder) for round_ in chosen for coder in round_.assignments]
        outdated = {
            key
            for key in ((round_.id, coder) for round_, coder in jobs)
            if key in known and known[key].config.strip() != config.strip()
        }
        for key in sorted(outdated):
            check_config(client, known[key], config=config)
        for done, (round_, coder) in enumerate(jobs):
            if progress is not None:
                progress(f"{round_.id}, {coder}", done, len(jobs))
            project = known.get((round_.id, coder))
            if project is None:
                project = create_project(client, round_, coder=coder, study=study, config=config)
                report.projects_made += 1
            elif (round_.id, coder) in outdated:
                update_config(client, project, config=config)
                report.projects_updated += 1
            else:
                report.projects_unchanged += 1
            wanted = [texts[document] for document in round_.assignments[coder]]
            there = list_tasks(client, project, annotations=False)
            missing = _missing(round_, wanted, there, settings=workspace.settings.annotation)
            _add_tasks(client, project, missing, report)
            identities = [identity for task in there if (identity := task_identity(task))]
            assigned_ids = {text.document for text in wanted}
            report.tasks_unchanged += sum(document in assigned_ids for document, _ in identities)
            report.notes += _notes(project, wanted, identities)
        if progress is not None:
            progress("done", len(jobs), len(jobs))
    return report


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


def _add_tasks(
    client: "LabelStudio",
    project: Project,
    wanted: Mapping[str, Sequence[CodedText]],
    report: PushReport,
) -> None:
    """Send the windows of documents, those of one document in one request: none is left in half."""
    batch: list[CodedText] = []
    for number, windows in enumerate(wanted.values(), start=1):
        batch += windows
        if len(batch) < BATCH and number < len(wanted):
            continue
        with explained(
            f"the documents of {project.coder} in round {project.round} could not be put there",
            do="Push again: it goes on where this one stopped.",
        ):
            answer = client.projects.import_tasks(
                project.id,
                request=[make_task(text) for text in batch],  # type: ignore[misc]
                request_options=ONCE,
            )
        if answer.task_count != len(batch):
            raise LabelStudioError(
                f"the server took {answer.task_count} of {len(batch)} tasks of "
                f"{project.coder} in round {project.round}",
                do="Push again; if it stays so, look into the server's log.",
            )
        report.tasks_made += len(batch)
        batch = []


def _missing(
    round_: Round, texts: Iterable[CodedText], there: Sequence[Any], *, settings: AnnotationSettings
) -> dict[str, list[CodedText]]:
    """Document -> the windows of its turns that are to be coded and that no task owns."""
    owned: dict[str, set[str] | None] = {}
    for task in there:
        document, _ = task_identity(task) or ("", "")
        own = owned_turns(task)
        before = owned.get(document, set())
        owned[document] = None if own is None or before is None else before | own
    missing = {}
    for text in texts:
        before = owned.get(text.document, set())
        if before is not None:
            wanted = round_.passages.get(text.document) or [turn.id for turn in text.turns]
            missing[text.document] = split(
                text,
                set(wanted) - before,
                words=settings.part_words,
                context=settings.context_turns,
            )
    return {document: windows for document, windows in missing.items() if windows}


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
