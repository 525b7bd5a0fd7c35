"""Who codes, and what: annotation/coders.csv and annotation/rounds/*.toml."""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

from alnqual.errors import InputError
from alnqual.records import Round
from alnqual.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes, known by a pseudonym; the address is their account on the server."""

    id: str
    email: str


def read_coders(workspace: Workspace) -> list[Coder]:
    """The coders of the study.

    Raises
    ------
    InputError
        The file is missing, lacks a column, or a coder stands in it twice.
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
            coders[row["id"]] = Coder(row["id"], row["email"])
    return list(coders.values())


def read_rounds(workspace: Workspace) -> list[Round]:
    """The coding rounds of the study, by id; a round's id is its file's name.

    Raises
    ------
    InputError
        A file is no TOML, or assigns to an unknown coder.
    """
    known = {coder.id for coder in read_coders(workspace)}
    return [_read_round(path, known) for path in sorted(workspace.rounds.glob("*.toml"))]


def _read_round(path: Path, coders: set[str]) -> Round:
    where = f"annotation/rounds/{path.name}"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not valid TOML: {error}", where=where) from error
    unknown = set(content) - {"title", "assignments"}
    if unknown:
        raise InputError(f"unknown key {sorted(unknown)[0]!r}", where=where)
    assignments = content.get("assignments", {})
    if not isinstance(content.get("title", ""), str) or not isinstance(assignments, dict):
        raise InputError(
            "'title' must be text and 'assignments' a table",
            where=where,
            do='Write [assignments], and below it lines like coder-a = ["i01", "i02"].',
        )
    for coder, documents in assignments.items():
        if coder not in coders:
            raise InputError(
                f"unknown coder {coder!r}", where=where, do="Add them to annotation/coders.csv."
            )
        if not isinstance(documents, list) or not all(isinstance(d, str) for d in documents):
            raise InputError(
                f"what is assigned to {coder!r} must be a list of document ids",
                where=where,
                do=f'Write {coder} = ["i01", "i02"].',
            )
        if len(set(documents)) < len(documents):
            raise InputError(f"a document is assigned to {coder!r} twice", where=where)
    return Round(
        path.stem,
        content.get("title", path.stem),
        {coder: tuple(documents) for coder, documents in assignments.items()},
    )
