"""Which turns a search shows: by who said them, where, in what document, and how they are coded."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

_OF_TURNS = ("participant", "speaker", "role", "sector", "setting", "area", "phase", "language")
_OF_DOCUMENTS = ("kind", "date", "guide")


def chosen(
    workspace: Workspace,
    turns: "pd.DataFrame",
    *,
    interviewers: bool = True,
    where: Mapping[str, str | Sequence[str]] | None = None,
    code: str | None = None,
) -> "pd.Series":
    """Whether each turn is to be shown.

    Parameters
    ----------
    turns : rows of the table "turns".
    interviewers : whether their turns are.
    where : attribute -> its value, or values of which one is enough; all attributes must hold.
    code : only turns with a coding in force of this code, or of one below it.

    Raises
    ------
    InputError
        There is no such attribute, value or code.
    """
    import pandas as pd

    shown = pd.Series(True, index=turns.index)
    if not interviewers:
        shown &= ~turns["interviewer"].astype(bool)
    for attribute, wanted in (where or {}).items():
        values = _values(workspace, turns, attribute)
        known = sorted({value for each in values for value in each})
        asked = {wanted} if isinstance(wanted, str) else set(wanted)
        if absent := sorted(asked - set(known)):
            raise InputError(
                f"no turn has the {attribute} {absent[0]!r}", do=f"There are: {', '.join(known)}"
            )
        shown &= pd.Series([not asked.isdisjoint(each) for each in values], index=turns.index)
    if code is not None:
        shown &= turns["turn"].isin(_coded(workspace, turns, code))
    return shown


def _values(workspace: Workspace, turns: "pd.DataFrame", attribute: str) -> list[set[str]]:
    """The values of an attribute that each turn has; a participant of two phases has two."""
    if attribute in _OF_TURNS:
        return [_parts(cell) for cell in turns[attribute]]
    documents = workspace.tables.read("documents")
    own = {
        row["document"]: {name: row[name] for name in _OF_DOCUMENTS}
        | json.loads(row["attributes"] or "{}")
        for row in documents.to_dict("records")
    }
    known = {name for of_document in own.values() for name in of_document}
    if attribute not in known:
        raise InputError(
            f"there is no attribute {attribute!r}",
            do=f"There are: {', '.join([*_OF_TURNS, *sorted(known)])}",
        )
    return [_parts(own.get(document, {}).get(attribute)) for document in turns["document"]]


def _parts(cell: object) -> set[str]:
    return {part.strip() for part in cell.split(";")} - {""} if isinstance(cell, str) else set()


def _coded(workspace: Workspace, turns: "pd.DataFrame", code: str) -> set[str]:
    """The turns in which a coding in force has the code or one below it."""
    from alnqual.codebook import Codebook
    from alnqual.coding.in_force import codings_in_force
    from alnqual.coding.turn_places import TurnPlaces

    codebook = Codebook.read(workspace.codebook)
    if code not in codebook:
        raise InputError(f"there is no code {code!r}", do="Codes are in codebook/codebook.yaml.")
    below = {each.id for each in codebook.subtree(code)}
    places, documents = TurnPlaces(turns), set(turns["document"])
    return {
        places.turn_of(coding)
        for coding in codings_in_force(workspace)[0]
        if coding.code in below and coding.document in documents
    }
