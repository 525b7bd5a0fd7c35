"""Tasks on their way to a project: in batches, each of them once.

The server takes whatever it is sent, however often. What is to be sent is therefore what no task of
the project owns yet, and a batch that failed is looked for before it is sent again. A server that
was slow may still take it after that look: of tasks that show the same, those that nobody began are
taken away again but for one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from alnqual.annotation.client import ask, explained
from alnqual.annotation.projects import Project, list_tasks
from alnqual.annotation.retries import persist
from alnqual.annotation.tasks import CodedText, make_task, owned_turns, task_identity
from alnqual.annotation.windows import split
from alnqual.errors import LabelStudioError
from alnqual.records import Round
from alnqual.workspace import AnnotationSettings

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

BATCH = 200
"""Tasks a request. More would gain little, and a request that fails costs fewer."""

T = TypeVar("T")

Suggest = Callable[[Sequence[CodedText]], Sequence[Mapping[str, Any]]]
"""Given what some new tasks show, the suggestions for each, as Label Studio keeps a prediction:
`model_version`, `score` and `result` (as `regions.write_region` writes it)."""


def missing(
    round_: Round, texts: Iterable[CodedText], there: Iterable[Any], *, settings: AnnotationSettings
) -> list[list[CodedText]]:
    """The windows of turns that are to be coded and that no task owns, document by document.

    Parameters
    ----------
    round_ : says which passages are wanted of which document.
    texts : of the documents that are wanted.
    there : the tasks of the project.
    settings : lengths of parts and context.
    """
    owned: dict[str, set[str] | None] = {}
    for task in there:
        document, _ = task_identity(task) or ("", "")
        own, before = owned_turns(task), owned.get(document, set())
        owned[document] = None if own is None or before is None else before | own
    found = []
    for text in texts:
        before = owned.get(text.document, set())
        if before is not None:
            wanted = round_.passages.get(text.document) or [turn.id for turn in text.turns]
            found.append(
                split(
                    text,
                    set(wanted) - before,
                    words=settings.part_words,
                    context=settings.context_turns,
                )
            )
    return [windows for windows in found if windows]


def send(
    client: "LabelStudioBase",
    project: Project,
    documents: Sequence[Sequence[CodedText]],
    *,
    suggest: Suggest | None = None,
) -> int:
    """Make tasks of windows; those of one document are sent together, so that none is in part.

    Returns
    -------
    How many tasks were made.

    Raises
    ------
    LabelStudioError
        The server refuses, or does not answer for long; what it took so far stays.
    """
    made = 0
    troubled, version = False, project.model_version
    for tasks in _ahead(_batches(documents, suggest)):
        troubled |= send_tasks(client, project, tasks)
        made += len(tasks)
        if suggest is not None:
            version = tasks[-1]["predictions"][0]["model_version"]
    if troubled:
        drop_twins(client, project, list_tasks(client, project, annotations=False))
    if version != project.model_version:
        with explained(f"the suggestions for {project.coder} could not be chosen to be shown"):
            persist(
                lambda: client.projects.update(
                    project.id, model_version=version, show_collab_predictions=True
                )
            )
    return made


def _batches(
    documents: Iterable[Sequence[CodedText]], suggest: Suggest | None
) -> Iterator[list[dict[str, Any]]]:
    """Tasks in batches, with their suggestions."""
    batch: list[CodedText] = []
    for windows in documents:
        batch += windows
        if len(batch) >= BATCH:
            yield _tasks(batch, suggest)
            batch = []
    if batch:
        yield _tasks(batch, suggest)


def _tasks(texts: Sequence[CodedText], suggest: Suggest | None) -> list[dict[str, Any]]:
    tasks = [make_task(text) for text in texts]
    if suggest is not None:
        for task, suggested in zip(tasks, suggest(texts), strict=True):
            task["predictions"] = [suggested]
    return tasks


def _ahead(batches: Iterator[T]) -> Iterator[T]:
    """The same batches, each made while the one before it is on its way."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = worker.submit(next, batches, None)
            yield batch


def send_tasks(
    client: "LabelStudioBase", project: Project, tasks: Sequence[dict[str, Any]]
) -> bool:
    """Send a batch; say whether it had to be looked for, and may be there twice."""
    looked = False

    def write() -> int:
        answer = ask(client, "POST", f"api/projects/{project.id}/import", content=tasks)
        return int(answer.json().get("task_count") or 0)

    def arrived() -> int | None:
        nonlocal looked
        looked = True
        there = [task.meta for task in list_tasks(client, project, annotations=False)]
        return sum(task["meta"] in there for task in tasks) or None

    with explained(
        f"the documents of {project.coder} in round {project.round} could not be put there",
        do="Do it again: it goes on where this one stopped.",
    ):
        count = persist(write, arrived=arrived)
    if count != len(tasks):
        raise LabelStudioError(
            f"the server took {count} of {len(tasks)} tasks of {project.coder} in round "
            f"{project.round}",
            do="Do it again; if it stays so, look into the server's log.",
        )
    return looked


def drop_twins(client: "LabelStudioBase", project: Project, there: Sequence[Any]) -> list[Any]:
    """Take tasks away that show what another one shows and that nobody began.

    Returns
    -------
    The tasks that stay.
    """
    shown: dict[object, set[int]] = {}
    for task in there:
        shown.setdefault((task_identity(task) or task.id, owned_turns(task)), set()).add(task.id)
    twins = [ids for ids in shown.values() if len(ids) > 1]
    if not twins:
        return list(there)
    idle = {
        task.id
        for task in list_tasks(client, project, annotations=True)
        if not (task.annotations or task.draft_exists)
    }
    gone = {task for ids in twins for task in sorted(ids & idle)[ids <= idle :]}
    with explained(f"a task of {project.coder} that is there twice could not be deleted"):
        for task in sorted(gone):
            client.tasks.delete(str(task))
    return [task for task in there if task.id not in gone]
