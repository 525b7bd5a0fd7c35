"""The withdrawal of a participant: their words are taken out of everything that a study holds.

The plan is written to the vault first and removed last, so that a withdrawal which was interrupted
is completed by running it again. At the end the whole study is searched, and a receipt is left that
holds no content.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from alnqual.corpus.vault import UNFINISHED, Vault
from alnqual.errors import InputError
from alnqual.operations import studio
from alnqual.operations.contents import Contents
from alnqual.operations.files import study_files
from alnqual.operations.history import commands, paths_in_history
from alnqual.operations.plan import Change, Plan, read_person
from alnqual.operations.search import LEFT, ledger, search_study
from alnqual.operations.steps import STEPS
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a withdrawal did, or would do.

    `remaining` are places where the words or the name still are; `by_hand` is what only people can
    do, with the commands; `receipt` is the file that was left (None in a dry run).
    """

    participant: str
    changes: tuple[Change, ...]
    reports: dict[str, list[str]]
    remaining: tuple[str, ...]
    by_hand: tuple[str, ...]
    receipt: Path | None


def plan_withdrawal(workspace: Workspace, participant: str, *, day: date | None = None) -> Plan:
    """What a withdrawal would do; of one that was interrupted, what it set out to do.

    Raises
    ------
    InputError
        Nobody of that id is known, the corpus has faults, or another withdrawal is unfinished.
    """
    unfinished = _read_journal(workspace)
    if unfinished is not None:
        if unfinished.participant != participant:
            raise InputError(
                f"the withdrawal of {unfinished.participant} is not finished",
                do=f"Finish it first: alnqual corpus withdraw {unfinished.participant}",
            )
        return unfinished
    plan = read_person(
        workspace,
        participant,
        number=_next_number(workspace),
        day=(day or date.today()).isoformat(),
    )
    search_study(workspace, plan)
    plan.history = paths_in_history(workspace.root, plan.eraser())
    plan.restart = studio.is_running(workspace)
    return plan


def preview(workspace: Workspace, plan: Plan) -> Withdrawal:
    """The plan as it is shown before anything is done."""
    return Withdrawal(
        plan.participant,
        tuple(plan.changes),
        plan.reports,
        (),
        tuple(_by_hand(workspace, plan)),
        None,
    )


def withdraw(
    workspace: Workspace,
    participant: str,
    *,
    day: date | None = None,
    plan: Plan | None = None,
    progress: Progress | None = None,
) -> Withdrawal:
    """Take a participant's words out of the study.

    Parameters
    ----------
    workspace : the study.
    participant : their id.
    day : of the receipt; today by default.
    plan : from `plan_withdrawal`, if it was shown before.
    progress : is told of each step.

    Raises
    ------
    InputError
        Nobody of that id is known, the corpus has faults, or another withdrawal is unfinished.
    LabelStudioError
        The server is needed and absent; run it again when it is there.
    """
    plan = plan or plan_withdrawal(workspace, participant, day=day)
    Vault(workspace).write(UNFINISHED, json.dumps(plan.to_values()).encode())
    for done, step in enumerate(STEPS):
        if progress is not None:
            progress(step.__name__.replace("_", " "), done, len(STEPS))
        step(workspace, plan)
    remaining, unopened = verify(workspace, plan)
    plan.notes += unopened
    receipt = _write_receipt(workspace, plan, remaining)
    Vault(workspace).remove(UNFINISHED)
    if progress is not None:
        progress("done", len(STEPS), len(STEPS))
    return Withdrawal(
        plan.participant,
        tuple(plan.changes),
        plan.reports,
        remaining,
        tuple(_by_hand(workspace, plan)),
        receipt,
    )


def verify(workspace: Workspace, plan: Plan) -> tuple[tuple[str, ...], list[str]]:
    """Where the words or the name still are, after everything; and what could not be searched."""
    eraser, contents = plan.eraser(), Contents(raw=True)
    exports = [path for path in ledger(workspace) if path.is_file()]
    found: dict[str, None] = {}
    for path in [*study_files(workspace), *exports]:
        if path.parent == workspace.vault and path.name == UNFINISHED:
            continue
        for passage in contents.of_file(path, workspace.relative(path)):
            if eraser.hits(passage):
                found[passage.where] = None
    unopened = (f"{each.where}: {each.reason}" for each in contents.unopened)
    return tuple(found), [f"not searched: {line}" for line in sorted(set(unopened))]


def _read_journal(workspace: Workspace) -> Plan | None:
    content = Vault(workspace).read(UNFINISHED)
    return Plan.from_values(json.loads(content)) if content is not None else None


def _next_number(workspace: Workspace) -> int:
    numbers = [
        int(path.stem) for path in workspace.withdrawals.glob("*.json") if path.stem.isdigit()
    ]
    return max(numbers, default=0) + 1


def _by_hand(workspace: Workspace, plan: Plan) -> list[str]:
    """What cannot be done from here."""
    lines = [f"{change.where}: {change.action}" for change in plan.changes if change.action == LEFT]
    lines += plan.notes
    if workspace.settings.label_studio.url:
        lines.append(studio.TEAM)
    lines += [f"{path}: an export that is no longer where it was written" for path in plan.outside]
    if plan.history:
        lines.append(
            f"git keeps the words in the history of {len(plan.history)} file(s). To take them out:"
        )
        lines += [f"    {command}" for command in commands(plan.history)]
    if plan.reports:
        lines.append("copies of the reports that were sent out: ask for them back, send new ones")
    return lines


def _write_receipt(workspace: Workspace, plan: Plan, remaining: tuple[str, ...]) -> Path:
    """A record of the act: kinds and counts, no words and no name."""
    removed: dict[str, int] = {}
    for change in plan.changes:
        if change.action != LEFT:
            removed[change.kind] = removed.get(change.kind, 0) + change.count
    content = {
        "participant": plan.participant,
        "date": plan.day,
        "removed": [{"kind": kind, "count": count} for kind, count in sorted(removed.items())],
        "documents": [
            {"document": each.id, "done": each.action}
            for each in sorted(plan.documents, key=lambda each: each.id)
        ],
        "reports that quoted them": plan.reports,
        "to be done by hand": _by_hand(workspace, plan),
        "still found": list(remaining),
    }
    text = _unnamed(plan, json.dumps(content, ensure_ascii=False, indent=1)) + "\n"
    path = workspace.withdrawals / f"{plan.number}.json"
    write_atomically(path, text.encode(), mode=0o600)
    return path


def _unnamed(plan: Plan, text: str) -> str:
    """The receipt without names, which may stand in the names of files."""
    for name in sorted((entry["original"] for entry in plan.names), key=len, reverse=True):
        apart = r"[\s_.-]{0,3}".join(map(re.escape, re.findall(r"\w+", name)))
        text = re.sub(rf"(?<![^\W_]){apart}(?![^\W_])", "…", text, flags=re.I)
    return text
