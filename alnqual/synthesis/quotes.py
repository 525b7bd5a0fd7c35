"""Which words to quote: one voice once, spread over people, sectors, areas and phases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import plain

SHORT, LONG = 18, 75
"""Words of a quote that says something and can still be read at a glance."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that one or more coders gave the same code; `start` and `end` are code points.

    `id` is that of the coding whose words are shown.
    """

    id: str
    document: str
    turn: str
    start: int
    end: int
    words: str
    code: str
    participant: str
    role: str
    sector: str
    area: str
    phase: str
    language: str
    attribution: str
    quotable: bool
    coders: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()


def passages(excerpts: pd.DataFrame) -> list[Passage]:
    """Excerpts as passages: where codings of one code overlap within a turn, they are one.

    The longest is shown, for it holds most of what the coders saw; the others are in its count of
    coders. Ordered by code, document and place.

    Parameters
    ----------
    excerpts : frame as `SCHEMAS["excerpts"]`.
    """
    rows = sorted(records(excerpts), key=lambda r: (r.code, r.turn, r.start, r.id))
    found = []
    for _, same in groupby(rows, key=lambda row: (row.code, row.turn)):
        cluster: list[Any] = []
        for row in same:
            if cluster and row.start >= max(other.end for other in cluster):
                found.append(_passage(cluster))
                cluster = []
            cluster.append(row)
        found.append(_passage(cluster))
    return sorted(found, key=lambda p: (p.code, p.document, p.start))


class QuoteChooser:
    """Chooses quotes for a whole report, and remembers whom it has quoted.

    The choice is deterministic and looks at no word's meaning: it prefers people quoted least so
    far, then sectors, areas, phases and stances not yet among the code's quotes, then a middling
    length. It is a reader's sample, not a finding.
    """

    def __init__(self) -> None:
        self._people: Counter[str] = Counter()
        self._turns: Counter[str] = Counter()

    def choose(self, candidates: Sequence[Passage], number: int) -> list[Passage]:
        """Up to `number` quotable passages, in the order of phase, document and place."""
        left = [passage for passage in candidates if passage.quotable]
        chosen: list[Passage] = []
        while left and len(chosen) < number:
            best = min(left, key=lambda passage: self._rank(passage, chosen))
            left.remove(best)
            chosen.append(best)
            self._people[best.participant] += 1
            self._turns[best.turn] += 1
        return sorted(chosen, key=lambda p: (p.phase, p.document, p.start))

    def _rank(self, passage: Passage, chosen: Sequence[Passage]) -> tuple:
        new = sum(
            getattr(passage, facet) not in {getattr(other, facet) for other in chosen}
            for facet in ("sector", "area", "phase", "stances")
        )
        words = len(passage.words.split())
        beyond = max(SHORT - words, words - LONG, 0)
        return (
            passage.participant in {other.participant for other in chosen},
            self._turns[passage.turn],
            beyond > LONG,
            -new,
            self._people[passage.participant],
            beyond,
            passage.document,
            passage.start,
        )


def _passage(cluster: Sequence[Any]) -> Passage:
    shown = min(cluster, key=lambda row: (row.start - row.end, row.id))
    return Passage(
        id=shown.id,
        document=shown.document,
        turn=shown.turn,
        start=int(shown.start),
        end=int(shown.end),
        words=shown.quote,
        code=shown.code,
        participant=plain(shown.participant),
        role=plain(shown.role),
        sector=plain(shown.sector),
        area=plain(shown.area),
        phase=plain(shown.phase),
        language=plain(shown.language),
        attribution=shown.attribution,
        quotable=bool(shown.quotable),
        coders=tuple(sorted({row.coder for row in cluster})),
        stances=tuple(sorted({plain(row.stance) for row in cluster} - {"", "none"})),
    )
