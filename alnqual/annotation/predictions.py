"""Suggested codes in Label Studio: what the coders of an assisted round find marked already.

The suggestions for a task are one prediction, a region a passage, in the page's own form. A coder
who submits keeps what they did not delete: such a region comes back with the origin "prediction",
one that they changed with "prediction-changed", and both become codings of the origin "suggestion".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from alnqual.annotation.client import explained
from alnqual.annotation.listing import ServerTask, list_json
from alnqual.annotation.projects import Project
from alnqual.annotation.regions import Region, place_of, split_at_turns, write_region
from alnqual.annotation.tasks import CodedText, shown_text
from alnqual.codebook import Codebook
from alnqual.errors import LabelStudioError
from alnqual.records import Round

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

BATCH = 100
"""Tasks a request."""

_FIELDS = (
    "id", "meta", "total_annotations", "cancelled_annotations", "draft_exists",
    "predictions_model_versions",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A code for a span, in code points of the document; `score` is from 0 to 1."""

    start: int
    end: int
    code: str
    score: float


class Suggester(Protocol):
    """Suggests codes of a codebook for the passages of a text."""

    @property
    def codebook(self) -> Codebook: ...

    @property
    def version(self) -> str:
        """What its suggestions are marked with; without commas."""
        ...

    def suggest(self, text: CodedText) -> Sequence[Suggestion]:
        """The suggestions for a text, in its order."""
        ...


def update_suggestions(
    client: "LabelStudioBase",
    project: Project,
    *,
    round_: Round,
    config: str,
    suggester: Suggester | None,
) -> list[str]:
    """Bring the suggestions of a project up to date; what was done, in lines for people.

    In an assisted round, tasks get suggestions if they have none, or those of another version; one
    that somebody has begun keeps what it showed, and without a suggester nothing happens. In a
    blind round all suggestions go, and so do the services that could make new ones.

    Raises
    ------
    LabelStudioError
        The server refuses, or a suggestion does not fit the page, whose configuration is `config`.
    """
    with explained(f"{_of(project)} could not be brought up to date", do="Push again."):
        if round_.mode == "blind":
            return _remove(client, project)
        return _attach(client, project, config, suggester) if suggester is not None else []


def make_prediction(text: CodedText, *, suggester: Suggester, page: Any) -> dict[str, Any]:
    """The suggestions for a text as a prediction of Label Studio, checked against the page.

    `page` is that of `page_interface`.

    Raises
    ------
    LabelStudioError
        A suggestion is not in the text, or its code not on the page.
    """
    suggestions = sorted(suggester.suggest(text))
    prediction = {
        "model_version": suggester.version,
        "score": max((each.score for each in suggestions), default=0.0),
        "result": [
            result
            for span, own in groupby(suggestions, key=lambda each: (each.start, each.end))
            for result in _region(span, list(own), text, suggester.codebook)
        ],
    }
    faults = page.validate_prediction(prediction, return_errors=True)
    if faults:
        raise LabelStudioError(
            f"a suggestion does not fit the page: {faults[0]}",
            where=text.document,
            do="Bring the page to the codebook: alnqual annotate push.",
        )
    return prediction


def make_predictions(
    texts: Sequence[CodedText], *, suggester: Suggester, config: str
) -> list[dict[str, Any]]:
    """The suggestions for each text as `make_prediction` makes them, for the page of `config`."""
    page = page_interface(config)
    return [make_prediction(text, suggester=suggester, page=page) for text in texts]


@cache
def page_interface(config: str) -> Any:
    """The checker of a page, its LabelInterface."""
    from label_studio_sdk.label_interface import LabelInterface

    return LabelInterface(config)


def _attach(
    client: "LabelStudioBase", project: Project, config: str, suggester: Suggester
) -> list[str]:
    lacking = [
        task
        for task in _list(client, project)
        if task.predictions_model_versions != suggester.version
    ]
    if not lacking:
        return []
    page = page_interface(config)
    idle = {
        task.id
        for task in lacking
        if not (task.total_annotations or task.cancelled_annotations or task.draft_exists)
    }
    begun = len(lacking) - len(idle)
    waiting = [
        (task, text)
        for task in (_list(client, project, "data") if idle else ())
        if task.id in idle and (text := shown_text(task)) is not None
    ]
    made = 0
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        predictions = [
            {"task": task.id} | make_prediction(text, suggester=suggester, page=page)
            for task, text in batch
        ]
        outdated = [task.id for task, _ in batch if task.predictions_model_versions]
        if outdated:
            _delete(client, project, {"all": False, "included": outdated})
        client.projects.import_predictions(
            project.id,
            request=predictions,
        )
        made += len(batch)
    if made:
        client.projects.update(
            project.id,
            model_version=suggester.version,
            show_collab_predictions=True,
        )
    lines = [f"{_of(project)} put on {made} tasks"] if made else []
    if begun:
        lines.append(f"{_of(project)} not put on {begun} tasks, which have been begun")
    return lines


def _remove(client: "LabelStudioBase", project: Project) -> list[str]:
    for service in client.ml.list(project=project.id):
        client.ml.delete(service.id)
    there: Any = client.projects.get(project.id)
    if not there.total_predictions_number and not there.show_collab_predictions:
        return []
    client.projects.update(project.id, show_collab_predictions=False)
    if not there.total_predictions_number:
        return []
    _delete(client, project, {"all": True, "excluded": []})
    return [f"{_of(project)} taken back: the round is blind"]


def _delete(client: "LabelStudioBase", project: Project, tasks: dict[str, Any]) -> None:
    client.actions.create(
        id="delete_tasks_predictions",
        project=project.id,
        selected_items=tasks,
    )


def _list(client: "LabelStudioBase", project: Project, *more: str) -> Iterator[ServerTask]:
    include = ",".join((*_FIELDS, *more))
    listed = list_json(client, project.id, page=500, fields="all", include=include)
    return (ServerTask.of(task) for task in listed)


def _region(
    span: tuple[int, int], own: Sequence[Suggestion], text: CodedText, codebook: Codebook
) -> list[dict[str, Any]]:
    start, end = span
    place = place_of(start, end, text.turns)
    parts = split_at_turns(place, text.turns) if place else None
    if not parts or (parts[0].start, parts[-1].end) != span:
        raise LabelStudioError(f"a suggestion for {start} to {end} is not in the text")
    codes = [each.code for each in sorted(own, key=lambda each: (-each.score, each.code))]
    paths = [[*(above.id for above in codebook.ancestors(code)[::-1]), code] for code in codes]
    identity = sha256(f"{text.document}/{text.version}/{start}/{end}".encode()).hexdigest()[:10]
    region = Region(
        identity, place, groups=list(dict.fromkeys(path[0] for path in paths)), codes=codes
    )
    score = max(each.score for each in own)
    words = "".join(
        part.turn.text[part.start - part.turn.start : part.end - part.turn.start] for part in parts
    )
    written = write_region(region, paths=paths, words=words)
    return [result | {"origin": "prediction", "score": score} for result in written]


def _of(project: Project) -> str:
    return f"{project.round}, {project.coder}: suggestions"
