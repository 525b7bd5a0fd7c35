"""Prevalence: how many of the people heard spoke of each code.

The unit is the participant, not the mention: who says a thing ten times, or is coded by two
people, counts once. The denominator is everybody who speaks in a document that a coder handed in.
"""

from collections.abc import Iterable

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.synthesis.labels import plain
from alnqual.tables import SCHEMAS

COLUMNS = [column.split()[0] for column in SCHEMAS["prevalence"].split(",")]
GROUP_COLUMNS = ["code", "group", "participants", "of_participants"]


def prevalence(excerpts: pd.DataFrame, voices: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Codings, documents and participants of every code, those without any included.

    Parameters
    ----------
    excerpts : frame as `SCHEMAS["excerpts"]`.
    voices : frame of `voices.voices`, cut to the documents that were handed in; excerpts of other
        documents do not count.
    codebook : a coding counts for its code and for every code above it.

    Returns
    -------
    pandas.DataFrame
        Frame as `SCHEMAS["prevalence"]`, in the codebook's order. `barrier`, `facilitator` and
        `mixed` are participants: each is in one of them at most, in `mixed` when their passages
        under the code differ, and in none when no passage has a stance.
    """
    heard = _with_ancestors(_counted(excerpts, voices), codebook)
    groups = dict(list(heard.groupby("under")))
    total = voices["participant"].nunique()
    rows = []
    for code in codebook:
        under = groups.get(code.id, heard.iloc[:0])
        stances = _stances(under)
        rows.append(
            {
                "code": code.id,
                "stage": code.stage,
                "parent": code.parent or "",
                "codings": len(under),
                "documents": under["document"].nunique(),
                "participants": _people(under),
                "of_participants": total,
                **{name: stances.count(name) for name in ("barrier", "facilitator", "mixed")},
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def by_group(
    excerpts: pd.DataFrame, voices: pd.DataFrame, *, by: str, codebook: Codebook
) -> pd.DataFrame:
    """Participants who spoke of each code, by sector, area, phase or another column of both.

    Returns
    -------
    pandas.DataFrame
        Columns code, group, participants, of_participants: a row for every code and group, in the
        codebook's order and that of the group names. Who speaks in two phases counts in both.
    """
    heard = _with_ancestors(_counted(excerpts, voices), codebook)
    found = heard[heard["participant"] != ""].groupby(["under", by])["participant"].nunique()
    totals = voices.groupby(by)["participant"].nunique().sort_index()
    return pd.DataFrame(
        [
            (code.id, group, int(found.get((code.id, group), 0)), int(total))
            for code in codebook
            for group, total in totals.items()
        ],
        columns=GROUP_COLUMNS,
    )


def _counted(excerpts: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    return excerpts[excerpts["document"].isin(set(voices["document"]))]


def _with_ancestors(excerpts: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """A row for each excerpt and each code that it counts for, in the column `under`."""
    counts_for = {
        code.id: [code.id, *(above.id for above in codebook.ancestors(code.id))]
        for code in codebook
    }
    under = excerpts["code"].map(lambda code: counts_for[code]).astype(object)
    return excerpts.assign(under=under).explode("under", ignore_index=True)


def _people(excerpts: pd.DataFrame) -> int:
    return len({plain(voice) for voice in excerpts["participant"]} - {""})


def _stances(excerpts: pd.DataFrame) -> list[str]:
    """One stance for each participant who took any."""
    taken: dict[str, set[str]] = {}
    for voice, stance in zip(excerpts["participant"], excerpts["stance"], strict=True):
        if plain(voice) and plain(stance) not in ("", "none"):
            taken.setdefault(voice, set()).add(stance)
    return [_one(stances) for stances in taken.values()]


def _one(stances: Iterable[str]) -> str:
    first, *others = sorted(stances)
    return "mixed" if others else first
