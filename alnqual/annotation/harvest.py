"""What one project of the server holds, by the rules for whole annotations.

- Only the coder whose project it is codes in it: an annotation by another account is left out and
  listed; one that another account changed last is taken and listed.
- A document is handed in once a coder: of several annotations the one changed last counts, the
  others are listed. A skipped (cancelled) one makes the document "skipped", without codings.
- Drafts are work in progress: counted, not read.
- A task of another text version is read in the words that it shows, if these are to the letter the
  version that it names: codings keep the text version that was coded.
- A task whose words were changed on the server cannot be read, nor one on which a correction was
  interrupted. What had been pulled of that document before stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from alnqual.annotation.carrying import digest
from alnqual.annotation.reading import RegionReader
from alnqual.annotation.tasks import (
    CARRIED,
    CARRYING,
    CodedText,
    is_proven,
    mark_of,
    shown_text,
    shows,
    task_identity,
)
from alnqual.records import Coding, Submission

FOREIGN = "an annotation by an account that is not the coder's"
CHANGED_BY_OTHERS = "an annotation that another account changed last"
HANDED_IN_TWICE = "an earlier annotation of the same document: the latest counts"
SKIPPED_REGIONS = "a skipped document has regions"
OTHER_VERSION = "the task shows another text version"
INTERRUPTED = "a correction of the task was interrupted: run alnqual corpus correct again"
ALTERED = "the words of the task were changed on the server"
NOT_OURS = "a task that alnqual did not make"
UNKNOWN_DOCUMENT = "the study has no such document"


@dataclass(slots=True)
class Harvest:
    """The codings and submissions of one project."""

    codings: list[Coding] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    standing: set[str] = field(default_factory=set)
    """Documents that could not be placed: what was pulled of them before stands."""
    drafts: int = 0


def harvest(
    reader: RegionReader, tasks: Sequence[Any], *, texts: Mapping[str, CodedText], account: int
) -> Harvest:
    """Read the tasks of a project.

    Parameters
    ----------
    reader : of the project's regions; the problems found are added to its list.
    tasks : the project's tasks with their annotations.
    texts : document id -> current text.
    account : the server's id of the coder's account.
    """
    gathered = Harvest()
    handed_in: dict[str, list[_HandedIn]] = {}
    for task in tasks:
        text = _readable(reader, task, texts, gathered.standing)
        if text is None:
            continue
        latest = text.version == texts[text.document].version
        handed_in.setdefault(text.document, []).extend(
            _HandedIn(latest, changed(annotation), annotation, text)
            for annotation in task.annotations or ()
            if _by_coder(reader, annotation, task, account)
        )
        gathered.drafts += bool(task.draft_exists)
    for document, annotations in handed_in.items():
        if not annotations:
            continue
        gathered.standing.discard(document)
        *earlier, latest_one = sorted(annotations, key=lambda each: (each.latest, each.changed))
        for _ in earlier:
            reader.list_problem(HANDED_IN_TWICE, document)
        _read(reader, latest_one, gathered)
    return gathered


@dataclass(frozen=True, slots=True)
class _HandedIn:
    """An annotation with the text that was coded; `latest` if that is the document's of now."""

    latest: bool
    changed: tuple[datetime, int]
    annotation: Mapping[str, Any]
    text: CodedText


def _read(reader: RegionReader, handed_in: _HandedIn, gathered: Harvest) -> None:
    annotation, text = handed_in.annotation, handed_in.text
    skipped = bool(annotation.get("was_cancelled"))
    if skipped and annotation.get("result"):
        reader.list_problem(SKIPPED_REGIONS, text.document)
    gathered.submissions.append(
        Submission(
            reader.project.round,
            reader.project.coder,
            text.document,
            "skipped" if skipped else "submitted",
            text.version,
        )
    )
    if not skipped:
        gathered.codings += reader.codings(annotation, text)


def _readable(
    reader: RegionReader, task: Any, texts: Mapping[str, CodedText], standing: set[str]
) -> CodedText | None:
    """The text in which a task was coded; None, with the reason listed, if that is not known."""
    identity = task_identity(task)
    if identity is None:
        reader.list_problem(NOT_OURS, "a task")
        return None
    document, version = identity
    begun = bool(task.annotations or task.draft_exists)
    text = texts.get(document)
    shown = shown_text(task)
    if text is None:
        reason = UNKNOWN_DOCUMENT
    elif mark_of(task).get(CARRYING):
        reason = INTERRUPTED
    elif shows(task, text) and text.version == version:
        return text
    elif text.version != version and shown is not None and is_proven(shown):
        if begun:
            reader.list_problem(OTHER_VERSION, document, taken=True)
        return shown
    else:
        reason = ALTERED
    standing.add(document)
    if begun:
        reader.list_problem(reason, document)
    return None


def _by_coder(reader: RegionReader, annotation: Mapping[str, Any], task: Any, account: int) -> bool:
    document, _ = task_identity(task) or ("", "")
    if account_of(annotation.get("completed_by")) != account:
        reader.list_problem(FOREIGN, document)
        return False
    carried = mark_of(task).get(CARRIED) or {}
    ours = carried.get(str(annotation.get("id"))) == digest(annotation.get("result") or [])
    if not ours and account_of(annotation.get("updated_by")) not in (None, account):
        reader.list_problem(CHANGED_BY_OTHERS, document, taken=True)
    return True


def account_of(value: Any) -> int | None:
    """The server's id of an account that it names by itself or with details."""
    identity = value.get("id") if isinstance(value, Mapping) else value
    return identity if isinstance(identity, int) else None


def changed(annotation: Mapping[str, Any]) -> tuple[datetime, int]:
    """When an annotation was changed last, so that annotations can be put in that order."""
    time = str(annotation.get("updated_at") or annotation.get("created_at") or "")
    try:
        changed = datetime.fromisoformat(time).astimezone(UTC)
    except ValueError:
        changed = datetime.min.replace(tzinfo=UTC)
    return changed, int(annotation.get("id") or 0)
