"""Which codings a report counts where several coders handed a document in."""

from collections import Counter

from alnqual.coding.disagreements import several
from alnqual.coding.in_force import adjudicated
from alnqual.reporting.evidence import Evidence

_COUNTED = {
    "all": "the codings of all coders count",
    "agreed": "a coding counts if another coder gave overlapping words its code or one below it",
    "first": "only the codings of the coder who stands first in the round’s file count",
}
"""`records.Round.in_force` in words."""


def which_count(evidence: Evidence) -> tuple[str, ...]:
    """A paragraph on adjudicated documents and the rule for the others, if there are any."""
    settled = adjudicated(evidence.adjudications)
    shared = {
        (round_id, document)
        for round_id in {each.round for each in evidence.submissions}
        for document in several(evidence.submissions, round_id)
    }
    if not shared | settled:
        return ()
    documents = len({document for _, document in settled})
    told = [f"Adjudicated documents: {documents}."]
    if documents:
        told = [f"Adjudicated documents, of which the decisions count: {documents}."]
    rules = {round_.id: round_.in_force for round_ in evidence.rounds}
    unsettled = Counter(rules.get(round_id, "all") for round_id, _ in shared - settled)
    for rule, number in sorted(unsettled.items()):
        told.append(f"Other documents of several coders, for which {_COUNTED[rule]}: {number}.")
    return (" ".join(told),)
