"""Finds everything of a person that the study holds, and says what will become of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from alnqual.corpus.key import read_key
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.operations import recode
from alnqual.operations.contents import Contents
from alnqual.operations.eraser import Eraser
from alnqual.operations.files import study_files
from alnqual.operations.plan import Change, Plan
from alnqual.operations.sheets import count_rows
from alnqual.workspace import Workspace

KEPT_IN_DERIVED = frozenset(["versions.json", "ingest.json"])
DATABASE = "label_studio.sqlite3"
STALE = "STALE.txt"

DELETED, EDITED, LEFT = "deleted", "edited", "left for a person to mend"
_STRUCTURE = ("coders.csv", "study-id.txt")


def search_study(workspace: Workspace, plan: Plan) -> None:
    """Fill a plan with the files that hold the words or name, and with all that will change."""
    eraser = plan.eraser()
    plan.changes = [*_documents(plan), *_lists(workspace, plan)]
    for where, count in recode.count_theirs(workspace, plan, eraser).items():
        plan.changes.append(Change(where.rsplit("/", 1)[-1], where, count, "taken out"))
    derived = list(derived_files(workspace))
    plan.changes.append(
        Change("derived tables and caches", ".alnqual", len(derived), f"{DELETED}, to be made anew")
    )
    ids = _quote_ids(workspace, plan)
    for path in sorted(workspace.reports_out.rglob("*")):
        if path.is_file() and path.name != STALE:
            _note_report(workspace, path, plan, eraser, ids)
            where = workspace.relative(path)
            plan.changes.append(Change("built reports", where, 1, f"{DELETED}, to be built anew"))
    for path in searched(workspace):
        _search_file(workspace, path, plan, eraser, ids)
    plan.notes += _orphans_mentioned(workspace, plan)
    plan.outside = [workspace.relative(p) for p in ledger(workspace) if not p.is_file()]
    plan.changes = [change for change in plan.changes if change.count]


def _orphans_mentioned(workspace: Workspace, plan: Plan) -> Iterator[str]:
    """Files that name somebody of whom only this person spoke: the key will not know them."""
    entries = [
        replace(entry, decision="accept", document="")
        for entry in read_key(workspace)
        if entry.original in plan.orphans and entry.replacement
    ]
    search, contents = Replacer(entries, ordinary=frozenset(plan.ordinary)), Contents()
    for path in searched(workspace) if entries else ():
        where = workspace.relative(path)
        if any(search(passage.text).mentions for passage in contents.of_file(path, where)):
            yield f"{where}: names somebody of whom only they spoke; take the name out"


def derived_files(workspace: Workspace) -> Iterator[Path]:
    """What the pipeline makes again."""
    for path in sorted(workspace.derived.rglob("*")):
        if path.is_file() and path.name not in KEPT_IN_DERIVED:
            yield path


def ledger(workspace: Workspace) -> list[Path]:
    """The exports that were written, as far as is known."""
    path = workspace.exports
    try:
        listed = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    except ValueError:
        listed = []
    return [workspace.root / name for name in listed if isinstance(name, str)]


def searched(workspace: Workspace) -> Iterator[Path]:
    """The files that hold words in no other way than the rest of the study, and exports of it."""
    apart = (workspace.vault, workspace.derived, workspace.reports_out)
    for path in study_files(workspace):
        if not (
            any(path.is_relative_to(folder) for folder in apart) or _has_own_step(workspace, path)
        ):
            yield path
    for path in ledger(workspace):
        if path.is_file() and not path.resolve().is_relative_to(workspace.root):
            yield path


def is_copy(workspace: Workspace, path: Path) -> bool:
    """Whether a file is made from the study and may be deleted where it cannot be edited."""
    folders = (workspace.reports, workspace.label_studio, workspace.annotation)
    return path in ledger(workspace) or any(path.is_relative_to(folder) for folder in folders)


def has_records(workspace: Workspace, path: Path) -> bool:
    """Whether the records of a file are about documents and people."""
    return any(path.is_relative_to(f) for f in (workspace.annotation, workspace.reports))


def cleaned(workspace: Workspace, path: Path, eraser: Eraser) -> bytes | None:
    """What a file shall hold: without the words; None if it must go or needs a person."""
    if path in ledger(workspace) or path.is_relative_to(workspace.label_studio / "backups"):
        return None
    return eraser.clean(path.read_bytes(), path.name, records=has_records(workspace, path))


def _has_own_step(workspace: Workspace, path: Path) -> bool:
    people = (workspace.register, workspace.participants, workspace.speakers, workspace.turn_ids)
    return (
        path in people
        or recode.is_brought(workspace, path)
        or path.is_relative_to(workspace.withdrawals)
        or (path.parent == workspace.annotation and path.name in _STRUCTURE)
        or path.is_relative_to(workspace.rounds)
        or path.is_relative_to(workspace.label_studio / "coders")
        or any(path.is_relative_to(f) for f in workspace.label_studio.glob("servers/*/coders"))
    )


def _search_file(
    workspace: Workspace, path: Path, plan: Plan, eraser: Eraser, ids: frozenset[str]
) -> None:
    where = workspace.relative(path)
    if path.is_relative_to(workspace.raw) and where in _registered(workspace, plan):
        return
    hits = sum(map(eraser.hits, Contents(raw=True).of_file(path, where)))
    backups = workspace.label_studio / "backups"
    live = path.is_relative_to(workspace.label_studio) and not path.is_relative_to(backups)
    if live and path.name.startswith(DATABASE):
        if hits:
            plan.changes.append(Change("Label Studio's database", where, hits, "cleaned"))
        return
    about = not hits and has_records(workspace, path)
    after = cleaned(workspace, path, eraser) if hits or about else None
    if not hits and (after is None or after == path.read_bytes()):
        return
    action = EDITED
    if not after:
        copy = is_copy(workspace, path) or after == b""
        action = DELETED if copy else LEFT
    plan.files.append(where)
    count = 1 if action == DELETED else max(hits, 1)
    plan.changes.append(Change(_kind(workspace, path), where, count, action))
    if path.is_relative_to(workspace.reports) or path in ledger(workspace):
        _note_report(workspace, path, plan, eraser, ids)


def _registered(workspace: Workspace, plan: Plan) -> frozenset[str]:
    return frozenset(workspace.relative(workspace.raw / each.file) for each in plan.documents)


def _note_report(
    workspace: Workspace, path: Path, plan: Plan, eraser: Eraser, ids: frozenset[str]
) -> None:
    """Which of their quotes a report holds."""
    where = workspace.relative(path)
    texts = [passage.text for passage in Contents().of_file(path, where)]
    quoted = sorted(identity for identity in ids if any(identity in text for text in texts))
    if quoted or any(map(eraser.traces.hold, texts)):
        plan.reports[where] = quoted


def _quote_ids(workspace: Workspace, plan: Plan) -> frozenset[str]:
    if not workspace.tables.exists("excerpts"):
        return frozenset()
    excerpts = workspace.tables.read("excerpts", columns=["id", "participant"])
    return frozenset(excerpts.loc[excerpts["participant"] == plan.participant, "id"])


_DOCUMENTS = {
    "delete": "deleted: nobody else took part",
    "turns": "turns taken out; the file goes on as JSON",
    "survey": "rows taken out",
    "names": "file goes on as JSON, with the name replaced",
}


def _documents(plan: Plan) -> Iterator[Change]:
    for each in plan.documents:
        theirs = sum(turn[3] for turn in each.turns)
        yield Change("transcripts", each.id, max(theirs, 1), _DOCUMENTS[each.action])


def _lists(workspace: Workspace, plan: Plan) -> Iterator[Change]:
    """The rows and entries that name the person or their documents."""

    def person(row: Mapping[str, str]) -> dict[str, str] | None:
        mine = plan.participant in (row.get("participant"), row.get("id"))
        return None if mine or row.get("document") in plan.gone else {}

    def document(row: Mapping[str, str]) -> dict[str, str] | None:
        return None if row.get("id") in plan.gone else {}

    for path, edit in (
        (workspace.register, document),
        (workspace.participants, person),
        (workspace.speakers, person),
    ):
        yield Change("rows", workspace.relative(path), count_rows(path, edit), "taken out")
    shown = f"[{plan.participant}]"
    entries = [
        entry
        for entry in read_key(workspace)
        if entry.replacement == shown
        or entry.document in plan.gone
        or entry.original in plan.orphans
    ]
    yield Change(
        "entries of the key", workspace.relative(workspace.vault), len(entries), "taken out"
    )


def _kind(workspace: Workspace, path: Path) -> str:
    if path in ledger(workspace):
        return "exports"
    if path.is_relative_to(workspace.label_studio / "backups"):
        return "backups"
    if path.is_relative_to(workspace.label_studio):
        return "Label Studio's files"
    if path.is_relative_to(workspace.reports):
        return "reports and drafts"
    if path.is_relative_to(workspace.annotation):
        return "records of coding"
    return "other files"
