"""Every fault of a codebook and its theory of change, each with its line."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap

from alnqual.codebook.changes import check_changes
from alnqual.codebook.kinds import CODE, THEORY_LISTS
from alnqual.codebook.source import OWN_INFERENCE, Fault, YamlFile
from alnqual.records import STAGES

_FORWARD = {stage: rank for rank, stage in enumerate(STAGES[:5])}
"""The five stages in order; context and assumptions may bear on any of them."""


def check(
    codebook: Path,
    theory_of_change: Path | None = None,
    changes: Path | None = None,
    *,
    texts: Mapping[Path, str] | None = None,
) -> list[Fault]:
    """All faults of the files, ordered by file and line; empty if they hold.

    Parameters
    ----------
    codebook, theory_of_change, changes : the YAML files; only those that are given are read, and
        changes.yaml need not exist.
    texts : what files are to hold, where that is not what they hold now.
    """
    texts = texts or {}
    book = YamlFile.load(codebook, texts.get(codebook))
    if book.faults:
        return book.faults
    codes = _check_codes(book)
    faults = sorted(book.faults)
    if theory_of_change is not None:
        theory = YamlFile.load(theory_of_change, texts.get(theory_of_change))
        if not theory.faults:
            _check_theory(theory, book, codes)
        faults = sorted(book.faults) + sorted(theory.faults)
    if changes is not None and changes.is_file():
        history = YamlFile.load(changes)
        if not history.faults:
            check_changes(history, codes, version=book.content.get("version"))
        faults += sorted(history.faults)
    return faults


def _check_codes(book: YamlFile) -> dict[str, CommentedMap]:
    for key in book.content:
        if key not in ("title", "note", "version", "codes"):
            book.fault(book.content, key, f"unknown key {key!r}")
    if not isinstance(book.content.get("version"), int):
        book.fault(book.content, "version", "'version' must be a whole number")
    codes = _unique(book, book.entries("codes", CODE))
    if not codes:
        book.fault(book.content, "codes", "the codebook has no codes")
    for identity, code in codes.items():
        parent = code.get("parent")
        if parent is not None and parent not in codes:
            book.fault(code, "parent", f"code {identity!r}: unknown parent {parent!r}")
        if parent is not None and not identity.startswith(f"{parent}."):
            book.fault(
                code, "id", f"code {identity!r}: the id must begin with {parent!r} and a dot"
            )
        if parent is None and "." in identity:
            book.fault(code, "id", f"code {identity!r}: a dotted id needs a 'parent'")
        if code.get("stage") not in STAGES:
            book.fault(code, "stage", f"code {identity!r}: 'stage' is one of {', '.join(STAGES)}")
        elif parent in codes and code["stage"] != codes[parent].get("stage"):
            book.fault(code, "stage", f"code {identity!r}: its parent is in another stage")
        if isinstance(code.get("name"), dict) and not code["name"].get("en"):
            book.fault(code, "name", f"code {identity!r}: the English name is missing")
    _check_cycles(book, {i: [c["parent"]] for i, c in codes.items() if c.get("parent")}, codes)
    return codes


def _check_theory(theory: YamlFile, book: YamlFile, codes: dict[str, CommentedMap]) -> None:
    for key in theory.content:
        if key not in ("title", "version", "note", *THEORY_LISTS):
            theory.fault(theory.content, key, f"unknown key {key!r}")
    lists = {key: _unique(theory, theory.entries(key, kind)) for key, kind in THEORY_LISTS.items()}
    sources = lists["sources"]
    for identity, source in sources.items():
        if source.get("document") not in lists["documents"]:
            theory.fault(source, "document", f"source {identity!r}: unknown document")
    reached = _check_basis(book, codes.values(), sources)
    for key in ("links", "research_questions", "recommendations"):
        _check_basis(theory, lists[key].values(), sources)
        for identity, entry in lists[key].items():
            for code in entry.get("codes", ()):
                if code not in codes:
                    theory.fault(entry, "codes", f"{identity!r}: unknown code {code!r}")
    for identity, source in sources.items():
        if identity not in reached:
            theory.fault(source, "id", f"source {identity!r} is the basis of no code")
    _check_links(theory, lists["links"], codes)


def _check_links(
    theory: YamlFile, links: dict[str, CommentedMap], codes: dict[str, CommentedMap]
) -> None:
    followed: dict[str, list[str]] = {}
    for identity, link in links.items():
        ends = [link.get("from"), link.get("to")]
        for key, code in zip(("from", "to"), ends, strict=True):
            if code not in codes:
                theory.fault(link, key, f"link {identity!r}: there is no code {code!r}")
        if any(code not in codes for code in ends):
            continue
        start, end = (codes[code].get("stage") for code in ends)
        if start in _FORWARD and end in _FORWARD and _FORWARD[start] > _FORWARD[end]:
            theory.fault(link, "to", f"link {identity!r}: a cycle among stages: {start} -> {end}")
        followed.setdefault(ends[1], []).append(ends[0])
    at = {link.get("to"): link for link in links.values()}
    _check_cycles(theory, followed, at)


def _check_cycles(file: YamlFile, before: dict[str, list[str]], at: dict[str, Any]) -> None:
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = error.args[1]
        file.fault(at.get(circle[0]), "id", f"a cycle: {' -> '.join(reversed(circle))}")


def _check_basis(
    file: YamlFile, entries: Iterable[CommentedMap], sources: dict[str, CommentedMap]
) -> set[str]:
    reached = set()
    for entry in entries:
        for basis in entry.get("basis") or ():
            if basis in sources:
                reached.add(basis)
            elif basis != OWN_INFERENCE:
                file.fault(entry, "basis", f"{entry['id']!r}: unknown basis {basis!r}")
    return reached


def _unique(file: YamlFile, entries: list[CommentedMap]) -> dict[str, CommentedMap]:
    found: dict[str, CommentedMap] = {}
    for entry in entries:
        if "id" not in entry:
            continue
        if entry["id"] in found:
            file.fault(entry, "id", f"the id {entry['id']!r} is used twice")
        else:
            found[entry["id"]] = entry
    return found
