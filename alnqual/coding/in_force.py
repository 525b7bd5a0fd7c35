"""The codings that count: as pulled, by the codebook and the texts of now.

Stored codings stay as their coders made them. What became of their codes, their texts and their
disagreements is applied whenever they are used, here and nowhere else.
"""

from alnqual.coding.placing import Unplaced, current
from alnqual.coding.store import CodingStore
from alnqual.records import Coding
from alnqual.workspace import Workspace


def coders_codings(workspace: Workspace) -> tuple[list[Coding], list[Unplaced]]:
    """Every coder's codings in the codebook and the texts of now, and those without a place.

    This is what coders are compared by: nothing of it has been adjudicated.
    """
    tables = workspace.tables
    return current(
        CodingStore(workspace.codings).read(), tables.read("documents"), tables.read("turns")
    )


def codings_in_force(workspace: Workspace) -> tuple[list[Coding], list[Unplaced]]:
    """The codings that syntheses and reports count, and those without a place.

    Of an adjudicated document these are the decisions, of another the coders' codings by the rule
    of their round.
    """
    return coders_codings(workspace)
