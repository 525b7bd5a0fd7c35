"""Migrations as people ask for them, each checked against the codebook that it is to change.

An id that a code ever had is never given to another: only the code that it stands for now may have
it back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alnqual.codebook.codebook import Codebook
from alnqual.codebook.migrations import Migration
from alnqual.errors import CodebookError
from alnqual.records import STAGES

_ID = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*")
_NO_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""What YAML takes for something else than words."""


def rename(book: Codebook, code: str, to: str, *, reason: str = "") -> Migration:
    """Another id under the same parent; the codes below follow."""
    parent = book[code].parent
    if not to.startswith(f"{parent}." if parent else "") or (parent is None and "." in to):
        raise CodebookError(
            f"{to!r} does not lie under {parent or 'no other code'} as {code!r} does",
            do="To put a code elsewhere: alnqual codebook move",
        )
    _refuse_ids(book, _renamed(book, code, to))
    return Migration(book.migrations.next_version, "rename", (code,), to, reason=reason)


def move(
    book: Codebook, code: str, under: str, *, to: str | None = None, reason: str = ""
) -> Migration:
    """Another parent (none where `under` is empty); the codes below follow, its stage is theirs."""
    tail = code.removeprefix(f"{book[code].parent}.")
    if under and under in {below.id for below in book.subtree(code)}:
        raise CodebookError(f"{code!r} cannot lie below itself")
    if under:
        _refuse_retired(book, under)
    if under == (book[code].parent or ""):
        raise CodebookError(f"{code!r} lies there already")
    to = to or (f"{under}.{tail}" if under else tail.rpartition(".")[2])
    if not to.startswith(f"{under}." if under else "") or (not under and "." in to):
        raise CodebookError(f"the new id {to!r} does not begin with {under!r} and a dot")
    _refuse_ids(book, _renamed(book, code, to))
    return Migration(book.migrations.next_version, "move", (code,), to, under, reason=reason)


def merge(book: Codebook, codes: Sequence[str], into: str, *, reason: str = "") -> Migration:
    """Several codes become another, which stays as it is."""
    _refuse_retired(book, into)
    for code in codes:
        if code == into:
            raise CodebookError(f"{code!r} cannot be merged into itself")
        left = [below.id for below in book.children(code) if below.id not in codes]
        if left:
            raise CodebookError(
                f"{code!r} has codes below it: {', '.join(left)}",
                do="Merge or move these, too.",
            )
    if not codes or len(set(codes)) < len(codes):
        raise CodebookError("name the codes that are to be merged, each once")
    return Migration(book.migrations.next_version, "merge", tuple(codes), into, reason=reason)


def retire(book: Codebook, code: str, *, reason: str = "") -> Migration:
    """A code and those below it are not offered any more; their codings stay."""
    if all(below.retired for below in book.subtree(code)):
        raise CodebookError(f"{code!r} is retired already")
    return Migration(book.migrations.next_version, "retire", (code,), reason=reason)


def split(
    book: Codebook, code: str, into: Iterable[Mapping[str, Any]], *, reason: str = ""
) -> Migration:
    """New codes take the place of one, which stays, retired, until its passages are coded anew.

    Parameters
    ----------
    into : of each new code id, name and definition, as entries of codebook.yaml; one that lies
        neither below the code nor beside it is refused.
    """
    _refuse_retired(book, code)
    parent = book[code].parent
    entries = []
    for entry in into:
        beside = f"{parent}." if parent else ""
        if entry["id"].startswith(f"{code}."):
            above: str | None = code
        elif entry["id"].startswith(beside) and (parent or "." not in entry["id"]):
            above = parent
        else:
            raise CodebookError(f"{entry['id']!r} lies neither below {code!r} nor beside it")
        entries.append(_entry(entry, parent=above, stage=book[code].stage))
    if len(entries) < 2:
        raise CodebookError("a code is split into two codes or more")
    _refuse_ids(book, {entry["id"]: None for entry in entries})
    version = book.migrations.next_version
    return Migration(
        version, "split", (code,), entries=tuple(entries), reason=reason, round=f"recode-{version}"
    )


def add(book: Codebook, entry: Mapping[str, Any], *, reason: str = "") -> Migration:
    """A new code, below the one that its id begins with."""
    parent = entry["id"].rpartition(".")[0] or None
    stage = book[parent].stage if parent else entry.get("stage", entry["id"])
    if parent:
        _refuse_retired(book, parent)
    if stage not in STAGES:
        raise CodebookError(f"a group needs a stage: {', '.join(STAGES)}")
    _refuse_ids(book, {entry["id"]: None})
    entries = (_entry(entry, parent=parent, stage=stage),)
    return Migration(book.migrations.next_version, "add", entries=entries, reason=reason)


def _entry(entry: Mapping[str, Any], *, parent: str | None, stage: str) -> dict[str, Any]:
    """An entry with its keys in the order of the codebook's others."""
    head = {"id": entry["id"]} | ({"parent": parent} if parent else {})
    return head | {"name": dict(entry["name"]), "stage": stage} | dict(entry) | {"stage": stage}


def _renamed(book: Codebook, code: str, to: str) -> dict[str, str | None]:
    """New id -> the id that the code has."""
    return {to + below.id.removeprefix(code): below.id for below in book.subtree(code)}


def _refuse_ids(book: Codebook, wanted: Mapping[str, str | None]) -> None:
    """Refuse ids that are no ids, are in use, or were those of other codes."""
    history = book.migrations
    for new, holder in wanted.items():
        if not _ID.fullmatch(new) or new in _NO_WORDS:
            raise CodebookError(
                f"{new!r} is no id of a code",
                do="Use small letters, digits, - and _, and dots between levels.",
            )
        if new in book:
            raise CodebookError(f"there is a code {new!r} already", do="Choose another id.")
        was = new in history.former
        if was and (holder is None or history.now(new, history.version) != holder):
            raise CodebookError(
                f"{new!r} was the id of what is now {history.now(new, history.version)!r}: "
                "codings refer to it for ever",
                do="Choose another id.",
            )


def _refuse_retired(book: Codebook, code: str) -> None:
    if book[code].retired:
        raise CodebookError(f"{code!r} is retired", do="Choose a code that is in use.")
