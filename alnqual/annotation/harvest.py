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

Where a document is coded in windows (parts of a long one, passages of a round), the above goes for
each, and for the document:

- It is handed in once all its windows are; until then it is begun, and its codings are taken.
- It is skipped if one of them is: its coder did not read all of it. The codings of its other
  windows are taken, and it is listed.
- A coding of a turn that is shown as context is taken and listed. Where the coder gave the same
  code to the same words in the window that owns the turn, that one counts and the other is listed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from alnqual.annotation.carrying import digest
from alnqual.annotation.reading import RegionReader
from alnqual.annotation.tasks import (
    CARRIED,
    CARRYING,
    RESTORED,
    CodedText,
    is_proven,
    mark_of,
    owned_turns,
    shown_text,
    task_identity,
    text_shown,
)
from alnqual.coding.history import Hands
from alnqual.records import Coding, Submission

FOREIGN = "an annotation by an account that is not the coder's"
CHANGED_BY_OTHERS = "an annotation that another account changed last"
HANDED_IN_TWICE = "an earlier annotation of the same document: the latest counts"
SKIPPED_REGIONS = "a skipped document has regions"
SKIPPED_PART = "a document of which a part was skipped: it is not handed in"
ON_CONTEXT = "a coding of a turn that is shown as context"
ON_CONTEXT_TWICE = "a coding of a context turn that its own part has too: counted once"
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
    """Documents that could not be read, or not all: what was pulled of them before stands."""
    drafts: int = 0
    """Documents that were begun, or changed, and not handed in since."""
    hands: dict[str, Hands] = field(default_factory=dict)
    """Document -> who changed its task or annotations last, and when."""


def harvest(
    reader: RegionReader,
    tasks: Iterable[Any],
    *,
    texts: Mapping[str, CodedText],
    account: int,
    names: Mapping[int, str],
) -> Harvest:
    """Read the tasks of a project.

    Parameters
    ----------
    reader : of the project's regions; the problems found are added to its list.
    tasks : the project's tasks with their annotations.
    texts : document id -> current text.
    account : the server's id of the coder's account.
    names : the server's ids of accounts -> coders.
    """
    gathered = Harvest()
    windows: dict[str, dict[frozenset[str] | None, list[_HandedIn]]] = {}
    unread, begun = set(), set()
    for task in tasks:
        document, _ = task_identity(task) or ("", "")
        last = _hands(task, names)
        if last.at >= gathered.hands.get(document, Hands()).at:
            gathered.hands[document] = last
        text = _readable(reader, task, texts)
        if text is None:
            unread.add((document, owned_turns(task)))
            continue
        if task.draft_exists:
            begun.add(document)
        latest = text.version == texts[document].version
        windows.setdefault(document, {}).setdefault(owned_turns(task), []).extend(
            _HandedIn(latest, changed(annotation), annotation, text, _restored(task, annotation))
            for annotation in task.annotations or ()
            if _by_coder(reader, annotation, task, account)
        )
    for document, owned in unread:
        needed = document and owned != frozenset()
        if needed and not windows.setdefault(document, {}).setdefault(owned, []):
            gathered.standing.add(document)
    for document, parts in windows.items():
        for handed_in in parts.values():
            handed_in.sort(key=lambda each: (each.latest, each.changed))
            for _ in handed_in[:-1]:
                reader.list_problem(HANDED_IN_TWICE, document)
        counted = [handed_in[-1] for handed_in in parts.values() if handed_in]
        gathered.codings += _codings(reader, counted)
        if all(handed_in or owned == frozenset() for owned, handed_in in parts.items()):
            gathered.submissions += _submission(reader, counted)
        elif counted:
            begun.add(document)
    gathered.drafts = len(begun)
    return gathered


@dataclass(frozen=True, slots=True)
class _HandedIn:
    """An annotation with the text that was coded; `latest` if that is the document's of now."""

    latest: bool
    changed: tuple[datetime, int]
    annotation: Mapping[str, Any]
    text: CodedText
    restored: Mapping[str, Mapping[str, str]]

    @property
    def skipped(self) -> bool:
        return bool(self.annotation.get("was_cancelled"))


def _codings(reader: RegionReader, windows: Sequence[_HandedIn]) -> list[Coding]:
    """The codings of the windows of a document, each place and code of a turn once."""
    owned, context = {}, []
    codings = []
    for each in windows:
        text = each.text
        if each.skipped:
            if each.annotation.get("result"):
                reader.list_problem(SKIPPED_REGIONS, text.document)
            continue
        for coding in reader.codings(each.annotation, text, restored=each.restored):
            turn = text.turn_at(coding.start)
            place = (turn.id, coding.start - turn.start, coding.quote, coding.code)
            if turn.id in text.context:
                context.append((place, coding))
            else:
                owned[place] = coding
                codings.append(coding)
    for place, coding in context:
        turn_id, *_ = place
        if place in owned:
            reader.list_problem(ON_CONTEXT_TWICE, turn_id, coding.code)
        else:
            reader.list_problem(ON_CONTEXT, turn_id, coding.code, taken=True)
            owned[place] = coding
            codings.append(coding)
    return codings


def _submission(reader: RegionReader, windows: Sequence[_HandedIn]) -> list[Submission]:
    """That a document was handed in, all its windows having been."""
    if not windows:
        return []
    document, version = windows[0].text.document, windows[0].text.version
    skipped = [each for each in windows if each.skipped]
    if 0 < len(skipped) < len(windows):
        reader.list_problem(SKIPPED_PART, document)
    # Where some windows wait for a correction, the document does.
    version = next((each.text.version for each in windows if not each.latest), version)
    status: Literal["submitted", "skipped"] = "skipped" if skipped else "submitted"
    return [Submission(reader.project.round, reader.project.coder, document, status, version)]


def _readable(reader: RegionReader, task: Any, texts: Mapping[str, CodedText]) -> CodedText | None:
    """The text in which a task was coded; None, with the reason listed, if that is not known."""
    identity = task_identity(task)
    if identity is None:
        reader.list_problem(NOT_OURS, "a task")
        return None
    document, version = identity
    begun = bool(task.annotations or task.draft_exists)
    text = texts.get(document)
    if text is None:
        reason = UNKNOWN_DOCUMENT
    elif mark_of(task).get(CARRYING):
        reason = INTERRUPTED
    elif text.version == version and (current := text_shown(task, text)) is not None:
        return current
    elif (
        text.version != version
        and (shown := shown_text(task)) is not None
        and is_proven(shown, task)
    ):
        if begun:
            reader.list_problem(OTHER_VERSION, document, taken=True)
        return shown
    else:
        reason = ALTERED
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


def _restored(task: Any, annotation: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """What a restore noted of a task's regions; not when, once they were changed again."""
    note = mark_of(task).get(RESTORED) or {}
    regions = note.get("regions") or {}
    if note.get("digest") == digest(annotation.get("result") or []):
        return regions
    return {
        region: {key: value for key, value in of.items() if key != "updated"}
        for region, of in regions.items()
    }


def _hands(task: Any, names: Mapping[int, str]) -> Hands:
    """Who changed a task last: known where that was an annotation and not the task itself."""
    time = str(task.updated_at)
    latest = max(task.annotations or (), key=changed, default=None)
    if latest is None:
        return Hands(at=time)
    account = account_of(latest.get("updated_by")) or account_of(latest.get("completed_by"))
    if account is None:
        return Hands(at=time)
    return Hands(names.get(account, f"account {account}"), time)


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
