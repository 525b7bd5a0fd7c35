"""The codings that count: as pulled, by the codebook and the texts of now.

Stored codings stay as their coders made them. What became of their codes, their texts and their
disagreements is applied whenever they are used, here and nowhere else.
"""

from alnqual.codebook.migrations import Migrations
from alnqual.coding.migrated import in_codebook_of_now, merged, recoded
from alnqual.coding.placing import Unplaced, current
from alnqual.coding.rounds import read_rounds
from alnqual.coding.store import CodingStore
from alnqual.records import Coding, Round, Submission
from alnqual.workspace import Workspace


def coders_codings(workspace: Workspace) -> tuple[list[Coding], list[Unplaced]]:
    """Every coder's codings in the codebook and the texts of now, and those without a place.

    This is what coders are compared by: nothing of it has been adjudicated.
    """
    store, tables = CodingStore(workspace.codings), workspace.tables
    chosen, turns = store.read(), tables.read("turns")
    migrations = Migrations.read(workspace.changes, workspace.codebook)
    codings, unplaced = current(
        in_codebook_of_now(chosen, migrations), tables.read("documents"), turns
    )
    return recoded(
        merged(codings, chosen),
        _recoding_rounds(workspace),
        submissions=store.read_submissions(),
        turns=turns,
    ), unplaced


def submissions_in_force(workspace: Workspace) -> list[Submission]:
    """What the coders handed in; not of re-coding rounds, which revise what they had handed in."""
    recoding = {round_.id for round_ in _recoding_rounds(workspace)}
    return [
        submission
        for submission in CodingStore(workspace.codings).read_submissions()
        if submission.round not in recoding
    ]


def codings_in_force(workspace: Workspace) -> tuple[list[Coding], list[Unplaced]]:
    """The codings that syntheses and reports count, and those without a place.

    Of an adjudicated document these are the decisions, of another the coders' codings by the rule
    of their round.
    """
    return coders_codings(workspace)


def _recoding_rounds(workspace: Workspace) -> list[Round]:
    if not workspace.coders.is_file():
        return []
    return [round_ for round_ in read_rounds(workspace) if round_.recodes]
