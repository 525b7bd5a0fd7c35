"""Codings in the codebook of now: what became of their codes, and of passages coded anew.

The ids of codings last, whatever became of their codes: they are made of what was chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from alnqual.codebook.migrations import Migrations
from alnqual.records import Coding, Round, Stance, Submission

if TYPE_CHECKING:
    import pandas as pd


def in_codebook_of_now(codings: Iterable[Coding], migrations: Migrations) -> list[Coding]:
    """Each coding with the code that stands now for the one that was chosen."""
    return [
        replace(coding, code=migrations.now(coding.code, coding.codebook_version))
        for coding in codings
    ]


def merged(codings: Iterable[Coding], chosen: Sequence[Coding]) -> list[Coding]:
    """Codings of which those that a merge of codes made one are one.

    Where a coder gave the same words two codes that were merged since, the first (by time, then
    id) counts, and says what both said: other stances make it "mixed", memos follow each other.
    Codings that speak of different links both count. Two codings with one code to begin with are
    left alone: that was the coder's doing.

    Parameters
    ----------
    codings : in the codebook of now.
    chosen : the same as they were chosen.
    """
    code_of = {coding.id: coding.code for coding in chosen}
    ordered = list(codings)
    alike: dict[tuple[object, ...], list[Coding]] = {}
    for coding in sorted(ordered, key=lambda coding: (coding.created, coding.id)):
        key = (coding.round, coding.coder, coding.document, coding.start, coding.end, coding.code)
        among = alike.setdefault(key, [])
        for place, other in enumerate(among):
            if code_of[other.id] != code_of[coding.id] and _one_link(other, coding):
                among[place] = _joined(other, coding)
                break
        else:
            among.append(coding)
    kept = {coding.id: coding for among in alike.values() for coding in among}
    return [kept[coding.id] for coding in ordered if coding.id in kept]


def _one_link(first: Coding, second: Coding) -> bool:
    return None in (first.link, second.link) or (
        (first.link, first.direction) == (second.link, second.direction)
    )


def _joined(first: Coding, second: Coding) -> Coding:
    stances: set[Stance] = {first.stance, second.stance} - {"none"}
    memos = dict.fromkeys(memo for memo in (first.memo, second.memo) if memo)
    return replace(
        first,
        stance="mixed" if len(stances) > 1 else next(iter(stances), "none"),
        link=first.link or second.link,
        direction=first.direction if first.link else second.direction,
        memo="\n".join(memos),
        updated=max(first.updated, second.updated),
    )


def recoded(
    codings: Iterable[Coding],
    rounds: Iterable[Round],
    *,
    submissions: Iterable[Submission],
    turns: "pd.DataFrame",
) -> list[Coding]:
    """Codings of which those of a split code have given way to what was coded anew.

    Once a coder has handed in a document of a re-coding round, their codings of the split code in
    its passages are superseded by what they coded there, which stands in the round that the
    superseded codings are of. Until then, and in a document that they skipped, these stay.

    Parameters
    ----------
    codings : in the codebook and the texts of now.
    rounds : all rounds of the study; those with `recodes` are re-coding rounds.
    turns : frame as `SCHEMAS["turns"]`.
    """
    counted = list(codings)
    handed_in = {(s.round, s.coder, s.document) for s in submissions if s.status == "submitted"}
    spans = {
        turn: (int(start), int(end))
        for turn, start, end in zip(turns["turn"], turns["start"], turns["end"], strict=True)
    }
    for round_ in rounds:
        if not round_.recodes:
            continue
        places = {
            document: [spans[turn] for turn in passages if turn in spans]
            for document, passages in round_.passages.items()
        }
        superseded = {
            coding.id: coding
            for coding in counted
            if coding.code == round_.recodes
            and (round_.id, coding.coder, coding.document) in handed_in
            and coding.round != round_.id
            and any(a <= coding.start < b for a, b in places.get(coding.document, ()))
        }
        origin = {(old.coder, old.document): old.round for old in superseded.values()}
        counted = [
            replace(coding, round=origin.get((coding.coder, coding.document), coding.round))
            if coding.round == round_.id
            else coding
            for coding in counted
            if coding.id not in superseded
        ]
    return counted
