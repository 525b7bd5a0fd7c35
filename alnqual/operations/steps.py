"""The steps of a withdrawal, in order; each may be repeated and then changes nothing."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from alnqual.corpus import documents
from alnqual.corpus.key import read_key, write_key
from alnqual.corpus.register import load_register
from alnqual.corpus.turn_ids import TurnIds
from alnqual.corpus.vault import KEY, Vault
from alnqual.operations import recode, studio
from alnqual.operations.plan import Plan
from alnqual.operations.raw import rewrite_raw
from alnqual.operations.search import STALE, cleaned, derived_files, is_copy
from alnqual.operations.sheets import edit_rows
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

Step = Callable[[Workspace, Plan], None]


def raw_files(workspace: Workspace, plan: Plan) -> None:
    """Transcripts and surveys, and the register that lists them."""
    names, holds = plan.replacer(parts=True), plan.eraser().traces.hold
    for each in plan.documents:
        rewrite_raw(workspace, each, names=names, holds=holds)
    files = {each.id: each.new_file for each in plan.documents}

    def edit(row: Mapping[str, str]) -> dict[str, str] | None:
        if row["id"] in plan.gone:
            return None
        new = files.get(row["id"], row["file"])
        return {"file": new} if new != row["file"] else {}

    edit_rows(workspace.register, edit)


def people(workspace: Workspace, plan: Plan) -> None:
    """Participants, speakers, the key of pseudonyms, ids of turns, and assignments."""

    def edit(row: Mapping[str, str]) -> dict[str, str] | None:
        mine = plan.participant in (row.get("participant"), row.get("id"))
        return None if mine or row.get("document") in plan.gone else {}

    edit_rows(workspace.participants, edit)
    edit_rows(workspace.speakers, edit)
    _forget_in_key(workspace, plan)
    if workspace.turn_ids.is_file():
        ids = TurnIds(workspace.turn_ids)
        ids.forget(plan.forgotten, documents=plan.gone)
        ids.save()
    for path in sorted(workspace.rounds.glob("*.toml")):
        _unassign(path, plan.gone)


def derived(workspace: Workspace, plan: Plan) -> None:
    """Everything derived goes, and the documents are read again from what is left."""
    for path in derived_files(workspace):
        path.unlink(missing_ok=True)
    if not load_register(workspace)[0]:
        for name in ("documents", "turns", "left_out_ingest"):
            workspace.tables.write(name, [])
        return
    documents.write(workspace, documents.ingest(workspace))


def codings(workspace: Workspace, plan: Plan) -> None:
    """What was pulled from the coders."""
    recode.bring_codings(workspace, plan, plan.eraser())


def files(workspace: Workspace, plan: Plan) -> None:
    """Every other file that the search found: edited, deleted, or left for a person."""
    eraser = plan.eraser()
    for where in plan.files:
        path = workspace.root / where
        if not path.is_file():
            continue
        after = cleaned(workspace, path, eraser)
        if after:
            write_atomically(path, after, mode=path.stat().st_mode & 0o777)
        elif after == b"" or is_copy(workspace, path):
            path.unlink()


def reports(workspace: Workspace, plan: Plan) -> None:
    """Built reports go, and a note says that they have to be built again."""
    built = [p for p in sorted(workspace.reports_out.rglob("*")) if p.is_file() and p.name != STALE]
    for path in built:
        path.unlink()
    if built or any(change.kind == "built reports" for change in plan.changes):
        note = (
            f"Reports built before {plan.day} were removed: a person has withdrawn since.\n"
            "Build them again with `alnqual run`. Replace every copy that was sent out.\n"
        )
        write_atomically(workspace.reports_out / STALE, note.encode())


def server_tasks(workspace: Workspace, plan: Plan) -> None:
    studio.carry_tasks(workspace, plan)


def server_database(workspace: Workspace, plan: Plan) -> None:
    studio.clean_database(workspace, plan)


def server_again(workspace: Workspace, plan: Plan) -> None:
    studio.restart(workspace, plan)


STEPS: tuple[Step, ...] = (
    raw_files, people, derived, codings, files, reports, server_tasks, server_database,
    server_again,
)  # fmt: skip


def _forget_in_key(workspace: Workspace, plan: Plan) -> None:
    if not Vault(workspace).exists(KEY):
        return
    eraser, shown = plan.eraser(), f"[{plan.participant}]"
    kept = []
    for entry in read_key(workspace):
        if (
            entry.replacement == shown
            or entry.document in plan.gone
            or entry.original in plan.orphans
        ):
            continue
        if eraser.memo_traces.hold(entry.example) or eraser.only_theirs(entry.example.strip(" .…")):
            entry = replace(entry, example="")
        if entry.example and eraser.names(entry.example):
            entry = replace(entry, example=eraser.without_names(entry.example))
        kept.append(entry)
    write_key(workspace, kept)


def _unassign(path: Path, gone: frozenset[str]) -> None:
    """Take documents out of the assignments of a round, whose other lines stay as they are."""
    text = path.read_text(encoding="utf-8")
    edited = text
    for document in sorted(gone):
        item = rf"""["']{re.escape(document)}["']"""
        edited = re.sub(rf"{item}\s{{0,80}},\s{{0,80}}|,?\s{{0,80}}{item}", "", edited)
    if edited != text:
        tomllib.loads(edited)
        write_atomically(path, edited.encode())
