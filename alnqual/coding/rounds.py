"""Who codes, and what: annotation/coders.csv and annotation/rounds/*.toml."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alnqual.errors import InputError
from alnqual.records import Plan, Round
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

SELECTED_BY = ("kind", "area", "sector", "setting", "language", "phase", "guide")
"""The columns of the register by which a plan may select documents."""

_READ = ("en", "cy")
_MUST_BE = {
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "list_type": 'must be a list, such as ["i01", "i02"]',
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
}


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes, known by a pseudonym; the address is their account on the server.

    `languages` are those that they read; none named means that they read all.
    """

    id: str
    email: str
    languages: tuple[str, ...] = ()


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _PlanSection(_Section):
    documents: list[str] = []
    select: dict[str, list[str]] = {}
    coders: list[str] = []
    double: Annotated[float, Field(ge=0, le=1)] = 0.0
    per_document: Annotated[int, Field(ge=2, le=100)] = 2
    seed: Annotated[int, Field(ge=0)] = 0


class _RoundFile(_Section):
    title: Annotated[str, Field(min_length=1)] | None = None
    mode: Literal["blind", "assisted"] = "blind"
    blind: Literal["procedural", "server-per-coder"] = "procedural"
    in_force: Literal["all", "agreed", "first"] = "all"
    assignments: dict[str, list[str]] = {}
    passages: dict[str, list[str]] = {}
    recodes: str = ""
    plan: _PlanSection | None = None


def read_coders(workspace: Workspace) -> list[Coder]:
    """The coders of the study.

    Raises
    ------
    InputError
        The file is missing, lacks a column, or a coder stands in it twice or reads a language
        that is neither "en" nor "cy".
    """
    path = workspace.coders
    where = workspace.relative(path)
    if not path.is_file():
        raise InputError(
            "the file does not exist", where=where, do="Make it, with the columns id,email."
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"id", "email"} <= set(rows.fieldnames or ()):
            raise InputError("the columns must hold id and email", where=where)
        coders: dict[str, Coder] = {}
        for number, row in enumerate(rows, start=2):
            place = f"{where}, row {number}"
            if not row["id"] or "@" not in (row["email"] or ""):
                raise InputError("a coder needs an id and an e-mail address", where=place)
            if row["id"] in coders:
                raise InputError(f"the coder {row['id']!r} is there twice", where=place)
            languages = _languages(row.get("languages") or "", place)
            coders[row["id"]] = Coder(row["id"], row["email"], languages)
    return list(coders.values())


def _languages(cell: str, where: str) -> tuple[str, ...]:
    named = {part.strip() for part in cell.split(";")} - {""}
    unknown = sorted(named - set(_READ))
    if unknown:
        raise InputError(
            f"unknown language {unknown[0]!r}",
            where=where,
            do='Write en, cy or "en;cy"; leave it empty for a coder who reads both.',
        )
    return tuple(language for language in _READ if language in named)


def read_rounds(workspace: Workspace) -> list[Round]:
    """The coding rounds of the study, by id; a round's id is its file's name.

    Raises
    ------
    InputError
        A file is no TOML, has an unknown key or a value of the wrong type or out of range, or
        names an unknown coder. Whether the documents exist is seen when they are needed.
    """
    known = [coder.id for coder in read_coders(workspace)]
    return [
        read_round(path, known, where=workspace.relative(path))
        for path in sorted(workspace.rounds.glob("*.toml"))
    ]


def read_round(path: Path, coders: Iterable[str], *, where: str) -> Round:
    """The round of one file, whose coders must be among those given; see `read_rounds`."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not valid TOML: {error}", where=where) from error
    try:
        file = _RoundFile.model_validate(content)
    except ValidationError as error:
        raise InputError(
            "; ".join(_fault(dict(fault)) for fault in error.errors()),
            where=where,
            do="See docs/files.md for every key of a round.",
        ) from error
    if file.mode == "assisted" and file.blind == "server-per-coder":
        raise InputError(
            "an assisted round shows suggestions: it is not blind",
            where=where,
            do='Take out blind = "server-per-coder", or mode = "assisted".',
        )
    _check_coders(file, set(coders), where)
    _check_lists(file, where)
    return Round(
        path.stem,
        file.title or path.stem,
        _tuples(file.assignments),
        mode=file.mode,
        blind=file.blind,
        in_force=file.in_force,
        passages=_tuples(file.passages),
        recodes=file.recodes,
        plan=_plan(file.plan, where) if file.plan is not None else None,
    )


def _fault(fault: dict[str, Any]) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{key}: {_MUST_BE.get(fault['type'], fault['msg'])}"
    section = _PlanSection if fault["loc"][0] == "plan" else _RoundFile
    return f"unknown key {key!r} (known here: {', '.join(section.model_fields)})"


def _check_coders(file: _RoundFile, known: set[str], where: str) -> None:
    for coder in [*file.assignments, *(file.plan.coders if file.plan else ())]:
        if coder not in known:
            raise InputError(
                f"unknown coder {coder!r}", where=where, do="Add them to annotation/coders.csv."
            )


def _check_lists(file: _RoundFile, where: str) -> None:
    lists = {f"assignments.{coder}": items for coder, items in file.assignments.items()}
    lists |= {f"passages.{document}": items for document, items in file.passages.items()}
    if file.plan is not None:
        lists |= {"plan.documents": file.plan.documents, "plan.coders": file.plan.coders}
        lists |= {f"plan.select.{column}": items for column, items in file.plan.select.items()}
    for key, items in lists.items():
        twice = sorted(item for item, times in Counter(items).items() if times > 1)
        if twice:
            raise InputError(f"{key}: {twice[0]!r} is there twice", where=where)


def _plan(section: _PlanSection, where: str) -> Plan:
    unknown = [column for column in section.select if column not in SELECTED_BY]
    if unknown:
        raise InputError(
            f"plan.select: unknown column {unknown[0]!r} (known: {', '.join(SELECTED_BY)})",
            where=where,
        )
    if section.documents and section.select:
        raise InputError(
            "plan: 'documents' and 'select' are both there",
            where=where,
            do="Name the documents, or select them by columns of the register.",
        )
    return Plan(
        tuple(section.documents),
        _tuples(section.select),
        tuple(section.coders),
        double=section.double,
        per_document=section.per_document,
        seed=section.seed,
    )


def _tuples(lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(items) for key, items in lists.items()}


def write_assignments(path: Path, assignments: Mapping[str, Sequence[str]]) -> None:
    """Put a round's assignments into its file; whatever else stands there stays, comments too."""
    import tomlkit

    content = tomlkit.parse(path.read_text(encoding="utf-8"))
    table = content.setdefault("assignments", tomlkit.table())
    for coder in [coder for coder in table if not assignments.get(coder)]:
        del table[coder]
    for coder, documents in assignments.items():
        listed = table.setdefault(coder, tomlkit.array()) if documents else tomlkit.array()
        for document in [each for each in listed if each not in documents]:
            listed.remove(document)
        there = set(listed)
        listed.extend(document for document in documents if document not in there)
    write_atomically(path, tomlkit.dumps(content).encode())
