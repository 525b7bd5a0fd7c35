"""The faults of changes.yaml, each with its line."""

from collections.abc import Collection
from typing import Any

from ruamel.yaml.comments import CommentedMap

from alnqual.codebook.kinds import MIGRATION
from alnqual.codebook.source import YamlFile

_NEEDED = {
    "rename": ("codes", "to"),
    "move": ("codes", "to"),
    "merge": ("codes", "to"),
    "split": ("codes", "entries"),
    "retire": ("codes",),
    "add": ("entries",),
}
"""What a migration of each kind must say."""


def check_changes(file: YamlFile, codes: Collection[str], *, version: Any) -> None:
    """Find the faults of the migrations that led to a codebook, or are to be applied to it."""
    for key in file.content:
        if key != "migrations":
            file.fault(file.content, key, f"unknown key {key!r}")
    last = 1
    applied: list[CommentedMap] = []
    for entry in file.entries("migrations", MIGRATION):
        number, kind = entry["version"], entry["kind"]
        label = f"the migration to version {number}"
        if number <= last:
            file.fault(entry, "version", f"{label} must stand before that to version {last}")
        last = max(last, number)
        if kind not in _NEEDED:
            file.fault(entry, "kind", f"{label}: 'kind' is one of {', '.join(_NEEDED)}")
            continue
        for key in _NEEDED[kind]:
            if not entry.get(key):
                file.fault(entry, key, f"{label}: a {kind} needs {key!r}")
        if entry.get("undone") or not isinstance(version, int) or number > version:
            continue
        if "patches" not in entry:
            file.fault(
                entry,
                "version",
                f"{label} was not made, but codebook.yaml is in version {version}: set its "
                "version back and run `alnqual codebook migrate`",
            )
        applied.append(entry)
    _check_former(file, applied, codes)


def _check_former(file: YamlFile, applied: list[CommentedMap], codes: Collection[str]) -> None:
    later: set[str] = set(codes)
    for entry in reversed(applied):
        for former in entry.get("former") or ():
            if former["now"] not in later:
                file.fault(
                    former,
                    "now",
                    f"{former['id']!r} is to be {former['now']!r}, which the codebook does not "
                    "have: retire a code that is not wanted any more, do not delete it",
                )
        later |= {former["id"] for former in entry.get("former") or ()}
