"""The codings that count: as pulled, by the codebook and the texts of now.

Stored codings stay as their coders made them. What became of their codes, their texts and their
disagreements is applied whenever they are used, here and nowhere else.
"""

from collections.abc import Iterable, Iterator, Sequence

from alnqual.codebook import Codebook
from alnqual.coding.adjudications import AdjudicationStore
from alnqual.coding.disagreements import several
from alnqual.coding.migrated import in_codebook_of_now, merged, recoded
from alnqual.coding.placing import Unplaced, current
from alnqual.coding.rounds import read_rounds
from alnqual.coding.store import CodingStore
from alnqual.records import Coding, Round, Submission
from alnqual.workspace import Workspace

Place = tuple[str, str]
"""A round and a document."""


def coders_codings(workspace: Workspace) -> tuple[list[Coding], list[Unplaced]]:
    """Every coder's codings in the codebook and the texts of now, and those without a place.

    This is what coders are compared by: nothing of it has been adjudicated.
    """
    store, tables = CodingStore(workspace.codings), workspace.tables
    chosen, turns = store.read(), tables.read("turns")
    migrations = Codebook.read(workspace.codebook).migrations
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
    of their round (`records.Round.in_force`). Every one keeps its id: an accepted or edited coding
    that of the coding it was made from. The `origin` of those that an adjudicator edited or added
    is "adjudicated", and the adjudicator is their coder.
    """
    store, tables = AdjudicationStore(workspace.adjudications), workspace.tables
    settled = adjudicated(store.read_submissions())
    decisions = [each for each in store.read() if _place(each.coding) in settled]
    superseded = {identity for each in decisions for identity in each.considered}
    made, homeless = coders_codings(workspace)
    codebook = Codebook.read(workspace.codebook)
    counted = by_rule(
        [coding for coding in made if _place(coding) not in settled],
        rounds=read_rounds(workspace) if workspace.coders.is_file() else (),
        submissions=submissions_in_force(workspace),
        codebook=codebook,
    )
    results = [each.coding for each in decisions if each.verdict != "reject"]
    decided, unplaced = current(
        in_codebook_of_now(results, codebook.migrations),
        tables.read("documents"),
        tables.read("turns"),
    )
    unplaced += [each for each in homeless if each.item not in superseded]
    return counted + merged(decided, results), sorted(unplaced)


def adjudicated(submissions: Iterable[Submission]) -> set[Place]:
    """The rounds and documents whose adjudication was handed in."""
    return {(each.round, each.document) for each in submissions if each.status == "submitted"}


def by_rule(
    codings: Sequence[Coding],
    *,
    rounds: Iterable[Round],
    submissions: Iterable[Submission],
    codebook: Codebook,
) -> list[Coding]:
    """The codings that count by the rule of their round, in their order.

    The codings of a document that one coder handed in always count. Of another's, by "all" every
    coding counts; by "first" those of the coder who stands first in the round's file, of those who
    handed it in; by "agreed" a coding counts if another coder gave overlapping words the same
    code, or one below it, since a code counts for those above it.
    """
    submissions, rules = list(submissions), {round_.id: round_ for round_ in rounds}
    shared = {
        (round_id, document): coders
        for round_id in {coding.round for coding in codings}
        for document, coders in several(submissions, round_id).items()
    }
    together: dict[Place, list[Coding]] = {}
    for coding in codings:
        if _place(coding) in shared:
            together.setdefault(_place(coding), []).append(coding)
    kept = set()
    for place, members in together.items():
        round_ = rules.get(place[0])
        counted: Iterable[Coding] = members
        if round_ is not None and round_.in_force == "first":
            counted = _of_first(members, shared[place], round_)
        elif round_ is not None and round_.in_force == "agreed":
            counted = _agreed(members, codebook)
        kept |= {id(coding) for coding in counted}
    return [c for c in codings if _place(c) not in shared or id(c) in kept]


def _of_first(codings: Iterable[Coding], coders: Iterable[str], round_: Round) -> Iterator[Coding]:
    order = {coder: number for number, coder in enumerate(round_.assignments)}
    first = min(coders, key=lambda coder: (order.get(coder, len(order)), coder))
    return (coding for coding in codings if coding.coder == first)


def _agreed(codings: Sequence[Coding], codebook: Codebook) -> Iterator[Coding]:
    lineage = {
        code: {code, *(above.id for above in codebook.ancestors(code))}
        for code in {coding.code for coding in codings}
        if code in codebook
    }
    for coding in codings:
        if any(
            other.coder != coding.coder
            and other.start < coding.end
            and coding.start < other.end
            and coding.code in lineage.get(other.code, {other.code})
            for other in codings
        ):
            yield coding


def _recoding_rounds(workspace: Workspace) -> list[Round]:
    if not workspace.coders.is_file():
        return []
    return [round_ for round_ in read_rounds(workspace) if round_.recodes]


def _place(coding: Coding) -> Place:
    return coding.round, coding.document
