"""What one project of the server holds, by the rules for whole annotations.

- Only the coder whose project it is codes in it: an annotation by another account is left out and
  listed; one that another account changed last is taken and listed.
- A document is handed in once a coder: of several annotations the one changed last counts, the
  others are listed. A skipped (cancelled) one makes the document "skipped", without codings.
- Drafts are work in progress: counted, not read.
- A task of another text version, or whose words were changed on the server, cannot be placed. What
  had been pulled of that document before stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from alnqual.annotation.reading import RegionReader
from alnqual.annotation.tasks import CodedText, shows, task_identity
from alnqual.records import Coding, Submission

FOREIGN = "an annotation by an account that is not the coder's"
CHANGED_BY_OTHERS = "an annotation that another account changed last"
HANDED_IN_TWICE = "an earlier annotation of the same document: the latest counts"
SKIPPED_REGIONS = "a skipped document has regions"
OTHER_VERSION = "the task shows another text version"
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
    handed_in: dict[str, list[Mapping[str, Any]]] = {}
    for task in tasks:
        document = _placeable(reader, task, texts, gathered.standing)
        if document is None:
            continue
        theirs = [a for a in task.annotations or () if _by_coder(reader, a, document, account)]
        handed_in.setdefault(document, []).extend(theirs)
        gathered.drafts += bool(task.draft_exists)
    for document, annotations in handed_in.items():
        if not annotations:
            continue
        gathered.standing.discard(document)
        *earlier, latest = sorted(annotations, key=_changed)
        for _ in earlier:
            reader.list_problem(HANDED_IN_TWICE, document)
        text = texts[document]
        skipped = bool(latest.get("was_cancelled"))
        if skipped and latest.get("result"):
            reader.list_problem(SKIPPED_REGIONS, document)
        gathered.submissions.append(
            Submission(
                reader.project.round,
                reader.project.coder,
                document,
                "skipped" if skipped else "submitted",
                text.version,
            )
        )
        if not skipped:
            gathered.codings += reader.codings(latest, text)
    return gathered


def _placeable(
    reader: RegionReader, task: Any, texts: Mapping[str, CodedText], standing: set[str]
) -> str | None:
    """The document of a task that shows its current text; otherwise say why not."""
    identity = task_identity(task)
    if identity is None:
        reader.list_problem(NOT_OURS, "a task")
        return None
    document, version = identity
    text = texts.get(document)
    if text is None:
        reason = UNKNOWN_DOCUMENT
    elif text.version != version:
        reason = OTHER_VERSION
    elif not shows(task, text):
        reason = ALTERED
    else:
        return document
    standing.add(document)
    if task.annotations or task.draft_exists:
        reader.list_problem(reason, document)
    return None


def _by_coder(
    reader: RegionReader, annotation: Mapping[str, Any], document: str, account: int
) -> bool:
    author = _account(annotation.get("completed_by"))
    if author != account:
        reader.list_problem(FOREIGN, document)
        return False
    if _account(annotation.get("updated_by")) not in (None, account):
        reader.list_problem(CHANGED_BY_OTHERS, document, taken=True)
    return True


def _account(value: Any) -> int | None:
    identity = value.get("id") if isinstance(value, Mapping) else value
    return identity if isinstance(identity, int) else None


def _changed(annotation: Mapping[str, Any]) -> tuple[datetime, int]:
    time = str(annotation.get("updated_at") or annotation.get("created_at") or "")
    try:
        changed = datetime.fromisoformat(time).astimezone(UTC)
    except ValueError:
        changed = datetime.min.replace(tzinfo=UTC)
    return changed, int(annotation.get("id") or 0)
